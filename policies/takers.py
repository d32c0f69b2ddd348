"""Who may take a role on: what its trust policy and the policies of everybody else come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from accounts import queries as accounts
from accounts.models import Event, GroupMembership, Role, User
from policies import bearing, holdings, queries, searching, trust
from policies.engine import (
    Kind,
    Layers,
    Malformed,
    PolicySet,
    Principal,
    PrincipalKind,
    Request,
    Source,
    compile,  # the engine's word for it
    decide,
    parse,
)
from policies.holdings import Held
from policies.models import Attachment, InlinePolicy, PolicyVersion
from policies.shapes import GoneTrustedShape, RoleTakerShape

MOST_JUDGED = 100
_MOST_READ = 2000
_ACTION = "sts:AssumeRole"
_FACTOR = {"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "0"}
_NO_FACTOR = {"aws:MultiFactorAuthPresent": "false"}


def takers_of(role: Role) -> tuple[Iterator[RoleTakerShape], bool]:
    """The users and roles of its account that may take it on, and whether more were not judged."""
    users, roles = _candidates(role)
    room = MOST_JUDGED + 1
    found: list[User | Role] = [*users.order_by("name__namekey")[:room]]
    found += roles.order_by("name__namekey")[: room - len(found)]
    return _takers(role, found[:MOST_JUDGED]), len(found) > MOST_JUDGED


def gone_from(role: Role) -> tuple[GoneTrustedShape, ...]:
    """Whom its trust policy names that is not there any more: how it was called, and until when."""
    there = accounts.arns_of(set(role.trusted.values()))
    return tuple(
        GoneTrustedShape(unique_id=unique_id, arn=arn, deleted=_deletion_of(role.account_id, arn))
        for arn, unique_id in role.trusted.items()
        if unique_id not in there and arn != unique_id
    )


def _deletion_of(account_id: str, arn: str) -> datetime | None:
    events = Event.objects.filter(account_id=account_id, target_arn=arn, error="")
    deletions = events.filter(action__in=("iam:DeleteUser", "iam:DeleteRole"))
    return deletions.order_by("-id").values_list("time", flat=True).first()


def _candidates(role: Role) -> tuple[QuerySet[User], QuerySet[Role]]:
    """Those it names; where it leaves it to policies, those too whose policies speak of it."""
    ids = list(role.trusted.values())
    of_users, of_roles = Q(user_id__in=ids), Q(role_id__in=ids)
    if _leaves_it_to_policies(role):
        for rows in (_attached(role.account_id), _inline(role.account_id)):
            members = GroupMembership.objects.filter(group__in=rows.values("group"))
            of_users |= Q(pk__in=rows.values("user")) | Q(pk__in=members.values("user"))
            of_roles |= Q(pk__in=rows.values("role"))
    users = accounts.users(role.account_id).filter(of_users, is_enabled=True)
    return users, accounts.roles(role.account_id).filter(of_roles)


def _leaves_it_to_policies(role: Role) -> bool:
    texts = (f":{role.account_id}:root", f'"{role.account_id}"', '"*"')
    return any(text in role.trust_policy for text in texts)


def _attached(account_id: str) -> QuerySet[Attachment]:
    """The attachments of policies that allow to take on roles."""
    policies = queries.visible_policies(account_id).filter(queries.in_use(account_id))
    speaking = searching.bearing_on(policies, searching.Asked(allowing=_ACTION))
    return Attachment.objects.filter(account_id=account_id, policy__in=speaking)


def _inline(account_id: str) -> QuerySet[InlinePolicy]:
    """The policies written into identities that allow to take on roles; of many, the first read."""
    rows = InlinePolicy.objects.filter(account_id=account_id)
    named = Q(document__icontains="sts:") | Q(document__contains='"*') | Q(document__contains="Not")
    texts = rows.filter(named).order_by("pk").values_list("pk", "document")[:_MOST_READ]
    return rows.filter(pk__in=[pk for pk, text in texts if _allows(text)])


def _allows(text: str) -> bool:
    return bearing.bearing_of(PolicyVersion.digest_of(text), text).allows(_ACTION)


def _takers(role: Role, candidates: Iterable[User | Role]) -> Iterator[RoleTakerShape]:
    letting_in = _trust_layer(role)
    for one in candidates:
        layers = _layers(one, letting_in)
        if layers is None:
            continue
        needs_factor = not _may(role, one, layers, _NO_FACTOR)
        if not needs_factor or _may(role, one, layers, _FACTOR):
            yield RoleTakerShape(
                arn=one.arn,
                name=one.name,
                is_role=isinstance(one, Role),
                is_named=_unique_id(one) in role.trusted.values(),
                needs_factor=needs_factor,
            )


def _may(role: Role, one: User | Role, layers: Layers, factor: Mapping[str, str]) -> bool:
    """What would be decided if it asked for a session now."""
    unique_id = _unique_id(one)
    is_role = isinstance(one, Role)
    moment = now()
    context: dict[str, str | tuple[str, ...]] = {
        "aws:CurrentTime": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:EpochTime": str(int(moment.timestamp())),
        "aws:PrincipalAccount": one.account_id,
        "aws:PrincipalArn": one.arn,
        "aws:PrincipalType": "AssumedRole" if is_role else "User",
        "aws:userid": f"{unique_id}:{one.name}" if is_role else unique_id,
        "sts:RoleSessionName": one.name,
        **({} if is_role else {"aws:username": one.name}),
        **{f"aws:PrincipalTag/{key}": value for key, value in one.tags.items()},
        **{f"aws:ResourceTag/{key}": value for key, value in role.tags.items()},
        **{f"iam:ResourceTag/{key}": value for key, value in role.tags.items()},
        **factor,
    }
    kind = PrincipalKind.ROLE if is_role else PrincipalKind.USER
    principal = Principal(kind=kind, arn=one.arn, account=one.account_id, unique_id=unique_id)
    request = Request(
        principal=principal,
        action=_ACTION,
        resource=role.arn,
        resource_account=role.account_id,
        context=context,
    )
    return decide(request, layers).allowed


def _trust_layer(role: Role) -> PolicySet:
    document = trust.by_id(role.trust_policy, role.trusted)
    return compile([(parse(document), Source(Kind.TRUST, "trust policy", arn=role.arn))])


def _layers(one: User | Role, letting_in: PolicySet) -> Layers | None:
    """All that decides about it; nothing where a policy of its cannot be read."""
    held = holdings.holdings_of(_unique_id(one))
    try:
        boundary = _compiled([held.boundary], Kind.BOUNDARY) if held.boundary else None
        identity = _compiled(held.identity, Kind.IDENTITY)
    except Malformed:
        return None
    return Layers(identity=identity, boundary=boundary, resource=letting_in)


def _compiled(policies: Iterable[Held], kind: Kind) -> PolicySet:
    return compile((parse(one.document), Source(kind, one.name)) for one in policies)


def _unique_id(one: User | Role) -> str:
    return one.role_id if isinstance(one, Role) else one.user_id
