"""Values of conditions: are they of the type the operator and the key compare?"""

import base64
import binascii
import string
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from ipaddress import ip_network

from .. import catalog
from ..check_dates import is_date
from ..operator_names import OperatorName
from ..problems import Problem
from ..reader import ArrayNode
from .clauses import Clause, Test, Value, problem
from .regions import is_region

_HEX = frozenset(string.hexdigits)
_MIXED_KINDS = frozenset(("BooleanNode", "NumberNode", "StringNode"))
# Text operators read any value, and what they say of other types holds letter by letter.
_FITS = {
    "String": frozenset(("String",)),
    "ARN": frozenset(("String", "ARN")),
    "Bool": frozenset(("String", "Bool")),
    "Numeric": frozenset(("Numeric",)),
    "Date": frozenset(("Date", "Numeric")),
    "IPAddress": frozenset(("IPAddress",)),
    "Binary": frozenset(("Binary",)),
}


def empty_lists(clause: Clause) -> Iterator[Problem]:
    """A key compared with no value does not say what its author meant."""
    for test in clause.tests:
        if not test.values and isinstance(test.container, ArrayNode):
            code, what = _emptiness(test.operator)
            message = f"`{test.key}` is compared with no value, which {what}"
            help = 'name values, or ask whether the key is there with `"Null"`'
            yield problem(code, message, test.container, test.path, help)


def _emptiness(operator: OperatorName | None) -> tuple[str, str]:
    if operator and operator.qualifier == "ForAllValues":
        return "EMPTY_ARRAY_CONDITION_FORALLVALUES", "matches only when the key is absent"
    if operator and operator.qualifier == "ForAnyValue":
        return "EMPTY_ARRAY_CONDITION_FORANYVALUE", "never matches"
    if operator and operator.has_if_exists:
        return "EMPTY_ARRAY_CONDITION_IFEXISTS", "matches only when the key is absent"
    return "EMPTY_ARRAY_CONDITION", "never matches a request that has the key"


def operator_types(clause: Clause) -> Iterator[Problem]:
    """An operator compares values of one type, the key has values of one type."""
    for test in clause.tests:
        key, operator = catalog.condition_key(test.key), test.operator
        if key is None or operator is None or operator.family == "Null":
            continue
        # Tags and other keys with a name of the customer's own hold any text, ARNs included.
        fits = _FITS["ARN"] if key.varies else _FITS.get(key.kind, frozenset((operator.family,)))
        if operator.family not in fits:
            node = test.condition.operator
            message = f"`{node.value}` does not compare `{test.key}`, whose type is {key.kind}"
            help = f"use {_article(key.kind)} operator"
            yield problem("TYPE_MISMATCH", message, node, test.path[:-1], help)


def _article(kind: str) -> str:
    return f"{'an' if kind[0] in 'AI' else 'a'} {kind.replace('IPAddress', 'IpAddress')}"


def mixed_types(clause: Clause) -> Iterator[Problem]:
    """The values of one key are all text, all numbers or all Booleans."""
    for test in clause.tests:
        kinds = {type(value.node).__name__ for value in test.values}
        if len(kinds & _MIXED_KINDS) > 1:
            message = f"the values of `{test.key}` are of more than one JSON type"
            code = "INVALID_CONDITION_DATA_TYPE"
            help = "write all of them as text"
            yield problem(code, message, test.container, test.path, help)


def several_booleans(clause: Clause) -> Iterator[Problem]:
    """A truth is one value: both together are no condition."""
    for test in clause.tests:
        family = test.operator.family if test.operator else ""
        if family in ("Bool", "Null") and len(test.values) > 1 and not _holds_many(test):
            message = f"`{test.key}` is compared with several Booleans"
            code = "INVALID_CONDITION_MULTIPLE_BOOLEAN"
            yield problem(code, message, test.container, test.path, "choose one of them")


def _holds_many(test: Test) -> bool:
    key = catalog.condition_key(test.key)
    return bool(key and key.is_multivalued)


def value_types(clause: Clause) -> Iterator[Problem]:
    """A value the operator cannot read never matches."""
    for test in clause.tests:
        judge = _JUDGES.get(test.operator.family) if test.operator else None
        for value in test.values if judge else ():
            if judge and "${" not in value.text and (found := judge(value)):
                yield found


def _boolean(value: Value) -> Problem | None:
    if value.text.lower() in ("true", "false"):
        return None
    return _unreadable("TYPE_MISMATCH_BOOLEAN", value, "a Boolean", "write `true` or `false`")


def _number(value: Value) -> Problem | None:
    try:
        fits = Decimal(value.text).is_finite()
    except InvalidOperation:
        fits = False
    if fits and "_" not in value.text:
        return None
    return _unreadable("TYPE_MISMATCH_NUMBER", value, "a number", "write digits, as in `3600`")


def _date(value: Value) -> Problem | None:
    if not is_date(value.text):
        help = "write a date as in `2026-01-31` or `2026-01-31T12:00:00Z`"
        return _unreadable("TYPE_MISMATCH_DATE", value, "a date", help)
    if value.text.isdigit() and len(value.text) > 4:
        message = f"`{value.text}` is a count of seconds, which people cannot read"
        help = "write a date as in `2026-01-31T12:00:00Z`"
        return problem("INVALID_DATE_VALUE", message, value.node, value.path, help)
    return None


