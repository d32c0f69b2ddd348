from __future__ import annotations

import pytest

from accounts.models import SigningCertificate
from accounts.operations.signing_certificates import delete_signing_certificate
from accounts.operations.users import delete_user
from iamconsole.errors import AccessDenied, DeleteConflict, NoSuchEntity
from tests.certificates import signing_certificate
from tests.people import calling
from tests.refusals import refused


def delete(caller, certificate_id, user_name="dave"):
    delete_signing_certificate(caller, user_name=user_name, certificate_id=certificate_id)


def test_it_deletes_one_and_then_the_user_can_go(admin, dave):
    row = signing_certificate(dave)
    with refused(DeleteConflict, "Cannot delete entity, must delete certificates first."):
        delete_user(admin, user_name="dave")
    delete(admin, row.certificate_id)
    assert not SigningCertificate.objects.exists()
    delete_user(admin, user_name="dave")


def test_those_of_others_are_missed(admin, dave, alice, mallory):
    ids = [signing_certificate(user).certificate_id for user in (alice, mallory)]
    for certificate_id in ("NONEXISTENTCERTID12345678901", *ids):
        message = f"The Certificate with id {certificate_id} cannot be found."
        with refused(NoSuchEntity, message):
            delete(admin, certificate_id)
    assert SigningCertificate.objects.count() == 2


def test_unknown_users_are_missed_and_who_may_look_may_not_delete(admin, bob, dave):
    certificate_id = signing_certificate(dave).certificate_id
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        delete(admin, certificate_id, "nobody")
    with pytest.raises(AccessDenied):
        delete(calling(bob), certificate_id)
