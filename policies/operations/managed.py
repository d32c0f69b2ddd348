from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from accounts import tagging
from accounts.names import (
    Arn,
    Marker,
    MaxItems,
    PageNumber,
    PageSize,
    SearchText,
    Sorting,
    TagKeys,
    Tags,
    YesOrNo,
)
from accounts.queries import matching, ordered, under
from accounts.rules import locked, merged_tags, refusing_a_clash
from accounts.shapes import TagsResult
from iamconsole.caller import Call
from iamconsole.errors import DeleteConflict, EntityAlreadyExists
from iamconsole.gate import operation
from iamconsole.paging import numbered_page, page
from policies import queries, rules, searching, targets
from policies.models import Attachment, Boundary, Policy
from policies.names import (
    PolicyDescription,
    PolicyDocument,
    PolicyName,
    PolicyPath,
    PolicyScope,
    PolicyTrait,
    PolicyUsage,
    SearchedAction,
    SearchedService,
)
from policies.shapes import PoliciesResult, PolicyResult, PolicyRowsResult, PolicyShape


@operation(on=targets.new_policy, is_decisive=False)
def create_policy(
    call: Call[None],
    *,
    policy_name: PolicyName,
    path: PolicyPath = "/",
    policy_document: PolicyDocument,
    description: PolicyDescription = "",
    tags: Tags = (),
) -> PolicyResult:
    """Make a managed policy, with its text as version 1."""
    rules.refuse_malformed(policy_document, is_managed=True)
    rules.refuse_oversized(policy_document)
    policy = Policy(
        account_id=call.account_id,
        name=policy_name,
        path=path,
        description=description,
        tags=merged_tags({}, tags),
    )
    rules.sign(policy, call.caller)
    policy.created = policy.updated
    clash = EntityAlreadyExists(
        f"A policy called {policy_name} already exists. Duplicate names are not allowed."
    )
    with refusing_a_clash(clash):
        policy.save(force_insert=True)
    rules.new_version(policy, policy_document)
    return PolicyResult(policy=PolicyShape.of(policy, is_new=True))


@operation(on=targets.policy)
def get_policy(call: Call[Policy], *, policy_arn: Arn) -> PolicyResult:
    """Tell what is known about a managed policy, beside its text."""
    policy = call.target
    usage = queries.usage_of(call.account_id, [policy])[policy.pk]
    return PolicyResult(policy=PolicyShape.of(policy, usage, is_whole=True))


@operation(on=targets.policies_under)
def list_policies(
    call: Call[None],
    *,
    scope: PolicyScope = "All",
    only_attached: YesOrNo = False,
    path_prefix: PolicyPath = "/",
    policy_usage_filter: PolicyUsage | None = None,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> PoliciesResult:
    """List managed policies, the account's own and AWS's, in name order."""
    policies = _in_scope(call.account_id, scope)
    policies = under(policies, path_prefix)
    policies = _used(policies, call.account_id, policy_usage_filter, only_attached)
    found = page(call, policies, by=["name__namekey", "pk"])
    return PoliciesResult(
        policies=_with_usage(call.account_id, found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=targets.policies_searched, service="iamconsole", action="iam:ListPolicies")
def search_policies(
    call: Call[None],
    *,
    search: SearchText = "",
    scope: PolicyScope = "Local",
    only_attached: YesOrNo = False,
    only_unused: YesOrNo = False,
    allowing: SearchedAction = "",
    about_service: SearchedService = "",
    trait: PolicyTrait | None = None,
    with_facts: YesOrNo = False,
    sort: Sorting = "name",
    page_number: PageNumber = 1,
    page_size: PageSize = 50,
) -> PolicyRowsResult:
    """Find managed policies by name, path or identifier, with how often each is used.

    `allowing` names an action that they must allow on something, `about_service` a service they
    say something of, each in the version that holds. Findings are looked for in the account's own.
    """
    policies = _used(_in_scope(call.account_id, scope), call.account_id, None, only_attached)
    if only_unused:
        policies = policies.exclude(queries.in_use(call.account_id))
    asked = searching.Asked(allowing, about_service, trait or "")
    policies = searching.bearing_on(_matching(policies, call.account_id, search), asked)
    found = numbered_page(ordered(policies, sort, search), page_number, page_size)
    return PolicyRowsResult(
        policies=_with_usage(call.account_id, found.rows),
        facts=searching.facts_of(call.account_id, found.rows) if with_facts else (),
        count=found.count,
        is_more=found.is_more,
    )


@operation(on=targets.own(targets.policy, "delete policies"))
def delete_policy(call: Call[Policy], *, policy_arn: Arn) -> None:
    """Delete a policy that nothing holds and of which only the default version is left."""
    policy = locked(call.target)
    if policy.attachments.exists() or policy.boundaries.exists():
        raise DeleteConflict("Cannot delete a policy attached to entities.")
    if policy.versions.count() > 1:
        raise DeleteConflict(
            "This policy has more than one version. Before you delete a policy, you must delete "
            "the policy's versions. The default version is deleted with the policy."
        )
    policy.delete()


@operation(on=targets.own(targets.policy), is_decisive=False)
def tag_policy(call: Call[Policy], *, policy_arn: Arn, tags: Tags) -> None:
    """Add tags to a policy, or change the values of those it has."""
    tagging.tag(call.target, tags)


@operation(on=targets.own(targets.policy), is_decisive=False)
def untag_policy(call: Call[Policy], *, policy_arn: Arn, tag_keys: TagKeys) -> None:
    """Remove tags from a policy. Keys it does not have are passed over."""
    tagging.untag(call.target, tag_keys)


@operation(on=targets.policy)
def list_policy_tags(
    call: Call[Policy],
    *,
    policy_arn: Arn,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> TagsResult:
    """List a policy's tags, in the order of their keys."""
    return tagging.tags_page(call)


def _matching(policies: QuerySet[Policy], account_id: str, text: str) -> QuerySet[Policy]:
    """Policies by name or path, or the one of an ARN or a unique id."""
    wanted = text.strip()
    if wanted.startswith("arn:"):
        found = queries.policy_with_arn(account_id, wanted)
        return policies.filter(pk=found.pk) if found else policies.none()
    if wanted.startswith("ANPA"):
        return policies.filter(policy_id=wanted)
    return matching(policies, wanted)


def _used(
    policies: QuerySet[Policy], account_id: str, usage: str | None, is_needed: bool
) -> QuerySet[Policy]:
    attached = Exists(Attachment.objects.filter(policy=OuterRef("pk"), account_id=account_id))
    bounding = Exists(Boundary.objects.filter(policy=OuterRef("pk"), account_id=account_id))
    if usage == "PermissionsPolicy":
        return policies.filter(attached)
    if usage == "PermissionsBoundary":
        return policies.filter(bounding)
    return policies.filter(queries.in_use(account_id)) if is_needed else policies


def _in_scope(account_id: str, scope: str) -> QuerySet[Policy]:
    policies = queries.visible_policies(account_id)
    if scope == "All":
        return policies
    return policies.filter(account_id=None if scope == "AWS" else account_id)


def _with_usage(account_id: str, policies: list[Policy]) -> tuple[PolicyShape, ...]:
    """The policies of a page and how often each is used."""
    usage = queries.usage_of(account_id, policies)
    return tuple(PolicyShape.of(policy, usage[policy.pk]) for policy in policies)
