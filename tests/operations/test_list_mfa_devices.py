from __future__ import annotations

import pytest

from accounts.operations import mfa_devices
from iamconsole.errors import AccessDenied, NoSuchEntity, ValidationError
from tests.authenticators import device_row, enrol
from tests.people import ACCOUNT, calling
from tests.refusals import refused


def listed(caller, **given):
    return mfa_devices.list_mfa_devices(caller, **given)


def names(page):
    return [device.serial_number.rpartition("/")[2] for device in page.mfa_devices]


def test_it_lists_devices_of_every_kind_in_the_order_they_came(admin, dave, carol):
    device_row(ACCOUNT, "free")
    enrol(carol, "carols")
    enrol(dave)
    enrol(dave, "GAHT12345678", "hardware")
    assert names(listed(admin, user_name="dave")) == ["phone", "GAHT12345678"]


def test_it_comes_in_pages(admin, dave):
    for number in range(3):
        enrol(dave, f"p{number}")
    first = listed(admin, user_name="dave", max_items=2)
    assert first.is_truncated
    assert names(first) == ["p0", "p1"]
    assert names(listed(admin, user_name="dave", marker=first.marker)) == ["p2"]
    with refused(ValidationError, "Invalid Marker: not-ours"):
        listed(admin, user_name="dave", marker="not-ours")


def test_without_a_name_it_is_the_callers(admin, alice):
    enrol(alice)
    assert names(listed(admin)) == ["phone"]


def test_root_sees_its_own(root, dave):
    enrol(dave, "his")
    enrol(root, "mine")
    assert names(listed(calling(root))) == ["mine"]


def test_it_takes_leave_to_look(carol, dave):
    with pytest.raises(AccessDenied):
        listed(calling(carol), user_name="dave")


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        listed(admin, user_name="nobody")
