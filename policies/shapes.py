"""What policy operations give back, named and ordered as IAM names and orders them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import Group, Role, User
from accounts.names import Tag
from iamconsole.fields import DocumentText
from policies.engine import EvaluationResult, Explanation, Kind, Place, Problem, explain
from policies.models import Policy, PolicyVersion
from policies.queries import Usage

_UNUSED = Usage(attachments=0, boundaries=0)


@dataclass(frozen=True, kw_only=True)
class PolicyShape:
    """A managed policy, without its text."""

    policy_name: str
    policy_id: str
    arn: str
    path: str
    default_version_id: str
    attachment_count: int
    permissions_boundary_usage_count: int
    is_attachable: bool
    description: str | None = None
    create_date: datetime
    update_date: datetime
    tags: tuple[Tag, ...] | None = None

    @classmethod
    def of(
        cls,
        policy: Policy,
        usage: Usage = _UNUSED,
        *,
        is_whole: bool = False,
        is_new: bool = False,
    ) -> PolicyShape:
        """The shape of a row and how often it is used.

        GetPolicy tells it whole, with its tags even if there are none; of a new one CreatePolicy
        tells the tags there are; lists tell neither description nor tags.
        """
        tags = tuple(Tag(key, value) for key, value in policy.tags.items())
        return cls(
            policy_name=policy.name,
            policy_id=policy.policy_id,
            arn=policy.arn,
            path=policy.path,
            default_version_id=policy.default_version_id,
            attachment_count=usage.attachments,
            permissions_boundary_usage_count=usage.boundaries,
            is_attachable=True,
            description=(policy.description or None) if is_whole else None,
            create_date=policy.created,
            update_date=policy.updated,
            tags=tags if is_whole or (is_new and tags) else None,
        )


@dataclass(frozen=True, kw_only=True)
class PolicyResult:
    """`policy` is the member name IAM wraps a single policy in."""

    policy: PolicyShape


@dataclass(frozen=True, kw_only=True)
class PoliciesResult:
    """A page of managed policies."""

    policies: tuple[PolicyShape, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class PolicyFactsShape:
    """What a list tells of a policy beside what IAM tells: by whom it is used, and how it looks.

    The access level is the deepest that its default version reaches; the size is counted as AWS
    counts, without white space.
    """

    arn: str
    user_count: int
    group_count: int
    role_count: int
    version_count: int
    access_level: str
    finding_count: int
    size: int
    grants_administration: bool


@dataclass(frozen=True, kw_only=True)
class RoleTakerShape:
    """A user or role that may take a role on: because the role names it, or because policies do.

    One that `needs_factor` may once it has shown a second factor.
    """

    arn: str
    name: str
    is_role: bool
    is_named: bool
    needs_factor: bool


@dataclass(frozen=True, kw_only=True)
class GoneTrustedShape:
    """A user or role that a trust policy names and that is gone: its ID, and how it was called."""

    unique_id: str
    arn: str
    deleted: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RoleTakersResult:
    """Who may take a role on. `is_more` says that not everybody who might was judged."""

    takers: tuple[RoleTakerShape, ...]
    is_more: bool
    gone: tuple[GoneTrustedShape, ...]


@dataclass(frozen=True, kw_only=True)
class PolicyRowsResult:
    """A numbered page of managed policies, and how many match; `is_more` past what is counted.

    `facts` are of the same policies in the same order, where they were asked for.
    """

    policies: tuple[PolicyShape, ...]
    facts: tuple[PolicyFactsShape, ...] = ()
    count: int
    is_more: bool


@dataclass(frozen=True, kw_only=True)
class PolicyVersionShape:
    """A version of a managed policy; lists leave the text out."""

    document: DocumentText | None = None
    version_id: str
    is_default_version: bool
    create_date: datetime

    @classmethod
    def of(
        cls, version: PolicyVersion, policy: Policy, *, with_document: bool = False
    ) -> PolicyVersionShape:
        return cls(
            document=DocumentText(version.document) if with_document else None,
            version_id=version.version_id,
            is_default_version=version.number == policy.default_number,
            create_date=version.created,
        )


@dataclass(frozen=True, kw_only=True)
class PolicyVersionResult:
    """`policy_version` is the member name IAM wraps a single version in."""

    policy_version: PolicyVersionShape


@dataclass(frozen=True, kw_only=True)
class PolicyVersionsResult:
    """A page of versions, the newest first."""

    versions: tuple[PolicyVersionShape, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class AttachedPolicyShape:
    """A managed policy as its holder shows it."""

    policy_name: str
    policy_arn: str


@dataclass(frozen=True, kw_only=True)
class AttachedPoliciesResult:
    """A page of attached policies."""

    attached_policies: tuple[AttachedPolicyShape, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class PolicyNamesResult:
    """A page of inline policies' names."""

    policy_names: tuple[str, ...]
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class UserPolicyResult:
    """An inline policy of a user."""

    user_name: str
    policy_name: str
    policy_document: DocumentText


