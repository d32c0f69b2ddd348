from __future__ import annotations

import pytest

from accounts.models import SSHPublicKey
from accounts.operations.ssh_public_keys import delete_ssh_public_key
from accounts.operations.users import delete_user
from iamconsole.errors import AccessDenied, DeleteConflict, NoSuchEntity
from tests.certificates import ssh_public_key
from tests.people import calling
from tests.refusals import refused


def delete(caller, key_id, user_name="dave"):
    delete_ssh_public_key(caller, user_name=user_name, ssh_public_key_id=key_id)


def test_it_deletes_a_key_and_then_the_user_can_go(admin, dave):
    row = ssh_public_key(dave)
    with refused(DeleteConflict, "Cannot delete entity, must remove referenced objects first."):
        delete_user(admin, user_name="dave")
    delete(admin, row.key_id)
    assert not SSHPublicKey.objects.exists()
    delete_user(admin, user_name="dave")


def test_keys_of_others_are_missed(admin, dave, alice, mallory):
    ids = [ssh_public_key(user).key_id for user in (alice, mallory)]
    for key_id in ("APKAXXXXXXXXXXXXXXXXX", *ids):
        with refused(NoSuchEntity, f"The Public Key with id {key_id} cannot be found."):
            delete(admin, key_id)
    assert SSHPublicKey.objects.count() == 2


def test_unknown_users_are_missed_and_who_may_look_may_not_delete(admin, bob, dave):
    key_id = ssh_public_key(dave).key_id
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        delete(admin, key_id, "nobody")
    with pytest.raises(AccessDenied):
        delete(calling(bob), key_id)
