import pytest

from iamconsole.errors import AccessDenied
from policies.operations.simulation import get_context_keys_for_principal_policy
from tests.people import allow, calling, document, grant

MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def test_it_lists_the_keys_of_a_role(admin, pilot):
    grant(pilot, allow("s3:*", **MFA))
    found = get_context_keys_for_principal_policy(admin, policy_source_arn=pilot.arn)
    assert found.context_key_names == ("aws:MultiFactorAuthPresent",)


def test_it_lists_the_keys_of_all_that_a_user_holds(admin, member, crew):
    grant(member, allow("s3:*", **MFA))
    grant(crew, allow("s3:*", IpAddress={"aws:SourceIp": "192.0.2.0/24"}))
    extra = [document(allow("s3:*", StringEquals={"aws:userid": "a"}))]
    found = get_context_keys_for_principal_policy(
        admin, policy_source_arn=member.arn, policy_input_list=extra
    )
    assert set(found.context_key_names) == {
        "aws:MultiFactorAuthPresent",
        "aws:SourceIp",
        "aws:userid",
    }


def test_it_lists_the_keys_of_a_group(admin, crew):
    grant(crew, allow("s3:*", **MFA))
    found = get_context_keys_for_principal_policy(admin, policy_source_arn=crew.arn)
    assert found.context_key_names == ("aws:MultiFactorAuthPresent",)


def test_it_needs_permission_on_the_user(carol, dave):
    with pytest.raises(AccessDenied, match="iam:GetContextKeysForPrincipalPolicy"):
        get_context_keys_for_principal_policy(calling(carol), policy_source_arn=dave.arn)
