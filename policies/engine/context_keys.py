"""The condition keys every service understands (`aws:…`), with the type of their values."""

from dataclasses import dataclass
from functools import lru_cache

# How the catalogue writes the part of a name that varies: `${TagKey}`, sometimes otherwise.
_OPENINGS = {"${": "}", "<": ">", "/tag-key": ""}


@dataclass(frozen=True, slots=True)
class ConditionKey:
    """A key a condition may read: its name, the type of its values, whether it holds many."""

    name: str
    kind: str  # String, ARN, Bool, Numeric, Date, IPAddress or Binary
    is_multivalued: bool = False

    def covers(self, key: str) -> bool:
        """Say whether a key in a policy is this one; `${TagKey}` in a name stands for any text."""
        key, fixed = key.lower(), _fixed_parts(self.name)
        if fixed is None:
            return self.name.lower() == key
        before, after = fixed
        long_enough = len(key) > len(before) + len(after)
        return long_enough and key.startswith(before) and key.endswith(after)

    @property
    def varies(self) -> bool:
        """Say whether a part of the name stands for any text."""
        return _fixed_parts(self.name) is not None


@lru_cache(maxsize=8192)
def _fixed_parts(name: str) -> tuple[str, str] | None:
    """Give what stands before and behind the part of a key's name that varies."""
    for opening, closing in _OPENINGS.items():
        before, found, rest = name.lower().partition(opening)
        if found:
            slash = "/" if opening.startswith("/") else ""
            return before + slash, rest.partition(closing)[2] if closing else rest
    return None


def _keys(kind: str, *names: str, many: bool = False) -> tuple[ConditionKey, ...]:
    return tuple(ConditionKey(name, kind, many) for name in names)


GLOBAL_KEYS: tuple[ConditionKey, ...] = (
    *_keys(
        "String",
        "aws:AssumedRootPrincipalId",
        "aws:CalledViaAWSMCP",
        "aws:CalledViaFirst",
        "aws:CalledViaLast",
        "aws:Ec2InstanceSourceVpc",
        "aws:FederatedProvider",
        "aws:PrincipalAccount",
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgMasterAccountId",
        "aws:PrincipalServiceName",
        "aws:PrincipalTag/${TagKey}",
        "aws:PrincipalType",
        "aws:Referer",
        "aws:RequestedRegion",
        "aws:RequestTag/${TagKey}",
        "aws:ResourceAccount",
        "aws:ResourceOrgID",
        "aws:ResourceTag/${TagKey}",
        "aws:SourceAccount",
        "aws:SourceIdentity",
        "aws:SourceOrgID",
        "aws:SourceOwner",
        "aws:SourceVpc",
        "aws:SourceVpce",
        "aws:UserAgent",
        "aws:userid",
        "aws:username",
        "aws:VpceAccount",
        "aws:VpceOrgID",
    ),
    *_keys(
        "String",
        "aws:CalledVia",
        "aws:PrincipalOrgPaths",
        "aws:PrincipalServiceNamesList",
        "aws:ResourceOrgPaths",
        "aws:SourceOrgPaths",
        "aws:TagKeys",
        "aws:VpceOrgPaths",
        many=True,
    ),
    *_keys(
        "ARN",
        "aws:ChatbotSourceArn",
        "aws:PrincipalArn",
        "aws:SourceArn",
        "aws:SourceVpcArn",
        "ec2:SourceInstanceARN",
        "glue:RoleAssumedBy",
        "lambda:SourceFunctionArn",
    ),
    *_keys(
        "Bool",
        "aws:AssumedRoot",
        "aws:IsMcpServiceAction",
        "aws:MultiFactorAuthPresent",
        "aws:PrincipalIsAWSService",
        "aws:SecureTransport",
        "aws:ViaAWSMCPService",
        "aws:ViaAWSService",
    ),
    *_keys("Numeric", "aws:MultiFactorAuthAge"),
    *_keys("Date", "aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime"),
    *_keys("IPAddress", "aws:Ec2InstanceSourcePrivateIPv4", "aws:SourceIp", "aws:VpcSourceIp"),
)

_EXACT = {key.name.lower(): key for key in GLOBAL_KEYS if not key.varies}
_TAGGED = tuple(key for key in GLOBAL_KEYS if key.varies)


def global_key(name: str) -> ConditionKey | None:
    """Find the key of all services that a policy means by this name, in any case."""
    found = _EXACT.get(name.lower())
    return found or next((key for key in _TAGGED if key.covers(name)), None)
