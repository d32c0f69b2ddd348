"""Temporary credentials (STS): all that is known of a session is in its token, and in no table.

A token is a sealed ticket. Whoever holds it cannot read or change it, every process that has the
encryption keys can open it, and it opens for its own access key only. What it stands on is looked
up at each use: when the role is deleted, the user disabled or the key that asked for it switched
off, the session is over.
"""

from __future__ import annotations

import base64
import json
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.timezone import now

from accounts import queries
from accounts.models import Role, User
from accounts.signin.callers import caller_for
from iamconsole.caller import Caller, CallerKind, Origin, Session
from iamconsole.errors import PackedPolicyTooLarge
from iamconsole.prepared import Prepared
from iamconsole.sealing import CannotOpen, open_sealed_bytes, seal_bytes

MAX_TOKEN_CHARACTERS = 4096
MAX_TICKET_BYTES = 3000  # what 4,096 characters hold when it is sealed
MAX_PACKED_BYTES = 2200
_ALL = 100  # per cent
_LONGEST_TOKEN = 4608  # padded to 4,096 characters, and what sealing adds
_LARGEST_TICKET = 256 * 1024
_SECRET_BYTES = 30  # 40 characters of base64, as AWS's
_RANDOM_BYTES = 5
_ACCOUNT_BYTES = 5  # 40 bits hold twelve digits


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What a session is: times in seconds since 1970, `holder_id` as in `Session`.

    `issuer_key` and `issuer_id` are the access key, and the unique id, of the user who asked for
    it at the beginning of the chain; a session that an identity provider vouched for has neither.
    """

    kind: CallerKind
    account_id: str
    holder_id: str
    issued: int
    expires: int
    name: str = ""
    issuer_key: str = ""
    issuer_id: str = ""
    mfa_at: int | None = None
    policies: tuple[str, ...] = ()
    policy_arns: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_tags: Mapping[str, str] = field(default_factory=dict)
    source_identity: str = ""
    provider: str = ""
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    secret: str = field(default="", repr=False)

    @property
    def is_over(self) -> bool:
        return now().timestamp() >= self.expires

    @property
    def packed_percent(self) -> int | None:
        """How much of their room session policies and tags take; None where there are none."""
        packed = (self.policies, self.policy_arns, self.tags)
        if not any(packed):
            return None
        return max(1, _ALL * len(_packed(packed)) // MAX_PACKED_BYTES)


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """New temporary credentials, told this once."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expiration: datetime


