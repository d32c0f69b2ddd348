from __future__ import annotations

from accounts.operations import access_keys
from iamconsole.errors import NoSuchEntity
from tests.people import access_key, calling
from tests.refusals import refused


def ids(result):
    return [key.access_key_id for key in result.access_key_metadata]


def test_it_lists_a_users_keys_in_the_order_they_were_made(admin, dave, carol):
    made = [access_key(dave)[0] for _ in range(2)]
    access_key(carol)
    first = access_keys.list_access_keys(admin, user_name="dave", max_items=1)
    second = access_keys.list_access_keys(admin, user_name="dave", marker=first.marker)
    assert ids(first) + ids(second) == made


def test_it_tells_status_and_date_and_never_the_secret(admin, dave):
    _, secret = access_key(dave)
    shape = access_keys.list_access_keys(admin, user_name="dave").access_key_metadata[0]
    assert (shape.user_name, shape.status) == ("dave", "Active")
    assert secret not in str(vars(shape))


def test_without_a_name_they_are_the_callers(admin, alice, root):
    key_id, _ = access_key(alice)
    assert ids(access_keys.list_access_keys(admin)) == [key_id]
    assert ids(access_keys.list_access_keys(calling(root))) == []


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        access_keys.list_access_keys(admin, user_name="dave")
