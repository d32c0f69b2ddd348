"""Checks and small writes that several policy operations share."""

from __future__ import annotations

import re
from typing import TypeAlias

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from accounts.models import Group, Role, User
from accounts.rules import locked
from iamconsole.caller import Caller
from iamconsole.errors import (
    LimitExceeded,
    MalformedPolicyDocument,
    NoSuchEntity,
    PolicyNotAttachable,
    ValidationError,
)
from iamconsole.prepared import PreparedValues, insert
from policies import queries, trust
from policies.engine import Kind, Malformed, check, size
from policies.models import Attachment, Boundary, Policy, PolicyVersion

MAX_ATTACHED = 10
MAX_VERSIONS = 5
MAX_MANAGED_SIZE = 6144
MAX_USER_INLINE_SIZE = 2048
MAX_GROUP_INLINE_SIZE = 5120
MAX_ROLE_INLINE_SIZE = 10240
MAX_TRUST_SIZE = 2048
SIGNED = ("updated", "editor_arn", "editor_id")

Holder: TypeAlias = User | Group | Role
_SERVICES_PATH = "/aws-service-role/"

_POLICY_ARN = re.compile(r"arn:aws:iam::([0-9]{12}|aws):policy/[\x21-\x7e]+")


def refuse_malformed(
    document: str, kind: Kind = Kind.IDENTITY, *, is_managed: bool = False
) -> None:
    """Raise MalformedPolicyDocument, in AWS's words, for what AWS would not save."""
    try:
        check(document, kind, managed=is_managed)
    except Malformed as refusal:
        raise MalformedPolicyDocument(refusal.message) from None


def refuse_oversized(document: str) -> None:
    """Raise LimitExceeded for a managed policy's text over its quota; white space is free."""
    if size(document) > MAX_MANAGED_SIZE:
        raise LimitExceeded(f"Cannot exceed quota for PolicySize: {MAX_MANAGED_SIZE}")


def sign(policy: Policy, caller: Caller) -> None:
    """Write down in a policy who changes it, and when. Its `SIGNED` columns are left to save."""
    policy.updated, policy.editor_arn, policy.editor_id = now(), caller.arn, caller.holder_id


def new_version(policy: Policy, document: str, note: str = "") -> PolicyVersion:
    """Save a text as the newest version of a policy, in the name of who signed the policy last."""
    return PolicyVersion.objects.create(
        policy=policy,
        number=policy.latest_number,
        document=document,
        digest=PolicyVersion.digest_of(document),
        created=policy.updated,
        author_arn=policy.editor_arn,
        author_id=policy.editor_id,
        note=note,
    )


def set_trust(role: Role, document: str) -> None:
    """Let a role trust whom a document names. Saving the row is left to the caller.

    Raises MalformedPolicyDocument in AWS's words, LimitExceeded for a document over its quota.
    """
    refuse_malformed(document, Kind.TRUST)
    if size(document) > MAX_TRUST_SIZE:
        raise LimitExceeded(f"Cannot exceed quota for ACLSizePerRole: {MAX_TRUST_SIZE}")
    role.trusted = trust.ids_named_in(document)
    role.trust_policy = document


def no_such_version(arn: str, version_id: str) -> str:
    return f"Policy {arn} version {version_id} does not exist or is not attachable."


def refuse_bad_arn(arn: str) -> None:
    """Raise ValidationError for text that is not a policy's ARN."""
    if not _POLICY_ARN.fullmatch(arn):
        raise ValidationError(f"ARN {arn} is not valid.")


def kind_of(holder: Holder) -> str:
    return type(holder).__name__.lower()


def attach(holder: Holder, arn: str) -> None:
    """Let a managed policy hold for a user, group or role. Once is enough."""
    policy = attachable_policy(holder.account_id, arn)
    kind = type(holder).__name__
    if policy.path == _SERVICES_PATH:
        raise PolicyNotAttachable(f"Cannot attach a Service Role Policy to a Customer {kind}.")
    held = locked(holder)
    present = {policy_id for (policy_id,) in _ATTACHED[kind_of(held)].rows(held.pk)}
    if policy.pk in present:
        return
    if len(present) >= MAX_ATTACHED:
        raise LimitExceeded(f"Cannot exceed quota for PoliciesPer{kind}: {MAX_ATTACHED}")
    attachment = Attachment(policy=policy, account_id=holder.account_id, created=now())
    setattr(attachment, kind_of(held), held)
    insert(attachment)


_ATTACHED = {
    "user": PreparedValues(lambda pk: _attached().filter(user=pk)),
    "group": PreparedValues(lambda pk: _attached().filter(group=pk)),
    "role": PreparedValues(lambda pk: _attached().filter(role=pk)),
}


def _attached() -> QuerySet[Attachment, tuple[int]]:
    return Attachment.objects.values_list("policy_id")


def detach(holder: Holder, arn: str) -> None:
    """Take a managed policy from a user, group or role. Raises NoSuchEntity where it is not on."""
    refuse_bad_arn(arn)
    policy = queries.policy_with_arn(holder.account_id, arn)
    if policy is None or not holder.attachments.filter(policy=policy).delete()[0]:
        raise NoSuchEntity(f"Policy {arn} was not found.")


def attachable_policy(account_id: str, arn: str) -> Policy:
    """The policy to attach. Raises NoSuchEntity in AWS's words, also for another account's."""
    return _kept(account_id, arn, f"Policy {arn} does not exist or is not attachable.")


def set_boundary(holder: User | Role, arn: str) -> None:
    """Bound a user or role by a managed policy, in place of another if there was one."""
    if isinstance(holder, User) and holder.is_root:
        raise PolicyNotAttachable("The root user cannot have a permissions boundary.")
    missing = f"Scope ARN: {arn} does not exist or is not attachable."
    policy = _kept(holder.account_id, arn, missing)
    held = locked(holder)
    present = Boundary.objects.filter(_bounds(held))
    if not present.update(policy=policy, created=now()):
        Boundary.objects.create(
            account_id=held.account_id,
            user=held if isinstance(held, User) else None,
            role=held if isinstance(held, Role) else None,
            policy=policy,
            created=now(),
        )
    holder.boundary = present.select_related("policy").get()


def _bounds(holder: User | Role) -> Q:
    return Q(user=holder) if isinstance(holder, User) else Q(role=holder)


def remove_boundary(holder: User | Role) -> None:
    """Take the cap off a user or role. Raises NoSuchEntity for one that has none."""
    if not Boundary.objects.filter(_bounds(holder)).delete()[0]:
        raise NoSuchEntity(
            f"The {kind_of(holder)} with name {holder.name} does not have a permissions boundary."
        )


def _kept(account_id: str, arn: str, missing: str) -> Policy:
    """The policy an ARN names, kept from being deleted until the transaction ends."""
    refuse_bad_arn(arn)
    policy = queries.policy_with_arn(account_id, arn)
    if policy is None:
        raise NoSuchEntity(missing)
    return policy if policy.is_aws_managed else locked(policy)
