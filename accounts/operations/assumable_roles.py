from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Case, Q, QuerySet, When

from accounts import targets
from accounts.models import Role, User
from accounts.shapes import AssumableRoleShape, AssumableRolesResult
from accounts.signin.switched_roles import session_name
from iamconsole.caller import Call, CallerKind, Found, Trust
from iamconsole.gate import operation
from policies import authorizer

MOST_LOOKED_AT = 1000
_WITH_MFA = {"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "0"}


@operation(on=targets.user_or_caller, service="iamconsole")
def list_assumable_roles(call: Call[User]) -> AssumableRolesResult:
    """List the roles that the caller may take on as it is, or once it has shown a second factor.

    It may be allowed further ones with an external ID, a source identity, tags or session policies.
    Of many thousands of roles that name the caller's account, the first thousand are looked at.
    """
    if call.caller.kind is not CallerKind.USER:
        return AssumableRolesResult(roles=())
    return AssumableRolesResult(roles=tuple(_assumable(call)))


def _assumable(call: Call[User]) -> Iterator[AssumableRoleShape]:
    for role in _candidates(call)[:MOST_LOOKED_AT]:
        needs_factor = not _may_take(call, role)
        if not needs_factor or _may_take(call, role, has_shown_factor=True):
            yield AssumableRoleShape.of(role, needs_factor=needs_factor)


def _candidates(call: Call[User]) -> QuerySet[Role]:
    """Roles whose trust policies could mean the caller, those of its own account first."""
    named = Q(trust_policy__contains=call.account_id) | Q(trust_policy__contains='"*"')
    named |= Q(trust_policy__contains=call.target.user_id)
    is_own = Case(When(account_id=call.account_id, then=0), default=1)
    return Role.objects.filter(named).order_by(is_own, "account_id", "name", "pk")


def _may_take(call: Call[User], role: Role, *, has_shown_factor: bool = False) -> bool:
    """What AssumeRole would decide, were it asked for a session called as the user."""
    asked = Found(
        arn=role.arn,
        row=role,
        account_id=role.account_id,
        tags=role.tags,
        trust=Trust(role.trust_policy, role.trusted),
        context=_WITH_MFA if has_shown_factor else {},
    )
    context = {"sts:RoleSessionName": session_name(call.caller.user_name)}
    taking = call.at(action="sts:AssumeRole", found=asked, context=context)
    return authorizer.decision_on(taking, role.arn).allowed
