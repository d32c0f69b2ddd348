from __future__ import annotations

import pytest

from accounts.models import SigningCertificate
from accounts.operations.signing_certificates import update_signing_certificate
from iamconsole.errors import InvalidInput, NoSuchEntity
from tests.certificates import signing_certificate
from tests.refusals import refused

UNKNOWN = "NONEXISTENTCERTID12345678901"


def update(caller, certificate_id, status="Inactive", user_name="dave"):
    update_signing_certificate(
        caller, user_name=user_name, certificate_id=certificate_id, status=status
    )


def test_it_switches_one_off_and_on(admin, dave):
    row = signing_certificate(dave)
    for status in ("Inactive", "Inactive", "Active"):
        update(admin, row.certificate_id, status)
        assert SigningCertificate.objects.get().status == status


def test_none_can_be_made_to_expire(admin, dave):
    with pytest.raises(InvalidInput):
        update(admin, signing_certificate(dave).certificate_id, "Expired")


def test_those_of_others_are_missed(admin, dave, alice, mallory):
    ids = [UNKNOWN, *(signing_certificate(user).certificate_id for user in (alice, mallory))]
    for certificate_id in ids:
        message = f"The Certificate with id {certificate_id} cannot be found."
        with refused(NoSuchEntity, message):
            update(admin, certificate_id)
    update(admin, ids[1], user_name=None)


def test_unknown_users_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        update(admin, UNKNOWN)
