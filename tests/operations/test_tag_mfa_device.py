from __future__ import annotations

import pytest

from accounts.operations import mfa_devices
from iamconsole.errors import AccessDenied, InvalidInput, LimitExceeded, NoSuchEntity
from tests.authenticators import device_row
from tests.people import ACCOUNT, allow, calling, grant
from tests.refusals import refused

SERIAL = f"arn:aws:iam::{ACCOUNT}:mfa/phone"


def tag(caller, **tags):
    given = {"serial_number": SERIAL, "tags": [{"key": k, "value": v} for k, v in tags.items()]}
    mfa_devices.tag_mfa_device.perform(caller, given)


@pytest.fixture
def phone(account):
    return device_row(ACCOUNT)


def test_it_adds_and_changes_tags(admin, phone):
    tag(admin, Team="lab", cost="1")
    tag(admin, team="home")
    phone.refresh_from_db()
    assert phone.tags == {"Team": "home", "cost": "1"}


def test_tags_decide(admin, carol, phone):
    grant(carol, allow("iam:TagMFADevice", StringEquals={"aws:ResourceTag/team": "lab"}))
    with pytest.raises(AccessDenied):
        tag(calling(carol), x="1")
    tag(admin, team="lab")
    tag(calling(carol), x="1")


def test_fifty_are_all_it_can_have(admin, phone):
    tag(admin, **{f"k{number}": "" for number in range(50)})
    with refused(LimitExceeded, "The number of tags has reached the maximum limit of 50."):
        tag(admin, more="")


def test_reserved_tags_are_refused(admin, phone):
    with pytest.raises(InvalidInput, match="reserved for system use"):
        tag(admin, **{"aws:x": "1"})


def test_unknown_devices_are_missed(admin, account):
    with refused(NoSuchEntity, f"MFA Device with serial number {SERIAL} does not exist."):
        tag(admin, x="1")
