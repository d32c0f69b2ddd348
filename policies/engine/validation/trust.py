"""Trust policies: who may become the role, by which call, proven how."""

from collections.abc import Iterator

from .. import catalog
from ..check_elements import TRUST_ACTIONS, principal_refusal
from ..document import Kind
from ..patterns import covers
from ..problems import Problem
from .clauses import Clause, Named, Test, problem, removal

_GITHUB = "token.actions.githubusercontent.com"
_SAML_CALL = "sts:AssumeRoleWithSAML"
_WEB_CALL = "sts:AssumeRoleWithWebIdentity"
_ROLES_ANYWHERE = "rolesanywhere.amazonaws.com"
_NEEDED_ANYWHERE = ("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession")
_KEY_NEEDS = {
    "sts:sourceidentity": "sts:SetSourceIdentity",
    "sts:transitivetagkeys": "sts:TagSession",
    "aws:tagkeys": "sts:TagSession",
}
_IRRELEVANT = ("aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths")
# Hosts whose trust AWS binds to a client by other means than a claim of ours.
_KNOWN_HOSTS = ("cognito-identity.amazonaws.com",)


def elements(clause: Clause) -> Iterator[Problem]:
    """A trust policy acts for its role and names whom it trusts."""
    if clause.kind is not Kind.TRUST:
        return
    written = clause.statement
    if written.resources:
        element = written.resources.element
        message = f"a trust policy has no `{element.value}`"
        help = "remove it: the policy is about the role it belongs to"
        path = (*clause.path, element.value)
        yield problem("ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", message, element, path, help)
    if written.principals and written.principals.negated:
        element = written.principals.element
        message = "a trust policy has no `NotPrincipal`"
        path = (*clause.path, element.value)
        code, help = "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL", "name whom you trust"
        yield problem(code, message, element, path, help)
    yield from _everybody(clause)


def _everybody(clause: Clause) -> Iterator[Problem]:
    for named in clause.principals:
        if named.kind == "" and named.entry.text == "*":
            message = "a trust policy cannot have the principal `*`"
            help = 'name whom you trust; for everybody write `{"AWS": "*"}` with conditions'
            code = "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL"
            yield problem(code, message, named.entry.node, named.entry.path, help)


def actions(clause: Clause) -> Iterator[Problem]:
    """The actions of a trust policy are those that assume a role."""
    if clause.kind is not Kind.TRUST:
        return
    known = {action.lower() for action in TRUST_ACTIONS}
    for entry in clause.actions:
        is_unknown = catalog.action(entry.text) is None
        if clause.has_not_action or (entry.text.lower() not in known and not is_unknown):
            message = f"the action `{entry.text}` has no meaning in a trust policy"
            help = "use `sts:AssumeRole`, `sts:TagSession` and the like"
            code = "UNSUPPORTED_ACTION_IN_POLICY"
            yield problem(code, message, entry.node, entry.path, help)
    yield from _mismatched(clause)
    yield from _roles_anywhere(clause)


def _names(clause: Clause, action: str) -> bool:
    return any(covers(entry.text.lower(), action.lower()) for entry in clause.actions)


def _mismatched(clause: Clause) -> Iterator[Problem]:
    named_actions = {entry.text.lower(): entry for entry in clause.actions}
    for call, fits, who in (
        (_SAML_CALL, _is_saml, "a SAML provider"),
        (_WEB_CALL, _is_web, "an OIDC provider"),
    ):
        entry = named_actions.get(call.lower())
        wrong = [one for one in clause.principals if not fits(one)]
        if entry and clause.principals and len(wrong) == len(clause.principals):
            names = ", ".join(f"`{one.entry.text}`" for one in wrong[:3])
            message = f"the action `{entry.text}` is not for {names}"
            help = f'name {who} in `{{"Federated": "…"}}`'
            code = "MISMATCHED_ACTION_FOR_PRINCIPAL"
            yield problem(code, message, entry.node, entry.path, help)


def _is_saml(named: Named) -> bool:
    return named.kind == "Federated" and ":saml-provider/" in named.entry.text


def _is_web(named: Named) -> bool:
    return named.kind == "Federated" and ":saml-provider/" not in named.entry.text


def _roles_anywhere(clause: Clause) -> Iterator[Problem]:
    for named in clause.principals:
        missing = [action for action in _NEEDED_ANYWHERE if not _names(clause, action)]
        if named.kind == "Service" and named.entry.text == _ROLES_ANYWHERE and missing:
            listed = ", ".join(f"`{one}`" for one in missing)
            message = f"`{_ROLES_ANYWHERE}` cannot work without {listed}"
            code = "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY"
            entry = named.entry
            yield problem(code, message, entry.node, entry.path, f"add {listed} to `Action`")


