from __future__ import annotations

import pytest

from accounts.operations import roles
from iamconsole.errors import (
    LimitExceeded,
    MalformedPolicyDocument,
    NoSuchEntity,
    UnmodifiableEntity,
)
from tests.people import make_user, trusting
from tests.refusals import refused


def write(caller, text, name="pilot"):
    roles.update_assume_role_policy(caller, role_name=name, policy_document=text)


def test_it_says_anew_who_is_trusted(admin, pilot, carol):
    write(admin, trusting(AWS=carol.arn))
    pilot.refresh_from_db()
    assert pilot.trusted == {carol.arn: carol.user_id}
    assert pilot.trust_policy == trusting(AWS=carol.arn)


def test_who_was_deleted_must_be_taken_out_before_it_can_be_saved(admin, pilot, dave):
    dave.delete()
    with refused(MalformedPolicyDocument, f'Invalid principal in policy: "AWS":"{dave.user_id}"'):
        write(admin, trusting(AWS=dave.user_id))


def test_a_namesake_is_trusted_once_it_is_saved_again(admin, account, pilot, dave):
    arn = dave.arn
    dave.delete()
    namesake = make_user(account, "dave")
    write(admin, trusting(AWS=arn))
    pilot.refresh_from_db()
    assert pilot.trusted == {arn: namesake.user_id}


def test_what_aws_would_not_save_is_refused_and_changes_nothing(admin, pilot):
    before = pilot.trust_policy
    with refused(MalformedPolicyDocument, "This policy contains invalid Json"):
        write(admin, "{")
    with pytest.raises(LimitExceeded, match="Cannot exceed quota for ACLSizePerRole: 2048"):
        write(admin, trusting(Service=[f"{'a' * 50}-{n}.amazonaws.com" for n in range(40)]))
    pilot.refresh_from_db()
    assert pilot.trust_policy == before


def test_a_services_role_keeps_its_own(admin, linked):
    message = (
        "Cannot perform the operation on the protected role 'AWSServiceRoleForECS' - this role is "
        "only modifiable by AWS"
    )
    with refused(UnmodifiableEntity, message):
        write(admin, trusting(AWS="*"), linked.name)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        write(admin, trusting(AWS="*"))
