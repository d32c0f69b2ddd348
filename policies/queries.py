"""Reads of policies that more than one module needs."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import GroupMembership, PasswordPolicy, User
from policies.models import Attachment, Boundary, InlinePolicy, Policy


@dataclass(frozen=True)
class Held:
    """A policy's text as a principal holds it: what it is called, and the group it came through."""

    name: str
    document: str
    arn: str | None = None
    via: str | None = None


@dataclass(frozen=True)
class Holdings:
    """All the policies that say what a principal may do."""

    identity: tuple[Held, ...]
    boundary: Held | None


def visible_policies(account_id: str) -> QuerySet[Policy]:
    """The account's own policies and AWS's."""
    return Policy.objects.filter(Q(account_id=account_id) | Q(account_id=None))


def policy_with_arn(account_id: str, arn: str) -> Policy | None:
    """The policy an ARN names, if the account may see it."""
    owner, _, resource = arn.removeprefix("arn:aws:iam::").partition(":policy/")
    if owner not in (account_id, "aws"):
        return None
    prefix, _, name = resource.rpartition("/")
    owned = Q(account_id=None) if owner == "aws" else Q(account_id=account_id)
    rows = Policy.objects.filter(owned, name__namekey=name.lower())
    return rows.filter(name=name, path=f"/{prefix}/" if prefix else "/").first()


@dataclass(frozen=True)
class Usage:
    """How many identities of an account a policy is attached to, and how many it bounds."""

    attachments: int
    boundaries: int


def usage_of(account_id: str, policies: Collection[Policy]) -> dict[int, Usage]:
    """How much each policy is used, by its key: two queries for all."""
    attached, bounding = (
        dict(
            rows.filter(account_id=account_id, policy__in=policies)
            .values_list("policy")
            .annotate(Count("pk"))
            .order_by()
        )
        for rows in (Attachment.objects, Boundary.objects)
    )
    return {
        policy.pk: Usage(attached.get(policy.pk, 0), bounding.get(policy.pk, 0))
        for policy in policies
    }


def in_use(account_id: str) -> Q:
    """What policies have in common that are attached in an account or bound somebody in it."""
    held = {"policy": OuterRef("pk"), "account_id": account_id}
    return Q(Exists(Attachment.objects.filter(**held))) | Q(Exists(Boundary.objects.filter(**held)))


def holdings_of(unique_id: str) -> Holdings:
    """What a user, group or role holds, by its unique id.

    A user holds its groups' policies too; a group has no boundary. Whoever else asks holds none.
    """
    if unique_id.startswith("AIDA"):
        groups = GroupMembership.objects.filter(user__user_id=unique_id).values("group_id")
        held = _held(Q(user__user_id=unique_id) | Q(group__in=groups), Q(user__user_id=unique_id))
        return replace(held, identity=(*held.identity, *_own_password(unique_id)))
    if unique_id.startswith("AROA"):
        return _held(Q(role__role_id=unique_id), Q(role__role_id=unique_id))
    if unique_id.startswith("AGPA"):
        return _held(Q(group__group_id=unique_id), None)
    return Holdings(identity=(), boundary=None)


def _own_password(unique_id: str) -> tuple[Held, ...]:
    """What AllowUsersToChangePassword gives, as an account without a password policy does too."""
    refusing = PasswordPolicy.objects.filter(
        account__in=User.objects.filter(user_id=unique_id).values("account"), users_may_change=False
    )
    return () if refusing.exists() else (OWN_PASSWORD,)


# The password that ChangePassword changes is its caller's, whatever resource is allowed.
OWN_PASSWORD = Held(
    name="own password",
    document=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Action": ["iam:ChangePassword", "iam:GetAccountPasswordPolicy"],
                "Resource": "*",
            },
        }
    ),
)


def held_by_arn(account_id: str, arns: Iterable[str]) -> list[Held]:
    """Managed policies by their ARNs, without those that are gone."""
    found = ((arn, policy_with_arn(account_id, arn)) for arn in arns)
    return [
        Held(
            name=policy.name,
            document=policy.versions.get(number=policy.default_number).document,
            arn=arn,
        )
        for arn, policy in found
        if policy
    ]


def _held(holder: Q, bounded: Q | None) -> Holdings:
    identity = (*_attached(holder), *_inline(holder))
    return Holdings(identity=identity, boundary=_boundary(bounded) if bounded else None)


def _attached(holder: Q) -> list[Held]:
    attachments = Attachment.objects.filter(
        holder, policy__versions__number=F("policy__default_number")
    ).annotate(document=F("policy__versions__document"))
    return [
        Held(
            name=attachment.policy.name,
            document=attachment.document,
            arn=attachment.policy.arn,
            via=attachment.group.arn if attachment.group else None,
        )
        for attachment in attachments.select_related("policy", "group")
    ]


def _inline(holder: Q) -> list[Held]:
    return [
        Held(
            name=inline.name,
            document=inline.document,
            via=inline.group.arn if inline.group else None,
        )
        for inline in InlinePolicy.objects.filter(holder).select_related("group")
    ]


def _boundary(holder: Q) -> Held | None:
    bounds = Boundary.objects.filter(
        holder, policy__versions__number=F("policy__default_number")
    ).annotate(document=F("policy__versions__document"))
    bound = bounds.select_related("policy").first()
    if bound is None:
        return None
    return Held(name=bound.policy.name, document=bound.document, arn=bound.policy.arn)
