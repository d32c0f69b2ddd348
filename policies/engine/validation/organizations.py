"""What control policies of an organization may not say."""

from collections.abc import Iterator

from .. import catalog
from ..document import CURRENT_VERSION, Effect, Kind
from ..problems import Problem
from .clauses import Clause, problem


def service_control(clause: Clause) -> Iterator[Problem]:
    """A service control policy binds everybody in the account: it names nobody."""
    written = clause.statement.principals
    if clause.kind is Kind.SCP and written:
        name = written.element.value
        message = f"a service control policy has no `{name}`"
        help = "remove it, or test `aws:PrincipalArn` in `Condition`"
        path = (*clause.path, name)
        yield problem("SCP_SYNTAX_ERROR_PRINCIPAL", message, written.element, path, help)


def resource_control(clause: Clause) -> Iterator[Problem]:
    """A resource control policy only denies, to everybody, actions of services it reaches."""
    if clause.kind is not Kind.RCP or _allows_everything(clause):
        return
    yield from _rcp_elements(clause)
    yield from _rcp_principal(clause)
    yield from _rcp_actions(clause)


def _allows_everything(clause: Clause) -> bool:
    """RCPFullAWSAccess is the one resource control policy that allows."""
    texts = [[entry.text for entry in entries] for entries in (clause.actions, clause.resources)]
    return clause.allows and texts == [["*"], ["*"]] and not clause.tests


def _rcp_elements(clause: Clause) -> Iterator[Problem]:
    effect = clause.node.get("Effect")
    if clause.statement.effect is Effect.ALLOW and effect is not None:
        path = (*clause.path, "Effect")
        message = "a resource control policy cannot `Allow`"
        yield problem("INVALID_EFFECT", message, effect, path, "use `Deny`")
    if clause.has_not_action and clause.statement.actions:
        path = (*clause.path, "NotAction")
        message = "a resource control policy has no `NotAction`"
        element = clause.statement.actions.element
        yield problem("INVALID_POLICY_ELEMENT", message, element, path, "list the actions")


def _rcp_principal(clause: Clause) -> Iterator[Problem]:
    written = clause.statement.principals
    if written is None:
        return
    names = [named.entry.text for named in clause.principals]
    if clause.has_not_principal or names != ["*"]:
        path = (*clause.path, written.element.value)
        message = "the `Principal` of a resource control policy is always `*`"
        help = 'write `"Principal": "*"` and test `aws:PrincipalArn` in `Condition`'
        yield problem("UNSUPPORTED_PRINCIPAL", message, written.element, path, help)


def _rcp_actions(clause: Clause) -> Iterator[Problem]:
    for entry in clause.actions:
        prefix = entry.text.partition(":")[0]
        message = ""
        if entry.text == "*":
            message = "a resource control policy cannot name every action at once"
        elif catalog.service(prefix) and not catalog.supports_resource_control(prefix):
            message = f"resource control policies do not reach the service `{prefix}`"
        if message:
            help = "name actions of services that support resource control policies"
            yield problem("UNSUPPORTED_ACTION_IN_POLICY", message, entry.node, entry.path, help)


def control_version(clause: Clause) -> Iterator[Problem]:
    """A resource control policy is written in the current version of the language."""
    if clause.kind is Kind.RCP and not clause.has_variables and clause.path[-1] in (0, "Statement"):
        message = "a resource control policy needs the current `Version`"
        help = f'write `"Version": "{CURRENT_VERSION}"`'
        yield problem("INVALID_VERSION", message, clause.node, clause.path, help)
