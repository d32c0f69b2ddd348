from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from django.db.models import Max

from accounts import access_jobs
from accounts import queries as accounts
from accounts.models import AccessReport, Account, Role, User
from accounts.names import (
    Arn,
    Granularity,
    JobId,
    Marker,
    MaxItems,
    PageNumber,
    PageSize,
    SearchText,
    ServiceNamespace,
    ServiceNamespaces,
    YesOrNo,
)
from accounts.shapes import (
    AccessRowShape,
    AccessRowsResult,
    EntitiesLastAccessedResult,
    EntityDetailsShape,
    EntityInfoShape,
    GrantingPoliciesResult,
    GrantingPoliciesShape,
    GrantingPolicyShape,
    JobResult,
    ServiceLastAccessedShape,
    ServicesLastAccessedResult,
)
from accounts.targets import account
from iamconsole.caller import Call
from iamconsole.errors import InvalidInput, NoSuchEntity
from iamconsole.gate import operation
from iamconsole.paging import computed_page
from policies import access
from policies.engine import catalog
from policies.holdings import Held
from policies.models import Policy
from policies.rules import Holder
from policies.targets import holder, holder_or_policy


@operation(on=holder_or_policy, is_read=True)
def generate_service_last_accessed_details(
    call: Call[Holder | Policy], *, arn: Arn, granularity: Granularity = "SERVICE_LEVEL"
) -> JobResult:
    """Have a report made of what a user, group, role or policy gives rights to, and its last use.

    The report is as of this call and kept for seven days, for who asked for it alone. Uses are told
    for 400 days. Only permissions policies count: boundaries and resources' policies do not.
    Nothing in the directory changes, so that AWS counts this among the calls that only read.
    """
    report = access_jobs.begin(
        call.caller,
        kind=granularity,
        subject=call.target.arn,
        subject_id=access.id_of(call.target),
        services=list(_kept(call, with_actions=granularity == "ACTION_LEVEL")),
    )
    return JobResult(job_id=str(report.job_id))


