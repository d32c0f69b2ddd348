from __future__ import annotations

import pytest

from accounts.models import MFADevice
from accounts.operations import hardware_tokens
from iamconsole.errors import AccessDenied, DeleteConflict, NoSuchEntity
from tests.authenticators import device_row, enrol
from tests.people import ACCOUNT, calling
from tests.refusals import refused


def forget(caller, serial_number="GAHT12345678"):
    hardware_tokens.forget_hardware_mfa_device(caller, serial_number=serial_number)


def test_it_is_gone(admin, account):
    device_row(ACCOUNT, "GAHT12345678", "hardware")
    forget(admin)
    assert not MFADevice.objects.exists()


def test_one_in_use_has_to_be_deactivated_first(admin, dave):
    enrol(dave, "GAHT12345678", "counter")
    with refused(DeleteConflict, "MFA device in use. Must deactivate first."):
        forget(admin)


def test_virtual_devices_are_none(admin, account):
    serial = device_row(ACCOUNT).serial_number
    with refused(NoSuchEntity, f"MFA Device with serial number {serial} does not exist."):
        forget(admin, serial)


def test_unknown_ones_are_missed_by_those_who_may(admin, bob):
    with refused(NoSuchEntity, "MFA Device with serial number GAHT12345678 does not exist."):
        forget(admin)
    with pytest.raises(AccessDenied):
        forget(calling(bob))
