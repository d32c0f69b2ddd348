from __future__ import annotations

import pytest

from accounts.operations import recovery_codes
from accounts.signin import recovery
from iamconsole.errors import AccessDenied
from tests.people import allow, calling, grant


def count(caller):
    return recovery_codes.get_recovery_code_count(caller).count


def test_it_counts_those_not_used_yet(alice):
    assert count(calling(alice)) == 0
    codes = recovery.new_codes(alice)
    recovery.use(alice, codes[0])
    assert count(calling(alice)) == 9


def test_it_takes_leave_to_look_at_devices(carol):
    with pytest.raises(AccessDenied, match="iam:ListMFADevices"):
        count(calling(carol))
    grant(carol, allow("iam:ListMFADevices", carol.arn))
    assert count(calling(carol)) == 0
