from __future__ import annotations

import pytest

from accounts.models import ServiceSpecificCredential
from accounts.operations.service_specific_credentials import update_service_specific_credential
from iamconsole.errors import AccessDenied, InvalidInput, NoSuchEntity, ValidationError
from tests.certificates import service_credential
from tests.people import allow, calling, grant
from tests.refusals import refused

UNKNOWN = "satisfiesregexbutstillinvalid"


def update(caller, credential_id, status="Inactive", user_name="dave"):
    update_service_specific_credential(
        caller,
        user_name=user_name,
        service_specific_credential_id=credential_id,
        status=status,
    )


def test_it_switches_one_off_and_on(admin, dave):
    row = service_credential(dave)
    for status in ("Inactive", "Inactive", "Active"):
        update(admin, row.credential_id, status)
        assert ServiceSpecificCredential.objects.get().status == status


def test_only_time_makes_one_expire(admin, dave):
    with pytest.raises(InvalidInput):
        update(admin, service_credential(dave).credential_id, "Expired")


def test_those_of_others_are_missed(admin, dave, alice, mallory):
    ids = [service_credential(user).credential_id for user in (alice, mallory)]
    for credential_id in (UNKNOWN, *ids):
        with refused(NoSuchEntity, f"No such credential {credential_id} exists"):
            update(admin, credential_id)
    update(admin, ids[0], user_name=None)


def test_unknown_users_are_missed(admin):
    with refused(NoSuchEntity, "The user with name wrong-user-name cannot be found."):
        update(admin, UNKNOWN, user_name="wrong-user-name")


def test_an_id_that_cannot_be_one_is_refused(admin, dave):
    with pytest.raises(ValidationError, match="'serviceSpecificCredentialId'"):
        update(admin, "short")


def test_policies_may_say_which_service(carol, dave):
    condition = {
        "StringEquals": {"iam:ServiceSpecificCredentialServiceName": "bedrock.amazonaws.com"}
    }
    grant(carol, allow("iam:UpdateServiceSpecificCredential", **condition))
    update(calling(carol), service_credential(dave, "bedrock.amazonaws.com").credential_id)
    for credential_id in (service_credential(dave).credential_id, UNKNOWN):
        with pytest.raises(AccessDenied):
            update(calling(carol), credential_id)
