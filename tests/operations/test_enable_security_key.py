from __future__ import annotations

import re

import pytest

from accounts.models import Event, MFADevice
from accounts.operations import mfa_devices, security_keys
from accounts.signin import passkeys
from iamconsole.errors import (
    AccessDenied,
    EntityAlreadyExists,
    InvalidAuthenticationCode,
    LimitExceeded,
    ValidationError,
)
from tests.authenticators import enrol
from tests.people import ACCOUNT, allow, calling, grant
from tests.refusals import refused
from tests.security_keys import SecurityKey


def enable(user, key=None, name="blue", **more):
    begun = passkeys.creation_for(user)
    given = {
        "key_name": name,
        "state": begun.state,
        "credential": (key or SecurityKey()).created(begun.options),
    }
    return security_keys.enable_security_key.perform(calling(user), given | more).mfa_device


def test_it_is_a_device_like_others(alice):
    made = enable(alice)
    assert re.fullmatch(
        rf"arn:aws:iam::{ACCOUNT}:u2f/user/alice/blue-[0-9A-F]{{20}}", made.serial_number
    )
    listed = mfa_devices.list_mfa_devices(calling(alice)).mfa_devices
    assert [one.serial_number for one in listed] == [made.serial_number]
    found = mfa_devices.get_mfa_device(calling(alice), serial_number=made.serial_number)
    assert found.user_name == "alice"
    assert not mfa_devices.list_virtual_mfa_devices(calling(alice)).virtual_mfa_devices


def test_root_has_keys_too(root):
    assert ":u2f/root-user/blue-" in enable(root).serial_number


def test_two_keys_may_have_one_name(alice):
    assert enable(alice).serial_number != enable(alice).serial_number


def test_a_key_is_set_up_once(alice, carol):
    grant(carol, allow("iam:EnableMFADevice"))
    key = SecurityKey()
    enable(alice, key)
    with refused(EntityAlreadyExists, "This security key is in use already."):
        enable(carol, key)


def test_the_ninth_device_is_refused(alice):
    for number in range(8):
        enrol(alice, f"p{number}")
    with refused(LimitExceeded, "Cannot exceed quota for MfaDevicesPerUser: 8"):
        enable(alice)


def test_another_answer_is_refused(alice, carol):
    other = passkeys.creation_for(carol)
    for wrong in ({"state": other.state}, {"credential": "{}"}, {"credential": "x"}):
        with refused(InvalidAuthenticationCode, "The security key was not accepted. Try again."):
            enable(alice, **wrong)
    assert not MFADevice.objects.exists()


def test_what_is_handed_over_is_not_in_the_trail(alice):
    enable(alice)
    params = Event.objects.get().params
    assert (params["state"], params["credential"]) == ("***", "***")


@pytest.mark.parametrize("name", ["", "two words", "x" * 65])
def test_names_are_spelled_as_in_iam(alice, name):
    with pytest.raises(ValidationError, match="at 'keyName' failed to satisfy constraint"):
        enable(alice, name=name)


def test_it_takes_leave_to_enable_a_device(carol):
    with pytest.raises(AccessDenied, match="iam:EnableMFADevice"):
        enable(carol)
    grant(carol, allow("iam:EnableMFADevice", carol.arn))
    assert enable(carol)
