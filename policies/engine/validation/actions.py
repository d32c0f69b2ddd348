"""Actions: do they exist, is one of them said twice?"""

from collections.abc import Iterator

from .. import catalog
from ..patterns import redundant
from ..problems import Problem
from .clauses import Clause, Entry, correction, problem, removal


def unknown_actions(clause: Clause) -> Iterator[Problem]:
    """An action names a service and something the service does, wildcards included."""
    for entry in clause.actions:
        if entry.text != "*" and "${" not in entry.text:
            yield from _unknown_action(entry)


def _unknown_action(entry: Entry) -> Iterator[Problem]:
    prefix, colon, name = entry.text.partition(":")
    if not colon:
        yield _no_service(entry)
    elif "*" in prefix or "?" in prefix:
        yield _wildcard_in_service(entry, prefix)
    elif catalog.is_retired(prefix):
        return
    elif catalog.service(prefix) is None:
        yield _unknown_service(entry, prefix, name)
    elif not catalog.expand(entry.text):
        yield _no_such_action(entry, prefix, name)


def _no_service(entry: Entry) -> Problem:
    message = f"the action `{entry.text}` names no service"
    help = "write `service:Action`, for example `s3:GetObject`"
    return problem("INVALID_ACTION", message, entry.node, entry.path, help)


def _wildcard_in_service(entry: Entry, prefix: str) -> Problem:
    message = f"the service prefix `{prefix}` has a wildcard, which AWS matches with no service"
    help = "name the service, or write `*` alone for every action of every service"
    return problem("WILDCARD_IN_SERVICE_NAME", message, entry.node, entry.path, help)


def _unknown_service(entry: Entry, prefix: str, name: str) -> Problem:
    meant = catalog.nearest_service(prefix)
    message = f"the service `{prefix}` in the action `{entry.text}` does not exist"
    return _with_meant("INVALID_SERVICE_IN_ACTION", message, entry, meant and f"{meant}:{name}")


def _no_such_action(entry: Entry, prefix: str, name: str) -> Problem:
    is_pattern = "*" in name or "?" in name
    message = f"the action `{entry.text}` {'matches no action' if is_pattern else 'does not exist'}"
    meant = None if is_pattern else catalog.nearest_action(prefix, name)
    return _with_meant("INVALID_ACTION", message, entry, meant)


def _with_meant(code: str, message: str, entry: Entry, meant: str | None) -> Problem:
    help, fix = "", None
    if meant:
        help = f"did you mean `{meant}`?"
        # Only a name that exists may stand in: a fix must not make a new mistake.
        fix = correction(entry.node, meant) if catalog.expand(meant) else None
    return problem(code, message, entry.node, entry.path, help, fix)


def redundant_actions(clause: Clause) -> Iterator[Problem]:
    """An action another entry of the same list already covers adds nothing."""
    names = [entry.text.lower() for entry in clause.actions]
    for at, wide in redundant(names, _prefix):
        entry = clause.actions[at]
        message = f"the action `{entry.text}` is already covered by `{clause.actions[wide].text}`"
        help = "remove it: the statement means the same without it"
        fix = removal(entry)
        yield problem("REDUNDANT_ACTION", message, entry.node, entry.path, help, fix)


def _prefix(action: str) -> str:
    return action.partition(":")[0]
