"""What operations on effective access give back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from accounts.models import User
from policies.effective import Readable, Unread, is_built_in
from policies.engine import ServiceLine, Source, Summary
from policies.engine.change import ServiceChange
from policies.holdings import Held, Holdings


@dataclass(frozen=True, kw_only=True)
class GrantingSourceShape:
    """A policy that counts: a managed one by its ARN, one through a group with the group's."""

    policy_name: str
    policy_arn: str | None = None
    group_arn: str | None = None

    @classmethod
    @lru_cache(maxsize=4096)
    def of(cls, source: Source | Held) -> GrantingSourceShape:
        """The same shape each time: a policy that counts for every service is told of with each."""
        return cls(policy_name=source.name, policy_arn=source.arn, group_arn=source.via)


@dataclass(frozen=True, kw_only=True)
class UnreadShape:
    """What the caller may not read: the action it is missing, and on what."""

    action: str
    resource: str

    @classmethod
    def of(cls, one: Unread) -> UnreadShape:
        return cls(action=one.action, resource=one.resource)


@dataclass(frozen=True, kw_only=True)
class AccessLevelShape:
    """How many of a service's actions of one level are named; `cut` of them by a boundary."""

    level: str
    count: int
    total: int
    cut: int = 0


@dataclass(frozen=True, kw_only=True)
class EffectiveServiceShape:
    """What is allowed, or denied, of one service, and by which policies."""

    service_namespace: str
    service_name: str
    effect: str
    levels: tuple[AccessLevelShape, ...]
    resources: tuple[str, ...]
    conditions: tuple[str, ...]
    sources: tuple[GrantingSourceShape, ...]

    @classmethod
    def of(cls, effect: str, line: ServiceLine) -> EffectiveServiceShape:
        sources = dict.fromkeys(one.source for one in line.statements)
        return cls(
            service_namespace=line.prefix,
            service_name=line.name,
            effect=effect,
            levels=tuple(
                AccessLevelShape(level=one.level, count=one.count, total=one.total, cut=one.cut)
                for one in line.levels
                if one.count
            ),
            resources=line.resources,
            conditions=tuple(map(str, line.conditions)),
            sources=tuple(map(GrantingSourceShape.of, sources)),
        )


@dataclass(frozen=True, kw_only=True)
class EffectiveAccessResult:
    """What a user, group or role may do, service by service; what is denied comes first.

    It is whole unless something is `unread`. Without the boundary, less may be allowed than told.
    """

    services: tuple[EffectiveServiceShape, ...]
    sources: tuple[GrantingSourceShape, ...]
    permissions_boundary: GrantingSourceShape | None
    unread: tuple[UnreadShape, ...]
    summary: Summary = field(metadata={"is_inner": True})
    held: Holdings = field(repr=False, metadata={"is_inner": True})

    @property
    def has_policies(self) -> bool:
        """Whether anything counts beside what everybody has unasked."""
        return not all(map(is_built_in, self.held.identity))

    @classmethod
    def of(cls, found: Readable) -> EffectiveAccessResult:
        summary, bound = found.access.summary, found.held.boundary
        return cls(
            services=tuple(_services(summary)),
            sources=tuple(map(GrantingSourceShape.of, found.held.identity)),
            permissions_boundary=GrantingSourceShape.of(bound) if bound else None,
            unread=tuple(map(UnreadShape.of, found.unread)),
            summary=summary,
            held=found.held,
        )


def _services(summary: Summary) -> Iterator[EffectiveServiceShape]:
    yield from (EffectiveServiceShape.of("Deny", line) for line in summary.denied)
    yield from (EffectiveServiceShape.of("Allow", line) for line in summary.allowed)


@dataclass(frozen=True, kw_only=True)
class LevelChangeShape:
    """What becomes of a service's actions of one level, by their names in lower case."""

    level: str
    total: int
    gained: tuple[str, ...]
    wider: tuple[str, ...]
    lost: tuple[str, ...]
    narrower: tuple[str, ...]
    unchanged: tuple[str, ...]
    blocked: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ServiceChangeShape:
    """What becomes of one service. `others` are the policies through which `unchanged` stays."""

    service_namespace: str
    service_name: str
    levels: tuple[LevelChangeShape, ...]
    others: tuple[GrantingSourceShape, ...]

    @classmethod
    def of(cls, change: ServiceChange) -> ServiceChangeShape:
        return cls(
            service_namespace=change.prefix,
            service_name=change.name,
            levels=tuple(
                LevelChangeShape(
                    level=one.level,
                    total=one.total,
                    gained=_names(one.gained),
                    wider=_names(one.wider),
                    lost=_names(one.lost),
                    narrower=_names(one.narrower),
                    unchanged=_names(one.unchanged),
                    blocked=_names(one.blocked),
                )
                for one in change.levels
            ),
            others=tuple(map(GrantingSourceShape.of, change.others)),
        )


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


@dataclass(frozen=True, kw_only=True)
class AccessChangeResult:
    """What becomes of each service that a change touches; `unread` as in GetEffectiveAccess."""

    services: tuple[ServiceChangeShape, ...]
    unread: tuple[UnreadShape, ...]

    @classmethod
    def of(cls, services: Iterable[ServiceChange], unread: Iterable[Unread]) -> AccessChangeResult:
        return cls(
            services=tuple(map(ServiceChangeShape.of, services)),
            unread=tuple(map(UnreadShape.of, unread)),
        )


@dataclass(frozen=True, kw_only=True)
class GroupDependentShape:
    """A member of a group, and what becomes of each service that makes a difference to it."""

    user_name: str
    user_arn: str
    services: tuple[ServiceChangeShape, ...]

    @property
    def loses(self) -> bool:
        """Whether anything is lost, or allowed on less."""
        levels = (level for one in self.services for level in one.levels)
        return any(level.lost or level.narrower for level in levels)

    @classmethod
    def of(cls, user: User, services: Iterable[ServiceChange]) -> GroupDependentShape:
        different = (one for one in services if one.is_difference)
        return cls(
            user_name=user.name,
            user_arn=user.arn,
            services=tuple(map(ServiceChangeShape.of, different)),
        )


@dataclass(frozen=True, kw_only=True)
class GroupDependentsResult:
    """A numbered page of a group's members, and how many it has; `unread` as elsewhere."""

    members: tuple[GroupDependentShape, ...]
    unread: tuple[UnreadShape, ...]
    count: int
    is_more: bool = False


@dataclass(frozen=True, kw_only=True)
class OwnServiceShape:
    """What the caller may do of one service; `is_partial` where not on everything at any time."""

    service_namespace: str
    service_name: str
    levels: tuple[AccessLevelShape, ...]
    is_partial: bool


@dataclass(frozen=True, kw_only=True)
class OwnAccessResult:
    """What the caller may do. Nothing limits `is_everything`, which root may."""

    is_everything: bool
    services: tuple[OwnServiceShape, ...]
