"""The shape a document must have before what it says is looked at; AWS has one message for it."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from .operator_names import read_operator
from .reader import ArrayNode, BooleanNode, Node, NullNode, NumberNode, ObjectNode, StringNode

VERSIONS = ("2008-10-17", "2012-10-17")
TOP_ELEMENTS = frozenset(("Version", "Id", "Statement"))
STATEMENT_ELEMENTS = frozenset(
    (
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    )
)
PRINCIPAL_KEYS = frozenset(("AWS", "Service", "Federated", "CanonicalUser"))
OPPOSITES = (("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal"))
LISTS = ("Action", "NotAction", "Resource", "NotResource")

# Plain values; a number stays the node it was read as, so that its digits are kept.
Json: TypeAlias = Any
Object: TypeAlias = dict[str, Json]


class RepeatedKey(ValueError):
    """An object names a key twice."""


def plain(node: Node) -> Json:
    """Give the value a node holds without its places; refuse an object that names a key twice."""
    if isinstance(node, ObjectNode):
        if node.repeated:
            raise RepeatedKey
        return {member.key.value: plain(member.value) for member in node.members}
    if isinstance(node, ArrayNode):
        return [plain(item) for item in node.items]
    if isinstance(node, StringNode | BooleanNode):
        return node.value
    return None if isinstance(node, NullNode) else node


def has_policy_shape(data: Json) -> bool:
    """Say whether a JSON value has the shape of a policy, whatever it permits."""
    return (
        isinstance(data, dict)
        and data.keys() <= TOP_ELEMENTS
        and data.get("Version", VERSIONS[0]) in VERSIONS
        and isinstance(data.get("Id", ""), str)
        and bool(statements_of(data))
        and all(_is_statement(one) for one in statements_of(data))
    )


def statements_of(data: Object) -> list[Json]:
    """Give the statements of a document, one without brackets as a list of one."""
    written = data.get("Statement")
    if isinstance(written, dict):
        return [written]
    return written if isinstance(written, list) else []


def _is_statement(statement: Json) -> bool:
    return (
        isinstance(statement, dict)
        and statement.keys() <= STATEMENT_ELEMENTS
        and _is_effect(statement.get("Effect"))
        and isinstance(statement.get("Sid", ""), str)
        and not any(one in statement and other in statement for one, other in OPPOSITES)
        and all(_is_text_or_texts(statement[name]) for name in LISTS if name in statement)
        and all(_is_principal(statement[name]) for name in OPPOSITES[2] if name in statement)
        and _is_condition(statement.get("Condition", {}))
    )


def _is_effect(effect: Json) -> bool:
    # The case of its letters is told apart later, with another message.
    return isinstance(effect, str) and effect.lower() in ("allow", "deny")


def _is_text_or_texts(value: Json) -> bool:
    if isinstance(value, list):
        # AWS passes over null in these lists.
        return all(one is None or isinstance(one, str) for one in value)
    return isinstance(value, str)


def _is_principal(principal: Json) -> bool:
    if isinstance(principal, dict):
        return principal.keys() <= PRINCIPAL_KEYS and all(
            map(_is_text_or_texts, principal.values())
        )
    return bool(principal == "*")


def _is_condition(condition: Json) -> bool:
    return isinstance(condition, dict) and all(
        _is_block(operator, keys) for operator, keys in condition.items()
    )


def _is_block(operator: str, keys: Json) -> bool:
    if not isinstance(keys, dict):
        return False
    # An unknown operator over nothing has no effect, and AWS lets it pass.
    known = read_operator(operator) is not None or not keys
    return known and _all_differ(keys) and all(map(_is_condition_value, keys.values()))


def _all_differ(keys: Iterable[str]) -> bool:
    lower = [key.lower() for key in keys]
    return len(set(lower)) == len(lower)


def _is_condition_value(value: Json) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str | bool | NumberNode) for one in value)
    return isinstance(value, str | bool | NumberNode)
