from __future__ import annotations

import secrets

from django.utils.timezone import now

from accounts import rules, targets
from accounts.models import MFADevice, User
from accounts.names import SecurityKeyAnswer, SecurityKeyName, SecurityKeyState
from accounts.shapes import MFADeviceShape, SecurityKeyOptionsResult, SecurityKeyResult
from accounts.signin import endings, enrolment_links, mfa, passkeys
from iamconsole.caller import Call
from iamconsole.errors import EntityAlreadyExists
from iamconsole.gate import operation

_RANDOM_BYTES = 10


@operation(on=targets.user_or_caller, service="iamconsole", action="iam:EnableMFADevice")
def get_security_key_options(call: Call[User]) -> SecurityKeyOptionsResult:
    """Begin to set up a security key of the caller's: what its browser is to ask the key.

    `state` goes back with the key's answer, within five minutes.
    """
    begun = passkeys.creation_for(call.target)
    return SecurityKeyOptionsResult(options=begun.options, state=begun.state)


@operation(
    on=targets.user_or_caller,
    service="iamconsole",
    action="iam:EnableMFADevice",
    is_decisive=False,
    is_grave=True,
)
def enable_security_key(
    call: Call[User],
    *,
    key_name: SecurityKeyName,
    state: SecurityKeyState,
    credential: SecurityKeyAnswer,
) -> SecurityKeyResult:
    """Give the caller a security key or passkey, which is at hand since it answered.

    The caller's other browsers are signed out, and a link to set up a factor with ends.
    """
    user = rules.locked(call.target)
    mfa.refuse_ninth_device(user)
    key = passkeys.new_key(user, state, credential)
    owner = f"user/{user.name}" if user.name else "root-user"
    device = MFADevice(
        account_id=user.account_id,
        user=user,
        kind=MFADevice.Kind.KEY,
        serial_number=f"arn:aws:iam::{user.account_id}:u2f/{owner}/{key_name}-{_random()}",
        created=now(),
        enabled=now(),
        credential_id=key.credential_id,
        public_key=key.public_key,
        counter=key.count,
    )
    with rules.refusing_a_clash(EntityAlreadyExists("This security key is in use already.")):
        device.save(force_insert=True)
    enrolment_links.forget(user)
    endings.end_sessions(user, keeps=call.caller.session_id)
    return SecurityKeyResult(mfa_device=MFADeviceShape.of(device, user.name))


def _random() -> str:
    return secrets.token_hex(_RANDOM_BYTES).upper()
