"""What AWS refuses to save: the same documents, in the same order, with the same words.

Findings that do not stop a document from being saved are in `validation`.
"""

import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from .check_dates import is_date
from .check_elements import (
    TRUST_ACTIONS,
    action_refusal,
    fails_legacy_parsing,
    principal_refusal,
    resource_refusal,
    texts,
)
from .check_syntax import (
    VERSIONS,
    Json,
    Object,
    RepeatedKey,
    has_policy_shape,
    plain,
    statements_of,
)
from .document import Kind, Policy
from .operator_names import read_operator
from .parse import parse
from .problems import Malformed, Problem
from .reader import INVALID_JSON, Node, NumberNode, read

SYNTAX = "Syntax errors in policy."
VERSION = "Policy document must be version 2012-10-17 or greater."
LEGACY = "The policy failed legacy parsing"
SID_LETTERS = (
    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular "
    "expression [0-9A-Za-z]*"
)
SIDS_DIFFER = "Statement IDs (SID) in a single policy must be unique."
NO_ACTIONS = "Policy statement must contain actions."
NO_RESOURCES = "Policy statement must contain resources."
NO_PRINCIPAL_ALLOWED = "Policy document should not specify a principal."
NO_PRINCIPAL = "Missing required field Principal"
EMPTY_PRINCIPAL = (
    "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: "
    "The passed in policy has a statement with no principals!"
)
ALLOW_NOT_PRINCIPAL = "Allow with NotPrincipal is not allowed."
TRUST_ACTION = (
    "Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  "
    "and sts:AssumeRoleWithWebIdentity"
)
PROHIBITED_RESOURCE = "Has prohibited field Resource."
PROHIBITED_NOT_PRINCIPAL = "Has prohibited field NotPrincipal."

