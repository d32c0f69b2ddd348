from __future__ import annotations

from accounts.models import User
from accounts.names import Arn, UserName
from accounts.targets import user
from iamconsole.caller import Call
from iamconsole.errors import NoSuchEntity
from iamconsole.gate import operation
from policies import rules
from policies.models import Boundary


@operation(on=user, context={"iam:PermissionsBoundary": "permissions_boundary"})
def put_user_permissions_boundary(
    call: Call[User], *, user_name: UserName, permissions_boundary: Arn
) -> None:
    """Cap what a user's policies can give by a managed policy."""
    rules.set_boundary(call.target, permissions_boundary)


@operation(on=user)
def delete_user_permissions_boundary(call: Call[User], *, user_name: UserName) -> None:
    """Take the cap off a user."""
    if not Boundary.objects.filter(user=call.target).delete()[0]:
        raise NoSuchEntity(f"The user with name {user_name} does not have a permissions boundary.")
