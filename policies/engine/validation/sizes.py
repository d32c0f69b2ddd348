"""How long a document may be."""

from collections.abc import Iterator

from ..check import size
from ..document import Kind, Policy
from ..problems import Problem
from .clauses import problem

MANAGED, CONTROL, TRUST, RESOURCE = 6_144, 5_120, 2_048, 20_480


def too_long(policy: Policy, kind: Kind) -> Iterator[Problem]:
    """A document longer than its quota cannot be saved, or only part by part."""
    code, quota, counted = _quota(policy, kind)
    if counted > quota:
        message = f"this policy has {counted:,} characters, {counted - quota:,} more than its quota"
        help = f"the quota is {quota:,}: split the policy into several"
        yield problem(code, message, policy.root, (), help)


def _quota(policy: Policy, kind: Kind) -> tuple[str, int, int]:
    counted = size(policy.source)
    if kind in (Kind.SCP, Kind.RCP):
        # Here white space counts too.
        return "POLICY_SIZE_EXCEEDS_SCP_QUOTA", CONTROL, len(policy.source)
    if kind is Kind.TRUST:
        return "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA", TRUST, counted
    if kind in (Kind.RESOURCE, Kind.ENDPOINT):
        return "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA", RESOURCE, counted
    return "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", MANAGED, counted
