"""Which elements a document and its statements have, need, and may not have."""

import string
from collections.abc import Iterator
from typing import TypeGuard

from ..document import CURRENT_VERSION, Kind, Policy
from ..problems import Fix, Problem
from ..reader import ArrayNode, Node, ObjectNode, StringNode
from ..text import Place
from .clauses import Clause, Path, problem, replacement

OWN_KINDS = frozenset((Kind.IDENTITY, Kind.BOUNDARY, Kind.SESSION))
CONTROL_KINDS = frozenset((Kind.SCP, Kind.RCP))
NEEDS_PRINCIPAL = frozenset((Kind.TRUST, Kind.RESOURCE, Kind.RCP, Kind.ENDPOINT))
NEEDS_RESOURCE = OWN_KINDS | CONTROL_KINDS
SIDS_MUST_DIFFER = OWN_KINDS | CONTROL_KINDS | {Kind.TRUST}

_SID_LETTERS = frozenset(string.ascii_letters + string.digits)


def missing_version(policy: Policy) -> Iterator[Problem]:
    """Without `Version` a document is read by the rules of 2008."""
    if policy.root.get("Version") is None:
        version = f'"Version": "{CURRENT_VERSION}"'
        message = "this policy names no `Version`"
        help = f"add `{version}`: without it variables are ordinary text"
        fix = _added(policy, version)
        yield problem("MISSING_VERSION", message, policy.root, (), help, fix)


def _added(policy: Policy, version: str) -> Fix | None:
    """Offer to add the version, unless that would bring variables to life."""
    root = policy.root
    if not root.members or "${" in policy.source:
        return None
    behind_brace = Place(root.text, root.start + 1, root.start + 1)
    return Fix(f"add `{version}`", f"{version}, ", behind_brace)


def missing_elements(clause: Clause) -> Iterator[Problem]:
    """A statement says what may be done, and where its kind asks for it, to what and by whom."""
    written, add = clause.statement, "add `{0}` or `Not{0}` to the statement"
    if written.actions is None:
        yield _missing("MISSING_ACTION", clause, "Action", add)
    if written.resources is None and clause.kind in NEEDS_RESOURCE:
        yield _missing("MISSING_RESOURCE", clause, "Resource", add)
    if written.principals is None and clause.kind in NEEDS_PRINCIPAL:
        yield _missing("MISSING_PRINCIPAL", clause, "Principal", "add `{0}` to the statement")


def _missing(code: str, clause: Clause, element: str, help: str) -> Problem:
    message = f"this statement has no `{element}`"
    return problem(code, message, clause.node, clause.path, help.format(element))


def unsupported_principal(clause: Clause) -> Iterator[Problem]:
    """The policy of a user, group or role acts for the one it is attached to."""
    written = clause.statement.principals
    if written and clause.kind in OWN_KINDS:
        name = written.element.value
        message = f"`{name}` has no place in an identity policy"
        help = "remove it: the policy acts for the user, group or role it is attached to"
        path = (*clause.path, name)
        yield problem("UNSUPPORTED_PRINCIPAL", message, written.element, path, help)


def empty_elements(clause: Clause) -> Iterator[Problem]:
    """A list or an object with nothing in it changes nothing, or everything."""
    for code, element in (("EMPTY_ARRAY_ACTION", "Action"), ("EMPTY_ARRAY_RESOURCE", "Resource")):
        for name in (element, f"Not{element}"):
            if _is_empty(value := clause.node.get(name)):
                what = "names nothing, so the statement has no effect"
                yield _empty(code, name, what, value, (*clause.path, name))
    yield from _empty_principals(clause)
    yield from _empty_conditions(clause)


def _empty_principals(clause: Clause) -> Iterator[Problem]:
    for name in ("Principal", "NotPrincipal"):
        value, path = clause.node.get(name), (*clause.path, name)
        what = "names nobody, so the statement has no effect"
        if _is_empty(value):
            yield _empty("EMPTY_OBJECT_PRINCIPAL", name, what, value, path)
        for member in value.members if isinstance(value, ObjectNode) else ():
            if _is_empty(member.value):
                key = member.key.value
                yield _empty("EMPTY_ARRAY_PRINCIPAL", key, what, member.value, (*path, key))


def _empty_conditions(clause: Clause) -> Iterator[Problem]:
    value, path = clause.node.get("Condition"), (*clause.path, "Condition")
    what = "tests nothing, so it does not change the statement"
    if _is_empty(value):
        yield _empty("EMPTY_OBJECT_CONDITION", "Condition", what, value, path)
    for member in value.members if isinstance(value, ObjectNode) else ():
        if _is_empty(member.value):
            key = member.key.value
            yield _empty("EMPTY_OBJECT_CONDITION", key, what, member.value, (*path, key))


def _is_empty(value: Node | None) -> TypeGuard[ArrayNode | ObjectNode]:
    if isinstance(value, ArrayNode):
        return not value.items
    return isinstance(value, ObjectNode) and not value.members


def _empty(code: str, name: str, what: str, value: Node, path: Path) -> Problem:
    return problem(code, f"`{name}` {what}", value, path, "fill it or remove it")


def sids(clause: Clause) -> Iterator[Problem]:
    """A Sid is a name for people: letters and digits, and not empty."""
    sid = clause.statement.sid
    if sid is None:
        return
    path = (*clause.path, "Sid")
    if not sid.value:
        help = "give the statement a name, or remove `Sid`"
        yield problem("EMPTY_SID_VALUE", "the `Sid` is empty", sid, path, help)
    elif clause.kind is not Kind.RESOURCE and not _SID_LETTERS.issuperset(sid.value):
        message = f"the `Sid` `{sid.value}` has characters other than letters and digits"
        kept = "".join(letter for letter in sid.value if letter in _SID_LETTERS)
        fix = replacement(sid, kept) if kept else None
        help = "use only a-z, A-Z and 0-9"
        yield problem("UNSUPPORTED_SID", message, sid, path, help, fix)


def repeated_sids(clauses: tuple[Clause, ...]) -> Iterator[Problem]:
    """A Sid names one statement of its document."""
    seen: set[str] = set()
    for clause in clauses:
        sid = clause.statement.sid
        if sid and sid.value and sid.value in seen:
            yield _repeated_sid(clause, sid)
        if sid:
            seen.add(sid.value)


def _repeated_sid(clause: Clause, sid: StringNode) -> Problem:
    must_differ = clause.kind in SIDS_MUST_DIFFER
    code = "UNIQUE_SIDS_REQUIRED" if must_differ else "UNIQUE_SIDS_RECOMMENDED"
    message = f"another statement already has the `Sid` `{sid.value}`"
    return problem(code, message, sid, (*clause.path, "Sid"), "give each statement its own")
