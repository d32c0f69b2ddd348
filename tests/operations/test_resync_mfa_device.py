from __future__ import annotations

import pytest

from accounts.models import MFADevice
from accounts.operations import mfa_devices
from accounts.signin import mfa
from accounts.signin.throttle import TooManyTries
from iamconsole.errors import AccessDenied, InvalidAuthenticationCode, NoSuchEntity
from tests.authenticators import authenticator_of, device_row, enrol
from tests.people import ACCOUNT, calling
from tests.refusals import refused


@pytest.fixture
def phone(dave):
    return enrol(dave)


def resync(caller, phone, codes, user_name="dave"):
    given = {"user_name": user_name, "serial_number": phone.serial_number}
    mfa_devices.resync_mfa_device.perform(caller, given | codes)


def test_a_clock_that_went_wrong_is_followed(admin, dave, phone):
    with pytest.raises(AccessDenied):
        mfa.check_code(dave, phone.serial_number, phone.code(30))
    resync(admin, phone, phone.two_codes(30))
    assert mfa.check_code(dave, phone.serial_number, phone.code(32))


def test_a_count_that_ran_ahead_is_followed(admin, dave):
    token = enrol(dave, "HOTP12345678", "counter")
    with pytest.raises(AccessDenied):
        mfa.check_code(dave, token.serial_number, token.code_of(90))
    codes = {
        "authentication_code1": token.code_of(90),
        "authentication_code2": token.code_of(91),
    }
    resync(admin, token, codes)
    assert mfa.check_code(dave, token.serial_number, token.code_of(95))
    with pytest.raises(AccessDenied):
        mfa.check_code(dave, token.serial_number, token.code_of(94))


def test_used_codes_are_refused(admin, dave, phone):
    codes = phone.two_codes()
    resync(admin, phone, codes)
    with refused(InvalidAuthenticationCode, "Authentication code for device is not valid."):
        resync(admin, phone, codes)
    with pytest.raises(AccessDenied):
        mfa.check_code(dave, phone.serial_number, codes["authentication_code2"])


def test_guesses_are_counted_and_come_to_an_end(admin, phone):
    wrong = {"authentication_code1": "000000", "authentication_code2": "000000"}
    for _ in range(5):
        with pytest.raises(InvalidAuthenticationCode):
            resync(admin, phone, wrong)
    with pytest.raises(TooManyTries):
        resync(admin, phone, phone.two_codes())
    assert MFADevice.objects.get().counter == -1


def test_the_device_must_be_the_users_own(admin, dave, carol):
    free = authenticator_of(device_row(ACCOUNT, "free"))
    for phone in (free, enrol(carol, "carols")):
        message = f"MFA Device with serial number {phone.serial_number} does not exist."
        with refused(NoSuchEntity, message):
            resync(admin, phone, phone.two_codes())


def test_root_resyncs_its_own(root):
    phone = enrol(root)
    resync(calling(root), phone, phone.two_codes(5), user_name=ACCOUNT)
    assert MFADevice.objects.get().drift in (5, 6)


def test_unknown_names_are_missed(admin, account):
    phone = authenticator_of(device_row(ACCOUNT))
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        resync(admin, phone, phone.two_codes(), user_name="nobody")
