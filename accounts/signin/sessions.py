"""Signed-in browsers: rows of our own, each opened by one random cookie that is kept nowhere."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts import password_rules, rules, trail
from accounts.models import ConsoleSession, LoginProfile, User
from accounts.signin import factors
from accounts.signin.callers import caller_for
from iamconsole.caller import Caller, Origin
from iamconsole.errors import SignInRefused

COOKIE = f"{settings.COOKIE_PREFIX}session"
IDLE = timedelta(minutes=settings.SESSION_IDLE_MINUTES)
ABSOLUTE = timedelta(hours=settings.SESSION_HOURS)
_FACTOR_WITHIN = timedelta(minutes=10)
_ENROLMENT_WITHIN = timedelta(minutes=30)
_SEEN_EVERY = timedelta(minutes=1)
_NETWORK_KNOWN_FOR = timedelta(days=180)
_TOKEN_BYTES = 32


@transaction.atomic
def begin(
    user: User,
    origin: Origin,
    instead_of: str = "",
    mfa_at: datetime | None = None,
    *,
    has_used_password: bool = True,
) -> str:
    """Sign a user in whose password, or passkey, was checked: the new session's cookie.

    It opens nothing but the page for the second factor where there is one, and none was shown.
    What cookie the browser came with opens nothing afterwards.
    """
    # Adding a factor holds this row as well: it waits, and ends this session, or it is seen here.
    held = rules.locked(user)
    end(instead_of)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    moment = now()
    awaits_factor = mfa_at is None and factors.has_any(held)
    ConsoleSession.objects.create(
        digest=digest_of(token),
        public_id=secrets.token_hex(16),
        account_id=user.account_id,
        user=user,
        created=moment,
        last_seen=moment,
        expires=moment + (_FACTOR_WITHIN if awaits_factor else ABSOLUTE),
        source_ip=origin.source_ip,
        user_agent=origin.user_agent[:256],
        is_password_expired=_has_expired(user, moment),
        awaits_factor=awaits_factor,
        mfa_at=mfa_at,
        confirmed=moment,
    )
    if has_used_password:
        _use_password(user, moment)
    if not awaits_factor:
        trail.record_sign_in(origin, user.account_id, user)
    return token


def begin_enrolment(user: User, origin: Origin, instead_of: str) -> str:
    """A session that may set up a second factor and nothing else: its cookie.

    The link that opened it counts as a proof to be there, as long as such proofs do.
    """
    end(instead_of)
    token, moment = secrets.token_urlsafe(_TOKEN_BYTES), now()
    ConsoleSession.objects.create(
        digest=digest_of(token),
        public_id=secrets.token_hex(16),
        account_id=user.account_id,
        user=user,
        created=moment,
        last_seen=moment,
        expires=moment + _ENROLMENT_WITHIN,
        source_ip=origin.source_ip,
        user_agent=origin.user_agent[:256],
        is_from_link=True,
        confirmed=moment,
    )
    return token


def find(token: str) -> ConsoleSession | None:
    """The live session a cookie opens, with its user and account, in one query."""
    session = _find(token)
    return None if session is None or session.awaits_factor else session


def find_waiting(token: str) -> ConsoleSession | None:
    """The session whose password was right, and whose second factor was not shown yet."""
    session = _find(token)
    return session if session is not None and session.awaits_factor else None


def confirm(session: ConsoleSession, *, has_shown_factor: bool) -> str:
    """Note that its user has just proven to be there: the cookie that opens it from now on."""
    moment = now()
    mfa_at = moment if has_shown_factor else session.mfa_at
    return rotate(session, confirmed=moment, mfa_at=mfa_at)


def rotate(session: ConsoleSession, **noted: object) -> str:
    """Keep these values with a session: the only cookie that opens it from now on.

    Raises SignInRefused for a session that has ended.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    same = ConsoleSession.objects.filter(pk=session.pk)
    if not same.update(digest=digest_of(token), **noted):
        raise SignInRefused("The session has ended. Sign in again.")
    return token


def _find(token: str) -> ConsoleSession | None:
    if not token:
        return None
    rows = ConsoleSession.objects.select_related("user__account", "user__login_profile")
    session = rows.filter(digest=digest_of(token)).first()
    if session is None or not _is_alive(session):
        return None
    _mark_seen(session)
    return session


def end(token: str) -> None:
    """Sign a browser out. A cookie that opens nothing is passed over."""
    ConsoleSession.objects.filter(digest=digest_of(token)).delete()


def caller_in(session: ConsoleSession, origin: Origin) -> Caller:
    return caller_for(
        session.user,
        origin,
        session_id=session.public_id,
        issued=session.created,
        mfa_at=session.mfa_at,
        confirmed=session.confirmed,
        is_enrolling=is_enrolling(session),
    )


def is_enrolling(session: ConsoleSession) -> bool:
    """Whether it opens nothing but the way to a second factor, which the account asks for."""
    is_without = session.user.account.is_mfa_required and session.mfa_at is None
    return session.is_from_link or is_without


def needs_new_password(session: ConsoleSession) -> bool:
    """Whether one has to be set before all else, by somebody who has shown the one there is."""
    is_due = session.user.login_profile.is_reset_required or session.is_password_expired
    return is_due and not session.is_from_link


def _has_expired(user: User, moment: datetime) -> bool:
    policy = password_rules.policy_of(user.account_id)
    return password_rules.is_expired(user.login_profile, policy, moment)


def _use_password(user: User, moment: datetime) -> None:
    """Note the sign-in; refuse it if the password that was checked is not the password any more."""
    checked = LoginProfile.objects.filter(
        user=user, password_changed=user.login_profile.password_changed
    )
    if not checked.update(password_last_used=moment):
        raise SignInRefused("The password was changed meanwhile. Sign in again.")


def _is_alive(session: ConsoleSession) -> bool:
    moment = now()
    profile: LoginProfile | None = getattr(session.user, "login_profile", None)
    return (
        profile is not None
        and session.user.is_enabled
        and profile.password_changed <= session.created
        and moment < session.expires
        and moment - session.last_seen < IDLE
    )


def _mark_seen(session: ConsoleSession) -> None:
    moment = now()
    if moment - session.last_seen >= _SEEN_EVERY:
        ConsoleSession.objects.filter(pk=session.pk).update(last_seen=moment)


def ended() -> QuerySet[ConsoleSession]:
    """Sessions whose time is over. They open nothing, and a job deletes them."""
    return ConsoleSession.objects.filter(expires__lt=now())


def digest_of(token: str) -> str:
    """What is kept of a cookie."""
    return hashlib.sha256(token.encode()).hexdigest()