@dataclass(frozen=True, kw_only=True)
class GroupPolicyResult:
    """An inline policy of a group."""

    group_name: str
    policy_name: str
    policy_document: DocumentText


@dataclass(frozen=True, kw_only=True)
class RolePolicyResult:
    """An inline policy of a role."""

    role_name: str
    policy_name: str
    policy_document: DocumentText


@dataclass(frozen=True, kw_only=True)
class PolicyGroupShape:
    """A group that holds a policy."""

    group_name: str
    group_id: str

    @classmethod
    def of(cls, group: Group) -> PolicyGroupShape:
        return cls(group_name=group.name, group_id=group.group_id)


@dataclass(frozen=True, kw_only=True)
class PolicyUserShape:
    """A user that holds a policy."""

    user_name: str
    user_id: str

    @classmethod
    def of(cls, user: User) -> PolicyUserShape:
        return cls(user_name=user.name, user_id=user.user_id)


@dataclass(frozen=True, kw_only=True)
class PolicyRoleShape:
    """A role that holds a policy."""

    role_name: str
    role_id: str

    @classmethod
    def of(cls, role: Role) -> PolicyRoleShape:
        return cls(role_name=role.name, role_id=role.role_id)


@dataclass(frozen=True, kw_only=True)
class PolicyEntitiesResult:
    """A page of those who hold a policy."""

    policy_groups: tuple[PolicyGroupShape, ...] = ()
    policy_users: tuple[PolicyUserShape, ...] = ()
    policy_roles: tuple[PolicyRoleShape, ...] = ()
    is_truncated: bool = False
    marker: str | None = None


@dataclass(frozen=True, kw_only=True)
class PositionShape:
    """A point in a text: the line from 1, the column and the offset in code points from 0."""

    line: int
    column: int
    offset: int


@dataclass(frozen=True, kw_only=True)
class SpanShape:
    """A stretch of a text; the end is the first point behind it."""

    start: PositionShape
    end: PositionShape

    @classmethod
    def of(cls, place: Place) -> SpanShape:
        return cls(
            start=PositionShape(line=place.line, column=place.column - 1, offset=place.start),
            end=PositionShape(line=place.end_line, column=place.end_column - 1, offset=place.end),
        )


@dataclass(frozen=True, kw_only=True)
class FixShape:
    """A change that takes a finding away: put `replacement` where `span` is."""

    title: str
    span: SpanShape
    replacement: str


@dataclass(frozen=True, kw_only=True)
class FindingShape:
    """Something to know about a policy document, in Access Analyzer's terms."""

    finding_type: str
    issue_code: str
    finding_details: str
    help: str
    path: tuple[str, ...]
    span: SpanShape
    fix: FixShape | None

    @classmethod
    def of(cls, problem: Problem) -> FindingShape:
        fix = problem.fix
        return cls(
            finding_type=problem.severity.value,
            issue_code=problem.code,
            finding_details=problem.message,
            help=problem.help,
            path=tuple(str(part) for part in problem.path),
            span=SpanShape.of(problem.place),
            fix=FixShape(
                title=fix.title,
                span=SpanShape.of(fix.place or problem.place),
                replacement=fix.replacement,
            )
            if fix
            else None,
        )


@dataclass(frozen=True, kw_only=True)
class FindingsResult:
    """What the checks found, in the order of the text."""

    findings: tuple[FindingShape, ...]


@dataclass(frozen=True, kw_only=True)
class SimulationResult:
    """A page of a simulation's answers, one for each action.

    `shows_policies` says whether the caller may read the policies that answered.
    """

    evaluation_results: tuple[EvaluationResult, ...]
    is_truncated: bool = False
    marker: str | None = None
    shows_policies: bool = field(default=False, metadata={"is_inner": True})

    def why(self, row: int, column: int, nearest_in: Kind | None = None) -> Explanation:
        """Why an action came out so on one of the resources, as far as the caller may know."""
        decision = self.evaluation_results[row].decisions[column]
        return explain(decision, self.shows_policies, nearest_in)


@dataclass(frozen=True, kw_only=True)
class ContextKeysResult:
    """The context keys that policies ask for."""

    context_key_names: tuple[str, ...]
