"""Creating a user on one page: everything it gets at once, and what is secret shown once."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings as conf
from django.test import Client
from django.utils.timezone import now

from accounts.models import Account, ConsoleSession, Event, User
from policies.models import Boundary
from tests import people
from tests.signin.browsers import try_user

NEW = "/console/users/new"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def create(client: Client, **more: Any) -> Any:
    return client.post(NEW, {"user_name": "dave", "signin": "none"} | more)


def files_rows(page: str) -> list[dict[str, str]]:
    """What the page offers as a CSV file."""
    found = re.search(r'href="data:text/csv;charset=utf-8,([^"]*)" download="([^"]*)"', page)
    assert found
    assert found[2].endswith("credentials.csv")
    return list(csv.DictReader(io.StringIO(unquote(unescape(found[1])))))


def file_of(page: str) -> dict[str, str]:
    """The one row of that file."""
    (row,) = files_rows(page)
    return row


def test_a_name_is_enough(as_alice: Client) -> None:
    answer = create(as_alice)
    assert answer["Location"] == "/console/users/dave/permissions"
    user = User.objects.get(name="dave")
    assert user.path == "/"
    assert not hasattr(user, "login_profile")


def test_everything_is_given_at_once(as_alice: Client, account: Account) -> None:
    people.make_group(account, "crew")
    deploy = people.make_policy(account, "deploy")
    answer = create(
        as_alice,
        path="/lab/",
        tags="team=lab\nfloor=2",
        signin="generated",
        password_reset_required="on",
        access_key="on",
        groups=["crew"],
        policies=[deploy.arn, READ_ONLY],
        permissions_boundary=deploy.arn,
    )
    assert answer.status_code == 200
    user = User.objects.get(name="dave")
    assert (user.path, user.tags) == ("/lab/", {"team": "lab", "floor": "2"})
    assert user.login_profile.is_reset_required
    assert user.access_keys.count() == 1
    assert user.memberships.get().group.name == "crew"
    names = set(user.attachments.values_list("policy__name", flat=True))
    assert names == {"deploy", "ReadOnlyAccess"}
    assert Boundary.objects.get(user=user).policy == deploy


def test_the_made_password_works_and_is_shown_this_once(as_alice: Client) -> None:
    answer = create(as_alice, signin="generated")
    shown = file_of(answer.text)
    assert answer["Cache-Control"] == "no-store"
    assert shown["Sign-in URL"] == f"{conf.PUBLIC_URL}/a/example"
    client = Client()
    assert try_user(client, people.ACCOUNT, "dave", shown["Password"]).status_code == 302
    for address in ("/console/users/dave/credentials", "/console/log?show=all"):
        assert shown["Password"] not in as_alice.get(address).text
    assert shown["Password"] not in str(list(Event.objects.values()))


def test_the_key_is_shown_with_what_to_do_with_it(as_alice: Client) -> None:
    page = create(as_alice, access_key="on").text
    shown = file_of(page)
    key = User.objects.get(name="dave").access_keys.get()
    assert shown["Access key ID"] == key.key_id
    assert "Password" not in shown
    assert f"export AWS_SECRET_ACCESS_KEY={shown['Secret access key']}" in page
    assert f"export AWS_ENDPOINT_URL={conf.PUBLIC_URL}" in page
    assert f"aws configure set endpoint_url {conf.PUBLIC_URL} --profile dave" in page


def test_a_typed_password_is_not_shown(as_alice: Client) -> None:
    answer = create(as_alice, signin="typed", password=people.PASSWORD)
    assert answer.status_code == 302
    assert try_user(Client(), people.ACCOUNT, "dave").status_code == 302


def test_a_chosen_password_must_be_typed(as_alice: Client) -> None:
    answer = create(as_alice, signin="typed")
    assert answer.status_code == 422
    assert "id_password_error" in answer.text
    assert not User.objects.filter(name="dave").exists()


@pytest.mark.parametrize(
    ("sent", "field", "status"),
    [
        ({"user_name": "ALICE"}, "user_name", 409),
        ({"user_name": "no spaces"}, "user_name", 422),
        ({"user_name": "x" * 65}, "user_name", 422),
        ({"user_name": ""}, "user_name", 422),
        ({"path": "lab"}, "path", 422),
        ({"tags": "nonsense"}, "tags", 422),
        ({"permissions_boundary": "arn:aws:iam::aws:policy/None"}, "permissions_boundary", 404),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    as_alice: Client, sent: dict[str, str], field: str, status: int
) -> None:
    answer = create(as_alice, **sent)
    assert answer.status_code == status
    assert f'id="id_{field}_error"' in answer.text
    assert User.objects.filter(is_root=False).count() == 1


def test_what_was_typed_is_kept_where_something_is_wrong(as_alice: Client) -> None:
    page = create(as_alice, user_name="no spaces", path="/lab/", tags="team=lab").text
    for text in ('value="no spaces"', 'value="/lab/"', "team=lab"):
        assert text in page


def test_a_later_step_that_is_refused_leaves_what_took_effect_and_says_so(
    as_alice: Client, alice: User, account: Account
) -> None:
    people.make_group(account, "crew")
    people.grant(alice, people.deny("iam:CreateLoginProfile"))
    answer = create(as_alice, signin="generated", groups=["crew"], access_key="on")
    assert answer.status_code == 403
    for words in (
        "Only a part of this took effect",
        "Create the user dave",
        "Add it to the group crew",
        "iam:CreateLoginProfile",
        "Not tried",
    ):
        assert words in answer.text
    assert "Secret access key" not in answer.text
    user = User.objects.get(name="dave")
    assert user.memberships.count() == 1
    assert not user.access_keys.exists()


def test_who_may_not_list_groups_creates_users_all_the_same(as_carol: Client, carol: User) -> None:
    people.grant(carol, people.allow("iam:CreateUser"))
    assert "iam:ListGroups" in as_carol.get(NEW).text
    assert create(as_carol).status_code == 302


def test_who_may_only_read_is_refused(as_bob: Client) -> None:
    answer = create(as_bob)
    assert answer.status_code == 403
    assert "iam:CreateUser" in answer.text
    assert "arn:aws:iam::111122223333:user/dave" in answer.text
    assert not User.objects.filter(name="dave").exists()


def test_a_name_that_a_spreadsheet_would_compute_is_kept_from_it(as_alice: Client) -> None:
    page = create(as_alice, user_name="=cmd", access_key="on").text
    assert file_of(page)["User name"] == "'=cmd"


# ---- Several at once

LIST = "/console/users/new-list"


def test_a_list_makes_users_with_all_they_get(as_alice: Client, account: Account) -> None:
    people.make_group(account, "crew")
    sent = {"users": "dave\nerin, /lab/\n\n", "signin": "generated", "groups": ["crew"]}
    answer = as_alice.post(LIST, sent)
    assert answer.status_code == 200
    rows = files_rows(answer.text)
    assert [row["User name"] for row in rows] == ["dave", "erin"]
    for row in rows:
        user = User.objects.get(name=row["User name"])
        assert user.memberships.get().group.name == "crew"
        assert user.login_profile.is_reset_required
    assert User.objects.get(name="erin").path == "/lab/"
    last = rows[1]["Password"]
    assert try_user(Client(), people.ACCOUNT, "erin", last).status_code == 302


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        (NEW, {"user_name": "dave", "signin": "link"}),
        ("/console/users/new-list", {"users": "dave\nerin", "signin": "link"}),
    ],
)
def test_nobody_is_made_in_part_for_want_of_a_newer_proof_of_who_asks(
    as_alice: Client, address: str, sent: dict[str, str]
) -> None:
    ConsoleSession.objects.update(confirmed=now() - timedelta(hours=1))
    answer = as_alice.post(address, sent)
    assert answer.status_code == 403
    assert "Confirm that it is you" in answer.text
    assert not User.objects.filter(name__in=["dave", "erin"]).exists()
    ConsoleSession.objects.update(confirmed=now())
    assert as_alice.post(address, sent).status_code == 200


def test_a_line_that_cannot_be_does_not_stop_the_others(as_alice: Client) -> None:
    answer = as_alice.post(
        LIST, {"users": "ALICE\nno spaces\ndave", "has_key": "on", "signin": "none"}
    )
    assert answer.status_code == 409
    assert "User with name ALICE already exists." in answer.text
    assert "Use letters, digits" in answer.text
    assert [row["User name"] for row in files_rows(answer.text)] == ["dave"]
    assert User.objects.filter(is_root=False).count() == 2


def test_a_list_without_credentials_leads_back_to_the_users(as_alice: Client) -> None:
    answer = as_alice.post(LIST, {"users": "dave\nerin", "signin": "none"}, follow=True)
    assert "2 users are created." in answer.text


@pytest.mark.parametrize(
    ("users", "words"),
    [
        ("", "required"),
        ("dave\nDAVE", "Named more than once: dave"),
        ("\n".join(f"user{n}" for n in range(101)), "These are 101 users"),
        ("dave\n,/lab/,crew", "Row 2: It has no name."),
        ("dave\n" + "x" * 140_000, "too long to be a list of users"),
    ],
)
def test_a_list_that_cannot_be_makes_nobody(as_alice: Client, users: str, words: str) -> None:
    answer = as_alice.post(LIST, {"users": users})
    assert answer.status_code == 422
    assert words in answer.text
    assert User.objects.filter(is_root=False).count() == 1


def test_who_may_only_read_makes_nobody_of_a_list(as_bob: Client) -> None:
    answer = as_bob.post(LIST, {"users": "dave\nerin", "signin": "generated"})
    assert answer.status_code == 403
    assert "iam:CreateUser" in answer.text
    assert "data:text/csv" not in answer.text


def test_a_list_may_say_paths_groups_and_tags_of_each(as_alice: Client, account: Account) -> None:
    for name in ("crew", "ops"):
        people.make_group(account, name)
    rows = 'User name,Path,Groups,Tags\ndave,/lab/,crew; ops,team=lab;floor=2\n"erin",,ops'
    as_alice.post(LIST, {"users": rows, "signin": "none"})
    dave, erin = User.objects.get(name="dave"), User.objects.get(name="erin")
    assert dave.tags == {"team": "lab", "floor": "2"}
    assert dave.path == "/lab/"
    assert set(dave.memberships.values_list("group__name", flat=True)) == {"crew", "ops"}
    assert erin.memberships.get().group.name == "ops"


def test_what_is_wrong_with_a_list_is_said_row_by_row(as_alice: Client) -> None:
    answer = as_alice.post(LIST, {"users": "dave,/lab/,,team\nerin,/,,,,more\nfay"})
    assert answer.status_code == 422
    assert "Row 1: team is no key=value." in answer.text
    assert "Row 2: It has more than a name" in answer.text
    assert not User.objects.filter(name="fay").exists()


def test_each_of_a_list_gets_a_link_of_their_own(as_alice: Client) -> None:
    answer = as_alice.post(LIST, {"users": "dave\nerin", "signin": "link"})
    links = [row["Link to set a password"] for row in files_rows(answer.text)]
    assert len(set(links)) == 2
    assert not User.objects.filter(login_profile__isnull=False, name="dave").exists()


# ---- A link, and what it comes to


def test_a_user_is_invited_by_a_link_that_opens_once(as_alice: Client) -> None:
    page = create(as_alice, signin="link").text
    link = file_of(page)["Link to set a password"]
    visitor = Client(headers={"accept": "text/html"})
    assert visitor.get(link.partition("//")[2].partition("/")[2].join(["/", ""])).status_code == 200
    assert not hasattr(User.objects.get(name="dave"), "login_profile")


def test_what_is_chosen_is_summed_up_before_anybody_is_made(
    as_alice: Client, account: Account
) -> None:
    crew = people.make_group(account, "crew")
    people.attach(crew, "AmazonS3ReadOnlyAccess")
    sent = {"user_name": "dave", "groups": ["crew"], "preview": "yes", "password": "not told back"}
    answer = as_alice.post(NEW, sent)
    assert answer.status_code == 200
    assert "Amazon S3" in answer.text
    assert "+ Read" in answer.text
    assert 'value="dave"' in answer.text
    assert "not told back" not in answer.text
    assert not User.objects.filter(name="dave").exists()


def test_what_a_boundary_would_block_is_struck_before(as_alice: Client, account: Account) -> None:
    cap = people.make_policy(account, "cap", people.allow("ec2:*"))
    sent = {"policies": READ_ONLY, "permissions_boundary": cap.arn}
    answer = as_alice.post(f"{NEW}?preview=yes", sent)
    assert 'title="blocked by the boundary"' in answer.text


def test_policies_are_found_by_name_and_stay_chosen(as_alice: Client) -> None:
    sent = {"user_name": "dave", "policies": READ_ONLY, "policies_text": "AmazonS3FullAccess"}
    page = as_alice.post(NEW, sent | {"find": "policies"}).text
    assert 'value="arn:aws:iam::aws:policy/AmazonS3FullAccess"><span>' in page
    assert f'value="{READ_ONLY}" checked' in page
    assert 'value="dave"' in page
    assert not User.objects.filter(name="dave").exists()


def test_a_policy_called_like_the_search_comes_before_those_that_contain_it(
    as_alice: Client,
) -> None:
    # Of AWS's, hundreds contain it, and few are offered.
    page = as_alice.post(NEW, {"policies_text": "readonlyaccess", "find": "policies"}).text
    offered = re.findall(r'name="policies" value="([^"]*)"', page)
    assert offered[0] == READ_ONLY


def test_enter_looks_for_what_was_typed_and_creates_nothing_yet(as_alice: Client) -> None:
    typed = {"user_name": "dave", "policies_text": "AmazonS3FullAccess", "entered": ""}
    assert "policy/AmazonS3FullAccess" in as_alice.post(NEW, typed).text
    assert not User.objects.filter(name="dave").exists()
    create(as_alice, **typed, policies_found="AmazonS3FullAccess")
    assert User.objects.filter(name="dave").exists()


def test_looking_for_policies_leaves_the_box_of_a_new_password_as_it_was(as_alice: Client) -> None:
    sent = {"user_name": "dave", "signin": "typed", "find": "policies"}
    ticked = re.compile(r'name="password_reset_required"[^>]* checked')
    assert not ticked.search(as_alice.post(NEW, sent).text)
    assert ticked.search(as_alice.post(NEW, sent | {"password_reset_required": "on"}).text)


def test_a_policy_that_is_not_there_is_told(as_alice: Client) -> None:
    answer = create(as_alice, policies=["arn:aws:iam::aws:policy/NoSuchThing"])
    assert "NoSuchThing" in answer.text
    assert not User.objects.get(name="dave").attachments.exists()
