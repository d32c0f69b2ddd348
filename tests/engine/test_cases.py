"""Facts of the policy language, one a line in cases/*.json, asked through the batch face.

A case is a whole question (`case`, with `expect`, `because` or `error`), or a table: `actions`,
`resources`, `principals` (or their `not_` forms) with texts that fit and texts that miss, or a
`condition` with contexts in which it holds and in which it fails. Each line of a table is asked
of an Allow and of a Deny.
"""

import copy
from typing import Any

import pytest

from policies.engine.batch import evaluate

from .rules import ELSEWHERE, EVALUATION, OPEN_QUESTIONS, read_cases, rule_ids

ACCOUNT = "111122223333"
VERSION = "2012-10-17"
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
DOCUMENTS: dict[str, list[dict[str, Any]]] = {
    "$all": [ALL],
    "$none": [{"Effect": "Allow", "Action": "none:None", "Resource": "*"}],
    "$deny": [{"Effect": "Deny", "Action": "*", "Resource": "*"}],
    "$s3": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::*"}],
    "$rcp": [{**ALL, "Principal": "*"}],
}
REQUESTS: dict[str, dict[str, Any]] = {
    "get": {
        "principal": f"arn:aws:iam::{ACCOUNT}:user/alice",
        "action": "s3:GetObject",
        "resource": {"arn": "arn:aws:s3:::box/thing", "accountId": ACCOUNT},
        "context": {},
    },
    "assume": {
        "principal": f"arn:aws:iam::{ACCOUNT}:user/alice",
        "action": "sts:AssumeRole",
        "resource": {"arn": f"arn:aws:iam::{ACCOUNT}:role/deploy", "accountId": ACCOUNT},
        "context": {},
    },
}
CASES = read_cases("cases")


def document(written: Any, version: str | None = VERSION) -> Any:
    """A document from its short form: a name, or a list of statements."""
    if isinstance(written, str) and written.startswith("$"):
        written = DOCUMENTS[written]
    if not isinstance(written, list):
        return written
    return {"Statement": written} if version is None else {"Version": version, "Statement": written}


def question(case: dict[str, Any], request: str = "get") -> dict[str, Any]:
    """A whole question from its short form."""
    whole = copy.deepcopy(case)
    whole["request"] = {**REQUESTS[request], **case.get("request", {})}
    for name in ("identity_policies", "permission_boundaries"):
        whole[name] = [document(one) for one in case.get(name, [])]
    for name in ("resource_policy", "session_policy"):
        whole[name] = document(case.get(name))
    for name in ("scps", "rcps"):
        whole[name] = [
            {**level, "policies": [document(one) for one in level["policies"]]}
            for level in case.get(name, [])
        ]
    return whole


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if "case" in case],
    ids=lambda case: f"{'+'.join(rule_ids(case))}: {case['name']}",
)
def test_a_question_is_answered(case: dict[str, Any]) -> None:
    asked = question(case["case"], case.get("request", "get"))
    if "error" in case:
        with pytest.raises(ValueError) as refused:
            evaluate(asked)
        assert case["error"] in str(refused.value)
        return
    answer = evaluate(asked)
    assert answer["decision"] == case["expect"]
    assert answer["because"] == case.get("because", answer["because"])


def applies(statement: dict[str, Any], case: dict[str, Any], **request: Any) -> bool:
    """Whether a statement applies to a request, as an Allow and as a Deny."""
    context = {**case.get("context", {}), **request.pop("context", {})}
    asked = question({"request": {"context": context, **request}})
    version = case.get("version", VERSION)
    principal = {"Principal": "*"} if case.get("kind") == "resource" else {}
    allow = document([{**statement, **principal, "Effect": "Allow"}], version)
    deny = document([{**statement, **principal, "Effect": "Deny"}], version)
    if principal:
        allowed = {**asked, "resource_policy": allow}
        denied = {**asked, "identity_policies": [document("$all")], "resource_policy": deny}
    else:
        allowed = {**asked, "identity_policies": [allow]}
        denied = {**asked, "identity_policies": [document("$all"), deny]}
    does_allow = evaluate(allowed)["decision"] == "Allowed"
    does_deny = evaluate(denied)["decision"] == "ExplicitlyDenied"
    assert does_allow == does_deny, "an Allow and a Deny apply alike"
    return does_allow


def tables(*names: str) -> Any:
    return pytest.mark.parametrize(
        "case",
        [case for case in CASES if any(name in case for name in names)],
        ids=lambda case: f"{'+'.join(rule_ids(case))}: {case['name']}",
    )


@tables("actions", "not_actions")
def test_an_action_fits(case: dict[str, Any]) -> None:
    element = "Action" if "actions" in case else "NotAction"
    statement = {element: case.get("actions", case.get("not_actions")), "Resource": "*"}
    asked = [*case["fits"], *case["misses"]]
    assert [one for one in asked if applies(statement, case, action=one)] == case["fits"]


@tables("resources", "not_resources")
def test_a_resource_fits(case: dict[str, Any]) -> None:
    element = "Resource" if "resources" in case else "NotResource"
    statement = {element: case.get("resources", case.get("not_resources")), "Action": "*"}
    asked = [*case["fits"], *case["misses"]]
    fitting = [
        arn
        for arn in asked
        if applies(statement, case, resource={"arn": arn, "accountId": ACCOUNT})
    ]
    assert fitting == case["fits"]


@tables("condition")
def test_a_condition_holds(case: dict[str, Any]) -> None:
    statement = {"Action": "*", "Resource": "*", "Condition": case["condition"]}
    asked = [*case["holds"], *case["fails"]]
    assert [one for one in asked if applies(statement, case, context=one)] == case["holds"]


def named(case: dict[str, Any], principal: str | None, effect: str) -> str:
    """What a resource's policy with this principal element decides about a caller."""
    element = "Principal" if "principals" in case else "NotPrincipal"
    statement = {
        **ALL,
        "Effect": effect,
        element: case.get("principals", case.get("not_principals")),
    }
    is_stranger = (
        principal is not None and principal.startswith("arn:") and ACCOUNT not in principal
    )
    own = ["$all"] if is_stranger or effect == "Deny" else []
    others = [{**ALL, "Principal": "*"}] if effect == "Deny" else []
    asked = {
        "request": {"principal": principal, "context": case.get("context", {})},
        "identity_policies": own,
        "resource_policy": [statement, *others],
    }
    return str(evaluate(question(asked))["decision"])


@tables("principals", "not_principals")
def test_a_principal_fits(case: dict[str, Any]) -> None:
    asked = [*case.get("fits", ()), *case.get("misses", ())]
    assert [one for one in asked if named(case, one, "Allow") == "Allowed"] == case.get("fits", [])
    asked = [*case.get("denies", ()), *case.get("spares", ())]
    denied = [one for one in asked if named(case, one, "Deny") == "ExplicitlyDenied"]
    assert denied == case.get("denies", [])


def test_every_rule_has_a_case(record_testsuite_property: Any) -> None:
    covered = {rule for case in CASES for rule in rule_ids(case)}
    testable = {*EVALUATION, *OPEN_QUESTIONS}
    record_testsuite_property("rules", f"{len(testable & covered) + len(ELSEWHERE)}")
    record_testsuite_property("cases", f"{len(CASES)}")
    assert sorted(testable - covered) == []


def test_every_case_names_a_known_rule() -> None:
    named_rules = {rule for case in CASES for rule in rule_ids(case)}
    assert sorted(named_rules - {*EVALUATION, *OPEN_QUESTIONS, *ELSEWHERE}) == []
