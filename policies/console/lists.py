"""The list of policies: the account's own first, AWS's on request."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from iamconsole.console import cells
from iamconsole.console.table_specs import Column, Filter, TableSpec, TableState
from iamconsole.console.tables import Table
from iamconsole.doors import ConsoleRequest
from policies.console import addresses
from policies.console.summary_tables import LEVELS
from policies.engine.catalog import action as known_action
from policies.engine.catalog import service as known_service
from policies.operations.managed import search_policies
from policies.rules import MAX_MANAGED_SIZE
from policies.shapes import PolicyFactsShape, PolicyShape


def kind_of(arn: str) -> SafeString:
    """Whose policy it is."""
    if addresses.is_aws_managed(arn):
        return cells.badge(_("AWS managed"))
    return cells.badge(_("Yours"), "info")


def copy_link(policy: PolicyShape) -> SafeString:
    """A policy's name as the way to a new policy that starts from it."""
    address = f"{reverse('console-policy-create')}?{urlencode({'from': policy.arn})}"
    return cells.link(policy.policy_name, address, policy.path if policy.path != "/" else "")


def uses(policy: PolicyShape) -> int:
    return policy.attachment_count + policy.permissions_boundary_usage_count


def counted(count: int) -> str:
    return ngettext("%(count)s policy", "%(count)s policies", count)


NAME: Column[PolicyShape] = Column(
    name="name",
    title=gettext_lazy("Name"),
    value=lambda policy: policy.policy_name,
    cell=lambda policy: addresses.policy_link(policy.arn),
    is_sorted=True,
)
KIND: Column[PolicyShape] = Column(
    name="kind",
    title=gettext_lazy("Kind"),
    value=lambda policy: policy.arn,
    cell=lambda policy: kind_of(policy.arn),
)
USES: Column[PolicyShape] = Column(
    name="uses",
    title=gettext_lazy("Used by"),
    value=uses,
    cell=lambda policy: cells.link(
        cells.number(uses(policy)), reverse("console-policy-users", args=[policy.arn])
    ),
)

SCOPE = Filter(
    name="scope",
    title=gettext_lazy("Kind"),
    choices=(("AWS", gettext_lazy("AWS managed")), ("All", gettext_lazy("Yours and AWS's"))),
    absent=gettext_lazy("Yours"),
)
IN_USE = Filter(
    name="only_attached",
    title=gettext_lazy("Use"),
    choices=(("true", gettext_lazy("In use")),),
)
USE = Filter(
    name="use",
    title=gettext_lazy("Use"),
    choices=(
        ("only_attached", gettext_lazy("In use")),
        ("only_unused", gettext_lazy("Used by nobody")),
    ),
)
TRAIT = Filter(
    name="trait",
    title=gettext_lazy("What it does"),
    choices=(
        ("GrantsAdministration", gettext_lazy("Grants administration")),
        ("HasFindings", gettext_lazy("Has findings")),
    ),
)
ALLOWING = Filter(name="allowing", title=gettext_lazy("Allows the action"), hint="kms:Decrypt")
ABOUT = Filter(name="about_service", title=gettext_lazy("Mentions the service"), hint="kms")


@dataclass(frozen=True)
class PolicyRow:
    """A policy of the list, with what it comes to where a column asks for it."""

    policy: PolicyShape
    facts: PolicyFactsShape | None = None


def _name(row: PolicyRow) -> SafeString:
    """The name, and behind a small button what the policy says in a sentence."""
    name = row.policy.policy_name
    return format_html(
        '{}<details class="row-more" id="says-{}"><summary>{}<span class="visually-hidden"> {}'
        '</span></summary><div id="said-{}"><a href="{}" hx-get="{}" hx-target="#said-{}" '
        "hx-trigger=\"toggle from:'#says-{}' once\">{}</a></div></details>",
        addresses.policy_link(row.policy.arn),
        row.policy.policy_id,
        _("What it says"),
        name,
        row.policy.policy_id,
        reverse("console-policy", args=[row.policy.arn]),
        reverse("console-policy-sentence", args=[row.policy.arn]),
        row.policy.policy_id,
        row.policy.policy_id,
        _("Summary"),
    )


def _used_by(row: PolicyRow) -> SafeString:
    """By how many of each kind, each a link to them."""
    facts = row.facts
    if not uses(row.policy):
        return cells.none(_("Nobody"))
    address = reverse("console-policy-users", args=[row.policy.arn])
    if facts is None:
        return cells.link(cells.number(uses(row.policy)), address)
    boundaries = row.policy.permissions_boundary_usage_count
    counted_kinds = (
        (ngettext("%(count)s user", "%(count)s users", facts.user_count), facts.user_count, "held"),
        (
            ngettext("%(count)s group", "%(count)s groups", facts.group_count),
            facts.group_count,
            "held",
        ),
        (ngettext("%(count)s role", "%(count)s roles", facts.role_count), facts.role_count, "held"),
        (
            ngettext("%(count)s boundary", "%(count)s boundaries", boundaries),
            boundaries,
            "bounds",
        ),
    )
    links = (
        (f"{address}#{place}", words % {"count": cells.number(count)})
        for words, count, place in counted_kinds
        if count
    )
    return format_html("<span>{}</span>", format_html_join(", ", '<a href="{}">{}</a>', links))


