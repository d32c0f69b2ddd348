from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from accounts import rules, tagging, targets
from accounts.models import MFADevice, User
from accounts.names import (
    AssignmentStatus,
    AuthenticationCode,
    ExistingUserName,
    Marker,
    MaxItems,
    Path,
    SerialNumber,
    TagKeys,
    Tags,
    UserName,
    VirtualMFADeviceName,
)
from accounts.queries import mfa_device_with
from accounts.shapes import (
    MFADeviceResult,
    MFADeviceShape,
    MFADevicesResult,
    MFASeedResult,
    TagsResult,
    VirtualMFADeviceResult,
    VirtualMFADeviceShape,
    VirtualMFADevicesResult,
    tags_of,
)
from accounts.signin import endings, enrolment_links, mfa, qr, recovery, throttle
from iamconsole.caller import Call
from iamconsole.errors import (
    EntityAlreadyExists,
    NoSuchEntity,
    ValidationError,
)
from iamconsole.gate import operation
from iamconsole.paging import page

SEED_SHOWN_FOR = timedelta(minutes=15)
_LONGEST_SERIAL = 256
_VIRTUAL = MFADevice.Kind.VIRTUAL


@operation(on=targets.new_virtual_device, is_decisive=False)
def create_virtual_mfa_device(
    call: Call[None],
    *,
    path: Path = "/",
    virtual_mfa_device_name: VirtualMFADeviceName,
    tags: Tags = (),
) -> VirtualMFADeviceResult:
    """Make a device that an app can be. Its seed is in this answer, as text and as a QR code."""
    device = MFADevice(
        account_id=call.account_id,
        kind=_VIRTUAL,
        serial_number=f"arn:aws:iam::{call.account_id}:mfa{path}{virtual_mfa_device_name}",
        created=now(),
        made_by=call.caller.person_id,
        tags=rules.merged_tags({}, tags),
    )
    if len(device.serial_number) > _LONGEST_SERIAL:
        raise ValidationError(f"A serial number has at most {_LONGEST_SERIAL} characters.")
    seed = mfa.new_seed()
    mfa.seal_seed(device, seed)
    with rules.refusing_a_clash(EntityAlreadyExists("MFA device already exists.")):
        device.save(force_insert=True)
    return VirtualMFADeviceResult(
        virtual_mfa_device=VirtualMFADeviceShape(
            serial_number=device.serial_number,
            base32_string_seed=seed.encode(),
            qr_code_png=qr.png(_link(device, seed)),
            tags=tags_of(device.tags) or None,
        )
    )


@operation(on=targets.mfa_device, service="iamconsole", action="iam:CreateVirtualMFADevice")
def get_virtual_mfa_seed(call: Call[MFADevice], *, serial_number: SerialNumber) -> MFASeedResult:
    """Show a seed again to whoever made it, for 15 minutes and until it is first in use."""
    device = call.target
    is_fresh = device.user_id is None and now() - device.created < SEED_SHOWN_FOR
    if not is_fresh or device.made_by != call.caller.person_id:
        raise NoSuchEntity("The seed of this device is not shown any more. Make another device.")
    seed = mfa.seed_of(device)
    return MFASeedResult(
        serial_number=device.serial_number, base32_string_seed=seed, link=_link(device, seed)
    )


def _device_to_enable(call: Call[User]) -> MFADevice:
    device = _device(call)
    if device.user_id is not None:
        raise EntityAlreadyExists("MFA Device is already in use.")
    return device


def _prove_codes_to_enable(call: Call[User]) -> None:
    _count_codes(call, _device_to_enable(call))


@operation(on=targets.user_or_root, is_decisive=False, is_grave=True, proof=_prove_codes_to_enable)
def enable_mfa_device(
    call: Call[User],
    *,
    user_name: ExistingUserName,
    serial_number: SerialNumber,
    authentication_code1: AuthenticationCode,
    authentication_code2: AuthenticationCode,
) -> None:
    """Give a user a device, which two codes of it, one after the other, prove to be at hand.

    The user's other browsers are signed out, and a link to set up a factor with ends.
    """
    user = rules.locked(call.target)
    mfa.refuse_ninth_device(user)
    device = rules.locked(_device_to_enable(call))
    step = mfa.second_step(device, authentication_code1, authentication_code2)
    device.user, device.enabled = user, now()
    device.counter, device.drift = step, mfa.drift_at(device, step)
    device.made_by = ""  # Its seed is nobody's to see any more, in use or not.
    device.save(update_fields=["user", "enabled", "counter", "drift", "made_by"])
    enrolment_links.forget(user)
    endings.end_sessions(user, keeps=call.caller.session_id)


def _owned_device(call: Call[User]) -> MFADevice:
    device = _device(call)
    if device.user_id != call.target.pk:
        raise targets.no_such_device(device.serial_number)
    return device


def _prove_codes_to_resync(call: Call[User]) -> None:
    _count_codes(call, _owned_device(call))


