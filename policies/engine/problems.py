"""Problems: what is wrong with a document, and exactly where."""

from dataclasses import dataclass
from enum import StrEnum

from .text import Place


class Severity(StrEnum):
    """How much a problem matters, in the words of Access Analyzer."""

    ERROR = "ERROR"
    SECURITY_WARNING = "SECURITY_WARNING"
    WARNING = "WARNING"
    SUGGESTION = "SUGGESTION"


# Every code a problem may carry: AWS's ValidatePolicy issue codes, and one of our own.
CODES: dict[Severity, frozenset[str]] = {
    Severity.ERROR: frozenset(
        {
            "ARN_ACCOUNT_NOT_ALLOWED",
            "ARN_REGION_NOT_ALLOWED",
            "DATA_TYPE_MISMATCH",
            "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
            "INVALID_ACTION",
            "INVALID_ARN_ACCOUNT",
            "INVALID_ARN_PREFIX",
            "INVALID_ARN_REGION",
            "INVALID_ARN_RESOURCE",
            "INVALID_ARN_SERVICE_CASE",
            "INVALID_CONDITION_DATA_TYPE",
            "INVALID_CONDITION_KEY_FORMAT",
            "INVALID_CONDITION_MULTIPLE_BOOLEAN",
            "INVALID_CONDITION_OPERATOR",
            "INVALID_EFFECT",
            "INVALID_GLOBAL_CONDITION_KEY",
            "INVALID_PARTITION",
            "INVALID_POLICY_ELEMENT",
            "INVALID_PRINCIPAL_FORMAT",
            "INVALID_PRINCIPAL_KEY",
            "INVALID_REGION",
            "INVALID_SERVICE",
            "INVALID_SERVICE_CONDITION_KEY",
            "INVALID_SERVICE_IN_ACTION",
            "INVALID_VARIABLE_FOR_OPERATOR",
            "INVALID_VERSION",
            "JSON_SYNTAX_ERROR",
            "MISSING_ACTION",
            "MISSING_ARN_FIELD",
            "MISSING_ARN_REGION",
            "MISSING_EFFECT",
            "MISSING_PRINCIPAL",
            "MISSING_QUALIFIER",
            "MISSING_RESOURCE",
            "MISSING_STATEMENT",
            "NULL_WITH_IF_EXISTS",
            "SCP_SYNTAX_ERROR_ACTION_WILDCARD",
            "SCP_SYNTAX_ERROR_ALLOW_CONDITION",
            "SCP_SYNTAX_ERROR_ALLOW_NOTACTION",
            "SCP_SYNTAX_ERROR_ALLOW_RESOURCE",
            "SCP_SYNTAX_ERROR_NOTRESOURCE",
            "SCP_SYNTAX_ERROR_PRINCIPAL",
            "UNIQUE_SIDS_REQUIRED",
            "UNSUPPORTED_ACTION_IN_POLICY",
            "UNSUPPORTED_ELEMENT_COMBINATION",
            "UNSUPPORTED_GLOBAL_CONDITION_KEY",
            "UNSUPPORTED_PRINCIPAL",
            "UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
            "UNSUPPORTED_SID",
            "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
            "MISSING_BRACE_IN_VARIABLE",
            "MISSING_QUOTE_IN_VARIABLE",
            "UNSUPPORTED_SPACE_IN_VARIABLE",
            "EMPTY_VARIABLE",
            "VARIABLE_UNSUPPORTED_IN_ELEMENT",
            "VARIABLE_UNSUPPORTED_IN_VERSION",
            "PRIVATE_IP_ADDRESS",
            "PRIVATE_NOTIPADDRESS",
            "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
            "INVALID_SERVICE_PRINCIPAL_FORMAT",
            "MISSING_TAG_KEY_IN_CONDITION",
            "INVALID_VPC_FORMAT",
            "INVALID_VPCE_FORMAT",
            "FEDERATED_PRINCIPAL_NOT_SUPPORTED",
            "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
            "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
            "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
            "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
            "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
            "MISSING_ACTION_FOR_CONDITION_KEY",
            "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY",
            "MISMATCHED_ACTION_FOR_PRINCIPAL",
            "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
        }
    ),
    Severity.WARNING: frozenset(
        {
            "CREATE_SLR_WITH_NOTRESOURCE",
            "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOTRESOURCE",
            "CREATE_SLR_WITH_NOTACTION_AND_NOTRESOURCE",
            "CREATE_SLR_WITH_STAR_IN_RESOURCE",
            "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
            "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOTACTION",
            "DEPRECATED_GLOBAL_CONDITION_KEY",
            "INVALID_DATE_VALUE",
            "INVALID_ROLE_REFERENCE",
            "INVALID_USER_REFERENCE",
            "MISSING_VERSION",
            "UNIQUE_SIDS_RECOMMENDED",
            "WILDCARD_WITHOUT_LIKE_OPERATOR",
            "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
            "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
            "TYPE_MISMATCH",
            "TYPE_MISMATCH_BOOLEAN",
            "TYPE_MISMATCH_DATE",
            "TYPE_MISMATCH_IP_RANGE",
            "TYPE_MISMATCH_NUMBER",
            "TYPE_MISMATCH_STRING",
            "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
            "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
            "RESOURCE_DOES_NOT_FIT_ACTION",  # ours
        }
    ),
    Severity.SECURITY_WARNING: frozenset(
        {
            "ALLOW_WITH_NOTPRINCIPAL",
            "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
            "PASS_ROLE_WITH_NOTRESOURCE",
            "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOTRESOURCE",
            "PASS_ROLE_WITH_NOTACTION_AND_NOTRESOURCE",
            "PASS_ROLE_WITH_STAR_IN_RESOURCE",
            "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
            "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOTACTION",
            "MISSING_PAIRED_CONDITION_KEYS",
            "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
            "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
            "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",
            "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
            "MISSING_GITHUB_REPO_CONDITION_KEY",
        }
    ),
    Severity.SUGGESTION: frozenset(
        {
            "EMPTY_ARRAY_ACTION",
            "EMPTY_ARRAY_CONDITION",
            "EMPTY_ARRAY_CONDITION_FORALLVALUES",
            "EMPTY_ARRAY_CONDITION_FORANYVALUE",
            "EMPTY_ARRAY_CONDITION_IFEXISTS",
            "EMPTY_ARRAY_PRINCIPAL",
            "EMPTY_ARRAY_RESOURCE",
            "EMPTY_OBJECT_CONDITION",
            "EMPTY_OBJECT_PRINCIPAL",
            "EMPTY_SID_VALUE",
            "IMPROVE_IP_RANGE",
            "NULL_WITH_QUALIFIER",
            "PRIVATE_IP_ADDRESS_SUBSET",
            "PRIVATE_NOTIPADDRESS_SUBSET",
            "REDUNDANT_ACTION",
            "REDUNDANT_CONDITION_VALUE_NUM",
            "REDUNDANT_RESOURCE",
            "REDUNDANT_STATEMENT",
            "WILDCARD_IN_SERVICE_NAME",
            "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
            "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
            "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
            "IRRELEVANT_CONDITION_KEY_IN_POLICY",
            "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY",
            "CONFIRM_AUDIENCE_CLAIM_TYPE",
        }
    ),
}

_SEVERITIES = {code: severity for severity, codes in CODES.items() for code in codes}


@dataclass(frozen=True, slots=True)
class Fix:
    """A safe replacement for the characters of a place: the problem's own, if no other is named."""

    title: str
    replacement: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its code, a message for people and what would help, its place."""

    code: str
    message: str
    place: Place
    path: tuple[str | int, ...] = ()
    fix: Fix | None = None
    help: str = ""

    @property
    def severity(self) -> Severity:
        return _SEVERITIES[self.code]

    def __str__(self) -> str:
        return f"{self.message} ({self.place})"


class Malformed(ValueError):
    """A text that is no policy: AWS's refusal as `message`, and each problem with its place."""

    def __init__(self, message: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(message)
        self.message = message
        self.problems = problems

    def __str__(self) -> str:
        sentences = (f"{text[:1].upper()}{text[1:]}." for text in map(str, self.problems))
        return " ".join((self.message, *sentences))
