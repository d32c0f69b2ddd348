"""Reads of policies that more than one module needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from iamconsole.prepared import Prepared
from policies.models import Attachment, Boundary, Policy


def visible_policies(account_id: str) -> QuerySet[Policy]:
    """The account's own policies and AWS's."""
    return Policy.objects.filter(Q(account_id=account_id) | Q(account_id=None))


def policy_with_arn(account_id: str, arn: str) -> Policy | None:
    """The policy an ARN names, if the account may see it."""
    owner, _, resource = arn.removeprefix("arn:aws:iam::").partition(":policy/")
    prefix, _, name = resource.rpartition("/")
    path = f"/{prefix}/" if prefix else "/"
    if owner == "aws":
        return _aws_policy.find(name.lower(), name, path)
    return _own_policy.find(account_id, name.lower(), name, path) if owner == account_id else None


_aws_policy = Prepared(
    lambda name_key, name, path: Policy.objects.filter(
        account_id=None, name__namekey=name_key, name=name, path=path
    )
)
_own_policy = Prepared(
    lambda account_id, name_key, name, path: Policy.objects.filter(
        account_id=account_id, name__namekey=name_key, name=name, path=path
    )
)


@dataclass(frozen=True)
class Usage:
    """How many identities of an account a policy is attached to, and how many it bounds."""

    attachments: int
    boundaries: int
    users: int = 0
    groups: int = 0
    roles: int = 0


def usage_of(account_id: str, policies: Collection[Policy]) -> dict[int, Usage]:
    """How much each policy is used, by its key: two queries for all."""
    attached = {
        key: counts
        for key, *counts in Attachment.objects.filter(account_id=account_id, policy__in=policies)
        .values_list("policy")
        .annotate(Count("pk"), Count("user"), Count("group"), Count("role"))
        .order_by()
    }
    bounding = dict(
        Boundary.objects.filter(account_id=account_id, policy__in=policies)
        .values_list("policy")
        .annotate(Count("pk"))
        .order_by()
    )
    return {
        policy.pk: _usage(attached.get(policy.pk, (0, 0, 0, 0)), bounding.get(policy.pk, 0))
        for policy in policies
    }


def _usage(attached: Sequence[int], boundaries: int) -> Usage:
    attachments, users, groups, roles = attached
    return Usage(attachments, boundaries, users, groups, roles)


def in_use(account_id: str) -> Q:
    """What policies have in common that are attached in an account or bound somebody in it."""
    attached = Attachment.objects.filter(policy=OuterRef("pk"), account_id=account_id)
    bounding = Boundary.objects.filter(policy=OuterRef("pk"), account_id=account_id)
    return Q(Exists(attached)) | Q(Exists(bounding))
