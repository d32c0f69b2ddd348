"""What operations on MFA devices give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import MFADevice
from accounts.names import Tag
from accounts.shapes.users import UserShape


@dataclass(frozen=True, kw_only=True)
class MFADeviceShape:
    """A device somebody uses."""

    user_name: str
    serial_number: str
    enable_date: datetime | None

    @classmethod
    def of(cls, device: MFADevice, owner: str) -> MFADeviceShape:
        return cls(user_name=owner, serial_number=device.serial_number, enable_date=device.enabled)


@dataclass(frozen=True, kw_only=True)
class MFADevicesResult:
    """A page of devices that somebody uses."""

    mfa_devices: tuple[MFADeviceShape, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class MFADeviceResult:
    """One device, and since when it is used. Nothing certifies devices here."""

    user_name: str | None
    serial_number: str
    enable_date: datetime | None
    certifications: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class VirtualMFADeviceShape:
    """A virtual device. Only the answer that makes it holds its seed."""

    serial_number: str
    base32_string_seed: bytes | None = field(default=None, repr=False)
    qr_code_png: bytes | None = field(default=None, repr=False)
    user: UserShape | None = None
    enable_date: datetime | None = None
    tags: tuple[Tag, ...] | None = None

    @classmethod
    def of(cls, device: MFADevice) -> VirtualMFADeviceShape:
        return cls(
            serial_number=device.serial_number,
            user=UserShape.brief(device.user) if device.user else None,
            enable_date=device.enabled,
        )


@dataclass(frozen=True, kw_only=True)
class VirtualMFADeviceResult:
    """`virtual_mfa_device` is the member name IAM wraps a new device in."""

    virtual_mfa_device: VirtualMFADeviceShape


@dataclass(frozen=True, kw_only=True)
class VirtualMFADevicesResult:
    """A page of virtual devices."""

    virtual_mfa_devices: tuple[VirtualMFADeviceShape, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class HardwareTokenShape:
    """A hardware token: whether its codes change with time or with each press of its button."""

    serial_number: str
    is_counter_based: bool
    user_name: str | None
    create_date: datetime
    enable_date: datetime | None

    @classmethod
    def of(cls, device: MFADevice) -> HardwareTokenShape:
        return cls(
            serial_number=device.serial_number,
            is_counter_based=device.kind == MFADevice.Kind.COUNTER,
            user_name=str(device.user) if device.user else None,
            create_date=device.created,
            enable_date=device.enabled,
        )


@dataclass(frozen=True, kw_only=True)
class HardwareTokensResult:
    """A page of hardware tokens."""

    hardware_tokens: tuple[HardwareTokenShape, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class RefusedTokenShape:
    """A row of a list that is no token, counted from 1, and why."""

    row: int
    serial_number: str
    problem: str


@dataclass(frozen=True, kw_only=True)
class ImportedTokensResult:
    """How many tokens of a list are known now, and which are not."""

    count: int
    refused: tuple[RefusedTokenShape, ...]


@dataclass(frozen=True, kw_only=True)
class SecurityKeyOptionsResult:
    """What a browser asks a key with (WebAuthn's creation options, as JSON text)."""

    options: str
    state: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class SecurityKeyResult:
    """A security key that was set up."""

    mfa_device: MFADeviceShape


@dataclass(frozen=True, kw_only=True)
class EnrolmentLinkResult:
    """What opens the page where a user sets up a second factor. It is shown this once."""

    user_name: str
    link_token: str = field(repr=False)
    expires: datetime


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesResult:
    """New recovery codes, shown this once."""

    recovery_codes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeCountResult:
    """How many recovery codes are left."""

    count: int


@dataclass(frozen=True, kw_only=True)
class MFASeedResult:
    """A seed that is waiting to be put into an app: as text, and as the link apps take."""

    serial_number: str
    base32_string_seed: str = field(repr=False)
    link: str = field(repr=False)
