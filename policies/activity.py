"""What a user or role did, as the account's history tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Event, Role, User

MOST_READ = 50_000
# What nobody is asked for by a policy: signing in comes before there are any.
_WITHOUT_POLICY = "signin:"
_RENAMING = "iam:UpdateUser"


@dataclass(frozen=True)
class Activity:
    """Actions with the ARNs they were used on, and the events they are drawn from."""

    actions: frozenset[tuple[str, str]]
    event_count: int
    first: datetime | None
    last: datetime | None
    is_cut: bool


def of(principal: User | Role, since: datetime, until: datetime) -> Activity:
    """What went through for a principal in a period, as far as that many events tell it."""
    period = Event.objects.filter(
        account_id=principal.account_id, time__gte=since, time__lte=until, error=""
    ).order_by("-time", "-id")
    if isinstance(principal, User):
        # A name may be another's now, and an id alone is in no index.
        period = period.filter(caller_arn__in=_arns_of(principal, since))
    newest = period[:MOST_READ]
    own = Event.objects.filter(_by(principal), pk__in=newest.values("pk"))
    return _read(own, is_cut=period[MOST_READ : MOST_READ + 1].exists())


def _arns_of(user: User, since: datetime) -> set[str]:
    """The ARNs a user has had since then: the history is followed back from one name to another."""
    renames = Event.objects.filter(
        account_id=user.account_id, action=_RENAMING, error="", time__gte=since
    ).order_by("-time", "-id")
    arn = user.arn
    arns = {arn}
    for before, params in renames.values_list("target_arn", "params")[:MOST_READ]:
        if _renamed(before, params) == arn:
            arn = before
            arns.add(arn)
    return arns


def _renamed(arn: str, params: Mapping[str, Any]) -> str:
    """A user's ARN after UpdateUser was called on it."""
    kind, _, rest = arn.partition("/")
    path, _, name = f"/{rest}".rpartition("/")
    new_path = str(params.get("new_path") or f"{path}/")
    return f"{kind}{new_path}{params.get('new_user_name') or name}"


def _by(principal: User | Role) -> Q:
    """How events say who called: sessions of a role by its id, and then their own names."""
    if isinstance(principal, Role):
        return Q(caller_id__startswith=f"{principal.role_id}:")
    return Q(caller_id=principal.user_id)


def _read(events: QuerySet[Event], *, is_cut: bool) -> Activity:
    found, moments = set[tuple[str, str]](), list[datetime]()
    count = 0
    told = events.exclude(action__startswith=_WITHOUT_POLICY).values_list(
        "time", "action", "target_arn", "decision"
    )
    for moment, action, arn, decision in told.iterator(chunk_size=5000):
        count += 1
        moments = [min((moment, *moments)), max((moment, *moments))]
        found.add((action, arn))
        found.update(_beside(decision))
    first, last = moments or (None, None)
    return Activity(frozenset(found), count, first, last, is_cut)


def _beside(decision: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What else had to be allowed for a call to go on."""
    for further in decision.get("also", ()):
        yield further["action"], further["resource"]
