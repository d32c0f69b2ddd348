"""What is asked: who wants to do what, to what, and under which circumstances."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from .arn import split
from .variables import ContextValue


class PrincipalKind(StrEnum):
    """What sort of caller asks."""

    ROOT = "root user"
    USER = "user"
    ROLE = "role"  # only in simulations: any session of the role
    ROLE_SESSION = "role session"
    FEDERATED_SESSION = "federated user session"
    SERVICE = "service"
    PROVIDER = "identity provider"  # an unsigned call that a provider vouches for
    ANONYMOUS = "anonymous"


# Services in which more than the caller's own policies may have a say in its own account.
PECULIAR_SERVICES = ("iam:", "iamconsole:", "sts:", "kms:")

# Callers that nothing but policies binds.
_PLAIN = (PrincipalKind.USER, PrincipalKind.ROLE, PrincipalKind.ROLE_SESSION)


class Grant(IntEnum):
    """How a principal element names the caller, the strongest highest (P-11)."""

    ACCOUNT = 1
    EVERYONE = 2
    SERVICE = 3
    PROVIDER = 4
    ROLE = 5
    USER = 6
    SESSION = 7


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller.

    `arn` is what messages call it: a session's own ARN, a service's name. `role_arn` and
    `user_arn` say, with their paths, whose session it is; without them the name decides.
    `unique_id` is the user's or role's, `provider` the identity provider behind a session.
    """

    kind: PrincipalKind
    arn: str | None = None
    account: str | None = None
    role_arn: str | None = None
    user_arn: str | None = None
    unique_id: str | None = None
    provider: str | None = None
    canonical_id: str | None = None
    has_session_token: bool = False
    names: Mapping[tuple[str, str], Grant] = field(init=False, repr=False, compare=False)
    is_plain: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_plain", self.kind in _PLAIN)
        if self.kind is PrincipalKind.ROLE and self.role_arn is None:
            object.__setattr__(self, "role_arn", self.arn)
        object.__setattr__(self, "names", _names(self))

    @property
    def is_authenticated(self) -> bool:
        """Whether the request is signed."""
        return self.kind not in (PrincipalKind.ANONYMOUS, PrincipalKind.PROVIDER)

    @property
    def has_account(self) -> bool:
        """Whether the caller has policies of its own; the others are judged by the resource."""
        return self.is_authenticated and self.kind is not PrincipalKind.SERVICE

    @property
    def is_service_linked(self) -> bool:
        """Whether a service-linked role acts, which organization policies do not bind."""
        return self.role_arn is not None and ":role/aws-service-role/" in self.role_arn

    @property
    def partition(self) -> str:
        fields = split(self.arn or "")
        return fields[1] if fields else "aws"

    @property
    def role_name(self) -> str | None:
        """The role's name where its path is not known: a session's ARN does not tell it."""
        if self.kind is not PrincipalKind.ROLE_SESSION or self.role_arn is not None:
            return None
        return (self.arn or "").split("/")[1] if (self.arn or "").count("/") > 1 else None


def _names(principal: Principal) -> dict[tuple[str, str], Grant]:
    """Every entry of a principal element that means this caller, and how it means it."""
    kind, account = principal.kind, principal.account
    named = [
        ("AWS", "*", Grant.EVERYONE),
        ("CanonicalUser", principal.canonical_id, Grant.ACCOUNT),
        ("Federated", principal.provider, _provider_grant(kind)),
    ]
    if principal.has_account and account:
        root = f"arn:{principal.partition}:iam::{account}:root"
        named += [("AWS", account, Grant.ACCOUNT), ("AWS", root, Grant.ACCOUNT)]
    if kind is PrincipalKind.SERVICE:
        named.append(("Service", principal.arn, Grant.SERVICE))
    if kind is PrincipalKind.USER:
        named += [("AWS", principal.arn, Grant.USER), ("AWS", principal.unique_id, Grant.USER)]
    if kind is PrincipalKind.FEDERATED_SESSION:
        named += [("AWS", principal.user_arn, Grant.USER), ("AWS", principal.arn, Grant.SESSION)]
        named.append(("AWS", principal.unique_id, Grant.USER))
    if kind in (PrincipalKind.ROLE, PrincipalKind.ROLE_SESSION):
        named.append(("AWS", principal.role_arn, Grant.ROLE))
        named.append(("AWS", principal.unique_id, Grant.ROLE))
    if kind is PrincipalKind.ROLE_SESSION:
        named.append(("AWS", principal.arn, Grant.SESSION))
    return {(type_, name): grant for type_, name, grant in named if name}


def _provider_grant(kind: PrincipalKind) -> Grant:
    """P-7 (Q13), unverified: a session issued through a provider counts as one of its role."""
    return Grant.PROVIDER if kind is PrincipalKind.PROVIDER else Grant.ROLE


@dataclass(frozen=True, slots=True)
class Request:
    """One question: may this principal do this action to this resource?

    An action without resource types has `takes_no_resource` and usually the resource `*`.
    The keys of the context are compared without case.
    """

    principal: Principal
    action: str
    resource: str = "*"
    resource_account: str | None = None
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    takes_no_resource: bool = False
    folded_action: str = field(init=False, repr=False, compare=False)
    target: str = field(init=False, repr=False, compare=False)
    values: dict[str, ContextValue] = field(init=False, repr=False, compare=False)
    is_same_account: bool = field(init=False, repr=False, compare=False)
    is_plain: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        values = {key.lower(): value for key, value in self.context.items()}
        if len(values) != len(self.context):
            raise ValueError("two context keys differ only in the case of their letters")
        owner = self.resource_account
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "folded_action", self.action.lower())
        # No ARN pattern fits a lone star, which stands for the lack of a resource.
        object.__setattr__(self, "target", "*" if self.takes_no_resource else self.resource)
        # What has no owner counts as the caller's own.
        is_same_account = not owner or owner == self.principal.account
        object.__setattr__(self, "is_same_account", is_same_account)
        is_peculiar = self.folded_action.startswith(PECULIAR_SERVICES)
        is_plain = is_same_account and self.principal.is_plain and not is_peculiar
        object.__setattr__(self, "is_plain", is_plain)
