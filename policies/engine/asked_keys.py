"""Which context keys policies ask for."""

from collections.abc import Iterable, Iterator

from .document import Policy
from .variables import Variable, parts_of


def keys_asked_for(policies: Iterable[Policy]) -> tuple[str, ...]:
    """Give every context key that policies test or put into texts, as first written, once each."""
    found: dict[str, str] = {}
    for policy in policies:
        for key in _keys(policy):
            found.setdefault(key.lower(), key)
    return tuple(found.values())


def _keys(policy: Policy) -> Iterator[str]:
    for statement in policy.statements:
        for item in statement.resources.items if statement.resources else ():
            yield from _variables(item.value, policy.has_variables)
        for condition in statement.conditions:
            yield condition.key.value
            for text in condition.texts:
                yield from _variables(text, policy.has_variables)


def _variables(text: str, has_variables: bool) -> Iterator[str]:
    for part in parts_of(text, has_variables):
        if isinstance(part, Variable):
            # The engine keeps keys in lower case; people know them as they were written.
            start = text.lower().index(f"${{{part.key}") + 2
            yield text[start : start + len(part.key)]
