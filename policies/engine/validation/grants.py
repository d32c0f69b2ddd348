"""Grants that reach further than they look: passing roles, creating service-linked roles."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..patterns import covers
from ..problems import Problem
from .clauses import Clause, Entry, problem

_ROLE_PASSING = "iam:passrole"
_CREATE_LINKED_ROLE = "iam:createservicelinkedrole"


@dataclass(frozen=True, slots=True)
class _Reach:
    """How a statement comes to allow an action: by name, by wildcard, or by leaving it out."""

    how: str  # "", "STAR_IN_ACTION" or "NOTACTION"
    entry: Entry | None


def pass_role(clause: Clause) -> Iterator[Problem]:
    """Whoever may pass any role to any service may have that role's permissions."""
    if not clause.tests_of("iam:PassedToService"):
        yield from _too_wide(clause, "PASS_ROLE", _ROLE_PASSING, "pass any role to a service")


def create_linked_role(clause: Clause) -> Iterator[Problem]:
    """Whoever may make any service-linked role lets services in that nobody thought of."""
    if not clause.tests_of("iam:AWSServiceName"):
        what = "create a service-linked role for any service"
        yield from _too_wide(clause, "CREATE_SLR", _CREATE_LINKED_ROLE, what)


def _too_wide(clause: Clause, name: str, action: str, what: str) -> Iterator[Problem]:
    if not clause.allows:
        return
    reach, resource = _reach(clause, action), _wide_resource(clause)
    if reach is None or resource is None:
        return
    code = _code(name, reach.how, clause.has_not_resource)
    entry = reach.entry or resource
    message = f"this statement lets its holder {what}"
    help = "name the roles in `Resource`" + (
        ", or limit the services with `iam:PassedToService`" if name == "PASS_ROLE" else ""
    )
    yield problem(code, message, entry.node, entry.path, help)


def _code(name: str, how: str, has_not_resource: bool) -> str:
    if has_not_resource:
        return f"{name}_WITH_{f'{how}_AND_' if how else ''}NOTRESOURCE"
    if how == "NOTACTION":
        return f"{name}_WITH_STAR_IN_RESOURCE_AND_NOTACTION"
    return f"{name}_WITH_{'STAR_IN_ACTION_AND_RESOURCE' if how else 'STAR_IN_RESOURCE'}"


def _reach(clause: Clause, action: str) -> _Reach | None:
    covering = [one for one in clause.actions if covers(one.text.lower(), action)]
    if clause.has_not_action:
        return None if covering else _Reach("NOTACTION", None)
    # The action by its own name tells more than a wildcard beside it.
    covering.sort(key=lambda one: one.text.lower() != action)
    if not covering:
        return None
    named = covering[0].text.lower() == action
    return _Reach("" if named else "STAR_IN_ACTION", covering[0])


def _wide_resource(clause: Clause) -> Entry | None:
    if clause.has_not_resource:
        return next(iter(clause.resources), None)
    return next((one for one in clause.resources if _is_every_role(one.text)), None)


def _is_every_role(resource: str) -> bool:
    if not resource.strip("*"):
        return True
    fields = resource.split(":", 5)
    if len(fields) < 6:
        return resource.endswith("*") and covers(resource, "arn:aws:iam::111122223333:role/x")
    # A prefix of the name, such as `role/Service*`, is a limit.
    return fields[2] in ("iam", "*") and covers(fields[5], "role/ ")
