"""Recovery codes: ten on paper, each of which stands in for a lost device once."""

from __future__ import annotations

import base64
import hashlib
import secrets

from django.utils.timezone import now

from accounts.models import RecoveryCode, User
from accounts.signin import mfa, throttle
from iamconsole.errors import AccessDenied

COUNT = 10
_RANDOM_BYTES = 15  # 120 bits: nobody finds one by its digest
_GROUP = 4


def new_codes(user: User) -> tuple[str, ...]:
    """Ten new codes instead of those there were. They are in this answer and nowhere else."""
    forget(user)
    codes = tuple(_new_code() for _ in range(COUNT))
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account_id=user.account_id, user=user, digest=_digest(user, code))
        for code in codes
    )
    return codes


def use(user: User, typed: str, browser: str = "") -> None:
    """Use a code up. Raises TooManyTries before looking, AccessDenied for a wrong or used code."""
    with throttle.tried((mfa.subject_of(user, browser),)):
        unused = user.recovery_codes.filter(digest=_digest(user, typed), used=None)
        if unused.update(used=now()) != 1:
            raise AccessDenied(mfa.WRONG)


def left(user: User) -> int:
    return user.recovery_codes.filter(used=None).count()


def forget(user: User) -> None:
    user.recovery_codes.all().delete()


def _new_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(_RANDOM_BYTES)).decode()
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def _digest(user: User, typed: str) -> str:
    letters = "".join(sign for sign in typed.upper() if sign.isalnum())
    return hashlib.sha256(f"{user.user_id}:{letters}".encode()).hexdigest()
