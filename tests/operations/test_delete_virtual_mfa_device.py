from __future__ import annotations

import pytest

from accounts.models import MFADevice
from accounts.operations import mfa_devices
from iamconsole.errors import AccessDenied, DeleteConflict, NoSuchEntity
from tests.authenticators import device_row, enrol
from tests.people import ACCOUNT, calling
from tests.refusals import refused


def delete(caller, serial_number):
    mfa_devices.delete_virtual_mfa_device(caller, serial_number=serial_number)


def test_it_is_gone(admin, account):
    delete(admin, device_row(ACCOUNT).serial_number.upper().replace("ARN:AWS:IAM", "arn:aws:iam"))
    assert not MFADevice.objects.exists()


def test_one_in_use_has_to_be_deactivated_first(admin, dave):
    with refused(DeleteConflict, "MFA VirtualDevice in use. Must deactivate first."):
        delete(admin, enrol(dave).serial_number)


def test_a_hardware_token_is_no_virtual_device(admin, account):
    device_row(ACCOUNT, "GAHT12345678", "hardware")
    with refused(NoSuchEntity, "MFA Device with serial number GAHT12345678 does not exist."):
        delete(admin, "GAHT12345678")


def test_unknown_devices_are_missed_by_those_who_may_delete(admin, bob, mallory):
    serial = f"arn:aws:iam::{ACCOUNT}:mfa/nothing"
    with refused(NoSuchEntity, f"MFA Device with serial number {serial} does not exist."):
        delete(admin, serial)
    with pytest.raises(AccessDenied):
        delete(calling(bob), serial)


def test_other_accounts_devices_are_missed_like_any(admin, mallory):
    serial = device_row(mallory.account_id).serial_number
    with refused(NoSuchEntity, f"MFA Device with serial number {serial} does not exist."):
        delete(admin, serial)
    assert MFADevice.objects.exists()
