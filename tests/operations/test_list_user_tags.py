from __future__ import annotations

from accounts.operations import users
from iamconsole.errors import NoSuchEntity, ValidationError
from tests.people import make_user
from tests.refusals import refused


def test_it_lists_all_tags_on_one_page(admin, account):
    make_user(account, "erin", tags={f"key-{n:02}": str(n) for n in range(50)})
    result = users.list_user_tags(admin, user_name="erin")
    assert [tag.value for tag in result.tags] == [str(n) for n in range(50)]
    assert not result.is_truncated


def test_fewer_come_in_pages(admin, account):
    make_user(account, "erin", tags={"a": "1", "b": "2", "c": "3"})
    first = users.list_user_tags(admin, user_name="erin", max_items=2)
    second = users.list_user_tags(admin, user_name="erin", max_items=2, marker=first.marker)
    assert [tag.key for tag in (*first.tags, *second.tags)] == ["a", "b", "c"]
    assert (first.is_truncated, second.is_truncated) == (True, False)


def test_markers_it_did_not_make_are_refused(admin, dave):
    with refused(ValidationError, "Invalid Marker: x"):
        users.list_user_tags(admin, user_name="dave", marker="x")


def test_a_user_without_tags_has_none(admin, dave):
    assert users.list_user_tags(admin, user_name="dave").tags == ()


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        users.list_user_tags(admin, user_name="nobody")
