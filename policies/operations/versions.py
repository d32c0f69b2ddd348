from __future__ import annotations

from django.utils.timezone import now

from accounts.names import Arn, Marker, MaxItems, YesOrNo
from accounts.rules import locked
from iamconsole.caller import Call
from iamconsole.errors import DeleteConflict, LimitExceeded, NoSuchEntity
from iamconsole.gate import operation
from iamconsole.paging import page
from policies import rules, targets
from policies.models import Policy, PolicyVersion
from policies.names import PolicyDocument, VersionId
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
    rules.refuse_malformed(policy_document, is_managed=True)
    rules.refuse_oversized(policy_document)
    policy = locked(call.target)
    if policy.versions.count() >= rules.MAX_VERSIONS:
        raise LimitExceeded(
            f"A managed policy can have up to {rules.MAX_VERSIONS} versions. Before you create a "
            "new version, you must delete an existing version."
        )
    policy.latest_number += 1
    policy.updated = now()
    if set_as_default:
        policy.default_number = policy.latest_number
    policy.save(update_fields=["latest_number", "default_number", "updated"])
    version = PolicyVersion.objects.create(
        policy=policy,
        number=policy.latest_number,
        document=policy_document,
        digest=PolicyVersion.digest_of(policy_document),
        created=policy.updated,
    )
    return PolicyVersionResult(policy_version=PolicyVersionShape.of(version, policy))


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
    policy.updated = now()
    policy.save(update_fields=["default_number", "updated"])


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
