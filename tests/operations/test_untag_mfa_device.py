from __future__ import annotations

import pytest

from accounts.models import MFADevice
from accounts.operations import mfa_devices
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests.authenticators import device_row
from tests.people import ACCOUNT, calling
from tests.refusals import refused

SERIAL = f"arn:aws:iam::{ACCOUNT}:mfa/phone"


def untag(caller, *keys):
    mfa_devices.untag_mfa_device(caller, serial_number=SERIAL, tag_keys=keys)


@pytest.fixture
def phone(account):
    device_row(ACCOUNT)
    MFADevice.objects.update(tags={"Team": "lab", "cost": "1"})


def test_it_removes_tags_and_passes_over_those_that_are_not_there(admin, phone):
    untag(admin, "team", "nothing")
    assert MFADevice.objects.get().tags == {"cost": "1"}


def test_it_takes_leave(bob, phone):
    with pytest.raises(AccessDenied):
        untag(calling(bob), "team")


def test_unknown_devices_are_missed(admin):
    with refused(NoSuchEntity, f"MFA Device with serial number {SERIAL} does not exist."):
        untag(admin, "team")