def _level(row: PolicyRow) -> SafeString:
    if row.facts is None or not row.facts.access_level:
        return cells.none()
    if row.facts.grants_administration:
        return cells.badge(_("Administration"), "warn")
    level = row.facts.access_level
    return format_html('<span class="nowrap">{}</span>', LEVELS.get(level, level))


def _findings(row: PolicyRow) -> SafeString:
    count = row.facts.finding_count if row.facts else 0
    if not count:
        return cells.none()
    address = reverse("console-policy-document", args=[row.policy.arn])
    words = ngettext("%(count)s finding", "%(count)s findings", count)
    return cells.link(words % {"count": cells.number(count)}, f"{address}#checks")


def _size(row: PolicyRow) -> SafeString:
    if row.facts is None:
        return cells.none()
    percent = round(100 * row.facts.size / MAX_MANAGED_SIZE)
    return format_html('<span title="{}">{}%</span>', cells.number(row.facts.size), percent)


POLICIES: TableSpec[PolicyRow] = TableSpec(
    name="policies",
    caption=gettext_lazy("Policies"),
    is_remembered=True,
    search=gettext_lazy("Name or path"),
    sort="name",
    counted=counted,
    filters=(SCOPE, USE, TRAIT, ALLOWING, ABOUT),
    columns=(
        Column(
            name="name",
            title=gettext_lazy("Name"),
            value=lambda row: row.policy.policy_name,
            cell=_name,
            is_sorted=True,
        ),
        Column(
            name="kind",
            title=gettext_lazy("Kind"),
            value=lambda row: row.policy.arn,
            cell=lambda row: kind_of(row.policy.arn),
        ),
        Column(
            name="uses",
            title=gettext_lazy("Used by"),
            value=lambda row: uses(row.policy),
            cell=_used_by,
        ),
        Column(
            name="level",
            title=gettext_lazy("Reaches as far as"),
            value=lambda row: row.facts.access_level if row.facts else "",
            cell=_level,
        ),
        Column(
            name="findings",
            title=gettext_lazy("Findings"),
            value=lambda row: row.facts.finding_count if row.facts else 0,
            cell=_findings,
        ),
        Column(
            name="version",
            title=gettext_lazy("Version"),
            value=lambda row: row.policy.default_version_id,
            is_chosen=False,
        ),
        Column(
            name="versions",
            title=gettext_lazy("Versions"),
            value=lambda row: row.facts.version_count if row.facts else 0,
            is_chosen=False,
        ),
        Column(
            name="size",
            title=gettext_lazy("Size"),
            value=lambda row: row.facts.size if row.facts else 0,
            cell=_size,
            is_chosen=False,
        ),
        Column(
            name="updated",
            title=gettext_lazy("Edited"),
            value=lambda row: row.policy.update_date,
        ),
        Column(
            name="created",
            title=gettext_lazy("Created"),
            value=lambda row: row.policy.create_date,
            is_sorted=True,
            is_chosen=False,
        ),
    ),
)


@require_safe
def list_page(request: ConsoleRequest) -> HttpResponse:
    """Every policy there is to see."""
    state = POLICIES.state(request)
    params = state.params()
    if use := params.pop(USE.name, ""):
        params[use] = True
    with_facts = search_policies.is_open_to(request.caller, **params, with_facts=True)
    found = search_policies.perform(request.caller, params | {"with_facts": with_facts})
    facts_of = {one.arn: one for one in found.facts}
    rows = [PolicyRow(policy, facts_of.get(policy.arn)) for policy in found.policies]
    table = Table(state=state, rows=rows, count=found.count, is_more=found.is_more)
    facts = {"table": table, "doubt": _doubt(state)}
    return render(request, "policies/policy_list.html", facts)


def _doubt(state: TableState) -> str:
    """What is odd about the action or service that is asked for."""
    asked = state.filters.get(ALLOWING.name, "")
    if asked and known_action(asked) is None:
        words = _("No service is known to have the action %(name)s. Write it out: kms:Decrypt.")
        return words % {"name": asked}
    service = state.filters.get(ABOUT.name, "")
    if service and known_service(service) is None:
        words = _("No service is known by %(name)s. What is asked for is its prefix, such as kms.")
        return words % {"name": service}
    return ""
