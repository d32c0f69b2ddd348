from __future__ import annotations

from accounts.models import Role, User
from accounts.names import Arn, RoleName, UserName
from accounts.targets import own_role, user
from iamconsole.caller import Call
from iamconsole.gate import operation
from policies import rules

_BOUNDARY = {"iam:PermissionsBoundary": "permissions_boundary"}


@operation(on=user, context=_BOUNDARY, decides_for_target=True)
def put_user_permissions_boundary(
    call: Call[User], *, user_name: UserName, permissions_boundary: Arn
) -> None:
    """Cap what a user's policies can give by a managed policy."""
    rules.set_boundary(call.target, permissions_boundary)


@operation(on=own_role, context=_BOUNDARY, decides_for_target=True)
def put_role_permissions_boundary(
    call: Call[Role], *, role_name: RoleName, permissions_boundary: Arn
) -> None:
    """Cap what a role's policies can give by a managed policy."""
    rules.set_boundary(call.target, permissions_boundary)


@operation(on=user, decides_for_target=True)
def delete_user_permissions_boundary(call: Call[User], *, user_name: UserName) -> None:
    """Take the cap off a user."""
    rules.remove_boundary(call.target)


@operation(on=own_role, decides_for_target=True)
def delete_role_permissions_boundary(call: Call[Role], *, role_name: RoleName) -> None:
    """Take the cap off a role."""
    rules.remove_boundary(call.target)
