"""Checks and small writes that several policy operations share."""

from __future__ import annotations

import re

from django.utils.timezone import now

from accounts.models import User
from accounts.rules import locked
from iamconsole.errors import (
    LimitExceeded,
    MalformedPolicyDocument,
    NoSuchEntity,
    PolicyNotAttachable,
    ValidationError,
)
from policies import queries
from policies.engine import Kind, Malformed, check, size
from policies.models import Boundary, Policy

MAX_ATTACHED = 10
MAX_VERSIONS = 5
MAX_MANAGED_SIZE = 6144
MAX_USER_INLINE_SIZE = 2048
MAX_GROUP_INLINE_SIZE = 5120

_POLICY_ARN = re.compile(r"arn:aws:iam::([0-9]{12}|aws):policy/[\x21-\x7e]+")


def refuse_malformed(document: str, *, is_managed: bool) -> None:
    """Raise MalformedPolicyDocument, in AWS's words, for what AWS would not save."""
    try:
        check(document, Kind.IDENTITY, managed=is_managed)
    except Malformed as refusal:
        raise MalformedPolicyDocument(refusal.message) from None


def refuse_oversized(document: str) -> None:
    """Raise LimitExceeded for a managed policy's text over its quota; white space is free."""
    if size(document) > MAX_MANAGED_SIZE:
        raise LimitExceeded(f"Cannot exceed quota for PolicySize: {MAX_MANAGED_SIZE}")


def no_such_version(arn: str, version_id: str) -> str:
    return f"Policy {arn} version {version_id} does not exist or is not attachable."


def refuse_bad_arn(arn: str) -> None:
    """Raise ValidationError for text that is not a policy's ARN."""
    if not _POLICY_ARN.fullmatch(arn):
        raise ValidationError(f"ARN {arn} is not valid.")


def attachable_policy(account_id: str, arn: str) -> Policy:
    """The policy to attach. Raises NoSuchEntity in AWS's words, also for another account's."""
    return _kept(account_id, arn, f"Policy {arn} does not exist or is not attachable.")


def set_boundary(user: User, arn: str) -> None:
    """Bound a user by a managed policy, in place of another if there was one."""
    if user.is_root:
        raise PolicyNotAttachable("The root user cannot have a permissions boundary.")
    missing = f"Scope ARN: {arn} does not exist or is not attachable."
    policy = _kept(user.account_id, arn, missing)
    user.boundary, _ = Boundary.objects.update_or_create(
        user=locked(user),
        defaults={"account_id": user.account_id, "policy": policy, "created": now()},
    )


def _kept(account_id: str, arn: str, missing: str) -> Policy:
    """The policy an ARN names, kept from being deleted until the transaction ends."""
    refuse_bad_arn(arn)
    policy = queries.policy_with_arn(account_id, arn)
    if policy is None:
        raise NoSuchEntity(missing)
    return policy if policy.is_aws_managed else locked(policy)
