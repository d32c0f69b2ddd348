"""A role's page tells who can take it on, who did, and whom its trust policy names in vain."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Account, Group, InstanceProfile, Role, User
from accounts.operations.assume_role import assume_role
from accounts.operations.users import create_user, delete_user
from policies.models import InlinePolicy
from tests import people
from tests.faces.console.visitors import visiting
from tests.signin.browsers import signed_in

SESSIONS = reverse("console-role-sessions", args=["pilot"])
TRUST = reverse("console-role-trust", args=["pilot"])


@pytest.fixture
def pilot(account: Account, alice: User) -> Role:
    return people.make_role(account, "pilot", alice.arn)


def take(alice: User, pilot: Role, **asked: Any) -> None:
    assume_role(people.calling(alice), role_arn=pilot.arn, role_session_name="flight", **asked)


def test_who_took_it_on_is_listed_with_from_where_and_until_when(
    as_alice: Client, alice: User, pilot: Role
) -> None:
    assert "The history knows of nobody who took it on." in as_alice.get(SESSIONS).text
    take(alice, pilot, duration_seconds=900)
    page = as_alice.get(SESSIONS)
    (taking,) = page.context["takings"].content
    assert (taking.who, taking.session, taking.source_ip) == ("alice", "flight", "192.0.2.1")
    assert taking.until - taking.since == timedelta(seconds=900)
    assert "May be live" in page.text
    assert "Sessions are kept nowhere" in page.text


def test_what_is_over_or_revoked_says_so(
    as_alice: Client, alice: User, pilot: Role, time_machine: Any
) -> None:
    begin = now()
    time_machine.move_to(begin, tick=False)
    take(alice, pilot, duration_seconds=900)
    as_alice.post(SESSIONS, {"is_meant": "on"})
    assert ">Revoked</span>" in as_alice.get(SESSIONS).text
    time_machine.move_to(begin + timedelta(minutes=16), tick=False)
    page = as_alice.get(SESSIONS).text
    assert ">Over</span>" in page
    assert ">Revoked</span>" not in page


def test_a_try_that_was_refused_is_no_session(as_alice: Client, carol: User, pilot: Role) -> None:
    with pytest.raises(Exception, match="sts:AssumeRole"):
        take(carol, pilot)
    assert as_alice.get(SESSIONS).context["takings"].content == ()


def test_who_may_not_read_the_history_still_sees_the_rest(carol: User, pilot: Role) -> None:
    people.grant(carol, people.allow("iam:GetRole"))
    page = visiting(carol).get(SESSIONS).text
    assert "cloudtrail:LookupEvents" in page
    assert "Revoke all sessions" in page


def test_the_trust_page_tells_who_can_now(as_bob: Client, pilot: Role) -> None:
    page = as_bob.get(TRUST)
    (one,) = page.context["takers"].content.takers
    assert one.name == "alice"
    assert "The trust policy names it." in page.text


def test_nobody_can_take_on_a_role_for_a_service(as_bob: Client, account: Account) -> None:
    trust = people.trusting(Service="ec2.amazonaws.com")
    people.make_role(account, "pilot", trust_policy=trust)
    assert "Nobody of this account can take it on now." in as_bob.get(TRUST).text


def test_one_that_was_deleted_is_shown_by_the_name_it_had(
    as_alice: Client, account: Account, alice: User
) -> None:
    caller = people.calling(alice)
    eve = create_user(caller, user_name="eve").user
    people.make_role(account, "pilot", eve.arn)
    delete_user(caller, user_name="eve")
    page = as_alice.get(TRUST).text
    assert eve.user_id in page
    assert f"It was called {eve.arn}." in page
    assert "Deleted:" in page


def review(client: Client, way: str, **sent: Any) -> Any:
    """Go through the pages of a new role up to the last."""
    given = {"role_name": "driver", "max_session_duration": "3600"} | sent
    answer = client.post(reverse("console-role-create-for", args=[way]), given | {"stage": "trust"})
    for stage in ("permissions", "name"):
        token = answer.headers["Location"].split("/")[-2]
        page = {"stage": stage, "draft": token}
        answer = client.post(answer.headers["Location"], given | page)
    return answer.headers["Location"]


def test_both_halves_of_switching_are_set_up_at_once(
    as_alice: Client, account: Account, bob: User, carol: User
) -> None:
    people.make_group(account, "drivers", bob)
    address = review(as_alice, "account", switching_groups=["drivers"], members=["carol"])
    page = as_alice.get(address).text
    assert "Let members of the group drivers switch to it" in page
    assert "PutGroupPolicy" in page
    assert "3 changes, in this order" in page
    as_alice.post(address)
    role = Role.objects.get(name="driver")
    assert Group.objects.get(name="drivers").inline_policies.get().name == "SwitchTo-driver"
    assert role.arn in InlinePolicy.objects.get(user=carol).document
    for user in (bob, carol):
        taken = assume_role(
            people.calling(user), role_arn=role.arn, role_session_name="trip"
        ).assumed_role_user
        assert taken.arn.endswith("assumed-role/driver/trip")


def test_a_namesake_of_the_policy_that_lets_people_switch_stays_as_it_is(
    as_alice: Client, account: Account, carol: User
) -> None:
    crew = people.make_group(account, "drivers")
    for holder in (crew, carol):
        people.grant(holder, people.allow("s3:*"), name="switchto-DRIVER")
    address = review(as_alice, "account", switching_groups=["drivers"], members=["carol"])
    as_alice.get(address)
    as_alice.post(address)
    role = Role.objects.get(name="driver")
    for holder in (crew, carol):
        theirs, ours = holder.inline_policies.order_by("pk")
        assert (theirs.name, "s3:*" in theirs.document) == ("switchto-DRIVER", True)
        assert ours.name.startswith("SwitchTo-driver-")
        assert role.arn in ours.document


def test_who_may_not_list_policies_overwrites_none(account: Account, carol: User) -> None:
    dave = people.make_user(account, "dave")
    people.give_password(dave)
    people.grant(dave, people.allow("iam:CreateRole"), people.allow("iam:PutUserPolicy"))
    people.grant(carol, people.allow("s3:*"), name="SwitchTo-driver")
    as_dave = signed_in(dave)
    address = review(as_dave, "account", members=["carol"])
    assert as_dave.post(address).status_code == 302
    assert "s3:*" in carol.inline_policies.get(name="SwitchTo-driver").document
    assert carol.inline_policies.count() == 2


def test_what_could_not_be_done_is_tried_again_alone(as_alice: Client, account: Account) -> None:
    missing = f"arn:aws:iam::{people.ACCOUNT}:policy/later"
    address = review(as_alice, "service", service="ec2.amazonaws.com", policies=[missing])
    answer = as_alice.post(address)
    assert answer.status_code == 404
    assert "Try the rest again" in answer.text
    assert InstanceProfile.objects.filter(name="driver").exists()
    assert "Done already" in as_alice.get(address).text
    people.make_policy(account, "later")
    answer = as_alice.post(address, follow=True)
    assert "The role driver is created." in answer.text
    assert Role.objects.get(name="driver").attachments.get().policy.arn == missing


def test_a_role_for_builds_asks_for_audience_and_subject(
    as_alice: Client, account: Account
) -> None:
    arn = f"arn:aws:iam::{account.id}:oidc-provider/token.example.com"
    sent = {"provider_arn": arn, "audience": "sts", "check": "yes"}
    page = as_alice.post(reverse("console-role-create-for", args=["web-identity"]), sent).text
    assert "token.example.com:aud" in page
    assert "No subject is asked for" in page
    page = as_alice.post(
        reverse("console-role-create-for", args=["web-identity"]),
        sent | {"federated_subject": "repo:me/*"},
    ).text
    assert "StringLike" in page
    assert "No subject is asked for" not in page


def test_a_role_for_a_saml_provider_asks_for_its_audience(as_alice: Client) -> None:
    sent = {
        "provider_arn": f"arn:aws:iam::{people.ACCOUNT}:saml-provider/office",
        "audience": "https://signin.aws.amazon.com/saml",
        "check": "yes",
    }
    address = reverse("console-role-create-for", args=["saml"])
    assert "sts:AssumeRoleWithSAML" in as_alice.post(address, sent).text
    wrong = {"provider_arn": "office", "audience": "x", "stage": "trust"}
    answer = as_alice.post(address, wrong)
    assert answer.status_code == 422
    assert "This is no ARN of a SAML provider." in answer.text
