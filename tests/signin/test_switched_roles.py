"""Acting as a role at the console: exactly what AssumeRole gives, in a session of one's own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import now

from accounts.models import Account, ConsoleSession, Event, RecentRole, Role, User
from accounts.signin import sessions
from tests import people
from tests.authenticators import enrol
from tests.people import ACCOUNT, allow, deny, grant, make_role
from tests.signin.browsers import signed_in, try_root, try_user

PAGE = "/switch-role"
JSON = {"accept": "application/json"}


@pytest.fixture
def erin(account: Account) -> User:
    user = people.make_user(account, "erin", "/staff/")
    grant(user, allow("sts:AssumeRole"))
    people.give_password(user)
    return user


@pytest.fixture
def auditor(account: Account, erin: User) -> Role:
    """May look at users, and erin may take it on."""
    role = make_role(account, "auditor", erin.arn, path="/audits/")
    grant(role, allow("iam:List*"), allow("iam:Get*"), allow("sts:*"))
    return role


@pytest.fixture
def browser(erin: User) -> Client:
    return signed_in(erin, headers={"accept": "text/html"})


def switch(client: Client, role: Role, **more: Any) -> Any:
    return client.post(PAGE, {"role_arn": role.arn} | more)


def who(client: Client) -> dict[str, str]:
    answer = client.get("/api/v1/caller-identity", headers=JSON)
    return dict(json.loads(answer.content))


def users_status(client: Client) -> int:
    return client.get("/api/v1/users", headers=JSON).status_code


def group_status(client: Client, name: str) -> int:
    given = {"group_name": name}
    return client.post("/api/v1/groups", given, "application/json", headers=JSON).status_code


def test_everything_is_done_as_the_role(browser: Client, auditor: Role) -> None:
    answer = switch(browser, auditor)
    assert (answer.status_code, answer["Location"]) == (302, "/console/")
    assert who(browser) == {
        "user_id": f"{auditor.role_id}:erin",
        "account": ACCOUNT,
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/auditor/erin",
    }
    assert browser.get("/console/users").status_code == 200
    assert browser.post("/console/users/new", {"user_name": "x"}).status_code != 302
    assert not User.objects.filter(name="x").exists()


def test_what_the_user_alone_may_do_the_role_may_not(
    browser: Client, auditor: Role, erin: User
) -> None:
    grant(erin, allow("iam:*"), name="more")
    assert group_status(browser, "a") == 201
    switch(browser, auditor)
    assert group_status(browser, "b") == 403


def test_the_cookie_is_another_one_and_the_one_before_opens_nothing(
    browser: Client, auditor: Role
) -> None:
    tokens = [browser.cookies[sessions.COOKIE].value]
    switch(browser, auditor)
    tokens.append(browser.cookies[sessions.COOKIE].value)
    browser.post(f"{PAGE}/back")
    tokens.append(browser.cookies[sessions.COOKIE].value)
    assert len(set(tokens)) == 3
    assert [sessions.find(token) is not None for token in tokens] == [False, False, True]
    assert ConsoleSession.objects.count() == 1


def test_one_goes_back_to_oneself(browser: Client, auditor: Role, erin: User) -> None:
    switch(browser, auditor)
    assert browser.post(f"{PAGE}/back")["Location"] == "/console/"
    assert who(browser)["arn"] == erin.arn
    assert ConsoleSession.objects.get().role_token == ""


def test_it_is_in_the_trail_from_the_beginning_to_the_end(
    browser: Client, auditor: Role, erin: User
) -> None:
    switch(browser, auditor)
    browser.get("/console/users/new")
    group_status(browser, "a")
    browser.post(f"{PAGE}/back")
    told = list(Event.objects.order_by("id").values_list("action", "caller_arn", "error"))
    role_session = f"arn:aws:sts::{ACCOUNT}:assumed-role/auditor/erin"
    assert ("sts:AssumeRole", erin.arn, "") in told
    assert ("signin:SwitchRole", erin.arn, "") in told
    assert ("iam:CreateGroup", role_session, "AccessDenied") in told
    assert told[-1] == ("signin:ExitRole", erin.arn, "")


def test_one_role_at_a_time(browser: Client, auditor: Role, account: Account, erin: User) -> None:
    other = make_role(account, "other", erin.arn)
    switch(browser, auditor)
    assert switch(browser, other).status_code == 302
    assert who(browser)["arn"].endswith(":assumed-role/other/erin"), "erin took it on, not auditor"


def not_trusted(role: Role, erin: User) -> None:
    role.trust_policy = people.trusting(Service="ec2.amazonaws.com")
    role.save()


def not_allowed(role: Role, erin: User) -> None:
    grant(erin, deny("sts:AssumeRole"), name="no")


def deleted(role: Role, erin: User) -> None:
    role.inline_policies.all().delete()
    role.delete()


@pytest.mark.parametrize("change", [not_trusted, not_allowed, deleted])
def test_without_trust_or_leave_one_stays_who_one_is(
    browser: Client, auditor: Role, erin: User, change: Callable[[Role, User], None]
) -> None:
    change(auditor, erin)
    answer = switch(browser, auditor)
    assert answer.status_code == 403
    assert "Why that may be" in answer.text
    assert who(browser)["arn"] == erin.arn
    assert not RecentRole.objects.exists()


def test_root_takes_on_none(root: User, auditor: Role) -> None:
    client = Client(headers={"accept": "text/html"})
    try_root(client, root.email)
    assert "The root user takes on no roles" in client.get(PAGE).text
    assert switch(client, auditor).status_code == 403
    assert who(client)["arn"] == root.arn


def with_condition(role: Role, erin: User, condition: dict[str, Any]) -> None:
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"AWS": erin.arn},
        "Condition": condition,
    }
    Role.objects.filter(pk=role.pk).update(trust_policy=people.document(statement))


def test_a_role_that_asks_for_an_external_id_is_refused_in_plain_words(
    browser: Client, auditor: Role, erin: User
) -> None:
    with_condition(auditor, erin, {"StringEquals": {"sts:ExternalId": "secret-of-theirs"}})
    assert "asks for an external ID" not in browser.get(PAGE).text
    assert "This role asks for an external ID" not in switch(browser, auditor).text
    grant(erin, allow("iam:GetRole"), name="look")
    answer = switch(browser, auditor)
    assert answer.status_code == 403
    assert "This role asks for an external ID" in answer.text
    assert "secret-of-theirs" not in answer.text


MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def test_a_role_that_wants_a_factor_is_there_once_it_was_shown(
    auditor: Role, erin: User, browser: Client
) -> None:
    with_condition(auditor, erin, MFA)
    assert "Show your second factor first" in browser.get(PAGE).text
    assert switch(browser, auditor).status_code == 403
    phone, client = enrol(erin), Client(headers={"accept": "text/html"})
    try_user(client, "example", "erin")
    client.post("/signin/factor", {"choice": phone.serial_number, "code": phone.code()})
    assert "Show your second factor first" not in client.get(PAGE).text
    assert switch(client, auditor).status_code == 302


def test_the_role_knows_whether_its_user_showed_a_factor(
    auditor: Role, erin: User, browser: Client
) -> None:
    grant(
        auditor,
        deny("iam:ListUsers", BoolIfExists={"aws:MultiFactorAuthPresent": "false"}),
        name="mfa",
    )
    switch(browser, auditor)
    assert users_status(browser) == 403
    phone, client = enrol(erin), Client()
    try_user(client, "example", "erin")
    client.post("/signin/factor", {"choice": phone.serial_number, "code": phone.code()})
    switch(client, auditor)
    assert users_status(client) == 200


def made_anew(role: Role, erin: User) -> None:
    deleted(role, erin)
    make_role(erin.account, "auditor", erin.arn, path="/audits/")


@pytest.mark.parametrize("end", [deleted, made_anew])
def test_when_the_role_is_gone_nothing_is_done_until_one_goes_back(
    browser: Client, auditor: Role, erin: User, end: Callable[[Role, User], None]
) -> None:
    grant(erin, allow("iam:*"), name="more")
    switch(browser, auditor)
    end(auditor, erin)
    for ask in (browser.get, browser.post):
        answer = ask("/console/users/new")
        assert (answer.status_code, answer["Location"]) == (
            302,
            "/switch-role?next=/console/users/new".replace("/console", "%2Fconsole")
            .replace("/users", "%2Fusers")
            .replace("/new", "%2Fnew"),
        ) or answer["Location"].startswith("/switch-role?next=")
    assert group_status(browser, "a") == 401
    assert "Back to erin" in browser.get(PAGE).text
    browser.post(f"{PAGE}/back")
    assert browser.get("/console/users").status_code == 200


def test_it_ends_when_its_time_is_up(browser: Client, auditor: Role) -> None:
    switch(browser, auditor)
    with time_machine.travel(now() + timedelta(minutes=50)):
        assert browser.get("/console/users").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert browser.get("/console/users")["Location"].startswith("/switch-role")


def test_it_lasts_no_longer_than_the_role_allows(browser: Client, auditor: Role) -> None:
    assert switch(browser, auditor, duration_seconds=7200).status_code == 400
    Role.objects.filter(pk=auditor.pk).update(max_session_duration=7200)
    assert switch(browser, auditor, duration_seconds=7200).status_code == 302


def test_revoking_the_roles_sessions_ends_its_rights_here_too(
    browser: Client, auditor: Role
) -> None:
    switch(browser, auditor)
    assert users_status(browser) == 200
    later = (now() + timedelta(seconds=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    older = deny("*", DateLessThan={"aws:TokenIssueTime": later})
    grant(auditor, older, name="AWSRevokeOlderSessions")
    assert users_status(browser) == 403


def test_a_disabled_user_acts_as_nobody(browser: Client, auditor: Role, erin: User) -> None:
    switch(browser, auditor)
    User.objects.filter(pk=erin.pk).update(is_enabled=False)
    assert browser.get("/console/users")["Location"].startswith("/signin?next=")


def test_another_account_s_role_is_acted_as_there(
    browser: Client, erin: User, mallory: User
) -> None:
    guest = make_role(mallory.account, "guest", erin.arn)
    grant(guest, allow("iam:*"))
    assert "guest" in browser.get(PAGE).text
    assert browser.post(PAGE, {"account": "elsewhere", "role_name": "guest"}).status_code == 302
    page = browser.get("/console/users").text
    assert "mallory" in page
    assert "elsewhere" in page
    actions = Event.objects.filter(account_id=people.ELSEWHERE).values_list("action", flat=True)
    assert "sts:AssumeRole" in actions


def test_an_alias_nobody_has_is_like_a_role_nobody_has(browser: Client, erin: User) -> None:
    texts = [
        browser.post(PAGE, {"account": account, "role_name": "guest"}).text
        for account in ("nobody-has-this", "elsewhere")
    ]
    assert all("is not authorized to perform: sts:AssumeRole" in text for text in texts)


def test_an_alias_tells_its_account_s_number_to_nobody_without_a_role_there(
    browser: Client, erin: User, mallory: User
) -> None:
    make_role(mallory.account, "guest", "arn:aws:iam::999988887777:root")

    def answered(account: str) -> str:
        page = browser.post(PAGE, {"account": account, "role_name": "guest"}).text
        page = re.sub(r'value="[\w-]{64}"|[0-9a-f]{8}-[0-9a-f-]{27}', "", page)
        return page.replace(account, "typed")

    assert answered("elsewhere") == answered("nobodyxx")
    assert answered(people.ELSEWHERE) == answered("555566667777")
    targets = Event.objects.filter(account_id=ACCOUNT, action="sts:AssumeRole").order_by("pk")
    first, second = targets.values_list("target_arn", flat=True)[:2]
    assert first == second


class TestThePage:
    def test_it_lists_what_the_engine_says_one_may_take_on(
        self, browser: Client, auditor: Role, account: Account, bob: User
    ) -> None:
        make_role(account, "bobs-own", bob.arn)
        page = browser.get(PAGE).text
        assert "auditor" in page
        assert "bobs-own" not in page

    def test_with_none_it_says_what_to_do(self, browser: Client) -> None:
        assert "Ask the administrator of the account that has the role." in browser.get(PAGE).text

    def test_the_role_is_in_the_bar_in_a_word_and_a_colour(
        self, browser: Client, auditor: Role
    ) -> None:
        switch(browser, auditor, label="Audits", colour="purple")
        page = browser.get("/console/users").text
        assert "Audits" in page
        assert 'class="role-line role-purple"' in page
        assert "Back to yourself" in page

    def test_there_are_six_colours_and_no_others(self, browser: Client, auditor: Role) -> None:
        assert switch(browser, auditor, colour="pink").status_code == 422

    def test_roles_taken_on_lately_come_first_five_at_most(
        self, browser: Client, account: Account, erin: User
    ) -> None:
        for number in range(7):
            switch(browser, make_role(account, f"number-{number}", erin.arn), label=f"L{number}")
        labels = RecentRole.objects.order_by("-used").values_list("label", flat=True)
        assert list(labels) == ["L6", "L5", "L4", "L3", "L2"]
        assert "Lately" in browser.get(PAGE).text

    def test_a_link_fills_the_form_and_does_nothing_by_itself(
        self, browser: Client, auditor: Role, erin: User
    ) -> None:
        link = f"{PAGE}?account={ACCOUNT}&roleName=audits/auditor&displayName=Audit&color=red"
        page = browser.get(link).text
        assert 'value="audits/auditor"' in page
        assert 'value="Audit"' in page
        assert who(browser)["arn"] == erin.arn
        sent = {"account": ACCOUNT, "role_name": "audits/auditor", "label": "Audit"}
        assert browser.post(PAGE, sent).status_code == 302

    def test_a_link_is_kept_through_sign_in(self, erin: User) -> None:
        client = Client(headers={"accept": "text/html"})
        link = f"{PAGE}?account={ACCOUNT}&roleName=audits/auditor"
        asked = client.get(link)
        assert asked["Location"].startswith("/signin?next=%2Fswitch-role%3F")
        answer = try_user(client, "example", "erin", next=link)
        assert answer["Location"] == link

    def test_my_own_pages_are_not_the_roles(self, browser: Client, auditor: Role) -> None:
        switch(browser, auditor)
        assert browser.get("/console/me").status_code == 200
        assert browser.get("/console/me/mfa")["Location"] == "/console/me"


def test_an_account_that_asks_for_a_factor_gives_no_role_without(
    browser: Client, auditor: Role, account: Account
) -> None:
    switch(browser, auditor)
    Account.objects.update(is_mfa_required=True)
    assert browser.get("/console/users")["Location"].startswith("/console/me/mfa")
    assert switch(browser, auditor)["Location"].startswith("/console/me/mfa")
