from __future__ import annotations

from accounts.names import Arn, Marker, MaxItems, YesOrNo
from accounts.rules import locked
from iamconsole.caller import Call
from iamconsole.errors import DeleteConflict, LimitExceeded, NoSuchEntity
from iamconsole.gate import operation
from iamconsole.paging import page
from policies import rules, targets
from policies.authors import Author, known_to
from policies.history_shapes import PolicyHistoryResult, PolicyVersionFactsShape
from policies.models import Policy, PolicyVersion
from policies.names import PolicyDocument, VersionId, VersionNote
from policies.shapes import PolicyVersionResult, PolicyVersionShape, PolicyVersionsResult


@operation(on=targets.own(targets.policy))
def create_policy_version(
    call: Call[Policy],
    *,
    policy_arn: Arn,
    policy_document: PolicyDocument,
    set_as_default: YesOrNo = False,
) -> PolicyVersionResult:
    """Add a text to a managed policy, and let it hold at once if asked to."""
    return _added(call, policy_document, is_default=set_as_default)


@operation(on=targets.own(targets.policy), service="iamconsole", action="iam:CreatePolicyVersion")
def save_policy_version(
    call: Call[Policy],
    *,
    policy_arn: Arn,
    policy_document: PolicyDocument,
    set_as_default: YesOrNo = False,
    version_note: VersionNote = "",
) -> PolicyVersionResult:
    """Add a text to a managed policy, with a note that says what it is for."""
    return _added(call, policy_document, is_default=set_as_default, note=version_note)


def _added(
    call: Call[Policy], document: str, *, is_default: bool, note: str = ""
) -> PolicyVersionResult:
    rules.refuse_malformed(document, is_managed=True)
    rules.refuse_oversized(document)
    policy = locked(call.target)
    if policy.versions.count() >= rules.MAX_VERSIONS:
        raise LimitExceeded(
            f"A managed policy can have up to {rules.MAX_VERSIONS} versions. Before you create a "
            "new version, you must delete an existing version."
        )
    policy.latest_number += 1
    if is_default:
        policy.default_number = policy.latest_number
    rules.sign(policy, call.caller)
    policy.save(update_fields=["latest_number", "default_number", *rules.SIGNED])
    version = rules.new_version(policy, document, note)
    return PolicyVersionResult(policy_version=PolicyVersionShape.of(version, policy))


@operation(on=targets.policy, service="iamconsole", action="iam:ListPolicyVersions")
def get_policy_history(call: Call[Policy], *, policy_arn: Arn) -> PolicyHistoryResult:
    """Tell of each of a policy's versions how long it is, what its note says, and who wrote it.

    Who wrote it is told to those who may get that user or role.
    """
    policy = call.target
    versions = list(policy.versions.order_by("-number"))
    editor = Author(policy.editor_arn, policy.editor_id)
    authors = {one.number: Author(one.author_arn, one.author_id) for one in versions}
    known = known_to(call, [editor, *authors.values()])
    return PolicyHistoryResult(
        update_date=policy.updated,
        editor_arn=editor.arn if editor in known else None,
        versions=tuple(
            PolicyVersionFactsShape.of(one, policy, is_author_told=authors[one.number] in known)
            for one in versions
        ),
    )


@operation(on=targets.policy_of_version)
def get_policy_version(
    call: Call[Policy], *, policy_arn: Arn, version_id: VersionId
) -> PolicyVersionResult:
    """Give one version of a policy, with its text."""
    policy = call.target
    version = _version(policy, version_id)
    shape = PolicyVersionShape.of(version, policy, with_document=True)
    return PolicyVersionResult(policy_version=shape)


@operation(on=targets.policy)
def list_policy_versions(
    call: Call[Policy],
    *,
    policy_arn: Arn,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> PolicyVersionsResult:
    """List a policy's versions, the newest first."""
    policy = call.target
    found = page(call, policy.versions.all(), by=["-number"])
    return PolicyVersionsResult(
        versions=tuple(PolicyVersionShape.of(version, policy) for version in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=targets.own(targets.policy_of_version))
def set_default_policy_version(
    call: Call[Policy], *, policy_arn: Arn, version_id: VersionId
) -> None:
    """Let another version of a policy hold, for everyone who has it, at once."""
    policy = locked(call.target)
    policy.default_number = _version(policy, version_id).number
    rules.sign(policy, call.caller)
    policy.save(update_fields=["default_number", *rules.SIGNED])


@operation(
    on=targets.own(targets.policy_of_version, "delete policy versions for policies"),
    is_decisive=False,
)
def delete_policy_version(call: Call[Policy], *, policy_arn: Arn, version_id: VersionId) -> None:
    """Delete a version that does not hold."""
    policy = locked(call.target)
    version = _version(policy, version_id)
    if version.number == policy.default_number:
        raise DeleteConflict("Cannot delete the default version of a policy.")
    version.delete()


def _version(policy: Policy, version_id: str) -> PolicyVersion:
    number = version_id.removeprefix("v").partition(".")[0]
    version = policy.versions.filter(number=int(number)).first() if len(number) < 9 else None
    if version is None:
        raise NoSuchEntity(rules.no_such_version(policy.arn, version_id))
    return version
