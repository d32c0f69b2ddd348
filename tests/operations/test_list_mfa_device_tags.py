from __future__ import annotations

import pytest

from accounts.models import MFADevice
from accounts.operations import mfa_devices
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests.authenticators import device_row
from tests.people import ACCOUNT, calling
from tests.refusals import refused

SERIAL = f"arn:aws:iam::{ACCOUNT}:mfa/phone"


def listed(caller, **given):
    return mfa_devices.list_mfa_device_tags(caller, serial_number=SERIAL, **given)


def test_it_lists_them_in_the_order_of_their_keys_page_by_page(admin, account):
    device_row(ACCOUNT)
    MFADevice.objects.update(tags={"c": "3", "a": "1", "b": "2"})
    first = listed(admin, max_items=2)
    assert [(tag.key, tag.value) for tag in first.tags] == [("a", "1"), ("b", "2")]
    assert [tag.key for tag in listed(admin, marker=first.marker).tags] == ["c"]


def test_it_takes_leave(carol):
    device_row(ACCOUNT)
    with pytest.raises(AccessDenied):
        listed(calling(carol))


def test_unknown_devices_are_missed(admin):
    with refused(NoSuchEntity, f"MFA Device with serial number {SERIAL} does not exist."):
        listed(admin)
