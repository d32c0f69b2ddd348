"""What users, groups and roles may do in the end, and what would become of that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from accounts.names import Arn, YesOrNo
from accounts.targets import anything
from iamconsole.caller import Call, Caller, CallerKind
from iamconsole.gate import operation
from policies import holdings
from policies.access_shapes import (
    AccessChangeResult,
    AccessLevelShape,
    EffectiveAccessResult,
    OwnAccessResult,
    OwnServiceShape,
)
from policies.effective import Change, Reader, access_of, changed
from policies.effective import holdings as holdings_held
from policies.engine import Summary, effective_actions
from policies.engine.catalog import LEVELS, Action
from policies.engine.change import changes
from policies.engine.granted import levels_of
from policies.holdings import Held, Holdings
from policies.names import GroupNames, InlineNames, PolicyArns, SourceArn
from policies.rules import Holder
from policies.targets import policy_source

_NOTHING = Holdings(identity=(), boundary=None)
_ALLOW_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
_ALL = Holdings(identity=(Held(name="root", document=_ALLOW_ALL),), boundary=None)


@operation(on=policy_source, service="iamconsole", action="iam:SimulatePrincipalPolicy")
def get_effective_access(
    call: Call[Holder], *, policy_source_arn: SourceArn
) -> EffectiveAccessResult:
    """Tell what a user, group or role may do, service by service, and because of which policies.

    Policies that the caller may not read are left out, and `unread` names the missing action.
    """
    reader = Reader(call)
    return EffectiveAccessResult.of(reader.readable(holdings_held(call.target), call.target))


@operation(on=policy_source, service="iamconsole", action="iam:SimulatePrincipalPolicy")
def simulate_access_change(
    call: Call[Holder],
    *,
    policy_source_arn: SourceArn,
    attach_policy_arns: PolicyArns = (),
    join_groups: GroupNames = (),
    detach_policy_arns: PolicyArns = (),
    leave_groups: GroupNames = (),
    delete_inline_policies: InlineNames = (),
    permissions_boundary: Arn | None = None,
    is_unbounded: YesOrNo = False,
) -> AccessChangeResult:
    """Tell what a user, group or role would gain and lose by a change, which is not made.

    `is_unbounded` takes the permissions boundary away, `permissions_boundary` sets another.
    """
    change = Change(
        attach=attach_policy_arns,
        join=join_groups,
        detach=detach_policy_arns,
        leave=leave_groups,
        delete_inline=delete_inline_policies,
        boundary=permissions_boundary,
        is_unbounded=is_unbounded,
    )
    return _compared(call, holdings_held(call.target), change, call.target)


@operation(on=anything, service="iamconsole", action="iam:SimulateCustomPolicy")
def simulate_new_access(
    call: Call[None],
    *,
    attach_policy_arns: PolicyArns = (),
    join_groups: GroupNames = (),
    permissions_boundary: Arn | None = None,
) -> AccessChangeResult:
    """Tell what a new user would have from groups and policies, within a boundary."""
    change = Change(attach=attach_policy_arns, join=join_groups, boundary=permissions_boundary)
    return _compared(call, _NOTHING, change, None)


def _compared(
    call: Call[Any], held: Holdings, change: Change, holder: Holder | None
) -> AccessChangeResult:
    reader = Reader(call)
    before = reader.readable(held, holder)
    after = reader.readable(changed(call.account_id, held, change, holder), holder)
    return AccessChangeResult.of(changes(before.access, after.access), after.unread)


@operation(on=anything, service="iamconsole", action="sts:GetCallerIdentity")
def get_own_access(call: Call[None]) -> OwnAccessResult:
    """Tell callers what they may do, by service and level. Nothing can forbid this.

    Which policies say so, and on what, is for those who may read policies.
    """
    if call.caller.kind is CallerKind.ROOT:
        return OwnAccessResult(is_everything=True, services=())
    held = _own_holdings(call.caller)
    services = _own_access(held, _session_limits(call.caller), _closed_to(call.caller))
    return OwnAccessResult(is_everything=False, services=services)


@lru_cache(maxsize=256)
def _own_access(
    held: Holdings, limits: Holdings | None, closed: tuple[str, ...]
) -> tuple[OwnServiceShape, ...]:
    """What is left of what is held by its boundary, and by session policies if there are any."""
    access = access_of(held)
    every = effective_actions(access.policies, access.boundary and access.boundary[0])
    found = tuple(one for one in every if one.service not in closed)
    if limits is not None:
        kept = frozenset(effective_actions(access_of(limits).policies))
        found = tuple(one for one in found if one in kept)
    is_limited = bool(access.boundary) or limits is not None
    return tuple(_own_services(found, access.summary, is_limited=is_limited))


def _own_holdings(caller: Caller) -> Holdings:
    holder_id = caller.session.holder_id if caller.session else caller.unique_id
    if caller.kind is CallerKind.FEDERATED and not holder_id.startswith("AIDA"):
        return _ALL  # root's, of which its session policies leave what they name
    return holdings.holdings_of(holder_id)


def _closed_to(caller: Caller) -> tuple[str, ...]:
    """The services that refuse such credentials, whatever policies say (D-43)."""
    session = caller.session
    if caller.kind is CallerKind.FEDERATED:
        return ("iam", "iamconsole", "sts")
    if caller.kind is not CallerKind.USER or session is None:
        return ()
    if session.is_limited:
        return ("iam", "iamconsole", "sts")
    return () if caller.mfa_at else ("iam", "iamconsole")


def _session_limits(caller: Caller) -> Holdings | None:
    """The session policies, of which only what they allow as well is left; None without any.

    A federated session may do nothing without one.
    """
    session = caller.session
    if session is None or not session.is_limited:
        return _NOTHING if caller.kind is CallerKind.FEDERATED else None
    managed = holdings.held_by_arn(caller.account_id, session.policy_arns)
    texts = (Held(name="session policy", document=text) for text in session.policies)
    return Holdings((*managed, *texts), None)


def _own_services(
    actions: Iterable[Action], summary: Summary, *, is_limited: bool
) -> Iterator[OwnServiceShape]:
    by_service: dict[str, list[Action]] = {}
    for action in actions:
        by_service.setdefault(action.service, []).append(action)
    denied = {line.prefix for line in summary.denied}
    for line in summary.allowed:
        if found := by_service.get(line.prefix):
            everywhere = frozenset[str]().union(
                *(one.names for one in line.statements if one.reaches_everything)
            )
            names = frozenset(action.name.lower() for action in found)
            yield OwnServiceShape(
                service_namespace=line.prefix,
                service_name=line.name,
                levels=tuple(_own_levels(line.prefix, found)),
                is_partial=is_limited or line.prefix in denied or not names <= everywhere,
            )


def _own_levels(prefix: str, actions: list[Action]) -> Iterator[AccessLevelShape]:
    totals = Counter(levels_of(prefix).values())
    counts = Counter(action.level for action in actions)
    for level in LEVELS:
        if counts[level]:
            yield AccessLevelShape(level=level, count=counts[level], total=totals[level])
