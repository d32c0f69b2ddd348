from __future__ import annotations

import pytest

from accounts.operations.ssh_public_keys import get_ssh_public_key
from iamconsole.errors import NoSuchEntity, ValidationError
from tests.certificates import public_pem, rsa_key, ssh, ssh_public_key
from tests.refusals import refused


def get(caller, key_id, encoding="SSH", user_name="dave"):
    answer = get_ssh_public_key(
        caller, user_name=user_name, ssh_public_key_id=key_id, encoding=encoding
    )
    return answer.ssh_public_key


def test_it_tells_a_key_as_it_is_asked_for(admin, dave):
    row = ssh_public_key(dave, status="Inactive")
    told = get(admin, row.key_id)
    assert told.ssh_public_key_body == ssh(rsa_key())
    assert get(admin, row.key_id, "PEM").ssh_public_key_body == public_pem(rsa_key()).strip()
    assert (told.user_name, told.status) == ("dave", "Inactive")
    assert (told.fingerprint, told.upload_date) == (row.fingerprint, row.created)


def test_other_encodings_are_refused(admin, dave):
    with pytest.raises(ValidationError, match="enum value set"):
        get(admin, ssh_public_key(dave).key_id, "DER")


def test_keys_of_others_are_missed(admin, dave, alice, mallory):
    for key_id in (
        "APKAXXXXXXXXXXXXXXXXX",
        ssh_public_key(alice).key_id,
        ssh_public_key(mallory).key_id,
    ):
        with refused(NoSuchEntity, f"The Public Key with id {key_id} cannot be found."):
            get(admin, key_id)


def test_unknown_users_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        get(admin, "APKAXXXXXXXXXXXXXXXXX")
