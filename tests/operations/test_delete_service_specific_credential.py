from __future__ import annotations

import pytest

from accounts.models import ServiceSpecificCredential
from accounts.operations.service_specific_credentials import delete_service_specific_credential
from accounts.operations.users import delete_user
from iamconsole.errors import AccessDenied, DeleteConflict, NoSuchEntity
from tests.certificates import service_credential
from tests.people import calling
from tests.refusals import refused


def delete(caller, credential_id, user_name="dave"):
    delete_service_specific_credential(
        caller, user_name=user_name, service_specific_credential_id=credential_id
    )


def test_it_deletes_one_and_then_the_user_can_go(admin, dave):
    row = service_credential(dave)
    with refused(DeleteConflict, "Cannot delete entity, must remove referenced objects first."):
        delete_user(admin, user_name="dave")
    delete(admin, row.credential_id)
    assert not ServiceSpecificCredential.objects.exists()
    delete_user(admin, user_name="dave")


def test_those_of_others_are_missed(admin, dave, alice, mallory):
    ids = [service_credential(user).credential_id for user in (alice, mallory)]
    for credential_id in ("satisfiesregexbutstillinvalid", *ids):
        with refused(NoSuchEntity, f"No such credential {credential_id} exists"):
            delete(admin, credential_id)
    assert ServiceSpecificCredential.objects.count() == 2


def test_unknown_users_are_missed_and_who_may_look_may_not_delete(admin, bob, dave):
    credential_id = service_credential(dave).credential_id
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        delete(admin, credential_id, "nobody")
    with pytest.raises(AccessDenied):
        delete(calling(bob), credential_id)
