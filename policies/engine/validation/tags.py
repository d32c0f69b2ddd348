"""Tags of resources in conditions, under actions whose requests do not carry them."""

from collections.abc import Iterator

from .. import catalog
from ..problems import Problem
from .clauses import Clause, Test, problem

_RESOURCE_TAG = "aws:ResourceTag/any"
_PREFIX = "aws:resourcetag/"


def unsupported_tags(clause: Clause) -> Iterator[Problem]:
    """A condition on a tag that is never there never matches: it allows and denies nothing."""
    for test in clause.tests:
        is_tag = test.key.lower().startswith(_PREFIX) and len(test.key) > len(_PREFIX)
        # Negated operators and IfExists match without the tag; `Null` asks for just that.
        operator = test.operator
        if not is_tag or operator is None or operator.is_negated:
            continue
        if not operator.has_if_exists and operator.base != "Null":
            yield from _unsupported(clause, test)


def _unsupported(clause: Clause, test: Test) -> Iterator[Problem]:
    effect = "ALLOW" if clause.allows else "DENY"
    if clause.has_not_action:
        code = f"{effect}_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"
        message = f"some of the actions that `NotAction` leaves have no `{test.key}`"
        help = "list the actions in `Action`"
    else:
        services = _services_without_tags(clause)
        if not services:
            return
        code = f"{effect}_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"
        listed = ", ".join(f"`{one}`" for one in services)
        message = f"requests for these actions of {listed} do not carry `{test.key}`"
        help = "move these actions to a statement without this condition"
    done = "allows" if clause.allows else "denies"
    message += f", so the statement {done} none of them"
    yield problem(code, message, test.condition.key, test.path, help)


def _services_without_tags(clause: Clause) -> list[str]:
    found = set()
    for entry in clause.actions:
        actions = catalog.expand(entry.text) if entry.text.strip("*:") else ()
        # A pattern is reported only when none of its actions knows the tag.
        if actions and not any(catalog.carries(one, _RESOURCE_TAG) for one in actions):
            found.add(actions[0].service)
    return sorted(found)