def issue(ticket: Ticket, min_size: int = 0) -> Credentials:
    """Credentials of the session; their token has at least `min_size` characters.

    Raises PackedPolicyTooLarge where session policies and tags do not fit into a token.
    """
    key_id = new_key_id(ticket.account_id)
    secret = base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    said = {name: value for name, value in vars(ticket).items() if value} | {"secret": secret}
    packed = _packed(said)
    percent = max(ticket.packed_percent or 0, 100 * len(packed) // MAX_TICKET_BYTES)
    if percent > _ALL:
        raise PackedPolicyTooLarge(
            f"Packed size of session policies and tags consumes {percent}% of allotted space."
        )
    # Bytes behind the end of a compressed stream are not part of it.
    padded = packed.ljust(min_size * 3 // 4, b"\0")
    return Credentials(
        access_key_id=key_id,
        secret_access_key=secret,
        session_token=seal_bytes(padded, _owner(key_id)),
        expiration=datetime.fromtimestamp(ticket.expires, UTC),
    )


def ticket_in(token: str, key_id: str) -> Ticket | None:
    """The ticket in a token, if it is one of ours and belongs to the key."""
    if len(token) > _LONGEST_TOKEN:
        return None
    try:
        return _ticket_in(token, key_id)
    except (CannotOpen, zlib.error, ValueError):
        return None


@lru_cache(maxsize=4096)
def _ticket_in(token: str, key_id: str) -> Ticket:
    """The ticket, kept: what does not open raises, and is not."""
    said = json.loads(zlib.decompressobj().decompress(_opened(token, key_id), _LARGEST_TICKET))
    said["kind"] = CallerKind(said["kind"])
    for name in ("policies", "policy_arns"):
        said[name] = tuple(said.get(name, ()))
    context = said.get("context", {})
    said["context"] = {k: tuple(v) if isinstance(v, list) else v for k, v in context.items()}
    return Ticket(**said)


def caller_of(ticket: Ticket, key_id: str, origin: Origin) -> Caller | None:
    """Who the session acts as; None when what it stands on is gone."""
    issuer = _issuer(ticket)
    if ticket.issuer_id and issuer is None:
        return None
    if ticket.kind is CallerKind.ROLE_SESSION:
        role = _role_with_id.find(ticket.holder_id)
        return _role_caller(ticket, role, key_id, origin) if role else None
    if issuer is None:
        return None
    return _user_caller(ticket, issuer, key_id, origin)


def new_key_id(account_id: str) -> str:
    """A temporary key's id. It tells its account, as AWS's do."""
    number = int(account_id).to_bytes(_ACCOUNT_BYTES)
    return "ASIA" + base64.b32encode(number + secrets.token_bytes(_RANDOM_BYTES)).decode()


def account_of(key_id: str) -> str:
    """The account a temporary key's id tells. Raises ValueError for text that is none."""
    return f"{int.from_bytes(base64.b32decode(key_id[4:])[:_ACCOUNT_BYTES]):012}"


def _role_caller(ticket: Ticket, role: Role, key_id: str, origin: Origin) -> Caller:
    """A session of a role (T-10)."""
    return Caller(
        kind=ticket.kind,
        account_id=role.account_id,
        arn=f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/{ticket.name}",
        unique_id=f"{role.role_id}:{ticket.name}",
        epoch=role.account.epoch + role.epoch,
        tags=_overlaid(role.tags, ticket.tags),
        origin=origin,
        **_common(ticket, role.arn, key_id),
    )


def _overlaid(tags: Mapping[str, str], over: Mapping[str, str]) -> dict[str, str]:
    """Tags with others in place of those of the same key, whatever its case."""
    replaced = {key.lower() for key in over}
    return {key: tags[key] for key in tags if key.lower() not in replaced} | dict(over)


def _user_caller(ticket: Ticket, user: User, key_id: str, origin: Origin) -> Caller:
    """A user or root by GetSessionToken, or somebody who acts for them by GetFederationToken."""
    common = _common(ticket, user.arn, key_id)
    if ticket.kind is not CallerKind.FEDERATED:
        return caller_for(user, origin, **common)
    return Caller(
        kind=ticket.kind,
        account_id=user.account_id,
        arn=f"arn:aws:sts::{user.account_id}:federated-user/{ticket.name}",
        unique_id=f"{user.account_id}:{ticket.name}",
        epoch=user.account.epoch + user.epoch,
        tags=_overlaid(user.tags, ticket.tags),
        origin=origin,
        **common,
    )


def _common(ticket: Ticket, holder_arn: str, key_id: str) -> dict[str, Any]:
    issued = datetime.fromtimestamp(ticket.issued, UTC)
    mfa_at = datetime.fromtimestamp(ticket.mfa_at, UTC) if ticket.mfa_at else None
    session = Session(
        name=ticket.name,
        holder_id=ticket.holder_id,
        holder_arn=holder_arn,
        expires=datetime.fromtimestamp(ticket.expires, UTC),
        policies=ticket.policies,
        policy_arns=ticket.policy_arns,
        transitive_tags=ticket.transitive_tags,
        source_identity=ticket.source_identity,
        provider=ticket.provider,
        issuer_key=ticket.issuer_key,
        issuer_id=ticket.issuer_id,
        context=ticket.context,
    )
    return {"access_key_id": key_id, "issued": issued, "mfa_at": mfa_at, "session": session}


def _issuer(ticket: Ticket) -> User | None:
    """The user at the beginning of the chain, while it and its key are in force."""
    if ticket.issuer_key:
        key = queries.usable_key(ticket.issuer_key)
        return key.user if key else None
    if ticket.issuer_id.startswith("AIDA"):
        return _enabled_user.find(ticket.issuer_id)
    return _root.find(ticket.issuer_id) if ticket.issuer_id else None


def _packed(value: object) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 9)


def _opened(token: str, key_id: str) -> bytes:
    return open_sealed_bytes(token, _owner(key_id))


def _owner(key_id: str) -> str:
    return f"session_token:{key_id}"


def window(seconds: int) -> tuple[int, int]:
    """When a session of so many seconds begins and ends."""
    begin = now()
    return int(begin.timestamp()), int((begin + timedelta(seconds=seconds)).timestamp())


_role_with_id = Prepared(
    lambda role_id: Role.objects.filter(role_id=role_id).select_related("account")
)
_enabled_user = Prepared(
    lambda user_id: User.objects.filter(user_id=user_id, is_enabled=True).select_related("account")
)
_root = Prepared(
    lambda account_id: User.objects.filter(
        account_id=account_id, is_root=True, is_enabled=True
    ).select_related("account")
)
