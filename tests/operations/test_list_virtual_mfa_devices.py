from __future__ import annotations

import pytest

from accounts.operations import mfa_devices
from iamconsole.errors import AccessDenied, ValidationError
from tests.authenticators import device_row, enrol
from tests.people import ACCOUNT, calling
from tests.refusals import refused


def listed(caller, **given):
    return mfa_devices.list_virtual_mfa_devices(caller, **given).virtual_mfa_devices


@pytest.fixture
def devices(dave, root, mallory):
    device_row(ACCOUNT, "free")
    device_row(ACCOUNT, "GAHT12345678", "hardware")
    device_row(mallory.account_id, "theirs")
    enrol(dave, "his")
    enrol(root, "roots")


def names(devices):
    return [device.serial_number.rpartition("/")[2] for device in devices]


def test_it_lists_the_virtual_devices_of_the_account(admin, devices):
    assert names(listed(admin)) == ["free", "his", "roots"]


def test_it_can_be_kept_to_those_in_use_or_not(admin, devices):
    assert names(listed(admin, assignment_status="Assigned")) == ["his", "roots"]
    assert names(listed(admin, assignment_status="Unassigned")) == ["free"]
    with pytest.raises(ValidationError, match="enum value set"):
        listed(admin, assignment_status="Lost")


def test_it_tells_whose_they_are_and_no_seeds(admin, devices):
    free, his, roots = listed(admin)
    assert (free.user, free.enable_date) == (None, None)
    assert his.user.user_name == "dave"
    assert his.user.tags is None
    assert his.enable_date is not None
    assert roots.user.arn == f"arn:aws:iam::{ACCOUNT}:root"
    assert {one.base32_string_seed or one.qr_code_png for one in (free, his, roots)} == {None}


def test_it_comes_in_pages(admin, devices):
    page = mfa_devices.list_virtual_mfa_devices(admin, max_items=2)
    assert names(page.virtual_mfa_devices) == ["free", "his"]
    assert names(listed(admin, marker=page.marker)) == ["roots"]
    with refused(ValidationError, "Invalid Marker: not-ours"):
        listed(admin, marker="not-ours")


def test_it_takes_leave_to_look(carol, devices):
    with pytest.raises(AccessDenied):
        listed(calling(carol))
