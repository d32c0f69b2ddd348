"""Signing in with a passkey alone: a key that knows who it belongs to, and knows its owner.

It takes the place of the password and of the second factor, for it is both: something its owner
has, opened by a finger or a PIN. It opens the console to whom a password would, and to nobody else.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

import webauthn
import webauthn.helpers
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import AuthenticationCredential, UserVerificationRequirement

from accounts import trail
from accounts.models import MFADevice, UsedAssertion, User
from accounts.signin import passkeys, passwords, throttle
from iamconsole.caller import Origin
from iamconsole.errors import SignInRefused

REFUSED = "The passkey was not accepted. Sign in with your password, or try again."
_ANSWER_WITHIN = timedelta(minutes=5)
_CHALLENGE_BYTES = 32
_SALT = "signing in with a passkey"


def asked() -> passkeys.Creation:
    """What a browser asks its passkeys for this site with, and what it hands back beside it."""
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    options = webauthn.generate_authentication_options(
        rp_id=passkeys.place(),
        challenge=challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    state = signing.dumps(bytes_to_base64url(challenge), salt=_SALT)
    return passkeys.Creation(options_to_json(options), state)


def admit(state: str, answer: str, origin: Origin) -> User:
    """The user whose passkey answered. A challenge is good for one answer.

    Raises TooManyTries before anything is looked at, and SignInRefused for any other answer.
    """
    counted = throttle.count(throttle.address_subjects(origin.source_ip))
    credential = _credential(answer)
    device = _device(credential)
    user = device.user if device else None
    if device is None or user is None or not _is_shown(device, credential, state):
        refusal = SignInRefused(REFUSED)
        if user is not None:
            trail.record_sign_in(origin, user.account_id, user, failure=refusal)
        raise refusal
    throttle.give_back(counted)
    passwords.refuse_expired(user, origin)
    return user


def _credential(answer: str) -> AuthenticationCredential | None:
    try:
        return webauthn.helpers.parse_authentication_credential_json(answer)
    except (WebAuthnException, ValueError):
        return None


def _device(credential: AuthenticationCredential | None) -> MFADevice | None:
    """The key, if its user may come to the console at all."""
    if credential is None:
        return None
    keys = MFADevice.objects.filter(kind=MFADevice.Kind.KEY, credential_id=credential.id)
    may_come = keys.filter(user__is_enabled=True, user__login_profile__isnull=False)
    return may_come.select_related("user__account", "user__login_profile").first()


def _is_shown(device: MFADevice, credential: AuthenticationCredential | None, state: str) -> bool:
    """Whether the key answered what was asked here, names its user, and was not asked before."""
    try:
        given, moment = _challenge_in(state)
    except (signing.BadSignature, ValueError):
        return False
    if credential is None or device.user is None:
        return False
    if credential.response.user_handle != device.user.user_id.encode():
        return False
    is_right = passkeys.is_answered(device, credential, base64url_to_bytes(given), is_verified=True)
    return is_right and _is_first(device, given, moment)


def _challenge_in(state: str) -> tuple[str, datetime]:
    given = str(signing.loads(state, salt=_SALT, max_age=_ANSWER_WITHIN))
    return given, now() + _ANSWER_WITHIN


def _is_first(device: MFADevice, challenge: str, until: datetime) -> bool:
    digest = hashlib.sha256(f"passkey {challenge}".encode()).hexdigest()
    try:
        with transaction.atomic():
            UsedAssertion.objects.create(account_id=device.account_id, digest=digest, expires=until)
    except IntegrityError:
        return False
    return True
