"""What a user, group or role may do in the end, as far as who asks may read what says so.

Each policy is told of only to those who may read it through the operations that show it one by one;
what is missing is named by the action that would show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from accounts import queries as accounts
from accounts.models import Group
from iamconsole.caller import Call, Found
from iamconsole.errors import NoSuchEntity, PolicyEvaluation
from policies import authorizer, queries
from policies.engine import Kind, Malformed, Source, Sourced, parse
from policies.engine.change import Access
from policies.holdings import Held, Holdings, held_by_arn, holdings_of
from policies.rules import Holder, kind_of

_UNKNOWN_POLICY = "Policy %s does not exist or is not attachable."
_UNKNOWN_GROUP = "The group with name %s cannot be found."


@dataclass(frozen=True)
class Unread:
    """What the caller may not read: the action it is missing, and on what."""

    action: str
    resource: str


@dataclass(frozen=True)
class Readable:
    """The holdings that the caller may read, and why the others are missing."""

    held: Holdings
    unread: tuple[Unread, ...]

    @property
    def access(self) -> Access:
        return access_of(self.held)


@dataclass(frozen=True, kw_only=True)
class Change:
    """Other policies for a principal: those that come, those that go, and another boundary."""

    attach: Sequence[str] = ()
    join: Sequence[str] = ()
    detach: Sequence[str] = ()
    leave: Sequence[str] = ()
    delete_inline: Sequence[str] = ()
    boundary: str | None = None
    is_unbounded: bool = False


@lru_cache(maxsize=128)
def access_of(held: Holdings) -> Access:
    """What policies come to. Raises PolicyEvaluation for one that cannot be read."""
    boundary = _ready(held.boundary, Kind.BOUNDARY) if held.boundary else None
    return Access(tuple(_ready(one, Kind.IDENTITY) for one in held.identity), boundary)


def _ready(held: Held, kind: Kind) -> Sourced:
    try:
        policy = parse(held.document)
    except Malformed:
        raise PolicyEvaluation(f"The policy {held.name} cannot be read.") from None
    return policy, Source(kind=kind, name=held.name, arn=held.arn, via=held.via)


def is_built_in(one: Held | Source) -> bool:
    """Whether it is what everybody has unasked: the name of no policy has a space."""
    return " " in one.name


def holdings(holder: Holder) -> Holdings:
    """What a user, group or role holds."""
    unique_id: str = getattr(holder, f"{kind_of(holder)}_id")
    return holdings_of(unique_id)


def changed(account_id: str, held: Holdings, change: Change, holder: Holder | None) -> Holdings:
    """What a holder would hold after a change. Raises NoSuchEntity for what there is none of."""
    own = holder.arn if isinstance(holder, Group) else None  # what comes through a group itself
    kept = [one for one in held.identity if not _goes(one, change, own)]
    there = {(one.arn or one.name, one.via) for one in kept}
    attached = (replace(one, via=own) for one in _attached(account_id, change.attach))
    coming = [*attached, *_joined(account_id, change.join)]
    kept += [one for one in coming if (one.arn or one.name, one.via) not in there]
    return Holdings(tuple(kept), _boundary(account_id, held, change))


def _goes(one: Held, change: Change, own: str | None) -> bool:
    if one.via and one.via != own:
        return one.via.rpartition("/")[2].lower() in {name.lower() for name in change.leave}
    return one.arn in change.detach if one.arn else one.name in change.delete_inline


def _attached(account_id: str, arns: Sequence[str]) -> list[Held]:
    found = held_by_arn(account_id, arns)
    if missing := set(arns) - {one.arn for one in found}:
        raise NoSuchEntity(_UNKNOWN_POLICY % min(missing))
    return found


def _joined(account_id: str, names: Iterable[str]) -> Iterator[Held]:
    for name in names:
        group = accounts.group_named(account_id, name)
        if group is None:
            raise NoSuchEntity(_UNKNOWN_GROUP % name)
        yield from (replace(one, via=group.arn) for one in holdings(group).identity)


def _boundary(account_id: str, held: Holdings, change: Change) -> Held | None:
    if change.is_unbounded:
        return None
    return _attached(account_id, [change.boundary])[0] if change.boundary else held.boundary


@dataclass
class Reader:
    """Answers whether the caller may read policies, asking once for each thing that shows some."""

    call: Call[Any]
    known: dict[Unread, bool] = field(default_factory=dict)
    tags: dict[str, Mapping[str, str]] = field(default_factory=dict)
    looked_up: set[str] = field(default_factory=set)

    def readable(self, held: Holdings, holder: Holder | None) -> Readable:
        """The part of what a holder holds that the caller may read."""
        tags = self.look_up([held])
        needed = [(one, tuple(self._needed(one, holder))) for one in held.identity]
        identity = tuple(one for one, asked in needed if self._all(asked, tags))
        bound = held.boundary if self._all(self._shows_boundary(holder), tags) else None
        if bound and not self._all((Unread("iam:GetPolicyVersion", bound.arn or ""),), tags):
            bound = None
        return Readable(Holdings(identity, bound), self.unread)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What was asked for so far and is not open."""
        return tuple(one for one, is_open in self.known.items() if not is_open)

    def may(self, action: str, resource: str, tags: Mapping[str, str]) -> bool:
        """Whether one thing more is open to the caller, who is told what is not with the rest."""
        return self._is_open(Unread(action, resource), {resource: tags})

    def _shows_boundary(self, holder: Holder | None) -> Iterator[Unread]:
        """What shows whether there is a boundary, which is asked where there is none as well."""
        if holder and not isinstance(holder, Group):
            yield Unread(f"iam:Get{kind_of(holder).title()}", holder.arn)

    def _needed(self, one: Held, holder: Holder | None) -> Iterator[Unread]:
        """What shows a policy: that it is there, and then its text."""
        if is_built_in(one):
            return
        own = holder.arn if holder else ""
        kind = "Group" if one.via else kind_of(holder).title() if holder else ""
        if one.via and own and one.via != own:
            yield Unread("iam:ListGroupsForUser", own)
        at = one.via or own
        if one.arn is None:
            yield Unread(f"iam:Get{kind}Policy", at)
            return
        if at:
            yield Unread(f"iam:ListAttached{kind}Policies", at)
        yield Unread("iam:GetPolicyVersion", one.arn)

    def _all(self, asked: Iterable[Unread], tags: Mapping[str, Mapping[str, str]]) -> bool:
        """Whether all of it is open. What lies behind what is not is not named: it would be told.

        Which policies and groups somebody has is for those who may list them.
        """
        return all(self._is_open(one, tags) for one in asked)

    def _is_open(self, asked: Unread, tags: Mapping[str, Mapping[str, str]]) -> bool:
        if asked not in self.known:
            own = self.call.found
            about = own if own and own.arn == asked.resource else None
            found = about or Found(arn=asked.resource, row=None, tags=tags.get(asked.resource, {}))
            put = self.call.at(action=asked.action, found=found, context={})
            self.known[asked] = authorizer.decision_on(put, asked.resource).allowed
        return self.known[asked]

    def look_up(self, every: Iterable[Holdings]) -> dict[str, Mapping[str, str]]:
        """The tags of the account's own policies, which conditions may ask for: one query."""
        account_id = self.call.account_id
        own = f"arn:aws:iam::{account_id}:"
        held = (one for each in every for one in (*each.identity, each.boundary) if one)
        names = {one.name for one in held if one.arn and one.arn.startswith(own)} - self.looked_up
        if names:
            rows = queries.visible_policies(account_id).filter(account_id=account_id)
            self.tags |= {row.arn: row.tags for row in rows.filter(name__in=names)}
            self.looked_up |= names
        return self.tags
