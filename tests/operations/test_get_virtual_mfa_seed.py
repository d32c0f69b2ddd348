from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from accounts.operations import mfa_devices
from accounts.operations.assume_role import assume_role
from accounts.signin import drafts
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests.authenticators import Authenticator
from tests.people import ACCOUNT, allow, calling, grant, make_role
from tests.refusals import refused
from tests.sessions import caller_with

SERIAL = f"arn:aws:iam::{ACCOUNT}:mfa/phone"
OVER = "The seed of this device is not shown any more. Make another device."


@pytest.fixture
def maker(alice):
    return calling(alice)


@pytest.fixture
def made(maker):
    return mfa_devices.create_virtual_mfa_device(
        maker, virtual_mfa_device_name="phone"
    ).virtual_mfa_device


def seed(caller):
    return mfa_devices.get_virtual_mfa_seed(caller, serial_number=SERIAL)


def test_whoever_made_it_sees_it_again(maker, made):
    again = seed(maker)
    assert again.base32_string_seed == made.base32_string_seed.decode()
    assert f"secret={again.base32_string_seed}" in again.link
    assert again.base32_string_seed not in repr(again)


def test_nobody_else_does(made, root, carol):
    grant(carol, allow("iam:CreateVirtualMFADevice"))
    for caller in (calling(root), calling(carol)):
        with refused(NoSuchEntity, OVER):
            seed(caller)


def test_a_session_of_a_role_with_the_name_of_another_s_does_not(account, alice, carol):
    role = make_role(account, "admin", alice.arn, carol.arn)
    grant(role, allow("iam:CreateVirtualMFADevice"))
    grant(carol, allow("sts:AssumeRole"))
    hers, anothers = (
        caller_with(
            assume_role(calling(user), role_arn=role.arn, role_session_name="alice").credentials
        )
        for user in (alice, carol)
    )
    assert hers.unique_id == anothers.unique_id
    mfa_devices.create_virtual_mfa_device(hers, virtual_mfa_device_name="phone")
    drafts.keep(hers, "policy", "", {"policy_name": ["hers"]})
    assert seed(hers)
    assert drafts.waiting(hers, "policy")
    assert not drafts.waiting(anothers, "policy")
    with refused(NoSuchEntity, OVER):
        seed(anothers)


def test_it_is_over_after_a_quarter_of_an_hour(maker, made):
    with time_machine.travel(now() + timedelta(minutes=15)), refused(NoSuchEntity, OVER):
        seed(maker)


def test_it_is_over_once_the_device_is_in_use(maker, made, alice):
    phone = Authenticator(made.base32_string_seed.decode(), SERIAL)
    mfa_devices.enable_mfa_device(
        maker, user_name="alice", serial_number=SERIAL, **phone.two_codes()
    )
    with refused(NoSuchEntity, OVER):
        seed(maker)


def test_it_stays_over_when_the_device_is_not_in_use_any_more(maker, made, alice):
    phone = Authenticator(made.base32_string_seed.decode(), SERIAL)
    given = {"user_name": "alice", "serial_number": SERIAL}
    mfa_devices.enable_mfa_device(maker, **given, **phone.two_codes())
    mfa_devices.deactivate_mfa_device(maker, **given)
    with refused(NoSuchEntity, OVER):
        seed(maker)


def test_it_takes_leave_to_make_the_device(bob, made):
    with pytest.raises(AccessDenied):
        seed(calling(bob))


def test_unknown_devices_are_missed(maker):
    with refused(NoSuchEntity, f"MFA Device with serial number {SERIAL} does not exist."):
        seed(maker)
