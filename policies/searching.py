"""Finding policies by what their texts say, and telling a page of them what they come to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import GroupMembership
from policies import bearing, queries
from policies.bearing import Bearing
from policies.models import Attachment, InlinePolicy, Policy, PolicyVersion
from policies.shapes import PolicyFactsShape

_AT_ONCE = 500


@dataclass(frozen=True)
class Asked:
    """What a policy's text must say; what is empty is not asked."""

    allowing: str = ""
    about_service: str = ""
    trait: str = ""

    def __bool__(self) -> bool:
        return bool(self.allowing or self.about_service or self.trait)

    def fits(self, found: Bearing) -> bool:
        return (
            (not self.allowing or found.allows(self.allowing))
            and (not self.about_service or found.bears_on(self.about_service))
            and (self.trait != "GrantsAdministration" or found.is_administering)
            and (self.trait != "PassesAnyRole" or found.is_passing_any_role)
        )


def bearing_on(policies: QuerySet[Policy], asked: Asked) -> QuerySet[Policy]:
    """Those whose version that holds says what is asked; one query where their texts are known."""
    if not asked:
        return policies
    if asked.trait == "HasFindings":
        policies = policies.exclude(account_id=None)
    fitting = [row for row in _bearings(policies) if asked.fits(row.bearing)]
    if asked.trait == "HasFindings":
        texts = _texts([row.version for row in fitting])
        fitting = [row for row in fitting if bearing.weight_of(texts[row.version]).finding_count]
    return policies.filter(pk__in=[row.policy for row in fitting])


_MOST_READ = 2_000


def users_holding(account_id: str, trait: str) -> Q:
    """Those with a policy that has a trait: attached, inline, or through a group."""
    attached, inline = _held(account_id, trait)
    of_groups = GroupMembership.objects.filter(user=OuterRef("pk"))
    through = Q(group__attachments__in=attached) | Q(group__inline_policies__in=inline)
    return _holding(Q(user=OuterRef("pk")), attached, inline) | Q(Exists(of_groups.filter(through)))


def roles_holding(account_id: str, trait: str) -> Q:
    """Those with a policy that has a trait: attached or inline."""
    return _holding(Q(role=OuterRef("pk")), *_held(account_id, trait))


def _holding(holder: Q, attached: QuerySet[Attachment], inline: Collection[int]) -> Q:
    written = InlinePolicy.objects.filter(holder, pk__in=inline)
    return Q(Exists(attached.filter(holder))) | Q(Exists(written))


def _held(account_id: str, trait: str) -> tuple[QuerySet[Attachment], list[int]]:
    """Where policies with a trait are attached, and the inline ones: of those the first 2,000."""
    asked = Asked(trait=trait)
    used = queries.visible_policies(account_id).filter(queries.in_use(account_id))
    attached = Attachment.objects.filter(account_id=account_id, policy__in=bearing_on(used, asked))
    written = InlinePolicy.objects.filter(account_id=account_id).order_by("pk")
    texts = written.values_list("pk", "document")[:_MOST_READ]
    found = ((pk, bearing.bearing_of(PolicyVersion.digest_of(text), text)) for pk, text in texts)
    return attached, [pk for pk, one in found if asked.fits(one)]


@dataclass(frozen=True, slots=True)
class _Row:
    policy: int
    version: int
    bearing: Bearing


def _bearings(policies: QuerySet[Policy]) -> Iterator[_Row]:
    holding = policies.filter(versions__number=F("default_number")).order_by()
    listed = list(holding.values_list("pk", "versions__pk", "versions__digest"))
    unread = [version for _, version, digest in listed if bearing.known(digest) is None]
    texts = _texts(unread)
    for policy, version, digest in listed:
        found = bearing.known(digest)
        if found is None:
            text = texts[version]
            found = bearing.bearing_of(digest or PolicyVersion.digest_of(text), text)
        yield _Row(policy, version, found)


def _texts(versions: Collection[int]) -> dict[int, str]:
    """The texts of versions, a few hundred a query."""
    waiting = list(versions)
    texts: dict[int, str] = {}
    for start in range(0, len(waiting), _AT_ONCE):
        rows = PolicyVersion.objects.filter(pk__in=waiting[start : start + _AT_ONCE])
        texts |= dict(rows.values_list("pk", "document"))
    return texts


def facts_of(account_id: str, policies: Collection[Policy]) -> tuple[PolicyFactsShape, ...]:
    """What a page of policies comes to: as many queries for many as for one."""
    usage = queries.usage_of(account_id, policies)
    holding = PolicyVersion.objects.filter(policy__in=policies, number=F("policy__default_number"))
    texts: dict[int, str] = dict(holding.values_list("policy_id", "document"))
    counted = PolicyVersion.objects.filter(policy__in=policies).values_list("policy_id").order_by()
    versions: dict[int, int] = dict(counted.annotate(Count("pk")))
    return tuple(
        _facts(policy, usage[policy.pk], texts[policy.pk], versions[policy.pk])
        for policy in policies
    )


def _facts(policy: Policy, usage: queries.Usage, text: str, version_count: int) -> PolicyFactsShape:
    weight = bearing.weight_of(text)
    found = bearing.bearing_of(PolicyVersion.digest_of(text), text)
    return PolicyFactsShape(
        arn=policy.arn,
        user_count=usage.users,
        group_count=usage.groups,
        role_count=usage.roles,
        version_count=version_count,
        access_level=weight.deepest_level,
        finding_count=weight.finding_count,
        size=weight.size,
        grants_administration=found.is_administering,
    )
