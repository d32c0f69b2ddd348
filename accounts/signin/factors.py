"""The second step of signing in: which factors somebody has, and whether one was shown."""

from __future__ import annotations

from dataclasses import dataclass

from accounts import trail
from accounts.models import ConsoleSession, MFADevice, User
from accounts.signin import devices, endings, lockouts, mfa, passkeys, passwords, recovery
from iamconsole.caller import Origin
from iamconsole.errors import AccessDenied, SignInRefused

RECOVERY = "recovery code"
WRONG = "The code is wrong, or was used before. Wait for the next one."


@dataclass(frozen=True)
class Factors:
    """What somebody can show: devices with codes by serial number, keys, and codes on paper."""

    serial_numbers: tuple[str, ...]
    has_keys: bool
    has_recovery_codes: bool

    @classmethod
    def of(cls, user: User) -> Factors:
        rows = list(user.mfa_devices.order_by("-counter", "pk"))
        is_key = {row.serial_number: row.kind == MFADevice.Kind.KEY for row in rows}
        return cls(
            serial_numbers=tuple(serial for serial, key in is_key.items() if not key),
            has_keys=any(is_key.values()),
            has_recovery_codes=recovery.left(user) > 0,
        )

    @property
    def choices(self) -> tuple[str, ...]:
        """What a code can be of."""
        return (*self.serial_numbers, *((RECOVERY,) if self.has_recovery_codes else ()))


def has_any(user: User) -> bool:
    return user.mfa_devices.exists()


def show_key(
    session: ConsoleSession, answer: str, origin: Origin, device_token: str, *, is_verified: bool
) -> None:
    """Check the answer of a security key. Raises as `show_code` does."""
    user = session.user
    browser = devices.device_of(user, device_token)
    try:
        with lockouts.written_down(user.account_id, user, origin):
            passkeys.show(session, answer, browser, is_verified=is_verified)
    except AccessDenied as wrong:
        refusal = SignInRefused(wrong.message)
        trail.record_sign_in(origin, user.account_id, user, failure=refusal)
        raise refusal from None


def show_code(
    session: ConsoleSession, choice: str, code: str, origin: Origin, device_token: str = ""
) -> None:
    """Check a code of a device, or one on paper, and use it up.

    Whoever uses one on paper has lost something: the user's other browsers are signed out. Raises
    TooManyTries before anything is looked at, and SignInRefused for a wrong or used code.
    """
    user = session.user
    browser = devices.device_of(user, device_token)
    try:
        with lockouts.written_down(user.account_id, user, origin):
            _use(user, choice, code, browser)
    except AccessDenied:
        refusal = SignInRefused(WRONG)
        trail.record_sign_in(origin, user.account_id, user, failure=refusal)
        raise refusal from None
    if choice == RECOVERY:
        endings.end_sessions(user, keeps=session.public_id)
        action = "signin:RecoveryCodeUsed"
        trail.record_sign_in(origin, user.account_id, user, action=action)


def show_password(
    session: ConsoleSession, password: str, origin: Origin, refusal: SignInRefused
) -> None:
    """Check the password of somebody who has nothing else to show.

    Raises TooManyTries before anything is looked at, and `refusal` where it is wrong.
    """
    user = session.user
    try:
        with lockouts.written_down(user.account_id, user, origin):
            passwords.prove(user, password, origin, refusal, session.public_id)
    except SignInRefused:
        trail.record_sign_in(origin, user.account_id, user, failure=refusal)
        raise


def _use(user: User, choice: str, code: str, browser: str) -> None:
    if choice == RECOVERY:
        recovery.use(user, code, browser)
    else:
        mfa.check_code(user, choice, code, browser)
