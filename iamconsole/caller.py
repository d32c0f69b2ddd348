"""Who asks, for what, and about what: plain values that travel through the gate."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from iamconsole.errors import Refused

T = TypeVar("T")


class Face(StrEnum):
    """Where a call came in."""

    CONSOLE = "console"
    REST = "rest"
    WIRE = "wire"
    JOB = "job"
    SHELL = "shell"


class CallerKind(StrEnum):
    """What sort of principal asks, in the words of aws:PrincipalType."""

    ROOT = "Account"
    USER = "User"
    ROLE_SESSION = "AssumedRole"
    FEDERATED = "FederatedUser"
    SERVICE = "Service"
    PROVIDER = "Anonymous"  # comes with a provider's word instead of a signature


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The request behind a call, as far as it can be trusted."""

    face: Face
    source_ip: str = ""
    user_agent: str = ""
    is_secure: bool = False
    region: str = "us-east-1"
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True, kw_only=True)
class Session:
    """What a temporary credential says of itself (STS).

    `holder_id` and `holder_arn` are the unique id and the ARN of the role or user whose policies
    hold; for root they are the account's. `policies` are session policies' texts, `policy_arns`
    managed ones that hold as such. `issuer_key` and `issuer_id` are the access key and the user
    at the beginning of the chain; `context` the condition keys the session keeps to its end.
    """

    name: str
    holder_id: str
    holder_arn: str
    expires: datetime
    policies: tuple[str, ...] = ()
    policy_arns: tuple[str, ...] = ()
    transitive_tags: Mapping[str, str] = field(default_factory=dict)
    source_identity: str = ""
    provider: str = ""
    issuer_key: str = ""
    issuer_id: str = ""
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_limited(self) -> bool:
        """Whether session policies cut what the holder's policies give."""
        return bool(self.policies or self.policy_arns)


@dataclass(frozen=True, kw_only=True)
class Vouched:
    """What an identity provider says of whom it sends, once its signature held.

    `provider` is the provider's ARN. `context` are the condition keys of the one call it is good
    for, `kept` those its session keeps. The rest is what the session is to be; what an assertion
    does not say is empty. `digest` stands for the assertion, which is redeemed once.
    """

    provider: str
    issuer: str
    subject: str
    audience: str
    context: Mapping[str, str | tuple[str, ...]] = field(repr=False)
    kept: Mapping[str, str | tuple[str, ...]] = field(repr=False)
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_tag_keys: tuple[str, ...] = ()
    source_identity: str = ""
    session_name: str = ""
    subject_type: str = ""
    qualifier: str = ""
    seconds: int | None = None
    ends: datetime | None = None
    digest: str = ""
    redeemable_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who is asking, and from where. Sign-in makes one; nothing else does.

    `unique_id` is what aws:userid says (AIDA…, AROA…:session; the account id for root); `epoch` is
    the count of changes to anything that decides for it, its account's and its own, as read with
    the credential.
    `confirmed` is when somebody at a browser last proved to be there; one who `is_enrolling` may do
    nothing but set up a second factor.
    """

    kind: CallerKind
    account_id: str
    arn: str
    unique_id: str
    origin: Origin
    epoch: int = 0
    user_name: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    access_key_id: str = ""
    session_id: str = ""
    issued: datetime | None = None
    mfa_at: datetime | None = None
    confirmed: datetime | None = None
    is_enrolling: bool = False
    session: Session | None = None
    vouched: Vouched | None = None

    @property
    def principal_arn(self) -> str:
        """The role's ARN for its sessions, the caller's own for all others: aws:PrincipalArn."""
        if self.kind is CallerKind.ROLE_SESSION and self.session:
            return self.session.holder_arn
        return self.arn

    @property
    def holder_id(self) -> str:
        """The unique id of whose policies hold: the role's for its sessions."""
        return self.session.holder_id if self.session else self.unique_id

    @property
    def person_id(self) -> str:
        """What is kept for one person alone is kept under this id.

        Who takes a role on chooses the session's name, so that `unique_id` may be another's, too.
        """
        issuer = self.session.issuer_id if self.session else ""
        is_told_apart = issuer and self.kind is CallerKind.ROLE_SESSION
        return f"{self.unique_id}/{issuer}" if is_told_apart else self.unique_id

    @property
    def is_root(self) -> bool:
        return self.kind is CallerKind.ROOT

    @classmethod
    def service(cls, name: str, account_id: str) -> Caller:
        """A job of ours, acting under its own built-in policy."""
        return cls(
            kind=CallerKind.SERVICE,
            account_id=account_id,
            arn=f"arn:aws:iam::aws:service/{name}",
            unique_id=name,
            origin=Origin(face=Face.JOB),
        )


@dataclass(frozen=True)
class Further:
    """Something more that the caller must be allowed to do, for a call to go on.

    `action` is the call's own where it is empty; `context` are condition keys beside the call's.
    """

    arn: str
    action: str = ""
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Trust:
    """A role's trust policy: its text, and the unique ids of the users and roles it names."""

    document: str
    trusted: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Found(Generic[T]):
    """What a call acts on: the ARN to authorize, and the row if there is one.

    `shown` is what a denial calls it, where the ARN tells more than the caller did.
    `missing` is raised after authorization, so that only those who may act learn that a name is
    free. `also` is what the caller must be allowed beside, such as acting on a thing's new name.
    `account_id` is the account it belongs to, where that may be another's; `trust` is the policy
    written into it, with the unique ids that the ARNs in it stand for. A denial does not say why
    if `is_reticent`: whether the thing exists, and whom it trusts, is not the caller's to know.
    `shared_with` is another account in whose history the call is written as well.
    """

    arn: str
    row: T
    shown: str = ""
    also: tuple[Further, ...] = ()
    account_id: str = ""
    trust: Trust | None = None
    is_reticent: bool = False
    shared_with: str = ""
    missing: Refused | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)

    @property
    def further_actions(self) -> frozenset[str]:
        """The other actions that the caller must be allowed for the call to go on."""
        return frozenset(further.action for further in self.also if further.action)


@dataclass(frozen=True, kw_only=True)
class Call(Generic[T]):
    """One call on its way through the gate.

    `decided` is the engine's answer that let it pass, `proven` what its proof gave back.
    """

    caller: Caller
    operation: str
    action: str
    params: Mapping[str, Any] = field(default_factory=dict)
    found: Found[T] | None = None
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    decided: Any = field(default=None, repr=False)
    proven: Any = field(default=None, repr=False)

    @property
    def target(self) -> T:
        """The row the call acts on. Only operation bodies ask, and they run after it was found."""
        if self.found is None:
            raise RuntimeError("the call has not been through the gate")
        return self.found.row

    @property
    def account_id(self) -> str:
        return self.caller.account_id

    def at(self, **changes: Any) -> Call[T]:
        return replace(self, **changes)
