"""Signing in with a password.

A wrong account, user or password, a user without a password and one who is disabled all end alike:
the same words, after the same queries and the same hashing.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db.models.functions import Lower
from django.utils.timezone import now

from accounts import password_rules, queries, trail
from accounts.models import Account, LoginProfile, User
from accounts.signin import devices, hashers, lockouts, throttle
from iamconsole.caller import Origin
from iamconsole.errors import Refused, SignInRefused, Throttling

WRONG = "The account, the name or the password is wrong."


class PasswordExpired(SignInRefused):
    """The password is right, and too old to be changed by its owner."""


@dataclass(frozen=True)
class Sought:
    """Whom somebody says they are: the user, if there is one, and under what tries are counted."""

    account_id: str
    user: User | None
    subjects: tuple[throttle.Subject, ...]


def user_sought(account: str, user_name: str) -> Sought:
    """An IAM user by account ID or alias, and name."""
    spoken = account_name(account)
    found = queries.account_called(spoken)
    account_id = found.id if found else ""
    user = queries.user_named(account_id, user_name.strip())
    place, name = account_id or spoken, canonical(user_name)
    return Sought(account_id, user, (("account", place), ("user", f"{place}/{name}")))


def root_sought(email: str) -> Sought:
    """An account's root user by its e-mail address."""
    address = User.objects.annotate(address=Lower("email")).select_related("login_profile")
    user = address.filter(is_root=True, address=email.strip().lower()).first()
    return Sought(user.account_id if user else "", user, (("user", canonical(email)),))


def admit(sought: Sought, password: str, origin: Origin, device_token: str = "") -> User:
    """The user whose password this is.

    Raises TooManyTries before anything is verified, SignInRefused without saying what is wrong, and
    PasswordExpired for one that is right and expired for good.
    """
    device = devices.device_of(sought.user, device_token)
    subjects: tuple[throttle.Subject, ...] = (("device", device),)
    if not device:
        subjects = (*sought.subjects, *throttle.address_subjects(origin.source_ip))
    with lockouts.written_down(sought.account_id, sought.user, origin):
        counted = throttle.count(subjects)
    if not _verified_in_turn(sought.user, password, device, counted) or sought.user is None:
        refusal = SignInRefused(WRONG)
        if sought.account_id:
            trail.record_sign_in(origin, sought.account_id, sought.user, failure=refusal)
        raise refusal
    throttle.give_back(counted)
    refuse_expired(sought.user, origin)
    return sought.user


def _verified_in_turn(
    user: User | None, password: str, device: str, counted: Sequence[throttle.Counter]
) -> bool:
    """Whether it is the password: browsers nobody knows wait behind those that were here before.

    A try that got no turn was not verified, and is not counted.
    """
    try:
        with hashers.for_a_stranger(not device):
            return _verified(user, password)
    except Throttling:
        throttle.give_back(counted)
        raise


def refuse_expired(user: User, origin: Origin) -> None:
    """Say so to those who know the password, where only an administrator can set another."""
    policy = password_rules.policy_of(user.account_id)
    if password_rules.is_expired_for_good(user.login_profile, policy, now()):
        refusal = PasswordExpired(password_rules.EXPIRED_FOR_GOOD)
        trail.record_sign_in(origin, user.account_id, user, failure=refusal)
        raise refusal


def hashed(password: str) -> str:
    """What is kept of a password. The same letters typed another way are the same password."""
    return make_password(normal(password))


def is_password_of(user: User, password: str) -> bool:
    return _verified(user, password)


def prove(
    user: User, password: str, origin: Origin, refusal: Refused, session_id: str = ""
) -> None:
    """Check the password of somebody signed in, for an act that asks for it again.

    A try counts as one to sign in does; those in a browser's session count apart, so that nobody
    else's guesses keep its user out. Raises TooManyTries or, where it is wrong, `refusal`.
    """
    address = throttle.address_subjects(origin.source_ip) if origin.source_ip else ()
    anywhere: tuple[throttle.Subject, ...] = (subject_of(user), *address)
    counted = throttle.count((("device", session_id),) if session_id else anywhere)
    if not _verified(user, password):
        raise refusal
    throttle.give_back(counted)


def subject_of(user: User) -> throttle.Subject:
    """Under what tries to be this user are counted."""
    place = canonical(user.email) if user.is_root else f"{user.account_id}/{canonical(user.name)}"
    return "user", place


def _verified(user: User | None, password: str) -> bool:
    profile: LoginProfile | None = getattr(user, "login_profile", None)
    is_open = profile is not None and user is not None and user.is_enabled
    kept = profile.password_hash if profile is not None and is_open else _hash_of_nobody()

    def keep_stronger(typed: str) -> None:
        LoginProfile.objects.filter(user=user, password_hash=kept).update(
            password_hash=make_password(typed)
        )

    setter: Any = keep_stronger if is_open else None
    return check_password(normal(password), kept, setter) and is_open


@lru_cache(maxsize=1)
def _hash_of_nobody() -> str:
    return make_password(secrets.token_urlsafe())


def normal(password: str) -> str:
    """One spelling for all that are the same letters, typed on another keyboard."""
    return unicodedata.normalize("NFKC", password)


def canonical(name: str) -> str:
    """One spelling for all that may mean the same name, so that spellings give no further tries."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def account_name(typed: str) -> str:
    """An alias, or an ID, which people also write as 1234-5678-9012."""
    digits = typed.translate(_GROUPING)
    is_id = digits.isascii() and digits.isdigit() and len(digits) == _ID_DIGITS
    return digits if is_id else typed.strip()


_GROUPING = str.maketrans("", "", "- ")
_ID_DIGITS = Account._meta.get_field("id").max_length
