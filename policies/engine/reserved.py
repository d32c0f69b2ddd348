"""What AWS keeps to itself, whatever policies say."""

from .arn import split
from .request import PrincipalKind, Request
from .verdict import Ground

_POLICY_CHANGES = frozenset(
    {
        "iam:createpolicyversion",
        "iam:deletepolicy",
        "iam:deletepolicyversion",
        "iam:setdefaultpolicyversion",
        "iam:tagpolicy",
        "iam:untagpolicy",
    }
)
_ROLE_CHANGES = frozenset(
    {
        "iam:attachrolepolicy",
        "iam:deleterole",
        "iam:deleterolepermissionsboundary",
        "iam:deleterolepolicy",
        "iam:detachrolepolicy",
        "iam:putrolepermissionsboundary",
        "iam:putrolepolicy",
        "iam:tagrole",
        "iam:untagrole",
        "iam:updateassumerolepolicy",
        "iam:updaterole",
        "iam:updateroledescription",
    }
)
# IAM's own actions, and those that a directory has beside them.
_OF_THE_DIRECTORY = ("iam:", "iamconsole:")
_FREE = {
    "sts:getcalleridentity": Ground.CALLER_IDENTITY,
    "sts:getsessiontoken": Ground.OWN_SESSION,
}
# Taking on a role, with tags and a source identity on it.
_TAKING_ON = frozenset({"sts:assumerole", "sts:setsourceidentity", "sts:tagsession"})
_ALIAS_CHANGES = frozenset({"kms:createalias", "kms:deletealias", "kms:updatealias"})


def is_peculiar(request: Request) -> bool:
    """Whether more than the caller's own policies has a say."""
    return not (request.is_same_account and request.principal.is_plain) or (
        request.folded_action in _FREE
        or needs_trust(request)
        or changes_what_aws_owns(request)
        or refuses_credentials(request)
    )


def is_free(action: str) -> bool:
    """Whether an action needs no policy, to whoever may ask for it."""
    return action.lower() in _FREE


def free_ground(request: Request) -> Ground | None:
    """Why no policy has a say: in telling callers who they are, or proving it anew (D-42)."""
    return _FREE.get(request.folded_action) if request.principal.is_authenticated else None


def changes_what_aws_owns(request: Request) -> bool:
    """Whether the request would change AWS's managed policies, reserved roles or key aliases."""
    action, arn = request.folded_action, request.resource
    return (
        (action in _POLICY_CHANGES and _field(arn, 4) == "aws")
        or (action in _ROLE_CHANGES and _field(arn, 5).startswith("role/aws-reserved/"))
        or (action in _ALIAS_CHANGES and _field(arn, 5).startswith("alias/aws/"))
    )


def needs_trust(request: Request) -> bool:
    """Whether the resource decides if its account's own policies count: roles taken on, keys."""
    action, arn = request.folded_action, request.resource
    return (
        action.startswith("sts:") and _field(arn, 2) == "iam" and _field(arn, 5)[:5] == "role/"
    ) or (action.startswith("kms:") and _field(arn, 2) == "kms" and _field(arn, 5)[:4] == "key/")


def _field(arn: str, index: int) -> str:
    fields = split(arn)
    return fields[index] if fields else ""


def takes_on_itself(request: Request) -> bool:
    """Whether a role asks to assume itself, for which its trust policy must name it (T-8)."""
    return request.folded_action == "sts:assumerole" and (
        request.principal.role_arn == request.resource
    )


def refuses_credentials(request: Request) -> bool:
    """Whether IAM or STS refuse these credentials, whatever their user may do (D-43)."""
    principal, action = request.principal, request.folded_action
    if principal.kind is PrincipalKind.FEDERATED_SESSION:
        return action.startswith((*_OF_THE_DIRECTORY, "sts:"))
    if not principal.has_session_token:
        return False
    if action.startswith(_OF_THE_DIRECTORY):
        return request.values.get("aws:multifactorauthpresent") != "true"
    return action.startswith("sts:") and action not in _TAKING_ON
