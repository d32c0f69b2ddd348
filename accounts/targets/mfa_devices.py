"""How parameters name an MFA device."""

from __future__ import annotations

from typing import Any

from accounts import queries
from accounts.models import MFADevice, User
from accounts.names import Tag
from accounts.targets.tagging import tagging
from accounts.targets.users import found_user, user, user_or_caller
from iamconsole.caller import Caller, Found
from iamconsole.errors import NoSuchEntity


def new_virtual_device(
    caller: Caller,
    *,
    virtual_mfa_device_name: str,
    path: str = "/",
    tags: tuple[Tag, ...] = (),
    **_: Any,
) -> Found[None]:
    arn = f"arn:aws:iam::{caller.account_id}:mfa{path}{virtual_mfa_device_name}"
    return Found(arn=arn, row=None, also=tagging(arn, "iam:TagMFADevice", tags))


def new_hardware_token(caller: Caller, *, serial_number: str, **_: Any) -> Found[None]:
    return Found(arn=f"arn:aws:iam::{caller.account_id}:mfa/{serial_number}", row=None)


def any_hardware_token(caller: Caller, **_: Any) -> Found[None]:
    """Hardware tokens to be, whatever their numbers."""
    return Found(arn=f"arn:aws:iam::{caller.account_id}:mfa/*", row=None)


def virtual_devices(caller: Caller, **_: Any) -> Found[None]:
    return Found(arn=f"arn:aws:iam::{caller.account_id}:mfa/", row=None)


def mfa_device(caller: Caller, *, serial_number: str, **_: Any) -> Found[MFADevice]:
    """A device of the account. A missing one is authorized too, so that names do not leak."""
    row = queries.mfa_device_with(caller.account_id, serial_number)
    if row is None:
        sought = MFADevice(account_id=caller.account_id, serial_number=serial_number)
        return Found(arn=sought.arn, row=sought, missing=no_such_device(serial_number))
    return Found(arn=row.arn, row=row, tags=row.tags)


def user_or_root(caller: Caller, *, user_name: str, **_: Any) -> Found[User]:
    """The named user. Root, who has no name and must say one here, says its account's number."""
    if caller.is_root and user_name == caller.account_id:
        return found_user(queries.root_of(caller.account_id))
    return user(caller, user_name=user_name)


def owner_of_device(
    caller: Caller, *, serial_number: str, user_name: str | None = None, **_: Any
) -> Found[User]:
    """The user a device belongs to: the named one, or the caller; root by its account's number."""
    if user_name is None:
        return user_or_caller(caller)
    return user_or_root(caller, user_name=user_name)


def no_such_device(serial_number: str) -> NoSuchEntity:
    return NoSuchEntity(f"MFA Device with serial number {serial_number} does not exist.")
