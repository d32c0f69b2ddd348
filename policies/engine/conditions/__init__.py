"""The table of condition operators, and conditions made ready to be asked."""

from collections.abc import Callable
from dataclasses import dataclass

from ..comparing import Builder
from ..document import Condition
from ..operator_names import QUALIFIERS, OperatorName, read_operator
from . import addresses, arns, binary, booleans, dates, numbers, presence, sets, strings

FOR_ALL, FOR_ANY = QUALIFIERS


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator: how it makes a test of its values, and whether it is met by silence."""

    name: str
    build: Builder
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class PresenceOperator:
    """An operator that asks about the key itself; set operators and IfExists change nothing."""

    name: str
    build: Callable[[tuple[str, ...], bool], sets.Holds]


OPERATORS: dict[str, Operator | PresenceOperator] = {
    operator.name: operator
    for operator in (
        Operator("StringEquals", strings.equals),
        Operator("StringNotEquals", strings.not_equals, is_negated=True),
        Operator("StringEqualsIgnoreCase", strings.equals_ignoring_case),
        Operator("StringNotEqualsIgnoreCase", strings.not_equals_ignoring_case, is_negated=True),
        Operator("StringLike", strings.like),
        Operator("StringNotLike", strings.not_like, is_negated=True),
        Operator("NumericEquals", numbers.equals),
        Operator("NumericNotEquals", numbers.not_equals, is_negated=True),
        Operator("NumericLessThan", numbers.less_than),
        Operator("NumericLessThanEquals", numbers.less_than_or_equals),
        Operator("NumericGreaterThan", numbers.greater_than),
        Operator("NumericGreaterThanEquals", numbers.greater_than_or_equals),
        Operator("DateEquals", dates.equals),
        Operator("DateNotEquals", dates.not_equals, is_negated=True),
        Operator("DateLessThan", dates.less_than),
        Operator("DateLessThanEquals", dates.less_than_or_equals),
        Operator("DateGreaterThan", dates.greater_than),
        Operator("DateGreaterThanEquals", dates.greater_than_or_equals),
        Operator("Bool", booleans.equals),
        Operator("BinaryEquals", binary.equals),
        Operator("IpAddress", addresses.within),
        Operator("NotIpAddress", addresses.not_within, is_negated=True),
        Operator("ArnEquals", arns.like),
        Operator("ArnLike", arns.like),
        Operator("ArnNotEquals", arns.not_like, is_negated=True),
        Operator("ArnNotLike", arns.not_like, is_negated=True),
        PresenceOperator("Null", presence.null),
    )
}


@dataclass(frozen=True, slots=True)
class ReadyCondition:
    """A condition made ready: `holds` says whether what the request says of `key` satisfies it."""

    condition: Condition
    key: str
    holds: sets.Holds
    is_known: bool = True


def ready(condition: Condition, has_variables: bool) -> ReadyCondition:
    """A condition ready to be asked; one with an unknown operator is never satisfied."""
    name = read_operator(condition.operator.value)
    key, texts = condition.key.value.lower(), condition.texts
    if name is None:
        return ReadyCondition(condition, key, sets.never, is_known=False)
    operator = OPERATORS[name.base]
    if isinstance(operator, PresenceOperator):
        return ReadyCondition(condition, key, operator.build(texts, has_variables))
    return ReadyCondition(condition, key, _holds(operator, name, texts, has_variables))


def _holds(
    operator: Operator, name: OperatorName, texts: tuple[str, ...], has_variables: bool
) -> sets.Holds:
    if not texts and (name.qualifier == FOR_ALL or name.has_if_exists):
        return sets.only_absent
    if not texts and name.qualifier == FOR_ANY:
        return sets.never
    meets = operator.build(texts, has_variables)
    if name.qualifier == FOR_ALL:
        return sets.for_all(meets)
    if name.qualifier == FOR_ANY:
        return sets.for_any(meets, if_absent=name.has_if_exists)
    return sets.alone(meets, if_absent=name.has_if_exists or operator.is_negated)
