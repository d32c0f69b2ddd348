import pytest

from iamconsole.errors import AccessDenied, InvalidInput
from policies.operations.simulation import get_context_keys_for_custom_policy
from tests.people import allow, calling, document


def test_it_lists_the_keys_of_conditions_and_variables_once_each(admin):
    policies = [
        document(allow("s3:*", "arn:aws:s3:::homes/${aws:username}/*")),
        document(allow("s3:*", StringEquals={"aws:UserName": "a", "aws:PrincipalTag/team": "b"})),
    ]
    found = get_context_keys_for_custom_policy(admin, policy_input_list=policies)
    assert found.context_key_names == ("aws:username", "aws:PrincipalTag/team")


def test_it_refuses_a_document_that_could_not_be_saved(admin):
    with pytest.raises(InvalidInput, match=r"Invalid policy in PolicyInputList\.1"):
        get_context_keys_for_custom_policy(admin, policy_input_list=["{}"])


def test_it_needs_permission_of_its_own(carol):
    with pytest.raises(AccessDenied, match="iam:GetContextKeysForCustomPolicy"):
        get_context_keys_for_custom_policy(calling(carol), policy_input_list=["{}"])
