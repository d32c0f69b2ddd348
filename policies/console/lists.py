"""The list of policies: the account's own first, AWS's on request."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from iamconsole.console import cells
from iamconsole.console.tables import Column, Filter, Table, TableSpec
from iamconsole.doors import ConsoleRequest
from policies.console import addresses
from policies.operations.managed import search_policies
from policies.shapes import PolicyShape


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

POLICIES: TableSpec[PolicyShape] = TableSpec(
    name="policies",
    caption=gettext_lazy("Policies"),
    search=gettext_lazy("Name or path"),
    sort="name",
    counted=counted,
    filters=(SCOPE, IN_USE),
    columns=(
        NAME,
        KIND,
        USES,
        Column(
            name="version",
            title=gettext_lazy("Version"),
            value=lambda policy: policy.default_version_id,
        ),
        Column(
            name="updated", title=gettext_lazy("Edited"), value=lambda policy: policy.update_date
        ),
        Column(
            name="created",
            title=gettext_lazy("Created"),
            value=lambda policy: policy.create_date,
            is_sorted=True,
            is_chosen=False,
        ),
    ),
)


@require_safe
def list_page(request: ConsoleRequest) -> HttpResponse:
    """Every policy there is to see."""
    state = POLICIES.state(request)
    found = search_policies.perform(request.caller, state.params())
    table = Table(state=state, rows=found.policies, count=found.count, is_more=found.is_more)
    return render(request, "policies/policy_list.html", {"table": table})
