from __future__ import annotations

from typing import Any

from django.utils.timezone import now

from accounts.models import Group, Role, User
from accounts.names import ExistingUserName, GroupName, Marker, MaxItems, RoleName
from accounts.rules import locked
from accounts.targets import group, own_role, role, user
from iamconsole.caller import Call
from iamconsole.errors import LimitExceeded, NoSuchEntity
from iamconsole.fields import DocumentText
from iamconsole.gate import operation
from iamconsole.paging import page
from policies import rules
from policies.engine import size
from policies.models import InlinePolicy
from policies.names import PolicyDocument, PolicyName
from policies.shapes import GroupPolicyResult, PolicyNamesResult, RolePolicyResult, UserPolicyResult


@operation(on=user, decides_for_target=True)
def put_user_policy(
    call: Call[User],
    *,
    user_name: ExistingUserName,
    policy_name: PolicyName,
    policy_document: PolicyDocument,
) -> None:
    """Write a policy into a user, over one of the same name if there is one."""
    _put(call, rules.MAX_USER_INLINE_SIZE)


@operation(on=group)
def put_group_policy(
    call: Call[Group],
    *,
    group_name: GroupName,
    policy_name: PolicyName,
    policy_document: PolicyDocument,
) -> None:
    """Write a policy into a group, over one of the same name if there is one."""
    _put(call, rules.MAX_GROUP_INLINE_SIZE)


@operation(on=own_role, decides_for_target=True)
def put_role_policy(
    call: Call[Role],
    *,
    role_name: RoleName,
    policy_name: PolicyName,
    policy_document: PolicyDocument,
) -> None:
    """Write a policy into a role, over one of the same name if there is one."""
    _put(call, rules.MAX_ROLE_INLINE_SIZE)


@operation(on=user)
def get_user_policy(
    call: Call[User], *, user_name: ExistingUserName, policy_name: PolicyName
) -> UserPolicyResult:
    """Give a policy that is written into a user."""
    inline = _named(call)
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
    inline = _named(call)
    return GroupPolicyResult(
        group_name=call.target.name,
        policy_name=inline.name,
        policy_document=DocumentText(inline.document),
    )


@operation(on=role)
def get_role_policy(
    call: Call[Role], *, role_name: RoleName, policy_name: PolicyName
) -> RolePolicyResult:
    """Give a policy that is written into a role."""
    inline = _named(call)
    return RolePolicyResult(
        role_name=call.target.name,
        policy_name=inline.name,
        policy_document=DocumentText(inline.document),
    )


@operation(on=user, decides_for_target=True)
def delete_user_policy(
    call: Call[User], *, user_name: ExistingUserName, policy_name: PolicyName
) -> None:
    """Delete a policy that is written into a user."""
    _named(call).delete()


@operation(on=group)
def delete_group_policy(
    call: Call[Group], *, group_name: GroupName, policy_name: PolicyName
) -> None:
    """Delete a policy that is written into a group."""
    _named(call).delete()


@operation(on=own_role, decides_for_target=True)
def delete_role_policy(call: Call[Role], *, role_name: RoleName, policy_name: PolicyName) -> None:
    """Delete a policy that is written into a role."""
    _named(call).delete()


@operation(on=user)
def list_user_policies(
    call: Call[User],
    *,
    user_name: ExistingUserName,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> PolicyNamesResult:
    """List the names of the policies written into a user."""
    return _names(call)


@operation(on=group)
def list_group_policies(
    call: Call[Group],
    *,
    group_name: GroupName,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> PolicyNamesResult:
    """List the names of the policies written into a group."""
    return _names(call)


@operation(on=role)
def list_role_policies(
    call: Call[Role],
    *,
    role_name: RoleName,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> PolicyNamesResult:
    """List the names of the policies written into a role."""
    return _names(call)


def _put(call: Call[Any], limit: int) -> None:
    """Write the call's document into its target, whose policies together stay within a limit."""
    name, document = call.params["policy_name"], call.params["policy_document"]
    rules.refuse_malformed(document)
    holder = locked(call.target)
    present = holder.inline_policies.all()
    others = present.exclude(name__namekey=name.lower()).values_list("document", flat=True)
    if sum(map(size, others)) + size(document) > limit:
        who = f"{rules.kind_of(holder)} {holder.name}"
        raise LimitExceeded(f"Maximum policy size of {limit} bytes exceeded for {who}")
    if present.filter(name__namekey=name.lower()).update(document=document, updated=now()):
        return
    holder.inline_policies.create(
        account_id=call.account_id, name=name, document=document, updated=now()
    )


def _named(call: Call[Any]) -> InlinePolicy:
    """The policy that a call names, of those written into its target."""
    name, present = call.params["policy_name"], call.target.inline_policies
    inline: InlinePolicy | None = present.filter(name__namekey=name.lower()).first()
    if inline is None:
        kind = rules.kind_of(call.target)
        raise NoSuchEntity(f"The {kind} policy with name {name} cannot be found.")
    return inline


def _names(call: Call[Any]) -> PolicyNamesResult:
    found = page(call, call.target.inline_policies.all(), by=["name__namekey"])
    return PolicyNamesResult(
        policy_names=tuple(inline.name for inline in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )
