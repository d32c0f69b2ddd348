"""Callers told from their ARNs, and what the context says of a caller by itself."""

from .arn import split
from .request import Principal, PrincipalKind
from .variables import Context, ContextValue

_KINDS = {
    ("iam", "user"): PrincipalKind.USER,
    ("iam", "role"): PrincipalKind.ROLE,
    ("sts", "assumed-role"): PrincipalKind.ROLE_SESSION,
    ("sts", "federated-user"): PrincipalKind.FEDERATED_SESSION,
    ("iam", "saml-provider"): PrincipalKind.PROVIDER,
    ("iam", "oidc-provider"): PrincipalKind.PROVIDER,
}
_TYPES = {
    PrincipalKind.ROOT: "Account",
    PrincipalKind.USER: "User",
    PrincipalKind.ROLE: "AssumedRole",
    PrincipalKind.ROLE_SESSION: "AssumedRole",
    PrincipalKind.FEDERATED_SESSION: "FederatedUser",
    PrincipalKind.ANONYMOUS: "Anonymous",
}
# Hosts under this domain that vouch for people instead of calling for themselves.
_AMAZON = (".amazonaws.com", ".amazonaws.com.cn")
_COGNITO = "cognito-identity.amazonaws.com"


def principal_named(name: str | None, context: Context | None = None) -> Principal:
    """The caller an ARN, a service's name or a provider's host means; None is anonymous.

    A session's ARN tells neither its role's path nor its provider: the context may.
    """
    if name is None:
        return Principal(PrincipalKind.ANONYMOUS)
    fields = split(name)
    if fields is None:
        is_service = name.endswith(_AMAZON) and name != _COGNITO
        if is_service:
            return Principal(PrincipalKind.SERVICE, name)
        if "." in name and ":" not in name:
            return Principal(PrincipalKind.PROVIDER, name, provider=name)
        raise ValueError(f"`{name}` names no principal")
    facts = {key.lower(): value for key, value in (context or {}).items()}
    return _of_arn(name, facts)


def _of_arn(arn: str, facts: Context) -> Principal:
    _, partition, service, _, account, resource = split(arn) or ("",) * 6
    kind_name, _, path = resource.partition("/")
    if (service, resource) == ("iam", "root"):
        return Principal(PrincipalKind.ROOT, arn, account)
    kind = _KINDS.get((service, kind_name))
    if kind is None or not path:
        raise ValueError(f"`{arn}` names no principal")
    iam = f"arn:{partition}:iam::{account}:"
    if kind is PrincipalKind.PROVIDER:
        return Principal(kind, arn, provider=arn)
    if kind is PrincipalKind.FEDERATED_SESSION:
        return Principal(kind, arn, account, user_arn=f"{iam}user/{path}")
    if kind is PrincipalKind.ROLE_SESSION:
        role_arn = _role_arn(iam, path.partition("/")[0], facts)
        provider = facts.get("aws:federatedprovider")
        known = provider if isinstance(provider, str) else None
        return Principal(kind, arn, account, role_arn=role_arn, provider=known)
    return Principal(kind, arn, account)


def _role_arn(iam: str, role_name: str, facts: Context) -> str | None:
    """The role's ARN with its path, if the context has it and it is the session's own."""
    arn = facts.get("aws:principalarn")
    is_own = (
        isinstance(arn, str)
        and arn.startswith(f"{iam}role/")
        and arn.rpartition("/")[2] == role_name
    )
    return arn if is_own and isinstance(arn, str) else None


def context_of(principal: Principal, resource_account: str | None) -> dict[str, ContextValue]:
    """The keys that follow from who calls and whose the resource is."""
    kind, account, arn = principal.kind, principal.account, principal.arn or ""
    known = {
        "aws:PrincipalType": _TYPES.get(kind),
        "aws:PrincipalAccount": account,
        "aws:PrincipalArn": _principal_arn(principal),
        "aws:ResourceAccount": resource_account,
        "aws:userid": _user_id(principal),
        "aws:username": arn.rpartition("/")[2] if kind is PrincipalKind.USER else None,
        "aws:PrincipalIsAWSService": _is_service(principal),
        "aws:PrincipalServiceName": arn if kind is PrincipalKind.SERVICE else None,
        "aws:FederatedProvider": principal.provider if principal.has_account else None,
    }
    return {key: value for key, value in known.items() if value}


def _principal_arn(principal: Principal) -> str | None:
    if not principal.has_account:
        return None
    if principal.kind is not PrincipalKind.ROLE_SESSION:
        return principal.arn
    by_name = f"arn:{principal.partition}:iam::{principal.account}:role/{principal.role_name}"
    return principal.role_arn or by_name


def _user_id(principal: Principal) -> str | None:
    if principal.kind is PrincipalKind.ANONYMOUS:
        return "anonymous"
    if principal.kind is PrincipalKind.ROOT:
        return principal.account
    if principal.kind is PrincipalKind.FEDERATED_SESSION:
        return f"{principal.account}:{(principal.arn or '').rpartition('/')[2]}"
    return principal.unique_id if principal.kind is PrincipalKind.USER else None


def _is_service(principal: Principal) -> str | None:
    if not principal.is_authenticated:
        return None
    return "true" if principal.kind is PrincipalKind.SERVICE else "false"
