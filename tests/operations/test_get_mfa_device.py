from __future__ import annotations

import pytest

from accounts.operations import mfa_devices
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests.authenticators import enrol
from tests.people import ACCOUNT, calling
from tests.refusals import refused


def get(caller, serial_number, **named):
    return mfa_devices.get_mfa_device(caller, serial_number=serial_number, **named)


def test_it_tells_whose_it_is_and_since_when(admin, dave):
    found = get(admin, enrol(dave).serial_number, user_name="dave")
    assert found.user_name == "dave"
    assert found.enable_date is not None
    assert found.certifications is None


def test_without_a_name_it_is_the_callers(admin, alice, dave):
    assert get(admin, enrol(alice, "mine").serial_number).user_name == "alice"
    serial = enrol(dave, "his").serial_number
    with refused(NoSuchEntity, f"MFA Device with serial number {serial} does not exist."):
        get(admin, serial)


def test_root_has_no_name(root):
    assert get(calling(root), enrol(root).serial_number, user_name=ACCOUNT).user_name is None


def test_it_takes_leave_to_look(carol, dave):
    with pytest.raises(AccessDenied):
        get(calling(carol), enrol(dave).serial_number, user_name="dave")


def test_unknown_names_are_missed(admin, dave):
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        get(admin, enrol(dave).serial_number, user_name="nobody")