@operation(on=targets.user_or_root, is_decisive=False, is_grave=True, proof=_prove_codes_to_resync)
def resync_mfa_device(
    call: Call[User],
    *,
    user_name: ExistingUserName,
    serial_number: SerialNumber,
    authentication_code1: AuthenticationCode,
    authentication_code2: AuthenticationCode,
) -> None:
    """Find out anew how far a device's clock or count is from ours, by two codes of it.

    The user's other browsers are signed out.
    """
    device = rules.locked(_owned_device(call))
    step = mfa.second_step(device, authentication_code1, authentication_code2)
    device.counter, device.drift = step, mfa.drift_at(device, step)
    device.save(update_fields=["counter", "drift"])
    endings.end_sessions(call.target, keeps=call.caller.session_id)


@operation(on=targets.owner_of_device, is_decisive=False, is_grave=True)
def deactivate_mfa_device(
    call: Call[User],
    *,
    user_name: ExistingUserName | None = None,
    serial_number: SerialNumber,
) -> None:
    """Take a device from its user, and sign its other browsers out.

    A security key is forgotten; others can be enabled again.
    """
    device, user = _owned_device(call), call.target
    if device.kind == MFADevice.Kind.KEY:
        device.delete()
    else:
        device.user = device.enabled = None
        device.save(update_fields=["user", "enabled"])
    if not user.mfa_devices.exists():
        recovery.forget(user)
    endings.end_sessions(user, keeps=call.caller.session_id)


@operation(on=targets.mfa_device, is_decisive=False)
def delete_virtual_mfa_device(call: Call[MFADevice], *, serial_number: SerialNumber) -> None:
    """Delete a virtual device that nobody uses."""
    device = rules.locked(call.target)
    if device.kind != _VIRTUAL:
        raise targets.no_such_device(serial_number)
    mfa.refuse_in_use(device)
    device.delete()


@operation(on=targets.owner_of_device)
def get_mfa_device(
    call: Call[User], *, serial_number: SerialNumber, user_name: UserName | None = None
) -> MFADeviceResult:
    """Tell about a device that a user has."""
    device = _owned_device(call)
    return MFADeviceResult(
        user_name=call.target.name or None,
        serial_number=device.serial_number,
        enable_date=device.enabled,
    )


@operation(on=targets.user_or_caller)
def list_mfa_devices(
    call: Call[User],
    *,
    user_name: ExistingUserName | None = None,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> MFADevicesResult:
    """List the devices a user has."""
    found = page(call, MFADevice.objects.filter(user=call.target), by=["pk"])
    return MFADevicesResult(
        mfa_devices=tuple(MFADeviceShape.of(row, call.target.name) for row in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=targets.virtual_devices)
def list_virtual_mfa_devices(
    call: Call[None],
    *,
    assignment_status: AssignmentStatus = "Any",
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> VirtualMFADevicesResult:
    """List the account's virtual devices: all of them, or those in use, or those that are not."""
    devices = MFADevice.objects.filter(account_id=call.account_id, kind=_VIRTUAL)
    if assignment_status != "Any":
        devices = devices.filter(user__isnull=assignment_status == "Unassigned")
    found = page(call, devices.select_related("user__login_profile"), by=["pk"])
    return VirtualMFADevicesResult(
        virtual_mfa_devices=tuple(VirtualMFADeviceShape.of(row) for row in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=targets.mfa_device)
def tag_mfa_device(call: Call[MFADevice], *, serial_number: SerialNumber, tags: Tags) -> None:
    """Add tags to a device, or change the values of those it has."""
    tagging.tag(call.target, tags)


@operation(on=targets.mfa_device)
def untag_mfa_device(
    call: Call[MFADevice], *, serial_number: SerialNumber, tag_keys: TagKeys
) -> None:
    """Remove tags from a device. Keys it does not have are passed over."""
    tagging.untag(call.target, tag_keys)


@operation(on=targets.mfa_device)
def list_mfa_device_tags(
    call: Call[MFADevice],
    *,
    serial_number: SerialNumber,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> TagsResult:
    """List a device's tags, in the order of their keys."""
    return tagging.tags_page(call)


def _device(call: Call[User]) -> MFADevice:
    serial_number = call.params["serial_number"]
    device = mfa_device_with(call.account_id, serial_number)
    if device is None:
        raise targets.no_such_device(serial_number)
    return device


def _count_codes(call: Call[User], device: MFADevice) -> None:
    """The check of the body, with its tries counted where they stay counted."""
    codes = (call.params["authentication_code1"], call.params["authentication_code2"])
    with throttle.tried((("factor", f"device {device.pk}"),)):
        mfa.second_step(device, *codes)


def _link(device: MFADevice, seed: str) -> str:
    """The link an app takes; it calls the device by its name and its account's number."""
    name = device.serial_number.rpartition("/")[2]
    return mfa.link_to(seed, f"{name}@{device.account_id}")
