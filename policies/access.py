"""What users, groups, roles and policies give rights to, and what of that was used, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.timezone import now

from accounts import queries as accounts
from accounts.models import Account, Group, GroupMembership, LastUse, Role, User
from accounts.shapes import GrantingPolicyShape
from iamconsole.errors import PolicyEvaluation
from iamconsole.gate import operations
from policies import holdings, queries
from policies.engine import Kind, Malformed, Source, catalog, effective_actions, parse, summarize
from policies.holdings import Held
from policies.models import Attachment, Boundary, Policy
from policies.rules import Holder

KEPT = timedelta(days=400)


@dataclass(frozen=True)
class Entities:
    """The users and roles that hold something."""

    users: QuerySet[User]
    roles: QuerySet[Role]

    @property
    def attempts(self) -> QuerySet[LastUse]:
        """What they asked for, as far back as it is told."""
        users, roles = self.users.values("user_id"), self.roles.values("role_id")
        held = Q(principal_id__in=users) | Q(principal_id__in=roles)
        return LastUse.objects.filter(held, time__gte=now() - KEPT)


@dataclass(frozen=True)
class LatestUse:
    """The latest attempt of several principals: when, whose and where; and how many tried."""

    time: datetime
    principal_id: str
    region: str
    principal_count: int


@dataclass(frozen=True)
class Service:
    """A service that something gives rights to, and the actions of it that uses are noted of."""

    prefix: str
    name: str
    tracked: tuple[str, ...]


def id_of(subject: Holder | Policy) -> str:
    """The unique id of a user, group, role or policy."""
    match subject:
        case User():
            return subject.user_id
        case Group():
            return subject.group_id
        case Role():
            return subject.role_id
    return subject.policy_id


def subject_with_id(account_id: str, unique_id: str) -> Holder | Policy | None:
    """The user, group, role or policy of a unique id, as far as the account may see it."""
    parts: tuple[QuerySet[Any], ...] = (
        accounts.users(account_id).filter(user_id=unique_id),
        accounts.groups(account_id).filter(group_id=unique_id),
        accounts.roles(account_id).filter(role_id=unique_id),
        queries.visible_policies(account_id).filter(policy_id=unique_id),
    )
    return next((row for rows in parts for row in rows), None)


def held_by(subject: Holder | Policy) -> Sequence[Held]:
    """The policies that say what a subject gives rights to.

    Boundaries are left out, as by AWS, and what everybody has from the start.
    """
    if not isinstance(subject, Policy):
        held = holdings.holdings_of(id_of(subject)).identity
        return [one for one in held if one not in holdings.BUILT_IN]
    text = subject.versions.get(number=subject.default_number).document
    return [Held(name=subject.name, document=text, arn=subject.arn)]


def held_by_id(unique_id: str) -> Sequence[Held]:
    """The policies that a user or role holds."""
    return holdings.holdings_of(unique_id).identity


def actions_of(held: Iterable[Held]) -> frozenset[tuple[str, str]]:
    """The service and name of each action that policies allow on something."""
    return frozenset(_effective(tuple(one.document for one in held)))


def sentence(held: Iterable[Held]) -> str:
    """What policies come to, in words."""
    policies = [(parse(one.document), Source(Kind.IDENTITY, one.name)) for one in held]
    return summarize(policies).sentence


def services_of(held: Iterable[Held]) -> list[Service]:
    """Every service the policies allow something of, by prefix."""
    tracked = _tracked()
    found: dict[str, list[str]] = {}
    for service, action in _effective(tuple(one.document for one in held)):
        names = found.setdefault(service, [])
        if f"{service}:{action}".lower() in tracked:
            names.append(action)
    return [Service(prefix, name_of(prefix), tuple(found[prefix])) for prefix in sorted(found)]


def name_of(prefix: str) -> str:
    """What people call a service."""
    known = catalog.service(prefix)
    return known.name if known else prefix


def grants(held: Held, prefix: str) -> bool:
    """Whether a policy by itself allows anything of a service."""
    return any(service == prefix for service, _ in _effective((held.document,)))


def as_granting(held: Held, subject: Holder | Policy) -> GrantingPolicyShape:
    """A policy as AWS tells it: an inline policy with whose it is, which may be a group's."""
    at = held.via or subject.arn
    kind = at.split(":", 5)[5].partition("/")[0]
    is_inline = held.arn is None
    return GrantingPolicyShape(
        policy_name=held.name,
        policy_type="INLINE" if is_inline else "MANAGED",
        policy_arn=held.arn,
        entity_type=kind.upper() if is_inline else None,
        entity_name=at.rpartition("/")[2] if is_inline else None,
    )


