"""Forms that somebody has begun at the console: kept for a day, like the session they belong to.

They change nothing in the directory and nothing is decided by them, so that keeping one is no
operation: whoever is signed in may, and only who began one sees it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.models import Draft
from iamconsole.caller import Caller
from iamconsole.errors import InvalidInput
from iamconsole.fields import is_storable

KEPT_FOR = timedelta(hours=24)
MOST = 20
LONGEST = 200_000

Content = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Begun:
    """A form as far as it was filled in: each field's values, as the browser sent them."""

    token: str
    kind: str
    subject: str
    content: Content
    updated: datetime

    def value(self, name: str) -> str:
        """A field's value, empty where it was not filled in."""
        return (list(self.content.get(name, ())) or [""])[-1]

    @property
    def label(self) -> str:
        """What the thing is to be called, as far as that was filled in."""
        names = (self.value(name) for name in ("role_name", "policy_name", "user_name"))
        return next((name for name in names if name), self.subject.rpartition("/")[2])


def keep(caller: Caller, kind: str, subject: str, content: Content, token: str = "") -> str:
    """Keep what was filled in, in place of what `token` stands for; the token from now on.

    What is too long is not kept: then the token is empty. Raises InvalidInput for what no database
    keeps.
    """
    if not all(map(is_storable, (subject, *chain.from_iterable(content.values())))):
        raise InvalidInput("The form has a character in it that cannot be stored (NUL).")
    if len(json.dumps(content)) > LONGEST:
        return ""
    moment = now()
    kept = {"content": dict(content), "updated": moment, "expires": moment + KEPT_FOR}
    same = _called(caller, token).filter(kind=kind, subject=subject)
    if token and same.update(**kept):
        return token
    draft = Draft.objects.create(
        token=secrets.token_hex(16),
        account_id=caller.account_id,
        owner_id=caller.person_id,
        kind=kind,
        subject=subject,
        **kept,
    )
    _forget_oldest(caller)
    return draft.token


def find(caller: Caller, token: str) -> Begun | None:
    """What the caller began under that token, while it is kept."""
    draft = _called(caller, token).first() if token else None
    return _begun(draft) if draft else None


def waiting(caller: Caller, kind: str, subject: str | None = None) -> tuple[Begun, ...]:
    """What the caller began of a kind and did not send, the latest first."""
    drafts = _of(caller).filter(kind=kind).order_by("-updated")
    if subject is not None:
        drafts = drafts.filter(subject=subject)
    return tuple(map(_begun, drafts))


def drop(caller: Caller, token: str) -> None:
    """Forget a draft: it was sent, or is not wanted any more."""
    _called(caller, token).delete()


def due() -> QuerySet[Draft]:
    """The drafts whose day is over."""
    return Draft.objects.filter(expires__lte=now())


def trim() -> int:
    """Forget every draft whose day is over; how many there were."""
    return due().delete()[0]


def _of(caller: Caller) -> QuerySet[Draft]:
    own = Draft.objects.filter(account_id=caller.account_id, owner_id=caller.person_id)
    return own.filter(expires__gt=now())


def _called(caller: Caller, token: str) -> QuerySet[Draft]:
    return _of(caller).filter(token=token if is_storable(token) else "")


def _forget_oldest(caller: Caller) -> None:
    kept = _of(caller).order_by("-updated", "-pk").values_list("pk", flat=True)[:MOST]
    _of(caller).exclude(pk__in=list(kept)).delete()


def _begun(draft: Draft) -> Begun:
    return Begun(draft.token, draft.kind, draft.subject, draft.content, draft.updated)
