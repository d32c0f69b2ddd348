"""Condition keys and operators: do they exist, do they fit each other and the actions?"""

from collections.abc import Iterator

from .. import catalog
from ..context_keys import GLOBAL_KEYS, ConditionKey
from ..document import Kind
from ..nearest import nearest
from ..operator_names import every_operator
from ..problems import Problem
from .clauses import Clause, Test, correction, problem, replacement

_TAG_KEYS = frozenset(f"aws:{name}" for name in ("principaltag", "requesttag", "resourcetag"))
_REPLACED = {"aws:arn": "aws:PrincipalArn"}
_DEPRECATED = {"aws:sourceowner": "aws:SourceAccount"}
# Of one value in PutEvents and of many in PutRule; AWS's guides compare them as either.
_ONE_OR_MANY = frozenset({"events:detail-type", "events:source"})
_PAIRED = {"aws:vpcsourceip": ("aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn")}


def unknown_operators(clause: Clause) -> Iterator[Problem]:
    """An operator nobody knows makes a document that cannot be saved."""
    for test in clause.tests:
        node = test.condition.operator
        if test.operator is None:
            meant = nearest(node.value, every_operator())
            help = f"did you mean `{meant}`?" if meant else ""
            fix = correction(node, meant) if meant else None
            message = f"the condition operator `{node.value}` does not exist"
            path = test.path[:-1]
            yield problem("INVALID_CONDITION_OPERATOR", message, node, path, help, fix)


def null_operators(clause: Clause) -> Iterator[Problem]:
    """`Null` already asks whether a key is there; nothing is added to it."""
    for test in clause.tests:
        operator, node, path = test.operator, test.condition.operator, test.path[:-1]
        if operator is None or operator.base != "Null":
            continue
        help, fix = "write `Null`", replacement(node, "Null")
        if operator.has_if_exists:
            message = "`Null` cannot take the suffix `IfExists`"
            yield problem("NULL_WITH_IF_EXISTS", message, node, path, help, fix)
        if operator.qualifier:
            always = "true" if operator.qualifier == "ForAllValues" else "false"
            message = f"`Null` under `{operator.qualifier}` is always {always}"
            yield problem("NULL_WITH_QUALIFIER", message, node, path, help)


def repeated_keys(clause: Clause) -> Iterator[Problem]:
    """Keys differ by more than the case of their letters."""
    seen: dict[tuple[str, str], str] = {}
    for test in clause.tests:
        under = (test.condition.operator.value, test.key.lower())
        first = seen.setdefault(under, test.key)
        if first != test.key:
            message = f"the key `{test.key}` stands here twice: the case of its letters is ignored"
            help = f"put its values with those of `{first}`"
            code = "DUPLICATE_KEYS_WITH_DIFFERENT_CASE"
            yield problem(code, message, test.condition.key, test.path, help)


def unknown_keys(clause: Clause) -> Iterator[Problem]:
    """A key no request carries never matches."""
    for test in clause.tests:
        if found := _unknown_key(test):
            yield found


def deprecated_keys(clause: Clause) -> Iterator[Problem]:
    """An old key still works, and a newer one says more."""
    for test in clause.tests:
        if newer := _DEPRECATED.get(test.key.lower()):
            node, help = test.condition.key, f"use `{newer}`"
            message = f"the key `{test.key}` is kept only for old policies"
            yield problem("DEPRECATED_GLOBAL_CONDITION_KEY", message, node, test.path, help)


def _unknown_key(test: Test) -> Problem | None:
    prefix, colon, name = test.key.partition(":")
    if not colon or not name:
        return _bad_format(test)
    lower = test.key.lower()
    if lower in _REPLACED:
        return _replaced(test, _REPLACED[lower])
    if lower.rstrip("/") in _TAG_KEYS:
        return _no_tag_key(test)
    if catalog.condition_key(test.key) or "${" in test.key or _is_of_provider(prefix):
        return None
    if prefix.lower() == "aws":
        return _unknown_global(test)
    return _unknown_in_service(test, prefix)


def _is_of_provider(prefix: str) -> bool:
    """Claims of an identity provider are its own: `id.example.com:sub`."""
    return "." in prefix or "/" in prefix


def _bad_format(test: Test) -> Problem:
    message = f"the condition key `{test.key}` names no service"
    help = "write `service:key`, or `aws:key` for a key of all services"
    return problem("INVALID_CONDITION_KEY_FORMAT", message, test.condition.key, test.path, help)


def _replaced(test: Test, newer: str) -> Problem:
    message = f"requests do not carry the key `{test.key}`"
    help = f"use `{newer}`, or `aws:SourceArn` for the resource a service acts for"
    code = "UNSUPPORTED_GLOBAL_CONDITION_KEY"
    return problem(code, message, test.condition.key, test.path, help)


