"""Principals: who a resource-based policy or a trust policy names, and how safely."""

from collections.abc import Iterator

from ..check_elements import is_aws_principal
from ..check_syntax import PRINCIPAL_KEYS
from ..document import Kind
from ..nearest import nearest
from ..problems import Problem
from ..reader import ObjectNode, StringNode
from .clauses import Clause, Named, correction, problem
from .condition_values import is_service_principal

_SOURCES = ("aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths")
_WEAK_SOURCES = ("aws:SourceVpc", "aws:SourceVpce", "aws:SourceIp", "aws:VpcSourceIp")
# What a service that acts for itself does not send.
_NOT_OF_SERVICES = (
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:userid",
    "aws:username",
    "aws:FederatedProvider",
    "aws:MultiFactorAuthPresent",
    "aws:MultiFactorAuthAge",
)
_IDS = {"AROA": ("ROLE", "role"), "AIDA": ("USER", "user")}
_WITHOUT_PROVIDERS = frozenset(
    (
        "AWS::S3::Bucket",
        "AWS::S3::AccessPoint",
        "AWS::S3::MultiRegionAccessPoint",
        "AWS::S3ObjectLambda::AccessPoint",
        "AWS::DynamoDB::Table",
    )
)


def malformed_principals(clause: Clause) -> Iterator[Problem]:
    """A principal is `*`, or an object whose keys say what kind of name follows."""
    written = clause.statement.principals
    if written is None:
        return
    name = written.element.value
    value, path = clause.node.get(name), (*clause.path, name)
    if isinstance(value, StringNode) and value.value != "*":
        message = f"the principal `{value.value}` does not say what it names"
        help = 'write `{"AWS": "…"}`, `{"Service": "…"}` or `{"Federated": "…"}`'
        yield problem("INVALID_PRINCIPAL_FORMAT", message, value, path, help)
    for member in value.members if isinstance(value, ObjectNode) else ():
        key = member.key.value
        if key not in PRINCIPAL_KEYS:
            meant = nearest(key, sorted(PRINCIPAL_KEYS))
            help = f"did you mean `{meant}`?" if meant else "use `AWS`, `Service` or `Federated`"
            fix = correction(member.key, meant) if meant else None
            message = f"`{key}` is no kind of principal"
            code = "INVALID_PRINCIPAL_KEY"
            yield problem(code, message, member.key, (*path, key), help, fix)


def principal_names(clause: Clause) -> Iterator[Problem]:
    """A principal is named whole: no patterns, no ids that outlive their owner."""
    for named in clause.principals:
        text = named.entry.text
        if ("*" in text or "?" in text) and not (text == "*" and named.kind in ("", "AWS")):
            yield _wildcard(named)
        elif named.kind == "AWS" and text[:4] in _IDS and text.isalnum():
            yield _reference(named)
        elif named.kind == "AWS" and "${" not in text and not is_aws_principal(text):
            yield _no_principal(named)
        elif named.kind == "Service" and "${" not in text and not _is_service(text):
            yield _no_service(named)


def _wildcard(named: Named) -> Problem:
    text, entry = named.entry.text, named.entry
    message = f"the principal `{text}` has a wildcard, which is taken letter by letter"
    help = 'name it whole, or write `{"AWS": "*"}` and test `aws:PrincipalArn` in `Condition`'
    code = "UNSUPPORTED_WILDCARD_IN_PRINCIPAL"
    return problem(code, message, entry.node, entry.path, help)


def _reference(named: Named) -> Problem:
    code, what = _IDS[named.entry.text[:4]]
    message = f"the principal `{named.entry.text}` is the id of a {what}, deleted or not"
    help = f"name the {what} by its ARN"
    code = f"INVALID_{code}_REFERENCE"
    return problem(code, message, named.entry.node, named.entry.path, help)


def _no_principal(named: Named) -> Problem:
    message = f"`{named.entry.text}` names no account, user, role or session"
    help = "write an account id, or the ARN of a user, a role or a session; groups have no say here"
    code = "INVALID_PRINCIPAL_FORMAT"
    return problem(code, message, named.entry.node, named.entry.path, help)


def _is_service(text: str) -> bool:
    # Some services have names of their own kind, such as `edgelambda.amazonaws.com`'s older ones.
    return is_service_principal(text) or ("." in text and " " not in text)


def _no_service(named: Named) -> Problem:
    message = f"`{named.entry.text}` is not a service principal"
    help = "write `service.amazonaws.com`"
    code = "INVALID_SERVICE_PRINCIPAL_FORMAT"
    return problem(code, message, named.entry.node, named.entry.path, help)


def allow_with_not_principal(clause: Clause) -> Iterator[Problem]:
    """To allow everybody but a few is to allow strangers."""
    written = clause.statement.principals
    if clause.allows and written and written.negated:
        message = "`Allow` with `NotPrincipal` lets in everybody who is not named, strangers too"
        help = "name those you mean in `Principal`"
        path = (*clause.path, written.element.value)
        yield problem("ALLOW_WITH_NOTPRINCIPAL", message, written.element, path, help)


def federated_principals(clause: Clause) -> Iterator[Problem]:
    """Some resources know no identity providers."""
    if clause.kind is not Kind.RESOURCE or clause.resource_type not in _WITHOUT_PROVIDERS:
        return
    for named in clause.principals:
        if named.kind == "Federated":
            message = f"a policy of {clause.resource_type} cannot name the provider"
            message += f" `{named.entry.text}`"
            help = "name the role its users assume"
            code = "FEDERATED_PRINCIPAL_NOT_SUPPORTED"
            yield problem(code, message, named.entry.node, named.entry.path, help)


def service_principals(clause: Clause) -> Iterator[Problem]:
    """A service acts for many customers: say for which of them it may act here."""
    services = [one for one in clause.principals if one.kind == "Service"]
    if clause.kind is not Kind.RESOURCE or not clause.allows or not services:
        return
    if clause.has_not_principal:
        return
    yield from _unsupported_keys(clause)
    if clause.tests_of(*_SOURCES):
        return
    weak = clause.tests_of(*_WEAK_SOURCES)
    entry = services[0].entry
    listed = ", ".join(f"`{one}`" for one in _SOURCES)
    if weak:
        message = f"`{weak[0].key}` says little about whom `{entry.text}` acts for"
        code = "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL"
        yield problem(code, message, weak[0].condition.key, weak[0].path, f"test {listed}")
    else:
        message = f"`{entry.text}` may act here for any of its customers"
        code, help = "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL", f"test one of {listed}"
        yield problem(code, message, entry.node, entry.path, help)


def _unsupported_keys(clause: Clause) -> Iterator[Problem]:
    others = [one for one in clause.principals if one.kind != "Service"]
    for test in clause.tests_of(*_NOT_OF_SERVICES) if not others else ():
        message = f"a service that acts for itself does not send `{test.key}`"
        help = "test `aws:SourceArn`, `aws:SourceAccount` or `aws:SourceOrgID`"
        code = "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL"
        yield problem(code, message, test.condition.key, test.path, help)
