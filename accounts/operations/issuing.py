"""What operations that issue temporary credentials share."""

from __future__ import annotations

from typing import Any

from accounts import queries, rules
from accounts.models import Role
from accounts.names import PolicyDescriptor, Tag
from accounts.shapes import CredentialsShape
from accounts.signin import mfa, temporary
from accounts.signin.temporary import Credentials
from iamconsole.caller import Call
from iamconsole.errors import (
    AccessDenied,
    InvalidParameterValue,
    MalformedPolicyDocument,
    PackedPolicyTooLarge,
    ValidationError,
)
from policies.engine import Kind
from policies.queries import policy_with_arn
from policies.rules import refuse_malformed

_HOUR = 3600


MAX_SESSION_POLICY = 2048


def credentials_shape(made: Credentials) -> CredentialsShape:
    return CredentialsShape(
        access_key_id=made.access_key_id,
        secret_access_key=made.secret_access_key,
        session_token=made.session_token,
        expiration=made.expiration,
    )


def token_sizes(made: Credentials) -> dict[str, Any]:
    """How long the token is, and how much of its room it takes, in per cent."""
    size = len(made.session_token)
    return {
        "session_token_utilization": 100 * size // temporary.MAX_TOKEN_CHARACTERS,
        "session_token_size": size,
    }


def prove_mfa(call: Call[Any]) -> None:
    """Check the code of one of the caller's own MFA devices.

    Raises AccessDenied for a wrong or used code, and for a caller who is no user.
    """
    serial_number, code = call.params["serial_number"], call.params["token_code"]
    refuse_half_a_factor(serial_number, code)
    user = queries.user_behind(call.caller)
    if user is None:
        raise AccessDenied("MultiFactorAuthentication failed: the caller has no MFA devices.")
    mfa.check_code(user, serial_number, code)


def refuse_half_a_factor(serial_number: str | None, token_code: str | None) -> None:
    if (serial_number is None) != (token_code is None):
        raise ValidationError("SerialNumber and TokenCode must be given together.")


def session_tags(tags: tuple[Tag, ...]) -> dict[str, str]:
    """A session's tags by their keys. Raises InvalidParameterValue for reserved ones."""
    if (problem := rules.reserved(tags)) is not None:
        raise InvalidParameterValue(problem)
    return {tag.key: tag.value for tag in tags}


def role_seconds(role: Role, asked: int | None) -> int:
    """How long a role's session lasts. Raises ValidationError for more than the role allows."""
    seconds = asked or _HOUR
    if seconds > role.max_session_duration:
        raise ValidationError(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        )
    return seconds


def session_policies(
    account_id: str, policy: str | None, arns: tuple[PolicyDescriptor, ...]
) -> dict[str, Any]:
    """The policies that are to cut a session's rights, as a ticket has them.

    Raises MalformedPolicyDocument for text that is none, and for managed policies not to be found.
    """
    if policy is not None:
        if len(policy) > MAX_SESSION_POLICY:
            raise PackedPolicyTooLarge(
                f"A session policy has at most {MAX_SESSION_POLICY} characters."
            )
        refuse_malformed(policy, Kind.SESSION)
    named = tuple(one.descriptor_arn for one in arns if one.descriptor_arn)
    for arn in named:
        if policy_with_arn(account_id, arn) is None:
            raise MalformedPolicyDocument(f"Policy {arn} does not exist or is not attachable.")
    return {"policies": (policy,) if policy else (), "policy_arns": named}
