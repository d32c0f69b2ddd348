from __future__ import annotations

from accounts.operations.ssh_public_keys import list_ssh_public_keys
from iamconsole.errors import NoSuchEntity
from tests.certificates import ssh_public_key
from tests.people import allow, calling, grant
from tests.refusals import refused


def ids(caller, **more):
    return [key.ssh_public_key_id for key in list_ssh_public_keys(caller, **more).ssh_public_keys]


def test_it_lists_a_users_keys_from_the_first_in_pages(admin, dave, alice):
    made = [ssh_public_key(dave).key_id for _ in range(3)]
    ssh_public_key(alice)
    assert ids(admin, user_name="dave") == made
    first = list_ssh_public_keys(admin, user_name="dave", max_items=2)
    assert first.is_truncated
    assert ids(admin, user_name="dave", marker=first.marker) == made[2:]


def test_without_a_name_it_lists_the_callers_own(carol):
    grant(carol, allow("iam:ListSSHPublicKeys", carol.arn))
    key = ssh_public_key(carol)
    assert ids(calling(carol)) == [key.key_id]


def test_a_user_without_any_has_an_empty_list_and_an_unknown_one_is_missed(admin, dave):
    assert ids(admin, user_name="dave") == []
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        ids(admin, user_name="nobody")
