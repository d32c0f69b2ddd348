from __future__ import annotations

from iamconsole.errors import NoSuchEntity
from policies.operations import inline
from tests.people import allow, attach, grant
from tests.refusals import refused


def test_it_lists_the_names_of_inline_policies_alone(admin, pilot):
    attach(pilot, "ReadOnlyAccess")
    for name in ("b", "A", "c"):
        grant(pilot, allow("s3:*"), name=name)
    first = inline.list_role_policies(admin, role_name="pilot", max_items=2)
    second = inline.list_role_policies(admin, role_name="pilot", marker=first.marker)
    assert (first.policy_names, second.policy_names) == (("A", "b"), ("c",))


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        inline.list_role_policies(admin, role_name="pilot")
