from __future__ import annotations

from accounts import targets
from accounts.models import Role
from accounts.names import RoleName
from iamconsole.caller import Call
from iamconsole.gate import operation
from policies import takers
from policies.shapes import RoleTakersResult


@operation(on=targets.role, service="iamconsole", action="iam:GetAccountAuthorizationDetails")
def get_role_takers(call: Call[Role], *, role_name: RoleName) -> RoleTakersResult:
    """Tell which users and roles of the account may take a role on now, and whom it names in vain.

    Each is judged as it is, and as it would be after showing a second factor; others may with an
    external ID, tags or a source identity. Of many, the first hundred by name are judged.
    """
    found, is_more = takers.takers_of(call.target)
    return RoleTakersResult(
        takers=tuple(found), is_more=is_more, gone=takers.gone_from(call.target)
    )
