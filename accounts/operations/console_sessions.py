from __future__ import annotations

from accounts import targets
from accounts.models import ConsoleSession, User
from accounts.names import ConsoleSessionId, ExistingUserName, YesOrNo
from accounts.shapes import (
    ConsoleSessionShape,
    ConsoleSessionsResult,
    EndedConsoleSessionsResult,
)
from accounts.signin import endings
from iamconsole.caller import Call
from iamconsole.errors import NoSuchEntity
from iamconsole.gate import operation

MOST_SHOWN = 200


@operation(on=targets.user_or_caller, service="iamconsole")
def list_console_sessions(
    call: Call[User], *, user_name: ExistingUserName | None = None
) -> ConsoleSessionsResult:
    """List the browsers a user is signed in with; at most 200, those used last."""
    rows = endings.live_sessions(call.target)[:MOST_SHOWN]
    current = call.caller.session_id
    return ConsoleSessionsResult(
        console_sessions=tuple(ConsoleSessionShape.of(row, current) for row in rows)
    )


@operation(
    on=targets.user_or_caller,
    service="iamconsole",
    action="iamconsole:EndConsoleSessions",
    is_decisive=False,
)
def end_console_session(
    call: Call[User],
    *,
    session_id: ConsoleSessionId,
    user_name: ExistingUserName | None = None,
) -> None:
    """Sign a user out of one browser, which is over at its next request."""
    rows = ConsoleSession.objects.filter(user=call.target, public_id=session_id)
    if not rows.delete()[0]:
        raise NoSuchEntity("There is no such session. It may have ended meanwhile.")


@operation(on=targets.user_or_caller, service="iamconsole", is_decisive=False)
def end_console_sessions(
    call: Call[User],
    *,
    user_name: ExistingUserName | None = None,
    keeps_current: YesOrNo = False,
) -> EndedConsoleSessionsResult:
    """Sign a user out of every browser; `keeps_current` spares the one that asks."""
    keeps = call.caller.session_id if keeps_current else ""
    return EndedConsoleSessionsResult(count=endings.end_sessions(call.target, keeps))