def entities_of(subject: Holder | Policy, account_id: str) -> Entities:
    """The users and roles of the account that hold a subject's rights, a role or user itself."""
    everyone, every_role = accounts.users(account_id), accounts.roles(account_id)
    match subject:
        case User():
            return Entities(everyone.filter(pk=subject.pk), every_role.none())
        case Role():
            return Entities(everyone.none(), every_role.filter(pk=subject.pk))
        case Group():
            return Entities(everyone.filter(memberships__group=subject), every_role.none())
    attached = Attachment.objects.filter(account_id=account_id, policy=subject)
    users = attached.exclude(user=None).values("user")
    roles = attached.exclude(role=None).values("role")
    groups = attached.exclude(group=None).values("group")
    members = GroupMembership.objects.filter(group__in=groups).values("user")
    return Entities(
        everyone.filter(Q(pk__in=users) | Q(pk__in=members)), every_role.filter(pk__in=roles)
    )


def latest(attempts: QuerySet[LastUse], *by: str) -> dict[tuple[str, ...], LatestUse]:
    """The latest attempt for each value of the fields `by`."""
    grouped = {
        tuple(group[name] for name in by): group
        for group in attempts.values(*by).annotate(
            latest=Max("time"), count=Count("principal_id", distinct=True)
        )
    }
    moments = {group["latest"] for group in grouped.values()}
    found = {}
    for row in attempts.filter(time__in=moments).order_by("pk"):
        group = grouped[tuple(getattr(row, name) for name in by)]
        if row.time == group["latest"]:
            key = tuple(getattr(row, name) for name in by)
            found[key] = LatestUse(row.time, row.principal_id, row.region, group["count"])
    return found


def tracked_since(subject: Holder | Policy, account_id: str) -> datetime:
    """Since when uses of a thing are told: as long as it, its account and the notes are there."""
    account = Account.objects.get(id=account_id)
    return max(now() - KEPT, account.created, subject.created)


def used_actions(subject: Holder | Policy, account_id: str, since: datetime) -> frozenset[str]:
    """The actions that holders of a subject's rights asked for since then, and were allowed.

    Whom a policy bounds could do no more without it either, so that their uses count too.
    """
    entities = entities_of(subject, account_id)
    if isinstance(subject, Policy):
        entities = _with_bounded(entities, subject, account_id)
    used = entities.attempts.filter(is_refused=False, time__gte=since)
    names = used.values_list("service", "action").distinct()
    return frozenset(f"{service}:{action}" for service, action in names)


def _with_bounded(held: Entities, policy: Policy, account_id: str) -> Entities:
    bounds = Boundary.objects.filter(account_id=account_id, policy=policy)
    users = accounts.users(account_id).filter(pk__in=bounds.exclude(user=None).values("user"))
    roles = accounts.roles(account_id).filter(pk__in=bounds.exclude(role=None).values("role"))
    return Entities(held.users | users, held.roles | roles)


def old_uses() -> QuerySet[LastUse]:
    """What was used so long ago that it is not told any more, which a job deletes."""
    return LastUse.objects.filter(time__lt=now() - KEPT)


@lru_cache(maxsize=64)
def _effective(documents: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The service and name of each action that policies allow on something."""
    try:
        policies = [(parse(text), Source(Kind.IDENTITY, "")) for text in documents]
    except Malformed:
        raise PolicyEvaluation("One of the policies cannot be read.") from None
    return tuple((action.service, action.name) for action in effective_actions(policies))


def _tracked() -> frozenset[str]:
    """The actions whose uses are noted: those that policies here are asked about."""
    return frozenset(op.action.lower() for op in operations)
