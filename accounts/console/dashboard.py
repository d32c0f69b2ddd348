"""The overview: is the account safe, what is in it, what happened last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import date as format_date
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.console import history
from accounts.console.account_checks import checked
from accounts.console.reminders import account_notices
from accounts.operations.account import (
    get_account_recommendations,
    get_account_settings,
    get_account_statistics,
    get_account_summary,
)
from accounts.operations.events import lookup_events
from accounts.shapes import (
    AccountSettingsResult,
    AccountStatisticsResult,
    AccountSummaryResult,
    KeyAgeShape,
    RecommendationsResult,
)
from iamconsole.caller import Caller
from iamconsole.console.cells import Words, number
from iamconsole.console.charts import Bar
from iamconsole.console.parts import part
from iamconsole.doors import ConsoleRequest
from iamconsole.http import public_address

_SHOWN_EVENTS = 8
_OLD_DAYS = 90


@dataclass(frozen=True)
class Figure:
    """A count, and the list that explains it."""

    title: Words
    value: int
    url_name: str


@dataclass(frozen=True)
class StartStep:
    """One step into a new account."""

    words: Words
    way: Words
    url_name: str
    is_done: bool


@require_safe
def overview_page(request: ConsoleRequest) -> HttpResponse:
    """Everything the reader may see; a part they may not says what is missing."""
    caller = request.caller
    account = part(get_account_settings, caller)
    recommendations = part(get_account_recommendations, caller)
    summary = part(get_account_summary, caller)
    context = {
        "account": account,
        "signin_address": _signin_address(request, account.content),
        "recommendations": recommendations,
        "checks": checked(caller, recommendations.content),
        "charts": _charts(part(get_account_statistics, caller).content),
        "summary": summary,
        "figures": tuple(_figures(summary.content)) if summary.content else (),
        "start": _start(recommendations.content, summary.content),
        "changes": _last(caller, only_changes=True),
        "refusals": _last(caller, only_refused=True),
    } | account_notices(caller)
    return render(request, "accounts/overview.html", context)


def _last(caller: Caller, **wanted: Any) -> dict[str, Any]:
    """The last events of a sort, or why the caller may not see them."""
    found = part(lookup_events, caller, page_size=_SHOWN_EVENTS, **wanted)
    events = found.content.events if found.content else ()
    return {"refusal": found.refusal, "lines": history.lines(events)}


def _signin_address(request: ConsoleRequest, account: AccountSettingsResult | None) -> str:
    name = (account and account.account_alias) or request.caller.account_id
    return public_address(reverse("signin-account", args=[name]))


def _figures(summary: AccountSummaryResult) -> Iterator[Figure]:
    counts = summary.summary_map
    yield Figure(_("Users"), counts["Users"], "console-users")
    yield Figure(_("Groups"), counts["Groups"], "console-groups")
    yield Figure(_("Roles"), counts["Roles"], "console-roles")
    yield Figure(_("Policies of your own"), counts["Policies"], "console-policies")


def _start(
    found: RecommendationsResult | None, summary: AccountSummaryResult | None
) -> tuple[StartStep, ...]:
    """The way into a new account; nothing once somebody else can take over from root."""
    if found is None or summary is None or found.administrator_exists:
        return ()
    counts = summary.summary_map
    return (
        StartStep(
            _("Set up a second factor for the root user"),
            _("Set one up"),
            "console-me-mfa",
            found.root_has_mfa,
        ),
        StartStep(
            _("Give the account an alias to sign in with"),
            _("Set an alias"),
            "console-settings-alias",
            found.alias_is_set,
        ),
        StartStep(
            _("Say what passwords must be like"),
            _("Set a password policy"),
            "console-settings-password",
            found.password_policy_is_set,
        ),
        StartStep(
            _("Make a group for administrators and attach AdministratorAccess to it"),
            _("Create a group"),
            "console-group-create",
            counts["Groups"] > 0,
        ),
        StartStep(
            _("Create your own user in that group, with a password"),
            _("Create a user"),
            "console-user-create",
            counts["Users"] > 0,
        ),
    )


def _charts(found: AccountStatisticsResult | None) -> dict[str, Any]:
    """The figures as bars; keys that should have been replaced are marked."""
    if found is None:
        return {}
    days = [Bar(_day(one.day), one.count) for one in found.sign_ins]
    ages = [
        Bar(_span(one), one.count, is_warning=one.from_days >= _OLD_DAYS) for one in found.key_ages
    ]
    return {
        "sign_ins": days,
        "sign_ins_words": ngettext(
            "%(count)s sign-in in 30 days", "%(count)s sign-ins in 30 days", _total(days)
        )
        % {"count": number(_total(days))},
        "key_ages": ages,
        "key_ages_words": ngettext(
            "%(count)s active access key", "%(count)s active access keys", _total(ages)
        )
        % {"count": number(_total(ages))},
    }


def _total(bars: Sequence[Bar]) -> int:
    return sum(bar.value for bar in bars)


def _day(day: str) -> str:
    return format_date(date.fromisoformat(day), "j M")


def _span(one: KeyAgeShape) -> str:
    if one.to_days is None:
        return gettext("%(days)s and more") % {"days": one.from_days}
    return gettext("%(first)s–%(last)s") % {"first": one.from_days, "last": one.to_days - 1}
