from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.models import Group, User
from accounts.names import ExistingUserName, GroupName, Marker, MaxItems
from accounts.rules import locked
from accounts.targets import group, user
from iamconsole.caller import Call
from iamconsole.errors import LimitExceeded, NoSuchEntity
from iamconsole.fields import DocumentText
from iamconsole.gate import operation
from iamconsole.paging import page
from policies import rules
from policies.engine import size
from policies.models import InlinePolicy
from policies.names import PolicyDocument, PolicyName
from policies.shapes import GroupPolicyResult, PolicyNamesResult, UserPolicyResult


@operation(on=user)
def put_user_policy(
    call: Call[User],
    *,
    user_name: ExistingUserName,
    policy_name: PolicyName,
    policy_document: PolicyDocument,
) -> None:
    """Write a policy into a user, over one of the same name if there is one."""
    rules.refuse_malformed(policy_document, is_managed=False)
    holder = locked(call.target)
    _refuse_too_much(
        holder.inline_policies.all(),
        policy_name,
        policy_document,
        limit=rules.MAX_USER_INLINE_SIZE,
        holder=f"user {holder.name}",
    )
    _put(holder.inline_policies.all(), call, user=holder)


@operation(on=group)
def put_group_policy(
    call: Call[Group],
    *,
    group_name: GroupName,
    policy_name: PolicyName,
    policy_document: PolicyDocument,
) -> None:
    """Write a policy into a group, over one of the same name if there is one."""
    rules.refuse_malformed(policy_document, is_managed=False)
    holder = locked(call.target)
    _refuse_too_much(
        holder.inline_policies.all(),
        policy_name,
        policy_document,
        limit=rules.MAX_GROUP_INLINE_SIZE,
        holder=f"group {holder.name}",
    )
    _put(holder.inline_policies.all(), call, group=holder)


@operation(on=user)
def get_user_policy(
    call: Call[User], *, user_name: ExistingUserName, policy_name: PolicyName
) -> UserPolicyResult:
    """Give a policy that is written into a user."""
    inline = _named(call.target.inline_policies.all(), policy_name, "user")
    return UserPolicyResult(
        user_name=call.target.name,
        policy_name=inline.name,
        policy_document=DocumentText(inline.document),
    )


@operation(on=group)
def get_group_policy(
    call: Call[Group], *, group_name: GroupName, policy_name: PolicyName
) -> GroupPolicyResult:
    """Give a policy that is written into a group."""
    inline = _named(call.target.inline_policies.all(), policy_name, "group")
    return GroupPolicyResult(
        group_name=call.target.name,
        policy_name=inline.name,
        policy_document=DocumentText(inline.document),
    )


@operation(on=user)
def delete_user_policy(
    call: Call[User], *, user_name: ExistingUserName, policy_name: PolicyName
) -> None:
    """Delete a policy that is written into a user."""
    _named(call.target.inline_policies.all(), policy_name, "user").delete()


@operation(on=group)
def delete_group_policy(
    call: Call[Group], *, group_name: GroupName, policy_name: PolicyName
) -> None:
    """Delete a policy that is written into a group."""
    _named(call.target.inline_policies.all(), policy_name, "group").delete()


@operation(on=user)
def list_user_policies(
    call: Call[User],
    *,
    user_name: ExistingUserName,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> PolicyNamesResult:
    """List the names of the policies written into a user."""
    return _names(call, call.target.inline_policies.all())


@operation(on=group)
def list_group_policies(
    call: Call[Group],
    *,
    group_name: GroupName,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> PolicyNamesResult:
    """List the names of the policies written into a group."""
    return _names(call, call.target.inline_policies.all())


def _refuse_too_much(
    present: QuerySet[InlinePolicy], name: str, document: str, *, limit: int, holder: str
) -> None:
    """Raise LimitExceeded when all inline policies of a holder together would pass its quota."""
    others = present.exclude(name__namekey=name.lower()).values_list("document", flat=True)
    if sum(map(size, others)) + size(document) > limit:
        raise LimitExceeded(f"Maximum policy size of {limit} bytes exceeded for {holder}")


def _put(present: QuerySet[InlinePolicy], call: Call[Any], **holder: User | Group) -> None:
    name, document = call.params["policy_name"], call.params["policy_document"]
    if present.filter(name__namekey=name.lower()).update(document=document, updated=now()):
        return
    InlinePolicy.objects.create(
        account_id=call.account_id, name=name, document=document, updated=now(), **holder
    )


def _named(present: QuerySet[InlinePolicy], name: str, kind: str) -> InlinePolicy:
    inline = present.filter(name__namekey=name.lower()).first()
    if inline is None:
        raise NoSuchEntity(f"The {kind} policy with name {name} cannot be found.")
    return inline


def _names(call: Call[Any], present: QuerySet[InlinePolicy]) -> PolicyNamesResult:
    found = page(call, present, by=["name__namekey"])
    return PolicyNamesResult(
        policy_names=tuple(inline.name for inline in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )
