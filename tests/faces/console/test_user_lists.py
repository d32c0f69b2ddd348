"""The list of users: narrowed, shown as somebody likes it, and acted on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from accounts.models import Account, TableView, User
from iamconsole.console.table_specs import DEFAULT_SIZE
from tests import people
from tests.faces.console.visitors import queries

USERS = "/console/users"
LIKED = "/console/lists/users"


@pytest.fixture
def staff(account: Account) -> list[User]:
    """Ann has an old key, Ben a password and no second factor, Cas neither."""
    made = [people.make_user(account, name, "/lab/") for name in ("ann", "ben", "cas")]
    people.access_key(made[0])
    made[0].access_keys.update(created=now() - timedelta(days=200))
    people.give_password(made[1])
    return made


def act(name: str) -> str:
    return f"/console/selected-users/{name}"


def rows_of(page: str) -> set[str]:
    return {name for name in ("alice", "bob", "ann", "ben", "cas") if f"/users/{name}/perm" in page}


def groups_of(user: User) -> set[str]:
    return set(user.memberships.values_list("group__name", flat=True))


# ---- Narrowed


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("key_older_than=90", {"ann"}),
        ("mfa=none&password=any", {"ben", "bob"}),
        ("path_prefix=/lab/", {"ann", "ben", "cas"}),
        ("status=disabled", set()),
        ("key=none&path_prefix=/lab/", {"ben", "cas"}),
        ("path_prefix=nonsense", set()),
        ("status=nonsense&q=cas", {"cas"}),
    ],
)
def test_the_list_is_narrowed_by_its_address(
    as_bob: Client, staff: list[User], query: str, found: set[str]
) -> None:
    page = as_bob.get(f"{USERS}?{query}").text
    assert rows_of(page) == found


def test_saved_views_are_links_to_narrowed_lists(as_bob: Client, staff: list[User]) -> None:
    page = as_bob.get(USERS).text
    assert '<a href="/console/users?mfa=none&amp;password=any">No MFA</a>' in page
    old = as_bob.get(f"{USERS}?key_older_than=90").text
    assert '<a href="/console/users?key_older_than=90" aria-current="true">Old keys</a>' in old
    assert "Active key older than: 90 days" in old


def test_missing_factors_are_marked_where_there_is_a_password(
    as_bob: Client, staff: list[User]
) -> None:
    page = as_bob.get(f"{USERS}?q=ben").text
    assert '<td data-label="MFA"><span class="badge badge-warn">Off</span></td>' in page


def test_many_users_cost_as_many_queries_as_few(as_bob: Client, account: Account) -> None:
    narrowed = f"{USERS}?mfa=none&key=none&has_policies=none&boundary=none"
    people.make_user(account, "first")
    few = [queries(as_bob, address) for address in (USERS, narrowed)]
    for number in range(60):
        people.make_user(account, f"user-{number}")
    many = [queries(as_bob, address) for address in (USERS, narrowed)]
    assert many == few


# ---- What is remembered


def test_columns_are_kept_with_who_chose_them_in_their_order(
    as_bob: Client, as_alice: Client, staff: list[User]
) -> None:
    sent = {"column": ["created", "name", "nonsense"], "back": f"{USERS}?q=ann"}
    answer = as_bob.post(LIKED, sent)
    assert (answer.status_code, answer.url) == (302, f"{USERS}?q=ann")  # type: ignore[attr-defined]
    page = as_bob.get(USERS).text
    assert page.index(">Created") < page.index(">User name")
    assert 'data-label="MFA"' not in page
    assert 'data-label="MFA"' in as_alice.get(USERS).text


def test_columns_of_the_address_win_and_the_lists_own_come_back(
    as_bob: Client, staff: list[User]
) -> None:
    as_bob.post(LIKED, {"column": ["name"]})
    assert 'data-label="Groups"' in as_bob.get(f"{USERS}?columns=name,groups").text
    as_bob.post(LIKED, {"reset": "yes", "column": ["name"]})
    assert 'data-label="MFA"' in as_bob.get(USERS).text


def test_the_size_of_a_page_is_kept_and_addresses_still_say_their_own(
    as_bob: Client, account: Account
) -> None:
    for number in range(60):
        people.make_user(account, f"user-{number:02}")
    as_bob.post(LIKED, {"size": "25"})
    assert "1–25 of" in as_bob.get(USERS).text
    page = as_bob.get(f"{USERS}?size=50").text
    assert "1–50 of" in page
    assert f"size={DEFAULT_SIZE}" in page


def test_a_size_there_is_none_of_is_not_kept(as_bob: Client) -> None:
    assert as_bob.post(LIKED, {"size": "17"}).status_code == 404
    assert as_bob.post(f"/console/lists/{'x' * 33}", {"size": "25"}).status_code == 404
    assert not TableView.objects.exists()


def test_what_is_remembered_has_a_bound(as_bob: Client) -> None:
    for number in range(110):
        as_bob.post(f"/console/lists/list-{number}", {"size": "25"})
    assert TableView.objects.count() == 100


def test_looking_changes_nothing_that_is_remembered(as_bob: Client) -> None:
    as_bob.get(f"{USERS}?columns=name&size=25")
    assert as_bob.get(LIKED).status_code == 405
    assert not TableView.objects.exists()


# ---- The file


def test_the_file_has_the_remembered_columns_and_no_formulas(
    as_bob: Client, account: Account
) -> None:
    people.make_user(account, "=cmd")
    as_bob.post(LIKED, {"column": ["name", "path"]})
    lines = as_bob.get(f"{USERS}/export?q==").text.splitlines()
    assert lines == ["User name,Path", "'=cmd,/"]


# ---- Acts


def test_all_that_match_are_meant_by_their_narrowing(as_alice: Client, staff: list[User]) -> None:
    sent = {"everything": "yes", "narrowing": "path_prefix=%2Flab%2F", "selected": ["alice"]}
    page = as_alice.post(act("disable"), sent).text
    assert "Disable 3 users?" in page
    as_alice.post(act("disable"), {"names": "ann ben cas", "confirmed": "yes"})
    assert User.objects.filter(is_enabled=False).count() == 3


def test_everything_is_offered_where_more_match_than_are_shown(
    as_alice: Client, account: Account
) -> None:
    assert "that match</span>" not in as_alice.get(USERS).text
    for number in range(30):
        people.make_user(account, f"user-{number}")
    page = as_alice.get(f"{USERS}?size=25&q=user").text
    assert "All 30 users that match" in page
    assert '<input type="hidden" name="narrowing" value="q=user&amp;sort=name">' in page


def test_groups_say_who_is_in_all_in_some_and_in_none(
    as_alice: Client, account: Account, staff: list[User]
) -> None:
    ann, ben, _cas = staff
    people.make_group(account, "both", ann, ben)
    people.make_group(account, "one", ann)
    people.make_group(account, "empty")
    sent = {"selected": ["ann", "ben"]}
    page = as_alice.post(act("group"), sent).text
    for words in ("All are in it", "1 of 2 is in it", "None is in it"):
        assert words in page
    assert 'value="-empty"' not in page
    assert 'value="+both"' not in page
    changes = {"confirmed": "yes", "change": ["", "-both", "+empty"]}
    assert as_alice.post(act("group"), sent | changes).status_code == 302
    assert groups_of(ann) == {"one", "empty"}
    assert groups_of(ben) == {"empty"}


def test_a_group_without_a_change_is_nothing_to_do(as_alice: Client, staff: list[User]) -> None:
    sent = {"selected": ["ann"], "confirmed": "yes", "change": ["", ""]}
    answer = as_alice.post(act("group"), sent)
    assert answer.status_code == 422
    assert "Choose for a group" in answer.text


def test_several_users_are_tagged(as_alice: Client, staff: list[User]) -> None:
    sent = {"selected": ["ann", "ben"], "confirmed": "yes", "tags": "team=lab"}
    assert as_alice.post(act("tag"), sent).status_code == 302
    assert User.objects.get(name="ben").tags == {"team": "lab"}


def test_what_is_refused_for_some_is_told_and_can_be_tried_again(
    as_alice: Client, staff: list[User]
) -> None:
    sent = {"selected": ["ann", "ben"], "confirmed": "yes"}
    answer = as_alice.post(act("renew"), sent)
    assert answer.status_code == 404
    assert "Only a part of this took effect" in answer.text
    assert "Login Profile" in answer.text or "login profile" in answer.text
    assert '<input type="hidden" name="names" value="ann">' in answer.text
    assert User.objects.get(name="ben").login_profile.is_reset_required
