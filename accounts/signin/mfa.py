"""MFA devices: whether a code is right, and that it is right once.

What others call is `check_code`. An operation that takes a code names a `proof` to the gate, which
runs before its transaction: the try is counted and a right code used up however the call ends. As
the call is authorized first, a target that makes `aws:MultiFactorAuthPresent` true for its caller
does so because a code was given; the body never runs unless the proof then found it right.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from urllib.parse import quote

from django.utils.timezone import now

from accounts.models import MFADevice, User
from accounts.signin import codes, throttle
from iamconsole.errors import (
    AccessDenied,
    DeleteConflict,
    InvalidAuthenticationCode,
    InvalidInput,
    LimitExceeded,
)
from iamconsole.sealing import open_sealed, seal

MAX_DEVICES_A_USER = 8
WRONG = "MultiFactorAuthentication failed with invalid MFA one time pass code."
ISSUER = "IAM Console"
_SEED_BYTES = 20  # as long as the hash that codes are made with (RFC 4226, R6)
_TOLERATED = 1
_COUNTS_AHEAD = 10  # how often a token's button may have been pressed for nothing
_SEARCHED = 125  # an hour of time steps: two codes in a row are no guess, and clocks miss summer


def check_code(user: User, serial_number: str, code: str, browser: str = "") -> MFADevice:
    """The user's device that shows this code now. The code is used up: it is right once.

    Raises TooManyTries before anything is verified, and AccessDenied for a wrong code, a used one,
    and a device that is another's or unknown. `browser` is one that has signed in before, whose
    tries count apart. Call it outside transactions.
    """
    with throttle.tried((subject_of(user, browser),)):
        device = user.mfa_devices.filter(serial_number__namekey=serial_number.lower()).first()
        if device is None or not _used_up(device, code):
            raise AccessDenied(WRONG)
    return device


def subject_of(user: User, browser: str = "") -> throttle.Subject:
    """Under what tries to show a second factor are counted, whichever factor it is."""
    return "factor", browser or user.user_id


def refuse_ninth_device(user: User) -> None:
    """Raise LimitExceeded where there is no room for another device. Hold the user's row for it."""
    if user.mfa_devices.count() >= MAX_DEVICES_A_USER:
        raise LimitExceeded(f"Cannot exceed quota for MfaDevicesPerUser: {MAX_DEVICES_A_USER}")


def second_step(device: MFADevice, code1: str, code2: str) -> int:
    """The step of the second of two codes, which are to be one right after the other.

    Raises InvalidAuthenticationCode. Guesses are for whoever calls to count.
    """
    step = _matched(device, code1 + code2, _far(device))
    if step is None or step - 1 <= device.counter:
        wrong = _wrong(device, code1, code2)
        raise InvalidAuthenticationCode("Authentication code for device is not valid.", wrong)
    return step


def _wrong(device: MFADevice, code1: str, code2: str) -> str:
    """Which of two codes is wrong; nothing of a device in use, whose codes might be guessed so."""
    if device.user_id is not None:
        return ""
    steps = [_matched(device, code, _far(device)) for code in (code1, code2)]
    if None not in steps:
        return "order"
    if steps == [None, None]:
        return "both"
    return "first" if steps[0] is None else "second"


def drift_at(device: MFADevice, step: int) -> int:
    """How far ahead of ours the clock is that shows this step."""
    return 0 if device.kind == MFADevice.Kind.COUNTER else step - codes.step_at(now())


def new_seed() -> str:
    """A seed as authenticators take it: 160 random bits in base32."""
    return base64.b32encode(secrets.token_bytes(_SEED_BYTES)).decode()


def seed_given(text: str) -> str:
    """A seed somebody brought along, in one spelling. Raises InvalidInput for one that is none."""
    letters = text.upper().rstrip("=")
    try:
        base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        raise InvalidInput("The seed is not sound base32.") from None
    return letters + "=" * (-len(letters) % 8)


def refuse_in_use(device: MFADevice) -> None:
    if device.user_id is not None:
        kind = "VirtualDevice" if device.kind == MFADevice.Kind.VIRTUAL else "device"
        raise DeleteConflict(f"MFA {kind} in use. Must deactivate first.")


def seal_seed(device: MFADevice, seed: str) -> None:
    device.sealed_seed = seal(seed, _owner(device))


def seed_of(device: MFADevice) -> str:
    return open_sealed(device.sealed_seed, _owner(device))


def _owner(device: MFADevice) -> str:
    return f"mfa_device:{device.account_id}:{device.serial_number}"


def link_to(seed: str, name: str) -> str:
    """What an authenticator reads out of a QR code: the seed, and what to call it."""
    label = quote(f"{ISSUER}:{name}", safe=":@")
    return f"otpauth://totp/{label}?secret={seed}&issuer={quote(ISSUER)}"


def _used_up(device: MFADevice, code: str) -> bool:
    """Whether the code is right and was not used: one conditional UPDATE says so, for one try."""
    if not device.sealed_seed or len(codes.digits_of(code)) != codes.DIGITS:
        return False
    step = _matched(device, code, _near(device))
    if step is None:
        return False
    unused = MFADevice.objects.filter(pk=device.pk, user=device.user_id, counter__lt=step)
    used = unused.update(counter=step, drift=drift_at(device, step), last_used=now())
    return used == 1


def _matched(device: MFADevice, typed: str, steps: Iterable[int]) -> int | None:
    return codes.matching_step(base64.b32decode(seed_of(device)), typed, steps)


def _near(device: MFADevice) -> Iterable[int]:
    if device.kind == MFADevice.Kind.COUNTER:
        return range(device.counter + 1, device.counter + 1 + _COUNTS_AHEAD)
    middle = codes.step_at(now()) + device.drift
    return range(middle - _TOLERATED, middle + _TOLERATED + 1)


def _far(device: MFADevice) -> Iterable[int]:
    if device.kind == MFADevice.Kind.COUNTER:
        return range(device.counter + 1, device.counter + 1 + 2 * _SEARCHED)
    middle = codes.step_at(now())
    return range(middle - _SEARCHED, middle + _SEARCHED + 1)
