from __future__ import annotations

from iamconsole.errors import NoSuchEntity
from policies.operations import inline
from tests.people import allow, attach, grant
from tests.refusals import refused


def test_it_lists_the_names_of_inline_policies_alone(admin, dave):
    attach(dave, "ReadOnlyAccess")
    for name in ("b", "A", "c"):
        grant(dave, allow("s3:*"), name=name)
    first = inline.list_user_policies(admin, user_name="dave", max_items=2)
    second = inline.list_user_policies(admin, user_name="dave", marker=first.marker)
    assert (first.policy_names, second.policy_names) == (("A", "b"), ("c",))


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        inline.list_user_policies(admin, user_name="dave")
