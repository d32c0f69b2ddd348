from __future__ import annotations

import pytest

from accounts.models import SSHPublicKey
from accounts.operations.ssh_public_keys import update_ssh_public_key
from iamconsole.errors import InvalidInput, NoSuchEntity
from tests.certificates import ssh_public_key
from tests.refusals import refused


def update(caller, key_id, status="Inactive", user_name="dave"):
    update_ssh_public_key(caller, user_name=user_name, ssh_public_key_id=key_id, status=status)


def test_it_switches_a_key_off_and_on(admin, dave):
    row = ssh_public_key(dave)
    for status in ("Inactive", "Inactive", "Active"):
        update(admin, row.key_id, status)
        assert SSHPublicKey.objects.get().status == status


def test_a_key_cannot_be_made_to_expire(admin, dave):
    with pytest.raises(InvalidInput):
        update(admin, ssh_public_key(dave).key_id, "Expired")


def test_keys_of_others_are_missed(admin, dave, alice, mallory):
    ids = [ssh_public_key(user).key_id for user in (alice, mallory)]
    for key_id in ("APKAXXXXXXXXXXXXXXXXX", *ids):
        with refused(NoSuchEntity, f"The Public Key with id {key_id} cannot be found."):
            update(admin, key_id)


def test_unknown_users_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        update(admin, "APKAXXXXXXXXXXXXXXXXX")
