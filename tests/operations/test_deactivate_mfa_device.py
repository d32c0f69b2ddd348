from __future__ import annotations

import pytest

from accounts.models import MFADevice
from accounts.operations import mfa_devices
from accounts.signin import mfa
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests.authenticators import device_row, enrol
from tests.people import ACCOUNT, allow, calling, grant
from tests.refusals import refused


def deactivate(caller, serial_number, **named):
    mfa_devices.deactivate_mfa_device(caller, serial_number=serial_number, **named)


def test_its_codes_are_refused_from_then_on_and_it_can_be_enabled_again(admin, dave):
    phone = enrol(dave)
    deactivate(admin, phone.serial_number, user_name="dave")
    with pytest.raises(AccessDenied):
        mfa.check_code(dave, phone.serial_number, phone.code())
    mfa_devices.enable_mfa_device(
        admin, user_name="dave", serial_number=phone.serial_number, **phone.two_codes()
    )
    assert mfa.check_code(dave, phone.serial_number, phone.code(2))


def test_codes_used_before_stay_used(admin, dave):
    phone = enrol(dave)
    codes = phone.two_codes(-1)
    mfa.check_code(dave, phone.serial_number, codes["authentication_code2"])
    deactivate(admin, phone.serial_number, user_name="dave")
    with pytest.raises(Exception, match="Authentication code for device is not valid"):
        mfa_devices.enable_mfa_device(
            admin, user_name="dave", serial_number=phone.serial_number, **codes
        )


def test_a_security_key_is_forgotten(admin, dave):
    serial = enrol(dave, kind="key").serial_number
    deactivate(admin, serial, user_name="dave")
    assert not MFADevice.objects.exists()


def test_without_a_name_it_is_the_callers(carol, admin):
    grant(carol, allow("iam:DeactivateMFADevice", carol.arn))
    deactivate(calling(carol), enrol(carol).serial_number)
    assert not carol.mfa_devices.exists()


def test_root_gives_up_its_own(root):
    deactivate(calling(root), enrol(root).serial_number)
    assert not root.mfa_devices.exists()


def test_another_users_device_cannot_be_named_as_ones_own(carol, admin, dave):
    grant(carol, allow("iam:DeactivateMFADevice", carol.arn))
    serial = enrol(dave).serial_number
    with refused(NoSuchEntity, f"MFA Device with serial number {serial} does not exist."):
        deactivate(calling(carol), serial)
    with pytest.raises(AccessDenied):
        deactivate(calling(carol), serial, user_name="dave")


def test_a_device_nobody_uses_is_missed(admin, dave):
    serial = device_row(ACCOUNT).serial_number
    with refused(NoSuchEntity, f"MFA Device with serial number {serial} does not exist."):
        deactivate(admin, serial, user_name="dave")


def test_unknown_names_are_missed(admin, account):
    serial = device_row(ACCOUNT).serial_number
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        deactivate(admin, serial, user_name="nobody")