def _no_tag_key(test: Test) -> Problem:
    written = test.key.rstrip("/")
    message = f"the condition key `{test.key}` names no tag"
    help = f"write the tag's key behind a slash: `{written}/team`"
    return problem("MISSING_TAG_KEY_IN_CONDITION", message, test.condition.key, test.path, help)


def _unknown_global(test: Test) -> Problem:
    names = (key.name for key in GLOBAL_KEYS if key.name.startswith("aws:"))
    code = "INVALID_GLOBAL_CONDITION_KEY"
    return _unknown(code, test, "does not exist", nearest(test.key, names))


def _unknown_in_service(test: Test, prefix: str) -> Problem | None:
    if catalog.is_retired(prefix):
        return None
    keys = catalog.keys_of_service(prefix)
    if not keys and catalog.service(prefix) is None:
        meant = catalog.nearest_service(prefix)
        renamed = f"{meant}:{test.key.partition(':')[2]}" if meant else None
        return _unknown("INVALID_SERVICE", test, f"names no service: `{prefix}`", renamed)
    meant = nearest(test.key, (key.name for key in keys))
    return _unknown("INVALID_SERVICE_CONDITION_KEY", test, f"does not exist in `{prefix}`", meant)


def _unknown(code: str, test: Test, what: str, meant: str | None) -> Problem:
    node = test.condition.key
    help = f"did you mean `{meant}`?" if meant else ""
    fixes = meant is not None and (known := catalog.condition_key(meant)) and not known.varies
    fix = correction(node, meant) if meant and fixes else None
    return problem(code, f"the condition key `{test.key}` {what}", node, test.path, help, fix)


def qualifiers(clause: Clause) -> Iterator[Problem]:
    """Keys of many values need `ForAllValues` or `ForAnyValue`, keys of one value neither."""
    for test in clause.tests:
        key, operator = catalog.condition_key(test.key), test.operator
        if key is None or operator is None or operator.base == "Null":
            continue
        if key.is_multivalued and not operator.qualifier and key.name not in _ONE_OR_MANY:
            yield _missing_qualifier(test)
        elif not key.is_multivalued and operator.qualifier == "ForAllValues" and clause.allows:
            yield _needless_qualifier(test)


def _missing_qualifier(test: Test) -> Problem:
    name = test.condition.operator.value
    message = f"`{test.key}` holds many values, and `{name}` compares one"
    help = f"write `ForAnyValue:{name}` (some value matches) or `ForAllValues:{name}` (each does)"
    node, path = test.condition.operator, test.path[:-1]
    return problem("MISSING_QUALIFIER", message, node, path, help)


def _needless_qualifier(test: Test) -> Problem:
    node, path = test.condition.operator, test.path[:-1]
    message = f"`{node.value}` matches when the request has no `{test.key}`, which holds one value"
    plain = node.value.partition(":")[2]
    code, help = "FORALLVALUES_WITH_SINGLE_VALUED_KEY", f"write `{plain}`"
    return problem(code, message, node, path, help, replacement(node, plain))


def unsupported_keys(clause: Clause) -> Iterator[Problem]:
    """A condition on a key an action never carries never matches, or always does."""
    # The actions of a trust policy are parts of one call, which carries the keys of all.
    if clause.has_not_action or clause.kind is Kind.TRUST:
        return
    for test in clause.tests:
        key, operator = catalog.condition_key(test.key), test.operator
        if key is None or _is_everywhere(key) or not catalog.is_carried(test.key):
            continue
        # IfExists says what is meant where the key is absent.
        if operator is None or not operator.has_if_exists:
            yield from _unsupported_key(clause, test)


def _is_everywhere(key: ConditionKey) -> bool:
    """Tags of requests and resources have checks of their own; other `aws:` keys come always."""
    return key.name.lower().startswith("aws:") or key in GLOBAL_KEYS


def _unsupported_key(clause: Clause, test: Test) -> Iterator[Problem]:
    named = [action for one in clause.actions if (action := catalog.action(one.text))]
    without = [one for one in named if not catalog.carries(one, test.key)]
    # Actions written with wildcards are not judged: some of theirs may well carry the key.
    if without:
        listed = ", ".join(f"`{one.full_name}`" for one in without[:5])
        more = f" and {len(without) - 5} more" if len(without) > 5 else ""
        message = f"requests for {listed}{more} do not carry `{test.key}`"
        help = "move these actions to a statement without this condition"
        code = "UNSUPPORTED_ACTION_FOR_CONDITION_KEY"
        yield problem(code, message, test.condition.key, test.path, help)


def unpaired_keys(clause: Clause) -> Iterator[Problem]:
    """A private address means something only together with the network it belongs to."""
    for test in clause.tests:
        partners = _PAIRED.get(test.key.lower(), ())
        if partners and not clause.tests_of(*partners):
            listed = " or ".join(f"`{one}`" for one in partners[:2])
            message = f"`{test.key}` alone means any network's address"
            help = f"add {listed} to the condition"
            code = "MISSING_PAIRED_CONDITION_KEYS"
            yield problem(code, message, test.condition.key, test.path, help)
