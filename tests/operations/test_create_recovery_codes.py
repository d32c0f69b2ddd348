from __future__ import annotations

import re

import pytest

from accounts.models import Event, RecoveryCode
from accounts.operations import recovery_codes
from accounts.signin import recovery
from iamconsole.errors import AccessDenied
from tests.people import allow, calling, grant


def create(caller):
    return recovery_codes.create_recovery_codes(caller).recovery_codes


def test_ten_are_made_and_no_two_alike(alice):
    codes = create(calling(alice))
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([A-Z2-7]{4}-){5}[A-Z2-7]{4}", code) for code in codes)


def test_nothing_is_kept_of_them_but_their_digests(alice):
    result = recovery_codes.create_recovery_codes(calling(alice))
    for code in result.recovery_codes:
        assert code not in str(RecoveryCode.objects.values())
        assert code not in str(Event.objects.values())
        assert code not in repr(result)


def test_each_works_once_in_any_spelling(alice):
    code = create(calling(alice))[0]
    recovery.use(alice, f" {code.lower().replace('-', ' ')}")
    with pytest.raises(AccessDenied):
        recovery.use(alice, code)


def test_new_ones_take_the_place_of_the_old(alice):
    old, new = create(calling(alice)), create(calling(alice))
    with pytest.raises(AccessDenied):
        recovery.use(alice, old[0])
    recovery.use(alice, new[0])


def test_they_are_of_one_user(alice, carol):
    code = create(calling(alice))[0]
    with pytest.raises(AccessDenied):
        recovery.use(carol, code)
    recovery.use(alice, code)


def test_root_has_its_own(root):
    assert len(create(calling(root))) == 10


def test_it_takes_leave_to_set_up_a_device(carol):
    with pytest.raises(AccessDenied, match="iam:EnableMFADevice"):
        create(calling(carol))
    grant(carol, allow("iam:EnableMFADevice", carol.arn))
    assert create(calling(carol))
