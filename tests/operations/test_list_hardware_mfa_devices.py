from __future__ import annotations

import pytest

from accounts.operations.hardware_tokens import list_hardware_mfa_devices
from iamconsole.errors import AccessDenied
from tests.authenticators import device_row, enrol
from tests.people import ACCOUNT, ELSEWHERE, calling


def test_tokens_are_listed_with_who_has_them(alice, carol, mallory):
    device_row(ACCOUNT, "GAHT-free", "hardware")
    enrol(carol, "GAHT-taken", "counter")
    enrol(carol, "phone")
    device_row(ELSEWHERE, "GAHT-theirs", "hardware")
    found = list_hardware_mfa_devices(calling(alice)).hardware_tokens
    assert [(one.serial_number, one.user_name, one.is_counter_based) for one in found] == [
        ("GAHT-free", None, False),
        ("GAHT-taken", "carol", True),
    ]


def test_who_may_read_may_see_them_and_nobody_else(bob, carol):
    assert list_hardware_mfa_devices(calling(bob)).hardware_tokens == ()
    with pytest.raises(AccessDenied):
        list_hardware_mfa_devices(calling(carol))
