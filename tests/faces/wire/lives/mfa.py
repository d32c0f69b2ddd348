"""MFA devices, from beginning to end, as boto3 asks."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.authenticators import Authenticator
from tests.people import ACCOUNT

SERIAL = f"arn:aws:iam::{ACCOUNT}:mfa/lives/phone"
NAMED = {"UserName": "wearer", "SerialNumber": SERIAL}


def live(iam: Any, sts: Any) -> None:
    """Ask for every operation, as an administrator."""
    iam.create_user(UserName="wearer")
    phone = it_is_made(iam)
    it_is_enabled_by_two_codes(iam, phone)
    it_is_told_of(iam)
    it_is_resynced(iam, phone)
    it_has_tags(iam)
    it_is_taken_away(iam)


def it_is_made(iam: Any) -> Authenticator:
    made = iam.create_virtual_mfa_device(Path="/lives/", VirtualMFADeviceName="phone")
    device = made["VirtualMFADevice"]
    assert device["SerialNumber"] == SERIAL
    assert device["QRCodePNG"].startswith(b"\x89PNG")
    listed = iam.list_virtual_mfa_devices(AssignmentStatus="Unassigned")["VirtualMFADevices"]
    assert [one for one in listed if one["SerialNumber"] == SERIAL] == [{"SerialNumber": SERIAL}]
    return Authenticator(device["Base32StringSeed"].decode(), SERIAL)


def it_is_enabled_by_two_codes(iam: Any, phone: Authenticator) -> None:
    with pytest.raises(ClientError) as refusal:
        iam.enable_mfa_device(
            **NAMED, AuthenticationCode1=phone.code(), AuthenticationCode2=phone.code()
        )
    answer = refusal.value.response
    assert answer["Error"]["Code"] == "InvalidAuthenticationCode"
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 403
    iam.enable_mfa_device(
        **NAMED, AuthenticationCode1=phone.code(-1), AuthenticationCode2=phone.code()
    )


def it_is_told_of(iam: Any) -> None:
    (listed,) = iam.list_mfa_devices(UserName="wearer")["MFADevices"]
    assert listed["SerialNumber"] == SERIAL
    found = iam.get_mfa_device(**NAMED)
    assert (found["UserName"], found["EnableDate"]) == ("wearer", listed["EnableDate"])
    assigned = iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]
    owners = {one["SerialNumber"]: one["User"]["UserName"] for one in assigned if "User" in one}
    assert owners[SERIAL] == "wearer"


def it_is_resynced(iam: Any, phone: Authenticator) -> None:
    iam.resync_mfa_device(
        **NAMED, AuthenticationCode1=phone.code(20), AuthenticationCode2=phone.code(21)
    )


def it_has_tags(iam: Any) -> None:
    named = {"SerialNumber": SERIAL}
    iam.tag_mfa_device(**named, Tags=[{"Key": "team", "Value": "lab"}, {"Key": "x", "Value": ""}])
    iam.untag_mfa_device(**named, TagKeys=["x"])
    assert iam.list_mfa_device_tags(**named)["Tags"] == [{"Key": "team", "Value": "lab"}]


def it_is_taken_away(iam: Any) -> None:
    with pytest.raises(ClientError, match="DeleteConflict"):
        iam.delete_virtual_mfa_device(SerialNumber=SERIAL)
    with pytest.raises(ClientError, match="must delete MFA device first"):
        iam.delete_user(UserName="wearer")
    iam.deactivate_mfa_device(**NAMED)
    iam.delete_virtual_mfa_device(SerialNumber=SERIAL)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.list_mfa_device_tags(SerialNumber=SERIAL)
    iam.delete_user(UserName="wearer")