# Possessive, so that no text makes it step back.
_SPACE_OR_STRING = re.compile(r'[ \t\r\n]++|"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_LETTERS = re.compile(r"[\t\n\r\x20-\xff]*")
_SID_LETTERS = frozenset(string.ascii_letters + string.digits)
ORGANIZATIONS = (
    "The provided policy document does not meet the requirements of the specified policy type."
)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A document of the right shape, before what it says is judged."""

    kind: Kind
    is_managed: bool
    version: str | None
    statements: tuple[Object, ...]


Problems: TypeAlias = tuple[Problem, ...]
_Rule: TypeAlias = Callable[[_Draft], str | None]


def check(text: str, kind: Kind, *, managed: bool = False) -> Policy:
    """Give the policy a text holds, or refuse it with AWS's words for the first thing wrong."""
    policy, problems = _parsed(text, kind)
    root = policy.root if policy else read(text)
    draft = _draft(root, kind, managed, problems)
    for rule in (*_RULES, *_RULES_OF_KIND[kind]):
        if refusal := rule(draft):
            raise Malformed(refusal, problems)
    if policy is None:
        raise Malformed(SYNTAX, problems)
    return policy


def size(text: str) -> int:
    """Count the characters AWS counts against its quotas: all but white space outside strings."""
    spaces = (found[0] for found in _SPACE_OR_STRING.finditer(text) if found[0][0] != '"')
    return len(text) - sum(map(len, spaces))


def _parsed(text: str, kind: Kind) -> tuple[Policy | None, Problems]:
    if not _LETTERS.fullmatch(text):
        raise Malformed(SYNTAX, ())
    try:
        return parse(text), ()
    except Malformed as refused:
        if refused.message == INVALID_JSON:
            raise Malformed(_not_json(kind), refused.problems) from None
        return None, refused.problems


def _draft(root: Node, kind: Kind, managed: bool, problems: Problems) -> _Draft:
    try:
        document = plain(root)
    except RepeatedKey:
        raise Malformed(SYNTAX, problems) from None
    if not has_policy_shape(document):
        raise Malformed(SYNTAX, problems)
    return _Draft(kind, managed, document.get("Version"), tuple(statements_of(document)))


def _not_json(kind: Kind) -> str:
    # Open: identity documents were seen to get one answer and trust policies the other.
    return INVALID_JSON if kind is Kind.TRUST else SYNTAX


def _version(draft: _Draft) -> str | None:
    needs_current = draft.is_managed or draft.kind is Kind.RCP
    return VERSION if needs_current and draft.version != VERSIONS[-1] else None


def _legacy_parsing(draft: _Draft) -> str | None:
    for statement in draft.statements:
        if statement["Effect"] not in ("Allow", "Deny") or not all(map(is_date, _dates(statement))):
            return LEGACY
    return _legacy_resources(draft)


def _legacy_resources(draft: _Draft) -> str | None:
    for statement in draft.statements:
        resources = _resources(statement)
        # Once AWS has found a resource of a wrong format it parses no further.
        if any(map(resource_refusal, resources)):
            return None
        if any(map(fails_legacy_parsing, resources)):
            return LEGACY
    return None


def _dates(statement: Object) -> Iterator[str]:
    for operator, keys in statement.get("Condition", {}).items():
        known = read_operator(operator)
        if known and known.family == "Date":
            yield from (_written(one) for value in keys.values() for one in _listed(value))


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _written(value: Json) -> str:
    return value.literal if isinstance(value, NumberNode) else str(value)


def _sid_letters(draft: _Draft) -> str | None:
    if draft.kind is Kind.RESOURCE:  # services of their own allow spaces and more
        return None
    sids = (statement.get("Sid", "") for statement in draft.statements)
    return None if all(_SID_LETTERS.issuperset(sid) for sid in sids) else SID_LETTERS


def _sids_differ(draft: _Draft) -> str | None:
    sids = [statement["Sid"] for statement in draft.statements if statement.get("Sid")]
    return SIDS_DIFFER if len(set(sids)) < len(sids) else None


def _has_actions(draft: _Draft) -> str | None:
    return None if all(_says(one, "Action") for one in draft.statements) else NO_ACTIONS


def _says(statement: Object, element: str) -> bool:
    return any(statement.get(name, []) != [] for name in (element, f"Not{element}"))


def _resource_format(draft: _Draft) -> str | None:
    for statement in draft.statements:
        # Of several wrong ones AWS tells the first in the order of their letters.
        for resource in sorted(_resources(statement)):
            if refusal := resource_refusal(resource):
                return refusal
    return None


def _action_format(draft: _Draft) -> str | None:
    actions = (action for one in draft.statements for action in _entries(one, "Action"))
    return next(filter(None, map(action_refusal, actions)), None)


def _has_resources(draft: _Draft) -> str | None:
    return None if all(_says(one, "Resource") for one in draft.statements) else NO_RESOURCES


def _resources(statement: Object) -> list[str]:
    return _entries(statement, "Resource")


def _entries(statement: Object, element: str) -> list[str]:
    return [
        entry
        for name in (element, f"Not{element}")
        if name in statement
        for entry in texts(statement[name])
    ]


def _names_no_principal(draft: _Draft) -> str | None:
    named = any(_has_principal(one) for one in draft.statements)
    return NO_PRINCIPAL_ALLOWED if named else None


def _has_principal(statement: Object) -> bool:
    return "Principal" in statement or "NotPrincipal" in statement


def _names_principal(draft: _Draft) -> str | None:
    return None if all(map(_has_principal, draft.statements)) else NO_PRINCIPAL


def _allows_no_not_principal(draft: _Draft) -> str | None:
    wrong = any("NotPrincipal" in one and one["Effect"] == "Allow" for one in draft.statements)
    return ALLOW_NOT_PRINCIPAL if wrong else None


def _trust_actions(draft: _Draft) -> str | None:
    fits = all(
        "NotAction" not in one and TRUST_ACTIONS.issuperset(_entries(one, "Action"))
        for one in draft.statements
    )
    return None if fits else TRUST_ACTION


def _trust_has_no_resource(draft: _Draft) -> str | None:
    wrong = any("Resource" in one or "NotResource" in one for one in draft.statements)
    return PROHIBITED_RESOURCE if wrong else None


def _trust_principals(draft: _Draft) -> str | None:
    for statement in draft.statements:
        if "NotPrincipal" in statement:
            return PROHIBITED_NOT_PRINCIPAL
        principal = statement.get("Principal", {})
        if principal != "*" and not any(map(texts, principal.values())):
            return EMPTY_PRINCIPAL
        if refusal := principal_refusal(principal):
            return refusal
    return None


def _control_names_no_principal(draft: _Draft) -> str | None:
    return ORGANIZATIONS if any(map(_has_principal, draft.statements)) else None


def _resource_control(draft: _Draft) -> str | None:
    return None if all(map(_is_resource_control, draft.statements)) else ORGANIZATIONS


def _is_resource_control(statement: Object) -> bool:
    if statement.get("Principal") != "*" or "NotAction" in statement:
        return False
    actions = _entries(statement, "Action")
    if statement["Effect"] == "Deny":
        return "*" not in actions
    # RCPFullAWSAccess is the only resource control policy that allows.
    allows_all = actions == _resources(statement) == ["*"]
    return allows_all and "Condition" not in statement


# The order is AWS's: the first refusal is the one its callers see.
_RULES: tuple[_Rule, ...] = (
    _version,
    _legacy_parsing,
    _sid_letters,
    _sids_differ,
    _has_actions,
    _resource_format,
    _action_format,
)
_RULES_OF_KIND: dict[Kind, tuple[_Rule, ...]] = {
    Kind.IDENTITY: (_names_no_principal, _has_resources),
    Kind.BOUNDARY: (_names_no_principal, _has_resources),
    Kind.SESSION: (_names_no_principal, _has_resources),
    Kind.RESOURCE: (_names_principal, _allows_no_not_principal),
    Kind.TRUST: (_trust_actions, _trust_has_no_resource, _trust_principals),
    Kind.SCP: (_control_names_no_principal, _has_resources),
    Kind.RCP: (_resource_control, _has_resources),
    Kind.ENDPOINT: (_names_principal,),
}
