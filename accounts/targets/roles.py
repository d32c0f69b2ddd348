"""How parameters name a role, and a profile that carries one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from accounts import linked_services, queries, rules
from accounts.models import InstanceProfile, Role
from accounts.models.role import SERVICE_PATH
from accounts.names import Tag
from accounts.targets.account import EVERY_POLICY
from accounts.targets.boundaries import bounds_of
from accounts.targets.tagging import tagging
from iamconsole.caller import Caller, Found, Further
from iamconsole.errors import InvalidInput, NoSuchEntity

_TO_MACHINES = {"iam:PassedToService": "ec2.amazonaws.com"}


def role(caller: Caller, *, role_name: str, **_: Any) -> Found[Role]:
    """An existing role. A missing one is authorized too, so that names do not leak."""
    row = queries.role_named(caller.account_id, role_name)
    if row is None:
        return Found(
            arn=f"arn:aws:iam::{caller.account_id}:role/{role_name}",
            row=Role(),
            missing=NoSuchEntity(f"The role with name {role_name} cannot be found."),
        )
    return Found(arn=row.arn, row=row, tags=row.tags, context=bounds_of(row))


def own_role(caller: Caller, *, role_name: str, **_: Any) -> Found[Role]:
    """A role that the account may change: those of services are theirs alone."""
    found = role(caller, role_name=role_name)
    if found.missing is None and found.row.is_service_linked:
        return replace(found, missing=rules.protected(found.row))
    return found


def service_linked_role(caller: Caller, *, role_name: str, **_: Any) -> Found[Role]:
    """A service's role. The account's own are missed like those that are not there."""
    found = role(caller, role_name=role_name)
    if found.missing is None and not found.row.is_service_linked:
        missing = NoSuchEntity(f"The role with name {role_name} cannot be found.")
        return replace(found, missing=missing)
    return found


def new_role(
    caller: Caller, *, role_name: str, path: str = "/", tags: tuple[Tag, ...] = (), **_: Any
) -> Found[None]:
    arn = f"arn:aws:iam::{caller.account_id}:role{path}{role_name}"
    return Found(arn=arn, row=None, also=tagging(arn, "iam:TagRole", tags))


def new_service_linked_role(
    caller: Caller, *, aws_service_name: str, custom_suffix: str | None = None, **_: Any
) -> Found[Role]:
    """A service's role to be, whose path and name are the service's choice."""
    service = linked_services.find(aws_service_name)
    row = Role(account_id=caller.account_id, path=f"{SERVICE_PATH}{aws_service_name}/", name="*")
    if service is None:
        missing = InvalidInput(f"{aws_service_name} is not known to have service-linked roles.")
        return Found(arn=row.arn, row=row, missing=missing)
    row.name = service.role_name(custom_suffix)
    return Found(arn=row.arn, row=row)


def roles_under(caller: Caller, *, path_prefix: str = "/", **_: Any) -> Found[None]:
    return Found(arn=f"arn:aws:iam::{caller.account_id}:role{path_prefix}", row=None)


def roles_searched(caller: Caller, *, policy_trait: str = "", **_: Any) -> Found[None]:
    """Roles in a list. What their policies say is for those who may read all policies."""
    return replace(roles_under(caller), also=(EVERY_POLICY,) if policy_trait else ())


def instance_profile(
    caller: Caller, *, instance_profile_name: str, **_: Any
) -> Found[InstanceProfile]:
    """An existing profile. A missing one is authorized too."""
    row = queries.instance_profile_named(caller.account_id, instance_profile_name)
    if row is None:
        return Found(
            arn=f"arn:aws:iam::{caller.account_id}:instance-profile/{instance_profile_name}",
            row=InstanceProfile(),
            missing=NoSuchEntity(f"Instance Profile {instance_profile_name} cannot be found."),
        )
    return Found(arn=row.arn, row=row, tags=row.tags)


def role_in_profile(
    caller: Caller, *, instance_profile_name: str, role_name: str, **_: Any
) -> Found[InstanceProfile]:
    """A profile, and the role it is to carry or to lose: `row.role` is the role that is named."""
    profile = instance_profile(caller, instance_profile_name=instance_profile_name)
    named = own_role(caller, role_name=role_name)
    carrying = InstanceProfile(
        pk=profile.row.pk, account_id=caller.account_id, name=profile.row.name, role=named.row
    )
    return replace(profile, row=carrying, missing=profile.missing or named.missing)


def role_for_profile(
    caller: Caller, *, instance_profile_name: str, role_name: str, **_: Any
) -> Found[InstanceProfile]:
    """The same, where the role is passed on to machines: the caller must be allowed to do that."""
    found = role_in_profile(
        caller, instance_profile_name=instance_profile_name, role_name=role_name
    )
    passed = found.row.role
    arn = passed.arn if passed and passed.pk else new_role(caller, role_name=role_name).arn
    return replace(found, also=(Further(arn, "iam:PassRole", _TO_MACHINES),))


def new_instance_profile(
    caller: Caller,
    *,
    instance_profile_name: str,
    path: str = "/",
    tags: tuple[Tag, ...] = (),
    **_: Any,
) -> Found[None]:
    arn = f"arn:aws:iam::{caller.account_id}:instance-profile{path}{instance_profile_name}"
    return Found(arn=arn, row=None, also=tagging(arn, "iam:TagInstanceProfile", tags))


def instance_profiles_under(caller: Caller, *, path_prefix: str = "/", **_: Any) -> Found[None]:
    return Found(arn=f"arn:aws:iam::{caller.account_id}:instance-profile{path_prefix}", row=None)