def federated(clause: Clause) -> Iterator[Problem]:
    """An identity provider is named by its ARN or its host."""
    if clause.kind is not Kind.TRUST:
        return
    for named in clause.principals:
        text, entry = named.entry.text, named.entry
        if named.kind == "Federated" and principal_refusal({"Federated": text}):
            message = f"`{text}` is neither the host nor the ARN of an identity provider"
            help = "write `id.example.com`, or `arn:aws:iam::111122223333:saml-provider/name`"
            code = "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY"
            yield problem(code, message, entry.node, entry.path, help)


def redundant_sessions(clause: Clause) -> Iterator[Problem]:
    """Who trusts a role trusts each of its sessions."""
    if clause.kind is not Kind.TRUST:
        return
    roles = {_role_of(one.entry.text) for one in clause.principals if ":role/" in one.entry.text}
    for named in clause.principals:
        text, entry = named.entry.text, named.entry
        if ":assumed-role/" in text and _role_of(text) in roles:
            message = f"the session `{text}` is already trusted with its role"
            code = "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY"
            fix = removal(entry)
            yield problem(code, message, entry.node, entry.path, "remove the session", fix)


def _role_of(arn: str) -> tuple[str, str]:
    fields = arn.split(":", 5)
    account, resource = (fields[4], fields[5]) if len(fields) == 6 else ("", arn)
    parts = resource.split("/")
    return account, parts[1] if resource.startswith("assumed-role/") else parts[-1]


def key_needs_action(clause: Clause) -> Iterator[Problem]:
    """Tags and source identities travel only where their action is allowed too."""
    if clause.kind is not Kind.TRUST or not clause.allows:
        return
    for test in clause.tests:
        lower = test.key.lower()
        needed = _KEY_NEEDS.get(lower) or (
            "sts:TagSession" if lower.startswith("aws:requesttag/") else ""
        )
        if needed and not _names(clause, needed):
            message = f"`{test.key}` is there only when the statement names `{needed}`"
            code, help = "MISSING_ACTION_FOR_CONDITION_KEY", f"add `{needed}` to `Action`"
            yield problem(code, message, test.condition.key, test.path, help)


def irrelevant_keys(clause: Clause) -> Iterator[Problem]:
    """The resource of a trust policy is always its own role."""
    if clause.kind is not Kind.TRUST:
        return
    for test in clause.tests_of(*_IRRELEVANT):
        message = f"`{test.key}` says nothing in a trust policy: the resource is the role itself"
        help = "test it in a policy of the caller"
        code = "IRRELEVANT_CONDITION_KEY_IN_POLICY"
        yield problem(code, message, test.condition.key, test.path, help)


def provider_claims(clause: Clause) -> Iterator[Problem]:
    """A provider vouches for all its users: say which of them are meant."""
    if clause.kind is not Kind.TRUST or not clause.allows or not _names(clause, _WEB_CALL):
        return
    for named in clause.principals:
        if named.kind == "Federated" and _is_web(named):
            yield from _claims(clause, named, _host(named.entry.text))


def _host(provider: str) -> str:
    return provider.partition(":oidc-provider/")[2] or provider


def _claims(clause: Clause, named: Named, host: str) -> Iterator[Problem]:
    tests = [one for one in clause.tests if one.key.lower().startswith(f"{host.lower()}:")]
    entry = named.entry
    if not tests:
        message = f"everybody whom `{host}` knows may assume this role"
        help = f"test `{host}:aud` or `{host}:sub`"
        code = "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL"
        yield problem(code, message, entry.node, entry.path, help)
    if host.lower() == _GITHUB:
        yield from _github(clause, named, tests)
    for test in tests:
        yield from _audience(test)


def _github(clause: Clause, named: Named, tests: list[Test]) -> Iterator[Problem]:
    subjects = [one for one in tests if one.key.lower() == f"{_GITHUB}:sub"]
    if not subjects:
        message = "workflows of every repository of the provider may assume this role"
        help = f"test `{_GITHUB}:sub`, for example `repo:owner/name:ref:refs/heads/main`"
        code, entry = "MISSING_GITHUB_REPO_CONDITION_KEY", named.entry
        yield problem(code, message, entry.node, entry.path, help)
    for test in subjects:
        for value in test.values:
            repository = value.text.removeprefix("repo:").split(":", 1)
            if len(repository) < 2 or "*" in repository[0] or repository[1].strip("*") == "":
                message = f"`{value.text}` lets in more than one repository or branch"
                help = "name both, for example `repo:owner/name:ref:refs/heads/main`"
                code = "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED"
                yield problem(code, message, value.node, value.path, help)


def _audience(test: Test) -> Iterator[Problem]:
    if test.key.lower().endswith(":aud") and test.operator and test.operator.qualifier:
        node = test.condition.operator
        message = f"`{test.key}` under `{test.operator.qualifier}` supposes a claim of many values"
        plain = node.value.partition(":")[2]
        help = f"write `{plain}` if the provider sends one audience"
        yield problem("CONFIRM_AUDIENCE_CLAIM_TYPE", message, node, test.path[:-1], help)
