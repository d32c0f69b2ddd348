"""What AWS asks of actions, resources and principals when a document is saved, in its own words."""

import string
from typing import Any

PARTITIONS = frozenset(
    (
        "aws",
        "aws-cn",
        "aws-us-gov",
        "aws-iso",
        "aws-iso-b",
        "aws-iso-e",
        "aws-iso-f",
        "aws-eusc",
    )
)
IAM_PATHS = (
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
)
# AWS's own managed policies name these too, though its message has not kept up.
_MORE_IAM_PATHS = ("role-template/", "delegation-request/", "assumed-role/", "root")
_S3_WITH_REGION = ("accesspoint/", "access-grants/", "async-request/", "job/", "storage-lens")
TRUST_ACTIONS = frozenset(
    f"sts:{name}"
    for name in (
        "AssumeRole",
        "AssumeRoleWithSAML",
        "AssumeRoleWithWebIdentity",
        "DecodeAuthorizationMessage",
        "GetAccessKeyInfo",
        "GetCallerIdentity",
        "GetFederationToken",
        "GetServiceBearerToken",
        "GetSessionToken",
        "SetContext",
        "SetSourceIdentity",
        "TagSession",
    )
)
_VENDOR_LETTERS = frozenset(string.ascii_letters + string.digits + "-.")
_HOST_LETTERS = frozenset(string.ascii_letters + string.digits + "-.:/_")
_UNIQUE_ID_PREFIXES = ("AIDA", "AROA")


def texts(value: Any) -> list[str]:
    """Give the texts of an element: one alone as a list of one, null left out."""
    many = value if isinstance(value, list) else [value]
    return [one for one in many if isinstance(one, str)]


def action_refusal(action: str) -> str | None:
    """Say what AWS would not take about an entry of Action or NotAction."""
    vendor, *names = action.split(":")
    if not names and vendor != "*":
        return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
    if len(names) > 1:
        return "Actions/Condition can contain only one colon."
    if vendor != "*" and not _VENDOR_LETTERS.issuperset(vendor):
        return f"Vendor {vendor} is not valid"
    return None


def resource_refusal(resource: str) -> str | None:
    """Say what AWS would not take about an entry of Resource or NotResource."""
    if resource == "*":
        return None
    _, colon, rest = resource.partition(":")
    if not colon:
        return f'Resource {resource} must be in ARN format or "*".'
    partition, colon, rest = rest.partition(":")
    if partition != "*" and partition not in PARTITIONS:
        return _partition_refusal(partition, rest)
    if not colon:
        return "Resource vendor must be fully qualified and cannot contain regexes."
    return _service_refusal(resource, rest)


def _partition_refusal(partition: str, rest: str) -> str:
    fields = rest.split(":", 3)
    if fields == [""]:
        fields = ["*"]
    shown = ":".join((*fields, *["*"] * (4 - len(fields))))
    return f'Partition "{partition}" is not valid for resource "arn:{partition}:{shown}".'


def _service_refusal(resource: str, rest: str) -> str | None:
    service, _, after = rest.partition(":")
    region = after.partition(":")[0]
    name = after.partition(":")[2].partition(":")[2]
    # A fourth field that is missing counts as filled: AWS answers with the region's message.
    has_region = bool(region) or not after.startswith(":")
    if service == "iam" and has_region:
        return f"IAM resource {resource} cannot contain region information."
    if service == "s3" and has_region and not name.startswith(_S3_WITH_REGION):
        return f"Resource {resource} can not contain region information."
    if service == "iam" and name != "*" and not name.startswith((*IAM_PATHS, *_MORE_IAM_PATHS)):
        return f'IAM resource path must either be "*" or start with {", ".join(IAM_PATHS)}.'
    return None


def fails_legacy_parsing(resource: str) -> bool:
    """Say whether AWS's older parser gives up on this resource."""
    if resource == "*":
        return False
    fields = resource.split(":")
    has_empty_service = len(fields) > 2 and not fields[2]
    return has_empty_service or (len(fields) < 6 and "::" in resource)


def principal_refusal(principal: Any) -> str | None:
    """Say what AWS would not take about the Principal of a trust policy."""
    if principal == "*":
        return 'AssumeRolepolicy contained an invalid principal: "STAR":"*".'
    for kind, written in principal.items():
        for name in texts(written):
            if refusal := _principal_refusal(kind, name):
                return refusal
    return None


def _principal_refusal(kind: str, name: str) -> str | None:
    if kind == "Federated" and not _is_provider(name):
        return "Federated principals must be valid domain names or SAML metadata ARNs"
    if kind == "AWS" and not is_aws_principal(name):
        return f'Invalid principal in policy: "AWS":"{name}"'
    if kind == "Service" and not _is_host(name):
        return f'Invalid principal in policy: "SERVICE":"{name}"'
    return None


def is_aws_principal(name: str) -> bool:
    """Say whether a text names everybody, an account, a user, a role, a session or a unique id."""
    if name == "*" or is_account(name) or name.startswith(_UNIQUE_ID_PREFIXES):
        return True
    fields = name.split(":", 5)
    if len(fields) < 6 or fields[0] != "arn" or fields[1] not in PARTITIONS or "*" in name:
        return False
    if fields[4] == "cloudfront":  # an origin access identity, which belongs to no account
        return fields[5].startswith("user/")
    kinds = {"iam": ("user/", "role/"), "sts": ("assumed-role/", "federated-user/")}
    allowed = kinds.get(fields[2], ())
    is_named = fields[5].startswith(allowed) if allowed else False
    is_root = fields[2] == "iam" and fields[5] == "root"
    return not fields[3] and is_account(fields[4]) and (is_named or is_root)


def is_account(text: str) -> bool:
    """Say whether a text is an account id: twelve digits."""
    return len(text) == 12 and text.isascii() and text.isdigit()


def _is_provider(name: str) -> bool:
    if name.startswith("arn:"):
        fields = name.split(":", 5)
        return len(fields) == 6 and fields[5].startswith(("saml-provider/", "oidc-provider/"))
    return _is_host(name)


def _is_host(name: str) -> bool:
    return "." in name and bool(name) and _HOST_LETTERS.issuperset(name)