@operation(on=account)
def get_service_last_accessed_details(
    call: Call[Account], *, job_id: JobId, max_items: MaxItems = 100, marker: Marker | None = None
) -> ServicesLastAccessedResult:
    """List the services a report is about, and when each was last used.

    Actions are told of the services that ask this directory: uses of others never come by here.
    """
    report = access_jobs.of_caller(call.caller, job_id)
    found = computed_page(call, report.services)
    return ServicesLastAccessedResult(
        job_status="COMPLETED",
        job_type=report.kind,
        job_creation_date=report.created,
        services_last_accessed=tuple(map(ServiceLastAccessedShape.of, found.items)),
        job_completion_date=report.created,
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=account)
def get_service_last_accessed_details_with_entities(
    call: Call[Account],
    *,
    job_id: JobId,
    service_namespace: ServiceNamespace,
    max_items: MaxItems = 100,
    marker: Marker | None = None,
) -> EntitiesLastAccessedResult:
    """List the users and roles that could use a service, and when each last did."""
    report = access_jobs.of_caller(call.caller, job_id)
    _refuse_unknown(service_namespace)
    prefix = service_namespace.lower()
    found = computed_page(call, _entities(_subject_of(report), call.account_id, prefix))
    return EntitiesLastAccessedResult(
        job_status="COMPLETED",
        job_creation_date=report.created,
        job_completion_date=report.created,
        entity_details_list=found.items,
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=holder)
def list_policies_granting_service_access(
    call: Call[Holder],
    *,
    marker: Marker | None = None,
    arn: Arn,
    service_namespaces: ServiceNamespaces,
) -> GrantingPoliciesResult:
    """List the policies through which a user, group or role has rights to each of some services."""
    for prefix in service_namespaces:
        _refuse_unknown(prefix)
    held = access.held_by(call.target)
    entries = (
        GrantingPoliciesShape(
            service_namespace=prefix,
            policies=_granting(call.target, held, prefix.lower()),
        )
        for prefix in dict.fromkeys(service_namespaces)
    )
    found = computed_page(call, entries)
    return GrantingPoliciesResult(
        policies_granting_service_access=found.items,
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(
    on=holder_or_policy, service="iamconsole", action="iam:GenerateServiceLastAccessedDetails"
)
def search_last_accessed(
    call: Call[Holder | Policy],
    *,
    arn: Arn,
    search: SearchText = "",
    only_unused: YesOrNo = False,
    page_number: PageNumber = 1,
    page_size: PageSize = 50,
) -> AccessRowsResult:
    """List the services a thing gives rights to, through which policies, and their last use."""
    held = access.held_by(call.target)
    used = access.latest(access.entities_of(call.target, call.account_id).attempts, "service")
    every = access.services_of(held)
    found = [
        service
        for service in every
        if search.strip().lower() in f"{service.prefix} {service.name}".lower()
        and not (only_unused and (service.prefix,) in used)
    ]
    shown = found[(page_number - 1) * page_size :][:page_size]
    arns = accounts.arns_of({use.principal_id for use in used.values()})
    return AccessRowsResult(
        rows=tuple(_row(call.target, held, service, used, arns) for service in shown),
        count=len(found),
        unused_count=sum((service.prefix,) not in used for service in every),
        is_more=False,
        tracked_since=access.tracked_since(call.target, call.account_id),
        policies=tuple(access.as_granting(one, call.target) for one in held),
    )


def _row(
    subject: Holder | Policy,
    held: Sequence[Held],
    service: access.Service,
    used: Mapping[tuple[str, ...], access.LatestUse],
    arns: Mapping[str, str],
) -> AccessRowShape:
    use = used.get((service.prefix,))
    return AccessRowShape(
        service_namespace=service.prefix,
        service_name=service.name,
        granted_by=_granting(subject, held, service.prefix),
        last_authenticated=use.time if use else None,
        last_authenticated_entity=arns.get(use.principal_id) if use else None,
        last_authenticated_region=use.region if use else None,
        total_authenticated_entities=use.principal_count if use else 0,
    )


def _granting(
    subject: Holder | Policy, held: Sequence[Held], prefix: str
) -> tuple[GrantingPolicyShape, ...]:
    granting = (one for one in held if access.grants(one, prefix))
    return tuple(access.as_granting(one, subject) for one in granting)


def _kept(call: Call[Holder | Policy], *, with_actions: bool) -> Iterator[dict[str, Any]]:
    """Each service as a report keeps it."""
    attempts = access.entities_of(call.target, call.account_id).attempts
    used = access.latest(attempts, "service")
    used |= access.latest(attempts, "service", "action") if with_actions else {}
    arns = accounts.arns_of({use.principal_id for use in used.values()})
    for service in access.services_of(access.held_by(call.target)):
        kept = {"namespace": service.prefix, "name": service.name}
        actions = [
            {"name": name} | _told(used.get((service.prefix, name)), arns)
            for name in (service.tracked if with_actions else ())
        ]
        yield kept | _told(used.get((service.prefix,)), arns, counted=True) | {"actions": actions}


def _told(
    use: access.LatestUse | None, arns: dict[str, str], *, counted: bool = False
) -> dict[str, Any]:
    if use is None:
        return {}
    told = {
        "time": use.time.isoformat(),
        "entity": arns.get(use.principal_id),
        "region": use.region,
    }
    return told | ({"count": use.principal_count} if counted else {})


def _subject_of(report: AccessReport) -> Holder | Policy:
    """What a report is about. Raises NoSuchEntity for what was deleted meanwhile."""
    found = access.subject_with_id(report.account_id, report.subject_id)
    if found is None:
        raise NoSuchEntity(f"{report.subject} was deleted since the report was made.")
    return found


def _entities(
    subject: Holder | Policy, account_id: str, prefix: str
) -> Iterator[EntityDetailsShape]:
    """Those that used the service, the last first, and then the others by name."""
    entities = access.entities_of(subject, account_id)
    attempts = entities.attempts.filter(service=prefix)
    used = attempts.values("principal_id")
    rows: dict[str, User | Role] = {
        **{user.user_id: user for user in entities.users.filter(user_id__in=used)},
        **{role.role_id: role for role in entities.roles.filter(role_id__in=used)},
    }
    latest = used.annotate(latest=Max("time")).order_by("-latest", "principal_id")
    for use in latest:
        info = EntityInfoShape.of(rows[use["principal_id"]])
        yield EntityDetailsShape(entity_info=info, last_authenticated=use["latest"])
    others: Iterable[User | Role] = chain(
        entities.users.exclude(user_id__in=used).order_by("name__namekey").iterator(),
        entities.roles.exclude(role_id__in=used).order_by("name__namekey").iterator(),
    )
    for row in others:
        yield EntityDetailsShape(entity_info=EntityInfoShape.of(row), last_authenticated=None)


def _refuse_unknown(prefix: str) -> None:
    if catalog.service(prefix) is None:
        raise InvalidInput(f"{prefix} is not the namespace of a service.")
