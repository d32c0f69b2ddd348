"""The account's history: who asked for what, how it ended, and why.

Changes and refusals are written at once, changes in the transaction that makes them. Reads that
went through are many and change nothing: they are written in batches. Each event is marked, so that
the sealer knows it for ours; nobody waits for it to be put in order (docs/trail.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.dispatch import Signal
from django.utils.timezone import now

from accounts.chain.bodies import body_of
from accounts.models import Event, User
from iamconsole.batch import Batch
from iamconsole.caller import Call, Caller, CallerKind, Origin
from iamconsole.errors import Refused
from iamconsole.notary import mark
from iamconsole.prepared import insert, insert_all

_LONGEST_TEXT = 2048

recorded = Signal()
"""Sent with each `event`, for those who count. It decides nothing, and nothing depends on it."""


def record(
    call: Call[Any],
    params: Mapping[str, Any],
    *,
    failure: Exception | None,
    is_read: bool,
    duration_us: int,
    decision: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Write down one call as it ended. `params` are those given, without secrets.

    `decision` is what policies said and why, as far as they were asked.
    """
    caller = call.caller
    event = Event(
        **_of(caller.origin),
        account_id=caller.account_id,
        caller_kind=caller.kind.value,
        caller_arn=caller.arn,
        caller_id=caller.unique_id,
        access_key_id=caller.access_key_id,
        session=_session(caller),
        action=call.action,
        is_read=is_read,
        target_arn=_legible(call.found.arn)[:_LONGEST_TEXT] if call.found else "",
        params={name: _plain(value) for name, value in params.items()},
        error=getattr(failure, "code", Refused.code) if failure else "",
        message=_legible(failure.message) if isinstance(failure, Refused) else "",
        decision=dict(decision),
        duration_us=duration_us,
    )
    event.mark = mark(body_of(event))
    if is_read and failure is None:
        _waiting.add(event)
    else:
        insert(event)
    if failure is None:
        _tell_owner(call, event)
    recorded.send(Event, event=event)


def _of(origin: Origin) -> dict[str, Any]:
    """What every event says of the request behind it."""
    return {
        "time": now(),
        "request_id": origin.request_id,
        "face": origin.face.value,
        "region": origin.region,
        "source_ip": origin.source_ip,
        "user_agent": origin.user_agent[:256],
    }


def _session(caller: Caller) -> dict[str, Any]:
    """What a temporary credential says of itself; nothing for one that lasts."""
    said: dict[str, Any] = {}
    if caller.session:
        said = {
            "issuer_arn": caller.session.holder_arn,
            "issuer_id": caller.session.holder_id,
            "source_identity": caller.session.source_identity,
            "provider": caller.session.provider,
        }
    if caller.issued:
        said["issued"] = caller.issued.strftime("%Y-%m-%dT%H:%M:%SZ")
    if caller.session or caller.issued or caller.session_id:
        said["mfa"] = caller.mfa_at is not None
    return {name: value for name, value in said.items() if value != ""}


def _tell_owner(call: Call[Any], event: Event) -> None:
    """What was done to another account's thing is in its history too."""
    owner = (call.found.account_id or call.found.shared_with) if call.found else ""
    if owner and owner != call.account_id:
        told = {field.attname: getattr(event, field.attname) for field in Event._meta.fields}
        del told["id"], told["event_id"]
        copy = Event(**told | {"account_id": owner})
        copy.mark = mark(body_of(copy))
        insert(copy)


def record_sign_in(
    origin: Origin,
    account_id: str,
    user: User | None,
    *,
    action: str = "signin:ConsoleLogin",
    failure: Refused | None = None,
) -> None:
    """Write down who came in, or could not. A name nobody has may be a password: it is not kept.

    Failures wait for the next batch, so that a refusal takes as long where nothing is written.
    """
    event = Event(
        **_of(origin),
        account_id=account_id,
        caller_kind=_kind(user).value if user else "",
        caller_arn=user.arn if user else "",
        caller_id=(account_id if user.is_root else user.user_id) if user else "",
        action=action,
        target_arn=user.arn if user else "",
        error=failure.code if failure else "",
        message=failure.message if failure else "",
    )
    event.mark = mark(body_of(event))
    if failure is None:
        insert(event)
    else:
        _waiting.add(event)
    recorded.send(Event, event=event)


def _kind(user: User) -> CallerKind:
    return CallerKind.ROOT if user.is_root else CallerKind.USER


def flush() -> None:
    """Write what is still waiting."""
    _waiting.flush()


_waiting: Batch[Event] = Batch(insert_all, size=500, seconds=settings.BATCH_SECONDS)


def _legible(text: str) -> str:
    """What databases keep: every character but NUL, and no halves of characters."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _legible(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {_legible(name): _plain(item) for name, item in value.items()}
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {member.name: _plain(getattr(value, member.name)) for member in fields(value)}
    return value
