from __future__ import annotations

from iamconsole.errors import NoSuchEntity
from policies.operations import inline
from tests.people import allow, grant
from tests.refusals import refused


def test_it_gives_the_document_as_it_was_put(admin, dave):
    grant(dave, allow("s3:*"), name="Storage")
    result = inline.get_user_policy(admin, user_name="DAVE", policy_name="storage")
    assert (result.user_name, result.policy_name) == ("dave", "Storage")
    assert result.policy_document == dave.inline_policies.get().document


def test_unknown_policies_are_missed(admin, dave):
    with refused(NoSuchEntity, "The user policy with name nothing cannot be found."):
        inline.get_user_policy(admin, user_name="dave", policy_name="nothing")


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        inline.get_user_policy(admin, user_name="dave", policy_name="nothing")
