"""What groups give to whom: two of them compared, and who has a right from one of them alone."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from accounts import queries, targets
from accounts.models import Group, User
from accounts.names import Arn, GroupName, PageNumber
from iamconsole.caller import Call
from iamconsole.gate import operation
from iamconsole.paging import numbered_page
from policies.access_shapes import (
    AccessChangeResult,
    GroupDependentShape,
    GroupDependentsResult,
    UnreadShape,
)
from policies.effective import Reader, access_of, holdings
from policies.engine.change import ServiceChange, changes
from policies.holdings import Held, Holdings, holdings_of_users
from policies.names import FewItems, PolicyName


@operation(
    on=targets.two_groups,
    service="iamconsole",
    action="iam:SimulatePrincipalPolicy",
    is_read=True,
)
def compare_group_access(
    call: Call[Group], *, group_name: GroupName, other_group_name: GroupName
) -> AccessChangeResult:
    """Tell what another group allows more and less than this one, service by service."""
    other = Group.objects.get(account_id=call.account_id, name__namekey=other_group_name.lower())
    reader = Reader(call)
    here = reader.readable(holdings(call.target), call.target)
    there = reader.readable(holdings(other), other)
    return AccessChangeResult.of(changes(here.access, there.access), there.unread)


@operation(on=targets.group_of_members, service="iamconsole", action="iam:SimulatePrincipalPolicy")
def list_group_dependents(
    call: Call[Group],
    *,
    group_name: GroupName,
    policy_arn: Arn | None = None,
    policy_name: PolicyName | None = None,
    page_number: PageNumber = 1,
    member_count: FewItems = 25,
) -> GroupDependentsResult:
    """Tell what each member of a group would lose without it, for having it from nowhere else.

    With `policy_arn` or `policy_name`, without that managed or inline policy of the group's alone.
    A page tells of `member_count` members.
    """
    members = User.objects.filter(memberships__group=call.target)
    found = numbered_page(queries.ordered(members, "name"), page_number, member_count)
    held = holdings_of_users(found.rows)
    reader, told = Reader(call), []
    reader.look_up(held.values())
    for user in found.rows:
        if not reader.may("iam:SimulatePrincipalPolicy", user.arn, user.tags):
            continue
        rest = _without(held[user.pk], call.target.arn, policy_arn, policy_name)
        before, after = reader.readable(held[user.pk], user), reader.readable(rest, user)
        told.append(GroupDependentShape.of(user, _changes(before.held, after.held)))
    return GroupDependentsResult(
        members=tuple(told),
        unread=tuple(map(UnreadShape.of, reader.unread)),
        count=found.count,
        is_more=found.is_more,
    )


@lru_cache(maxsize=64)
def _changes(before: Holdings, after: Holdings) -> tuple[ServiceChange, ...]:
    """What becomes of access: worked out once for members who hold the same."""
    return changes(access_of(before), access_of(after))


def _without(
    held: Holdings, group_arn: str, policy_arn: str | None, policy_name: str | None
) -> Holdings:
    """What is left without what comes through a group, or without one policy of it."""

    def goes(one: Held) -> bool:
        if one.via != group_arn:
            return False
        if policy_arn is None and policy_name is None:
            return True
        return one.arn == policy_arn if one.arn else one.name.lower() == (policy_name or "").lower()

    return replace(held, identity=tuple(one for one in held.identity if not goes(one)))
