"""The overview: is the account safe, what is in it, what happened last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.console import history
from accounts.operations.account import (
    get_account_recommendations,
    get_account_settings,
    get_account_summary,
)
from accounts.operations.events import lookup_events
from accounts.shapes import AccountSettingsResult, AccountSummaryResult, RecommendationsResult
from iamconsole.caller import Caller
from iamconsole.console.cells import Words
from iamconsole.console.parts import part
from iamconsole.doors import ConsoleRequest
from iamconsole.http import public_address

_SHOWN_EVENTS = 8


@dataclass(frozen=True)
class Check:
    """Something a safe account has: what is so, what to do where it is not, and the page for it."""

    name: str
    done: Words
    missing: Words
    advice: Words
    way: Words
    url_name: str
    is_for_root: bool = False


@dataclass(frozen=True)
class Checked:
    """A check as it came out."""

    check: Check
    is_passed: bool


CHECKS = (
    Check(
        "root_has_mfa",
        _("The root user has a second factor"),
        _("The root user has no second factor"),
        _("Whoever learns its password has the account. Sign in as root and set one up."),
        _("Root's second factor"),
        "console-me-mfa",
        is_for_root=True,
    ),
    Check(
        "root_has_no_access_keys",
        _("The root user has no access keys"),
        _("The root user has access keys"),
        _("Nothing can limit what such a key may do. Delete it, and let a user have one."),
        _("Root's keys"),
        "console-me-credentials",
        is_for_root=True,
    ),
    Check(
        "administrator_exists",
        _("Somebody other than root administers the account"),
        _("Nobody but root administers the account"),
        _("Make a group with AdministratorAccess and put a user into it, so that root can rest."),
        _("To the groups"),
        "console-groups",
    ),
    Check(
        "groups_are_used",
        _("Users are in groups"),
        _("No user is in a group"),
        _("What a group gives is easier to see, and to take back, than what each user has."),
        _("To the groups"),
        "console-groups",
    ),
    Check(
        "alias_is_set",
        _("The account has an alias"),
        _("The account has no alias"),
        _("With one, people sign in with a word instead of twelve digits."),
        _("Set an alias"),
        "console-settings-alias",
    ),
    Check(
        "password_policy_is_set",
        _("The account has a password policy"),
        _("The account has no password policy"),
        _("Until then 8 characters will do that nobody would guess. More is better."),
        _("Set a password policy"),
        "console-settings-password",
    ),
)


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
        "checks": tuple(_checked(recommendations.content)) if recommendations.content else (),
        "summary": summary,
        "figures": tuple(_figures(summary.content)) if summary.content else (),
        "start": _start(recommendations.content, summary.content),
        "changes": _last(caller, only_changes=True),
        "refusals": _last(caller, only_refused=True),
    }
    return render(request, "accounts/overview.html", context)


def _last(caller: Caller, **wanted: Any) -> dict[str, Any]:
    """The last events of a sort, or why the caller may not see them."""
    found = part(lookup_events, caller, page_size=_SHOWN_EVENTS, **wanted)
    events = found.content.events if found.content else ()
    return {"refusal": found.refusal, "lines": history.lines(events)}


def _signin_address(request: ConsoleRequest, account: AccountSettingsResult | None) -> str:
    name = (account and account.account_alias) or request.caller.account_id
    return public_address(reverse("signin-account", args=[name]))


def _checked(found: RecommendationsResult) -> Iterator[Checked]:
    """What is wrong comes first."""
    checked = [Checked(check, getattr(found, check.name)) for check in CHECKS]
    yield from sorted(checked, key=lambda one: one.is_passed)


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
            _("Give the account an alias to sign in with"),
            _("Set an alias"),
            "console-settings-alias",
            found.alias_is_set,
        ),
        StartStep(
            _("Make a group for administrators and attach AdministratorAccess to it"),
            _("To the groups"),
            "console-groups",
            counts["Groups"] > 0,
        ),
        StartStep(
            _("Create your own user in that group, with a password"),
            _("Create a user"),
            "console-user-create",
            counts["Users"] > 0,
        ),
        StartStep(
            _("Sign out, and come back as that user"),
            _("My access"),
            "console-me",
            False,
        ),
    )
