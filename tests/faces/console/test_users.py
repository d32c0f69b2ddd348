"""Users in the console: listed, looked at, changed and deleted, with each refusal shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account, Event, Group, User
from policies.models import Boundary
from policies.operations.attachments import detach_user_policy
from tests import people
from tests.faces.console.visitors import queries, visiting

TABS = (
    "console-user",
    "console-user-groups",
    "console-user-credentials",
    "console-user-activity",
    "console-user-tags",
)
PAGES = (
    *TABS,
    "console-user-groups-add",
    "console-user-password",
    "console-user-password-delete",
    "console-user-key-create",
    "console-user-edit",
    "console-user-boundary",
    "console-user-delete",
)
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.fixture
def dave(account: Account) -> User:
    """A user with everything a user can have."""
    dave = people.make_user(account, "dave", "/lab/", tags={"team": "lab"})
    people.give_password(dave)
    people.access_key(dave)
    people.attach(dave, "AmazonS3ReadOnlyAccess")
    people.grant(dave, people.allow("sqs:ReceiveMessage"), name="queues")
    return dave


@pytest.fixture
def crew(account: Account, dave: User) -> Group:
    """A group with Dave in it, that gives him two policies more."""
    crew = people.make_group(account, "crew", dave)
    people.attach(crew, "AmazonEC2ReadOnlyAccess")
    people.grant(crew, people.allow("sns:Publish"), name="bells")
    return crew


def url(page: str, name: str = "dave") -> str:
    return reverse(page, args=[name])


def groups_of(user: User) -> set[str]:
    return set(user.memberships.values_list("group__name", flat=True))


# ---- The list


def test_users_are_listed_with_what_matters(as_bob: Client, dave: User, crew: Group) -> None:
    page = as_bob.get("/console/users").text
    assert f'<a href="{url("console-user")}">dave</a> <span class="beside">/lab/</span>' in page
    assert '<td data-label="Groups">1</td>' in page
    assert '<td data-label="Password age">0 days</td>' in page
    assert "2 users" in page


def test_old_credentials_are_marked(as_bob: Client, dave: User) -> None:
    dave.access_keys.update(created="2020-01-01T00:00Z")
    assert "badge-warn" in as_bob.get("/console/users").text


def test_users_are_found_by_name_and_by_key(as_bob: Client, dave: User) -> None:
    for text in ("dav", "/lab", dave.access_keys.get().key_id):
        page = as_bob.get("/console/users", {"q": text}).text
        assert ">dave</a>" in page
        assert ">bob</a>" not in page


def test_the_list_is_a_list_in_pages(as_bob: Client, account: Account) -> None:
    for n in range(60):
        people.make_user(account, f"user{n:02}")
    page = as_bob.get("/console/users", {"page": "2", "sort": "-name"}).text
    assert "51–61 of 61" in page
    assert ">bob</a>" in page


def test_the_list_is_exported_as_it_is_narrowed_without_pages(
    as_bob: Client, account: Account
) -> None:
    for n in range(210):
        people.make_user(account, f"user{n:03}", "/many/")
    answer = as_bob.get("/console/users/export", {"q": "/many/", "columns": "name,status"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0] == "User name,Status"
    assert len(lines) == 211
    assert lines[-1] == "user209,Active"
    link = "/console/users/export?q=dav"
    assert link in as_bob.get("/console/users", {"q": "dav"}).text


def test_an_export_holds_nothing_a_spreadsheet_computes(as_bob: Client, account: Account) -> None:
    people.make_user(account, "=cmd")
    assert "'=cmd" in as_bob.get("/console/users/export").text


def test_who_may_not_list_users_exports_none(as_carol: Client) -> None:
    assert as_carol.get("/console/users/export").status_code == 403


def test_a_list_costs_the_same_at_5_and_at_60_users(as_bob: Client, account: Account) -> None:
    for n in range(5):
        people.access_key(people.make_user(account, f"few{n}"))
    few = queries(as_bob, "/console/users?size=100")
    for n in range(55):
        people.access_key(people.make_user(account, f"many{n}"))
    assert queries(as_bob, "/console/users?size=100") == few


def test_who_may_not_list_users_is_told_why(as_carol: Client) -> None:
    answer = as_carol.get("/console/users")
    assert answer.status_code == 403
    assert "iam:ListUsers" in answer.text
    assert "arn:aws:iam::111122223333:user/carol" in answer.text


# ---- The pages of one user


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_user_is_there_to_be_read(
    as_bob: Client, dave: User, crew: Group, page: str
) -> None:
    answer = as_bob.get(url(page))
    assert answer.status_code == 200
    assert "dave" in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_another_accounts_user_is_not_there(as_mallory: Client, dave: User, page: str) -> None:
    if page == "console-user-key-create":
        assert as_mallory.post(url(page)).status_code == 404
    else:
        assert as_mallory.get(url(page)).status_code == 404


@pytest.mark.parametrize("page", TABS)
def test_a_page_costs_the_same_whatever_else_is_in_the_account(
    as_bob: Client, account: Account, dave: User, crew: Group, page: str
) -> None:
    before = queries(as_bob, url(page))
    for n in range(20):
        people.access_key(people.make_user(account, f"user{n}"))
    assert queries(as_bob, url(page)) == before


def test_permissions_tell_how_each_policy_arrives(as_bob: Client, dave: User, crew: Group) -> None:
    page = as_bob.get(url("console-user")).text
    for name in ("AmazonS3ReadOnlyAccess", "queues", "AmazonEC2ReadOnlyAccess", "bells"):
        assert f">{name}</a>" in page
    assert reverse("console-group", args=["crew"]) in page
    assert reverse("console-user-inline", args=["dave", "queues"]) in page
    assert reverse("console-group-inline", args=["crew", "bells"]) in page
    s3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    assert reverse("console-user-detach", args=["dave", s3]) in page


def test_a_user_without_policies_is_said_to_have_none(as_bob: Client, carol: User) -> None:
    page = as_bob.get(url("console-user", "carol")).text
    assert "No policy allows this user anything yet." in page


def test_policies_one_may_not_see_are_said_to_be_missing(
    as_carol: Client, carol: User, dave: User
) -> None:
    people.grant(carol, people.allow("iam:GetUser"), people.allow("iam:ListUserPolicies"))
    page = as_carol.get(url("console-user")).text
    assert ">queues</a>" in page
    assert "This list may not be whole" in page
    assert "iam:ListAttachedUserPolicies" in page


def test_parts_one_may_not_see_name_the_action(as_carol: Client, carol: User, dave: User) -> None:
    people.grant(carol, people.allow("iam:GetUser"))
    for page, action in (
        ("console-user-groups", "iam:ListGroupsForUser"),
        ("console-user-credentials", "iam:ListAccessKeys"),
        ("console-user-activity", "cloudtrail:LookupEvents"),
        ("console-user-tags", "iam:ListUserTags"),
    ):
        answer = as_carol.get(url(page))
        assert answer.status_code == 200
        assert f"is not authorized to perform: {action}" in answer.text


def test_activity_tells_what_was_done_to_the_user(as_alice: Client, dave: User) -> None:
    as_alice.post(url("console-user-disable"))
    page = as_alice.get(url("console-user-activity")).text
    assert "iamconsole:DisableUser" in page


# ---- Changes


def test_a_user_is_renamed_and_moved(as_alice: Client, dave: User) -> None:
    sent = {"new_user_name": "david", "new_path": "/staff/"}
    answer = as_alice.post(url("console-user-edit"), sent)
    assert answer["Location"] == url("console-user", "david")
    dave.refresh_from_db()
    assert (dave.name, dave.path) == ("david", "/staff/")


def test_a_name_that_is_taken_is_said_beside_it(as_alice: Client, dave: User) -> None:
    answer = as_alice.post(
        url("console-user-edit"), {"new_user_name": "ALICE", "new_path": "/lab/"}
    )
    assert answer.status_code == 409
    assert "id_new_user_name_error" in answer.text
    assert "User with name ALICE already exists." in answer.text


def test_a_user_is_disabled_and_enabled_from_any_tab(as_alice: Client, dave: User) -> None:
    back = url("console-user-tags")
    assert as_alice.post(url("console-user-disable"), {"back": back})["Location"] == back
    dave.refresh_from_db()
    assert not dave.is_enabled
    assert "This user is disabled" in as_alice.get(back).text
    assert as_alice.post(url("console-user-enable"))["Location"] == url("console-user")
    dave.refresh_from_db()
    assert dave.is_enabled


def test_the_way_back_stays_on_this_site(as_alice: Client, dave: User) -> None:
    answer = as_alice.post(url("console-user-disable"), {"back": "https://evil.example/"})
    assert answer["Location"] == "/console/"


def test_a_user_joins_and_leaves_groups(as_alice: Client, account: Account, dave: User) -> None:
    people.make_group(account, "crew")
    people.make_group(account, "staff")
    as_alice.post(url("console-user-groups-add"), {"groups": ["crew", "staff"]})
    assert groups_of(dave) == {"crew", "staff"}
    page = as_alice.post(url("console-user-groups-remove"), {"selected": ["crew"]})
    assert "RemoveUserFromGroup" in page.text
    assert groups_of(dave) == {"crew", "staff"}
    as_alice.post(url("console-user-groups-remove"), {"selected": "crew", "confirmed": "yes"})
    assert groups_of(dave) == {"staff"}


def test_the_eleventh_group_is_refused_and_the_rest_took_effect(
    as_alice: Client, account: Account, dave: User
) -> None:
    names = [people.make_group(account, f"g{n:02}").name for n in range(11)]
    answer = as_alice.post(url("console-user-groups-add"), {"groups": names})
    assert answer.status_code == 409
    assert "Only a part of this took effect" in answer.text
    assert "GroupsPerUser" in answer.text
    assert len(groups_of(dave)) == 10


def test_a_boundary_is_set_and_taken_away(as_alice: Client, dave: User) -> None:
    as_alice.post(url("console-user-boundary"), {"permissions_boundary": READ_ONLY})
    assert Boundary.objects.get(user=dave).policy.name == "ReadOnlyAccess"
    assert READ_ONLY in as_alice.get(url("console-user")).text
    as_alice.post(url("console-user-boundary"), {"remove": "yes"})
    assert not Boundary.objects.filter(user=dave).exists()


def test_a_boundary_that_does_not_exist_is_said_beside_it(as_alice: Client, dave: User) -> None:
    sent = {"permissions_boundary": "arn:aws:iam::aws:policy/NoSuchThing"}
    answer = as_alice.post(url("console-user-boundary"), sent)
    assert answer.status_code == 404
    assert "id_permissions_boundary_error" in answer.text


def test_tags_are_what_their_lines_say(as_alice: Client, dave: User) -> None:
    as_alice.post(url("console-user-tags"), {"tags": "floor=2\nteam=ops"})
    dave.refresh_from_db()
    assert dave.tags == {"floor": "2", "team": "ops"}
    as_alice.post(url("console-user-tags"), {"tags": ""})
    dave.refresh_from_db()
    assert dave.tags == {}


def test_a_line_that_is_no_tag_is_refused(as_alice: Client, dave: User) -> None:
    answer = as_alice.post(url("console-user-tags"), {"tags": "nonsense"})
    assert answer.status_code == 422
    assert "nonsense" in answer.text
    dave.refresh_from_db()
    assert dave.tags == {"team": "lab"}


# ---- Deleting


def test_deleting_shows_what_goes_and_needs_the_name(
    as_alice: Client, dave: User, crew: Group
) -> None:
    page = as_alice.get(url("console-user-delete")).text
    for operation in (
        "DeleteLoginProfile",
        "DeleteAccessKey",
        "RemoveUserFromGroup",
        "DetachUserPolicy",
        "DeleteUserPolicy",
        "DeleteUser",
    ):
        assert f">{operation}<" in page
    assert as_alice.post(url("console-user-delete"), {"typed": "dav"}).status_code == 422
    assert User.objects.filter(name="dave").exists()
    answer = as_alice.post(url("console-user-delete"), {"typed": "dave"})
    assert answer["Location"] == "/console/users"
    assert not User.objects.filter(name="dave").exists()


def test_a_deletion_stopped_on_its_way_tells_how_far_it_came(
    as_alice: Client, alice: User, dave: User
) -> None:
    people.grant(alice, people.deny("iam:DetachUserPolicy"))
    answer = as_alice.post(url("console-user-delete"), {"typed": "dave"})
    assert answer.status_code == 403
    assert "Only a part of this took effect" in answer.text
    assert "iam:DetachUserPolicy" in answer.text
    assert not dave.access_keys.exists()
    assert User.objects.filter(name="dave").exists()
    detach_user_policy(
        people.calling(User.objects.get(account=dave.account, is_root=True)),
        user_name="dave",
        policy_arn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
    )
    as_alice.post(url("console-user-delete"), {"typed": "dave"})
    assert not User.objects.filter(name="dave").exists()


# ---- Several at once


def act(name: str) -> str:
    return reverse("console-users-act", args=[name])


def test_several_users_are_disabled_after_asking(as_alice: Client, dave: User, carol: User) -> None:
    sent = {"selected": ["dave", "carol"], "back": "/console/users?q=a"}
    page = as_alice.post(act("disable"), sent)
    assert "Disable 2 users?" in page.text
    dave.refresh_from_db()
    assert dave.is_enabled
    answer = as_alice.post(act("disable"), sent | {"confirmed": "yes"})
    assert answer["Location"] == "/console/users?q=a"
    assert not User.objects.filter(name__in=["dave", "carol"], is_enabled=True).exists()


def test_several_users_join_a_group(as_alice: Client, dave: User, carol: User) -> None:
    people.make_group(dave.account, "crew")
    sent = {"selected": ["dave", "carol"], "back": "/console/users", "confirmed": "yes"}
    assert as_alice.post(act("group"), sent).status_code == 422
    as_alice.post(act("group"), sent | {"change": ["+crew"]})
    assert groups_of(dave) == groups_of(carol) == {"crew"}


def test_several_users_are_deleted_with_all_they_have(
    as_alice: Client, dave: User, crew: Group, carol: User
) -> None:
    sent = {"selected": ["dave", "carol"], "back": "/console/users", "confirmed": "yes"}
    assert as_alice.post(act("delete"), sent | {"typed": "yes"}).status_code == 422
    as_alice.post(act("delete"), sent | {"typed": "delete 2 users"})
    assert not User.objects.filter(name__in=["dave", "carol"]).exists()


def test_of_several_one_that_is_gone_does_not_stop_the_others(as_alice: Client, dave: User) -> None:
    sent = {"selected": ["dave", "ghost"], "confirmed": "yes", "typed": "delete 2 users"}
    answer = as_alice.post(act("delete"), sent)
    assert answer.status_code == 404
    assert "The user with name ghost cannot be found." in answer.text
    assert not User.objects.filter(name="dave").exists()


def test_nothing_selected_is_nothing_done(as_alice: Client) -> None:
    answer = as_alice.post(act("delete"), {"back": "/console/users"}, follow=True)
    assert "No user was selected." in answer.text


def test_there_are_no_other_acts(as_alice: Client) -> None:
    assert as_alice.post(act("promote"), {"selected": ["dave"]}).status_code == 404


# ---- Refusals

CHANGES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("console-user-edit", {"new_user_name": "david", "new_path": "/lab/"}),
    ("console-user-disable", {}),
    ("console-user-enable", {}),
    ("console-user-groups-add", {"groups": ["crew"]}),
    ("console-user-groups-remove", {"selected": ["crew"], "confirmed": "yes"}),
    ("console-user-boundary", {"permissions_boundary": READ_ONLY}),
    ("console-user-boundary", {"remove": "yes"}),
    ("console-user-tags", {"tags": "a=b"}),
    ("console-user-delete", {"typed": "dave"}),
    ("console-user-password", {"way": "generated"}),
    ("console-user-password-delete", {}),
    ("console-user-key-create", {}),
)


@pytest.mark.parametrize(("page", "sent"), CHANGES)
def test_who_may_only_read_is_refused_every_change_and_told_why(
    as_bob: Client, dave: User, crew: Group, page: str, sent: dict[str, Any]
) -> None:
    answer = as_bob.post(url(page), sent)
    assert answer.status_code == 403
    assert "arn:aws:iam::111122223333:user/bob is not authorized to perform" in answer.text
    refusal = Event.objects.filter(error="AccessDenied").get()
    assert refusal.caller_arn.endswith(":user/bob")


@pytest.mark.parametrize("name", ["disable", "enable", "delete", "group", "tag"])
def test_who_may_only_read_changes_nobody_among_several(
    as_bob: Client, dave: User, crew: Group, carol: User, name: str
) -> None:
    sent = {"selected": ["dave", "carol"], "confirmed": "yes", "change": ["+crew"]}
    answer = as_bob.post(act(name), sent | {"typed": "delete 2 users", "tags": "a=b"})
    assert answer.status_code == 403
    assert "Nothing of this took effect" in answer.text


def test_changes_are_not_made_by_looking(as_alice: Client, dave: User) -> None:
    for page in ("console-user-disable", "console-user-enable", "console-user-groups-remove"):
        assert as_alice.get(url(page)).status_code == 405


def test_a_form_of_another_site_changes_nothing(dave: User, alice: User) -> None:
    client = visiting(alice)
    client.handler.enforce_csrf_checks = True
    assert client.post(url("console-user-disable")).status_code == 403
    dave.refresh_from_db()
    assert dave.is_enabled


@pytest.mark.parametrize(
    ("address", "first_tab"),
    [
        ("/console/users/carol", "/console/users/carol/permissions"),
        ("/console/groups/readers", "/console/groups/readers/members"),
    ],
)
def test_an_address_without_a_tab_leads_to_the_first(
    as_alice: Client, address: str, first_tab: str
) -> None:
    assert as_alice.get(address)["Location"] == first_tab
