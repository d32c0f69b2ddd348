from __future__ import annotations

import pytest

from accounts.models import Event, MFADevice
from accounts.operations import hardware_tokens, mfa_devices
from accounts.signin import mfa
from iamconsole.errors import AccessDenied, EntityAlreadyExists, InvalidInput, ValidationError
from tests.authenticators import Authenticator
from tests.people import calling
from tests.refusals import refused

SERIAL = "GAHT12345678"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TOKEN = Authenticator(SEED, SERIAL)


def bring(caller, **given):
    hardware_tokens.import_hardware_mfa_device.perform(
        caller, {"serial_number": SERIAL, "seed": SEED} | given
    )


def enable(caller, codes):
    mfa_devices.enable_mfa_device(caller, user_name="dave", serial_number=SERIAL, **codes)


def test_it_can_be_given_to_a_user_and_shows_its_codes(admin, dave):
    bring(admin)
    enable(admin, TOKEN.two_codes(-1))
    assert mfa.check_code(dave, SERIAL, TOKEN.code(1))
    assert not mfa_devices.list_virtual_mfa_devices(admin).virtual_mfa_devices


def test_one_with_a_button_counts(admin, dave):
    bring(admin, is_counter_based=True)
    enable(
        admin,
        {"authentication_code1": TOKEN.code_of(0), "authentication_code2": TOKEN.code_of(1)},
    )
    assert mfa.check_code(dave, SERIAL, TOKEN.code_of(4))


@pytest.mark.parametrize("spelled", [SEED.lower(), "jbswy3dpehpk3pxpjbswy3dpehpk3pxq2a======"])
def test_seeds_may_be_spelled_as_makers_do(admin, spelled):
    bring(admin, seed=spelled)
    assert mfa.seed_of(MFADevice.objects.get()).upper().startswith(SEED[:30])


def test_the_seed_is_sealed_at_rest_and_not_in_the_trail(admin):
    bring(admin)
    assert SEED not in str(MFADevice.objects.values())
    assert SEED not in str(Event.objects.values())


def test_a_number_is_taken_once(admin):
    bring(admin)
    with refused(EntityAlreadyExists, "MFA device already exists."):
        bring(admin, serial_number=SERIAL.lower())


def test_a_number_is_no_arn(admin):
    with refused(InvalidInput, "The serial number of a hardware token is no ARN."):
        bring(admin, serial_number="arn:aws:iam::111122223333:mfa/phone")


@pytest.mark.parametrize("seed", ["", "short", "x" * 105, "1" * 32, "J" * 27 + "-" * 5])
def test_seeds_are_long_enough_and_base32(admin, seed):
    with pytest.raises(ValidationError, match="at 'seed' failed to satisfy") as refusal:
        bring(admin, seed=seed)
    assert not seed or seed not in refusal.value.message


def test_what_looks_like_base32_and_is_none_is_refused(admin):
    with refused(InvalidInput, "The seed is not sound base32."):
        bring(admin, seed="J" * 27)


def test_it_takes_leave(bob):
    with pytest.raises(AccessDenied, match="iam:CreateVirtualMFADevice"):
        bring(calling(bob))
