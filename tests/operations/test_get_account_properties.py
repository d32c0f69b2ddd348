from __future__ import annotations

import pytest

from accounts.operations.preferences import get_account_properties, put_account_properties
from iamconsole.errors import AccessDenied
from tests.people import calling


def test_a_new_account_has_none(admin):
    assert get_account_properties(admin).properties == {}


def test_what_was_set_is_told_to_this_account_alone(admin, mallory):
    put_account_properties(admin, properties={"RoleManager/B": "1", "RoleManager/A": "true"})
    assert list(get_account_properties(admin).properties) == ["RoleManager/A", "RoleManager/B"]
    assert get_account_properties(calling(mallory)).properties == {}


def test_it_needs_permission(carol):
    with pytest.raises(AccessDenied):
        get_account_properties(calling(carol))
