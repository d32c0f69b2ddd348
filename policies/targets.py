"""How an operation's parameters name the policy it acts on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from accounts import queries as accounts
from accounts.models import Group, Role, User
from accounts.names import Tag
from accounts.targets.tagging import tagging
from iamconsole.caller import Caller, Found, Further
from iamconsole.errors import AccessDenied, InvalidInput, NoSuchEntity
from policies import queries, rules
from policies.models import Policy


def policy(caller: Caller, *, policy_arn: str, **_: Any) -> Found[Policy]:
    """An existing policy, the account's own or AWS's. A missing one is authorized too.

    Raises ValidationError for text that is not a policy's ARN.
    """
    return _policy(caller, policy_arn, f"Policy {policy_arn} was not found.")


def held_policy(caller: Caller, *, policy_arn: str, **_: Any) -> Found[Policy]:
    """A policy as ListEntitiesForPolicy misses it."""
    return _policy(caller, policy_arn, f"Policy {policy_arn} does not exist or is not attachable.")


def policy_of_version(
    caller: Caller, *, policy_arn: str, version_id: str, **_: Any
) -> Found[Policy]:
    """The policy of a version. AWS misses the policy and the version in the same words."""
    return _policy(caller, policy_arn, rules.no_such_version(policy_arn, version_id))


def _policy(caller: Caller, arn: str, missing: str) -> Found[Policy]:
    rules.refuse_bad_arn(arn)
    row = queries.policy_with_arn(caller.account_id, arn)
    if row is None:
        return Found(arn=arn, row=Policy(), missing=NoSuchEntity(missing))
    return Found(arn=row.arn, row=row, tags=row.tags)


def own(
    find: Callable[..., Found[Policy]], deed: str = "update policies"
) -> Callable[..., Found[Policy]]:
    """`find`, kept to the account's own policies. AWS refuses all others alike, even to root."""

    def found(caller: Caller, *, policy_arn: str, **params: Any) -> Found[Policy]:
        rules.refuse_bad_arn(policy_arn)
        if not policy_arn.startswith(f"arn:aws:iam::{caller.account_id}:"):
            raise AccessDenied(f"Cannot {deed} outside your own account.")
        return find(caller, policy_arn=policy_arn, **params)

    return found


def new_policy(
    caller: Caller, *, policy_name: str, path: str = "/", tags: tuple[Tag, ...] = (), **_: Any
) -> Found[None]:
    arn = f"arn:aws:iam::{caller.account_id}:policy{path}{policy_name}"
    return Found(arn=arn, row=None, also=tagging(arn, "iam:TagPolicy", tags))


_SOURCES: dict[str, Callable[[str, str], rules.Holder | None]] = {
    "user": accounts.user_named,
    "group": accounts.group_named,
    "role": accounts.role_named,
}


def policy_source(caller: Caller, *, policy_source_arn: str, **_: Any) -> Found[rules.Holder]:
    """The user, group or role whose policies are meant. A missing one is authorized too.

    Raises InvalidInput for an ARN of anything else.
    """
    front, own, resource = policy_source_arn.partition(f"arn:aws:iam::{caller.account_id}:")
    kind, slash, path = resource.partition("/")
    if front or not (own and slash) or kind not in _SOURCES or not path:
        raise InvalidInput(
            f"Invalid Entity Arn: {policy_source_arn} does not clearly define entity type and name."
        )
    name = path.rpartition("/")[2]
    row = _SOURCES[kind](caller.account_id, name)
    if row is None or row.arn != policy_source_arn:
        missing = NoSuchEntity(f"The {kind} with name {name} cannot be found.")
        return Found(arn=policy_source_arn, row=User(), missing=missing)
    return Found(arn=row.arn, row=row, tags={} if isinstance(row, Group) else row.tags)


def role_taker(caller: Caller, *, principal: str, **_: Any) -> Found[User | Role | None]:
    """Who is to take a role on. The account's own are simulated; of others there is but a name."""
    own = f"arn:aws:iam::{caller.account_id}:"
    if not principal.startswith((f"{own}user/", f"{own}role/")):
        return Found(arn="*", row=None)
    found: Found[Any] = policy_source(caller, policy_source_arn=principal)
    asked = (Further(found.arn, "iam:SimulatePrincipalPolicy"),)
    return Found(arn="*", row=found.row, also=asked, missing=found.missing)


def holder(caller: Caller, *, arn: str, **_: Any) -> Found[rules.Holder]:
    """The user, group or role of an ARN."""
    return policy_source(caller, policy_source_arn=arn)


def holder_or_policy(caller: Caller, *, arn: str, **_: Any) -> Found[rules.Holder | Policy]:
    """The user, group, role or managed policy of an ARN."""
    found: Found[Any] = (
        policy(caller, policy_arn=arn) if ":policy/" in arn else holder(caller, arn=arn)
    )
    return found


def active_principal(caller: Caller, *, arn: str, **_: Any) -> Found[User | Role]:
    """The user or role whose deeds are meant, which are in the account's history.

    Raises InvalidInput for a group, which does nothing by itself.
    """
    found = holder(caller, arn=arn)
    if isinstance(found.row, Group):
        raise InvalidInput(f"{arn} is a group, and only users and roles do anything.")
    return Found(arn="*", row=found.row, missing=found.missing)


def policies_under(caller: Caller, *, path_prefix: str = "/", **_: Any) -> Found[None]:
    return Found(arn=f"arn:aws:iam::{caller.account_id}:policy{path_prefix}", row=None)


def policies_searched(
    caller: Caller,
    *,
    scope: str = "Local",
    allowing: str = "",
    about_service: str = "",
    trait: str | None = None,
    with_facts: bool = False,
    **_: Any,
) -> Found[None]:
    """Policies in a list. What their texts say is for those who may read the texts."""
    found = policies_under(caller)
    if not (allowing or about_service or trait or with_facts):
        return found
    owners = {"Local": (caller.account_id,), "AWS": ("aws",)}.get(scope, (caller.account_id, "aws"))
    texts = (f"arn:aws:iam::{owner}:policy/*" for owner in owners)
    return replace(found, also=tuple(Further(arn, "iam:GetPolicyVersion") for arn in texts))