def _binary(value: Value) -> Problem | None:
    try:
        base64.b64decode(value.text, validate=True)
    except (binascii.Error, ValueError):
        help = "encode the value as base64"
        return _unreadable("TYPE_MISMATCH_STRING", value, "base64", help)
    return None


def _range(value: Value) -> Problem | None:
    try:
        ip_network(value.text, strict=False)
    except ValueError:
        help = "write a range as in `203.0.113.0/24` or `2001:db8::/32`"
        return _unreadable("TYPE_MISMATCH_IP_RANGE", value, "an IP address range", help)
    return None


def _unreadable(code: str, value: Value, what: str, help: str) -> Problem:
    return problem(code, f"`{value.text}` is not {what}", value.node, value.path, help)


_JUDGES: dict[str, Callable[[Value], Problem | None]] = {
    "Bool": _boolean,
    "Null": _boolean,
    "Numeric": _number,
    "Date": _date,
    "Binary": _binary,
    "IPAddress": _range,
}


def wildcards(clause: Clause) -> Iterator[Problem]:
    """Only the Like operators read `*` and `?` as wildcards."""
    for test in clause.tests:
        operator = test.operator
        if operator is None or operator.family != "String" or "Like" in operator.base:
            continue
        for value in test.values:
            if _has_wildcard(value.text):
                like = "StringNotLike" if operator.is_negated else "StringLike"
                message = f"`{operator}` takes `*` and `?` in `{value.text}` for ordinary letters"
                code, help = "WILDCARD_WITHOUT_LIKE_OPERATOR", f"use `{like}` if you mean a pattern"
                yield problem(code, message, value.node, value.path, help)


def _has_wildcard(text: str) -> bool:
    for escape in ("${*}", "${?}"):
        text = text.replace(escape, "")
    return "*" in text or "?" in text


def redundant_numbers(clause: Clause) -> Iterator[Problem]:
    """Of several bounds only the widest counts."""
    for test in clause.tests:
        base = test.operator.base if test.operator else ""
        is_bound = base.startswith(("NumericLess", "NumericGreater"))
        if is_bound and len(test.values) > 1:
            which = "greatest" if base.startswith("NumericLess") else "least"
            message = f"of the values of `{test.key}` only the {which} counts"
            code, help = "REDUNDANT_CONDITION_VALUE_NUM", f"keep the {which} alone"
            yield problem(code, message, test.container, test.path, help)


def named_things(clause: Clause) -> Iterator[Problem]:
    """Values that name a region, a network or a service have the shape of such names."""
    for test in clause.tests:
        shape = _SHAPES.get(test.key.lower())
        if shape is None or test.operator is None or test.operator.family != "String":
            continue
        code, fits, what, help = shape
        for value in test.values:
            if not _is_pattern(test, value) and not fits(value.text):
                message = f"`{value.text}` is not {what}"
                yield problem(code, message, value.node, value.path, help)


def _is_pattern(test: Test, value: Value) -> bool:
    has_wildcard = "*" in value.text or "?" in value.text
    is_like = bool(test.operator and "Like" in test.operator.base)
    return "${" in value.text or (has_wildcard and is_like)


def _has_id(prefix: str) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        name = text.removeprefix(prefix)
        return text.startswith(prefix) and len(name) in (8, 17) and _HEX.issuperset(name)

    return fits


def is_service_principal(text: str) -> bool:
    """Say whether a text has the shape of a service's name: `ec2.amazonaws.com`."""
    name, dot, domain = text.rpartition(".amazonaws.")
    return bool(name) and bool(dot) and domain in ("com", "com.cn", "eu") and " " not in name


def _is_service_in_region(text: str) -> bool:
    name = text.rpartition(".amazonaws.")[0]
    return is_service_principal(text) and is_region(name.rpartition(".")[2])


_SERVICE_SHAPE = (
    "INVALID_SERVICE_PRINCIPAL_FORMAT",
    is_service_principal,
    "a service principal",
    "write `service.amazonaws.com`",
)
_SHAPES: dict[str, tuple[str, Callable[[str], bool], str, str]] = {
    "aws:requestedregion": (
        "INVALID_REGION",
        is_region,
        "a region",
        "write a region as in `eu-central-1`",
    ),
    "aws:sourcevpc": (
        "INVALID_VPC_FORMAT",
        _has_id("vpc-"),
        "a VPC id",
        "write `vpc-` and 8 or 17 hexadecimal digits",
    ),
    "aws:sourcevpce": (
        "INVALID_VPCE_FORMAT",
        _has_id("vpce-"),
        "a VPC endpoint id",
        "write `vpce-` and 8 or 17 hexadecimal digits",
    ),
    "aws:calledvia": _SERVICE_SHAPE,
    "aws:calledviafirst": _SERVICE_SHAPE,
    "aws:calledvialast": _SERVICE_SHAPE,
    "aws:principalservicename": _SERVICE_SHAPE,
    "aws:principalservicenameslist": _SERVICE_SHAPE,
    "iam:awsservicename": _SERVICE_SHAPE,
    "iam:passedtoservice": _SERVICE_SHAPE,
    "kms:viaservice": (
        "INVALID_SERVICE_PRINCIPAL_FORMAT",
        _is_service_in_region,
        "a service in a region",
        "write `service.region.amazonaws.com`",
    ),
}
