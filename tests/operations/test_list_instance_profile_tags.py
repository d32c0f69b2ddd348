from __future__ import annotations

from accounts.operations import instance_profiles
from iamconsole.errors import NoSuchEntity
from tests.refusals import refused


def test_they_come_in_the_order_of_their_keys(admin, machines):
    machines.tags = {"b": "2", "a": "1", "c": ""}
    machines.save()
    given = {"instance_profile_name": "machines"}
    first = instance_profiles.list_instance_profile_tags(admin, max_items=2, **given)
    second = instance_profiles.list_instance_profile_tags(
        admin, max_items=2, marker=first.marker, **given
    )
    tags = [(tag.key, tag.value) for tag in (*first.tags, *second.tags)]
    assert (tags, second.is_truncated) == ([("a", "1"), ("b", "2"), ("c", "")], False)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "Instance Profile machines cannot be found."):
        instance_profiles.list_instance_profile_tags(admin, instance_profile_name="machines")
