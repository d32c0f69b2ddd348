from __future__ import annotations

from accounts.operations import roles
from iamconsole.errors import NoSuchEntity
from tests.refusals import refused


def test_they_come_in_the_order_of_their_keys(admin, pilot):
    pilot.tags = {"b": "2", "a": "1", "c": ""}
    pilot.save()
    given = {"role_name": "pilot"}
    first = roles.list_role_tags(admin, max_items=2, **given)
    second = roles.list_role_tags(admin, max_items=2, marker=first.marker, **given)
    tags = [(tag.key, tag.value) for tag in (*first.tags, *second.tags)]
    assert (tags, second.is_truncated) == ([("a", "1"), ("b", "2"), ("c", "")], False)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        roles.list_role_tags(admin, role_name="pilot")
