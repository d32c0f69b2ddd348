from __future__ import annotations

from accounts.names import MaxItems
from accounts.targets import anything
from iamconsole.caller import Call
from iamconsole.gate import operation
from policies.engine import Kind, validate
from policies.names import DraftDocument, PolicyType
from policies.shapes import FindingShape, FindingsResult

_KINDS = {
    "IDENTITY_POLICY": Kind.IDENTITY,
    "RESOURCE_POLICY": Kind.RESOURCE,
    "SERVICE_CONTROL_POLICY": Kind.SCP,
    "RESOURCE_CONTROL_POLICY": Kind.RCP,
}


@operation(on=anything, service="access-analyzer")
def validate_policy(
    call: Call[None],
    *,
    policy_document: DraftDocument,
    policy_type: PolicyType = "IDENTITY_POLICY",
    max_results: MaxItems = 1000,
) -> FindingsResult:
    """Check a document that may still be a draft, and say what is wrong with it and where."""
    problems = validate(policy_document, _KINDS[policy_type])
    return FindingsResult(findings=tuple(map(FindingShape.of, problems[:max_results])))
