"""AWS's words for why a request is denied, and ours for why it is allowed."""

from .document import Kind
from .verdict import Ground, Verdict

POLICY_NAMES = {
    Kind.IDENTITY: "identity-based policy",
    Kind.BOUNDARY: "permissions boundary",
    Kind.SESSION: "session policy",
    Kind.TRUST: "role trust policy",
    Kind.RESOURCE: "resource-based policy",
    Kind.SCP: "service control policy",
    Kind.RCP: "resource control policy",
    Kind.ENDPOINT: "VPC endpoint policy",
}
_ARTICLES = {Kind.IDENTITY: "an", Kind.TRUST: "the"}


def because(verdict: Verdict, layer: Kind | None, ground: Ground | None, action: str) -> str:
    """The tail of AWS's AccessDenied message, or the like for what is allowed."""
    if layer is None:
        return f"because {ground}"
    policy, article = POLICY_NAMES[layer], _ARTICLES.get(layer, "a")
    if verdict is Verdict.EXPLICITLY_DENIED:
        return f"with an explicit deny in {article} {policy}"
    if verdict is Verdict.ALLOWED:
        return f"because {article} {policy} allows the {action} action"
    return f"because no {policy} allows the {action} action"
