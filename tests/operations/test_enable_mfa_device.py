from __future__ import annotations

import pytest

from accounts.models import Event, MFADevice
from accounts.operations import mfa_devices
from accounts.signin.throttle import TooManyTries
from iamconsole.errors import (
    AccessDenied,
    EntityAlreadyExists,
    InvalidAuthenticationCode,
    LimitExceeded,
    NoSuchEntity,
    ValidationError,
)
from tests import authenticators
from tests.authenticators import authenticator_of, device_row, enrol
from tests.people import ACCOUNT, allow, calling, grant
from tests.refusals import refused

WRONG = "Authentication code for device is not valid."


@pytest.fixture
def phone(account):
    return authenticator_of(device_row(ACCOUNT))


def enable(caller, phone, codes=None, user_name="dave"):
    given = {"user_name": user_name, "serial_number": phone.serial_number}
    mfa_devices.enable_mfa_device.perform(caller, given | (codes or phone.two_codes()))


def codes(one, two):
    return {"authentication_code1": one, "authentication_code2": two}


def test_two_codes_in_a_row_enable_it(admin, dave, phone):
    enable(admin, phone)
    device = MFADevice.objects.get()
    assert device.user == dave
    assert device.enabled is not None


def test_a_clock_that_is_wrong_by_minutes_is_taken_into_account(admin, dave, phone):
    enable(admin, phone, phone.two_codes(later=-14))
    assert MFADevice.objects.get().drift in (-13, -14)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda phone: codes(phone.code(1), phone.code(0)),
        lambda phone: codes(phone.code(0), phone.code(0)),
        lambda phone: codes(phone.code(0), phone.code(2)),
        lambda phone: codes(phone.code(-500), phone.code(-499)),
    ],
    ids=["the other way round", "twice the same", "not in a row", "of another day"],
)
def test_other_codes_are_refused(admin, dave, phone, wrong):
    with refused(InvalidAuthenticationCode, WRONG):
        enable(admin, phone, wrong(phone))
    assert MFADevice.objects.get().user is None


@pytest.mark.parametrize("wrong", ["12345", "1234567", "12345a", "١٢٣٤٥٦"])
def test_codes_are_six_digits(admin, dave, phone, wrong):
    with pytest.raises(ValidationError, match="at 'authenticationCode1' failed to satisfy"):
        enable(admin, phone, codes(wrong, phone.code()))


def test_codes_are_in_no_trail(admin, dave, phone):
    shown = phone.two_codes()
    enable(admin, phone, shown)
    event = Event.objects.get()
    assert event.params["authentication_code1"] == event.params["authentication_code2"] == "***"


def test_guesses_are_counted_and_come_to_an_end(admin, dave, phone):
    for _ in range(5):
        with pytest.raises(InvalidAuthenticationCode):
            enable(admin, phone, codes("000000", "000000"))
    with pytest.raises(TooManyTries):
        enable(admin, phone)


def test_those_who_may_not_enable_it_may_not_guess_either(carol, dave, phone):
    for _ in range(6):
        with pytest.raises(AccessDenied):
            enable(calling(carol), phone, codes("000000", "000000"))


def test_a_device_in_use_is_refused(admin, dave, carol):
    phone = enrol(carol)
    with refused(EntityAlreadyExists, "MFA Device is already in use."):
        enable(admin, phone)


def test_the_ninth_device_is_refused(admin, dave, phone):
    for number in range(8):
        enrol(dave, f"phone-{number}")
    with refused(LimitExceeded, "Cannot exceed quota for MfaDevicesPerUser: 8"):
        enable(admin, phone)


def test_a_hardware_token_is_enabled_by_its_serial_number(admin, dave):
    token = authenticator_of(device_row(ACCOUNT, "GAHT12345678", "hardware"))
    enable(admin, token)
    assert dave.mfa_devices.get().serial_number == "GAHT12345678"


def test_a_token_that_counts_is_enabled_by_two_counts_in_a_row(admin, dave):
    token = authenticator_of(device_row(ACCOUNT, "HOTP12345678", "counter"))
    enable(admin, token, codes(token.code_of(40), token.code_of(41)))
    assert dave.mfa_devices.get().counter == 41


def test_root_names_itself_by_the_number_of_its_account(root, phone):
    enable(calling(root), phone, user_name=ACCOUNT)
    assert root.mfa_devices.count() == 1


def test_nobody_else_names_root_so(admin, phone):
    with refused(NoSuchEntity, f"The user with name {ACCOUNT} cannot be found."):
        enable(admin, phone, user_name=ACCOUNT)


def test_users_can_be_kept_to_their_own(carol, dave, phone):
    grant(carol, allow("iam:EnableMFADevice", "arn:aws:iam::*:user/${aws:username}"))
    with pytest.raises(AccessDenied):
        enable(calling(carol), phone)
    enable(calling(carol), phone, user_name="carol")


def test_unknown_devices_and_those_of_other_accounts_are_missed(admin, dave, mallory):
    theirs = authenticator_of(device_row(mallory.account_id))
    for phone in (theirs, authenticators.Authenticator(theirs.seed, "GAHT00000000")):
        message = f"MFA Device with serial number {phone.serial_number} does not exist."
        with refused(NoSuchEntity, message):
            enable(admin, phone)


def test_unknown_names_are_missed(admin, phone):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        enable(admin, phone)
