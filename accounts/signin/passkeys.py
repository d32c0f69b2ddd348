"""Security keys and passkeys (WebAuthn): setting one up, and showing it.

What a key signs names our address, so that a page of somebody else's gets nothing it could use
here. A challenge to set one up is signed and made for one user; a challenge to show one belongs to
one session and is used up by the answer.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import webauthn
import webauthn.helpers
from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.utils.timezone import now
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.models import ConsoleSession, MFADevice, User
from accounts.signin import mfa, throttle
from iamconsole.errors import AccessDenied, InvalidAuthenticationCode

REFUSED = "The security key was not accepted. Try again."
_ANSWER_WITHIN = timedelta(minutes=5)
_CHALLENGE_BYTES = 32
_SALT = "setting up a security key"
_VERIFY = {
    True: UserVerificationRequirement.REQUIRED,
    False: UserVerificationRequirement.PREFERRED,
}


@dataclass(frozen=True)
class Creation:
    """What a browser needs to set a key up, and what it hands back with the answer."""

    options: str
    state: str


@dataclass(frozen=True)
class NewKey:
    """A key that was set up: its name for itself, and what its signatures are checked with."""

    credential_id: str
    public_key: str
    count: int


def creation_for(user: User) -> Creation:
    """Begin to set up a key. Those the user has already are not taken twice."""
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    options = webauthn.generate_registration_options(
        rp_id=place(),
        rp_name=mfa.ISSUER,
        user_name=str(user),
        user_id=user.user_id.encode(),
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=_VERIFY[False]
        ),
        exclude_credentials=_descriptors(user),
    )
    state = signing.dumps([user.user_id, bytes_to_base64url(challenge)], salt=_SALT)
    return Creation(options_to_json(options), state)


def new_key(user: User, state: str, answer: str) -> NewKey:
    """The key that answered. Raises InvalidAuthenticationCode for any other answer."""
    try:
        user_id, challenge = signing.loads(state, salt=_SALT, max_age=_ANSWER_WITHIN)
        if user_id != user.user_id:
            raise InvalidAuthenticationCode(REFUSED)
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place(),
            expected_origin=settings.PUBLIC_URL,
        )
    except (signing.BadSignature, WebAuthnException, ValueError):
        raise InvalidAuthenticationCode(REFUSED) from None
    return NewKey(
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=bytes_to_base64url(made.credential_public_key),
        count=made.sign_count,
    )


def challenge_for(session: ConsoleSession, *, is_verified: bool) -> str:
    """Ask for one of the user's keys: what a browser needs. What was asked before is over.

    `is_verified` wants the key to know its owner, by a PIN or a finger.
    """
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    kept = f"{bytes_to_base64url(challenge)} {int(now().timestamp())}"
    ConsoleSession.objects.filter(pk=session.pk).update(challenge=kept)
    options = webauthn.generate_authentication_options(
        rp_id=place(),
        challenge=challenge,
        allow_credentials=_descriptors(session.user),
        user_verification=_VERIFY[is_verified],
    )
    return options_to_json(options)


def show(session: ConsoleSession, answer: str, browser: str, *, is_verified: bool) -> MFADevice:
    """The key of the session's user that answered its challenge, which is used up.

    Raises TooManyTries before anything is verified, and AccessDenied for any other answer.
    """
    with throttle.tried((mfa.subject_of(session.user, browser),)):
        device = _answered(session, answer, is_verified=is_verified)
        if device is None:
            raise AccessDenied(REFUSED)
    return device


def _answered(session: ConsoleSession, answer: str, *, is_verified: bool) -> MFADevice | None:
    challenge = _taken_challenge(session)
    try:
        credential = webauthn.helpers.parse_authentication_credential_json(answer)
        device = _keys(session.user).filter(credential_id=credential.id).first()
        handle = credential.response.user_handle
    except (WebAuthnException, ValueError):
        return None
    if challenge is None or device is None or handle not in (None, _handle(session.user)):
        return None
    is_right = is_answered(device, credential, challenge, is_verified=is_verified)
    return device if is_right else None


def is_answered(
    device: MFADevice, credential: AuthenticationCredential, challenge: bytes, *, is_verified: bool
) -> bool:
    """Whether the key signed this challenge for this place, and its count went on; it is kept."""
    try:
        shown = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=place(),
            expected_origin=settings.PUBLIC_URL,
            credential_public_key=base64url_to_bytes(device.public_key),
            credential_current_sign_count=max(device.counter, 0),
            require_user_verification=is_verified,
        )
    except (WebAuthnException, ValueError):
        return False
    return _has_counted(device, shown.new_sign_count)


def _has_counted(device: MFADevice, count: int) -> bool:
    """Whether the key's own count went on. A copy of a key falls behind; some never count."""
    its = MFADevice.objects.filter(pk=device.pk)
    if count == 0 and device.counter <= 0:
        return its.update(last_used=now()) == 1
    return its.filter(counter__lt=count).update(counter=count, last_used=now()) == 1


def _taken_challenge(session: ConsoleSession) -> bytes | None:
    """What the session was asked, for one answer only and not for long."""
    kept = ConsoleSession.objects.filter(pk=session.pk).values_list("challenge", flat=True).first()
    asked = ConsoleSession.objects.filter(pk=session.pk, challenge=kept).exclude(challenge="")
    if not kept or asked.update(challenge="") != 1:
        return None
    challenge, _, moment = kept.partition(" ")
    is_over = now().timestamp() - int(moment) >= _ANSWER_WITHIN.total_seconds()
    return None if is_over else base64url_to_bytes(challenge)


def place() -> str:
    """The host that keys are set up for: they answer no page of another."""
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def _keys(user: User) -> QuerySet[MFADevice]:
    return MFADevice.objects.filter(user=user, kind=MFADevice.Kind.KEY)


def _descriptors(user: User) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id or ""))
        for key in _keys(user)
    ]


def _handle(user: User) -> bytes:
    return user.user_id.encode()
