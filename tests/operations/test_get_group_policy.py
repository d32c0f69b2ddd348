from __future__ import annotations

from iamconsole.errors import NoSuchEntity
from policies.operations import inline
from tests.people import allow, grant
from tests.refusals import refused


def test_it_gives_the_document_as_it_was_put(admin, crew):
    grant(crew, allow("s3:*"), name="Storage")
    result = inline.get_group_policy(admin, group_name="CREW", policy_name="storage")
    assert (result.group_name, result.policy_name) == ("crew", "Storage")
    assert result.policy_document == crew.inline_policies.get().document


def test_unknown_policies_are_missed(admin, crew):
    with refused(NoSuchEntity, "The group policy with name nothing cannot be found."):
        inline.get_group_policy(admin, group_name="crew", policy_name="nothing")


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The group with name crew cannot be found."):
        inline.get_group_policy(admin, group_name="crew", policy_name="nothing")
