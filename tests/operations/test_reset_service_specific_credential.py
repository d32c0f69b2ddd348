from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import Event, ServiceSpecificCredential
from accounts.operations.service_specific_credentials import reset_service_specific_credential
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests.certificates import service_credential
from tests.people import calling
from tests.refusals import refused


def reset(caller, credential_id, user_name="dave"):
    answer = reset_service_specific_credential(
        caller, user_name=user_name, service_specific_credential_id=credential_id
    )
    return answer.service_specific_credential


def test_it_makes_another_secret_and_leaves_all_else(admin, dave):
    expires = now() + timedelta(days=3)
    row = service_credential(dave, status="Inactive", expires=expires)
    first, second = (reset(admin, row.credential_id) for _ in range(2))
    assert first.service_password != second.service_password
    assert (second.status, second.expiration_date) == ("Inactive", expires)
    assert second.service_user_name == row.service_user_name
    kept = ServiceSpecificCredential.objects.get()
    assert kept.secret_digest != row.secret_digest
    assert second.service_password not in str([second, vars(kept), *Event.objects.values()])


def test_a_token_is_told_as_a_token(admin, dave):
    row = service_credential(dave, "bedrock.amazonaws.com")
    told = reset(admin, row.credential_id)
    assert told.service_credential_secret.startswith("ABSK")
    assert told.service_password is None


def test_one_past_its_time_stays_so(admin, dave):
    row = service_credential(dave, expires=now() - timedelta(days=1))
    assert reset(admin, row.credential_id).status == "Expired"


def test_those_of_others_are_missed(admin, dave, alice, mallory):
    ids = [service_credential(user).credential_id for user in (alice, mallory)]
    for credential_id in ("satisfiesregexbutstillinvalid", *ids):
        with refused(NoSuchEntity, f"No such credential {credential_id} exists"):
            reset(admin, credential_id)


def test_unknown_users_are_missed_and_who_may_look_may_not_reset(admin, bob, dave):
    credential_id = service_credential(dave).credential_id
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        reset(admin, credential_id, "nobody")
    with pytest.raises(AccessDenied):
        reset(calling(bob), credential_id)
