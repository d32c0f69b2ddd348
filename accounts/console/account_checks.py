"""What of an account wants attention, by its risk, each counted by the list that helps.

A count is that of the list its link leads to: both are asked of one operation in one way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_lazy, ngettext

from accounts.console.check_kinds import Check, Checked, CountedCheck
from accounts.operations.account import get_account_recommendations
from accounts.operations.checks import list_lockouts, list_snoozed_account_checks
from accounts.operations.roles import search_roles
from accounts.operations.users import search_users
from accounts.shapes import RecommendationsResult
from iamconsole.caller import Caller
from iamconsole.console.parts import part
from policies.operations.managed import search_policies

ROOT = (
    Check(
        "root_has_no_access_keys",
        gettext_lazy("The root user has no access keys"),
        gettext_lazy("The root user has access keys"),
        gettext_lazy(
            "Nothing can limit what such a key may do. Delete it, and let a user have one."
        ),
        gettext_lazy("Root's keys"),
        "console-me-credentials",
        is_for_root=True,
    ),
    Check(
        "root_has_mfa",
        gettext_lazy("The root user has a second factor"),
        gettext_lazy("The root user has no second factor"),
        gettext_lazy(
            "Whoever learns its password has the account. Sign in as root and set one up."
        ),
        gettext_lazy("Root's second factor"),
        "console-me-mfa",
        is_for_root=True,
    ),
)
_PASSING = gettext_lazy(
    "Through a service they can act as any role there is. Name the roles that are meant, or the "
    "services, by iam:PassedToService."
)
COUNTED = (
    CountedCheck(
        "open_roles",
        gettext_lazy("No role trusts anybody at all"),
        lambda n: ngettext(
            "%(count)s role trusts anybody at all", "%(count)s roles trust anybody at all", n
        ),
        gettext_lazy("Every account there is may take it on. Name those who are meant."),
        search_roles,
        {"trusts_anybody": "true"},
        "console-roles",
    ),
    CountedCheck(
        "no_mfa",
        gettext_lazy("Everybody with a password has a second factor"),
        lambda n: ngettext(
            "%(count)s user has a password and no second factor",
            "%(count)s users have a password and no second factor",
            n,
        ),
        gettext_lazy("Whoever learns the password is in. Settings can ask everybody for one."),
        search_users,
        {"mfa": "none", "password": "any", "status": "active"},
        "console-users",
    ),
    CountedCheck(
        "everything_allowed",
        gettext_lazy("No policy of your own in use allows everything"),
        lambda n: ngettext(
            "%(count)s policy of your own in use lets its holders administer the account",
            "%(count)s policies of your own in use let their holders administer the account",
            n,
        ),
        gettext_lazy("Allow what is needed, and leave AdministratorAccess to few."),
        search_policies,
        {"trait": "GrantsAdministration", "only_attached": "true"},
        "console-policies",
    ),
    CountedCheck(
        "users_passing_roles",
        gettext_lazy("No user but administrators may pass any role to any service"),
        lambda n: ngettext(
            "%(count)s user has a policy that lets any role be passed to any service",
            "%(count)s users have policies that let any role be passed to any service",
            n,
        ),
        _PASSING,
        search_users,
        {"policy_trait": "PassesAnyRole"},
        "console-users",
    ),
    CountedCheck(
        "roles_passing_roles",
        gettext_lazy("No role but administrators' may pass any role to any service"),
        lambda n: ngettext(
            "%(count)s role has a policy that lets any role be passed to any service",
            "%(count)s roles have policies that let any role be passed to any service",
            n,
        ),
        _PASSING,
        search_roles,
        {"policy_trait": "PassesAnyRole"},
        "console-roles",
    ),
    CountedCheck(
        "locked_out",
        gettext_lazy("Nobody is locked out of signing in"),
        lambda n: ngettext(
            "%(count)s user or address is locked out of signing in",
            "%(count)s users or addresses are locked out of signing in",
            n,
        ),
        gettext_lazy("Somebody forgot a password, or guesses one. It ends by itself."),
        list_lockouts,
        {},
        "console-lockouts",
    ),
    CountedCheck(
        "old_keys",
        gettext_lazy("No active access key is older than 90 days"),
        lambda n: ngettext(
            "%(count)s user has an active access key older than 90 days",
            "%(count)s users have active access keys older than 90 days",
            n,
        ),
        gettext_lazy("Replace them: the longer a key lives, the more places have seen it."),
        search_users,
        {"key_older_than": "90"},
        "console-users",
    ),
    CountedCheck(
        "unused_keys",
        gettext_lazy("Every active access key was used in the last 90 days"),
        lambda n: ngettext(
            "%(count)s user has an active access key unused for 90 days",
            "%(count)s users have active access keys unused for 90 days",
            n,
        ),
        gettext_lazy("Switch them off; delete them if nobody asks."),
        search_users,
        {"key_unused_for": "90"},
        "console-users",
    ),
    CountedCheck(
        "unused_passwords",
        gettext_lazy("Every password was used in the last 90 days"),
        lambda n: ngettext(
            "%(count)s user has not used the password for 90 days",
            "%(count)s users have not used their passwords for 90 days",
            n,
        ),
        gettext_lazy("Who has left can be disabled: nothing is lost by it."),
        search_users,
        {"password_unused_for": "90", "status": "active"},
        "console-users",
    ),
    CountedCheck(
        "unused_roles",
        gettext_lazy("Every role was used in the last 90 days"),
        lambda n: ngettext(
            "%(count)s role was not used for 90 days",
            "%(count)s roles were not used for 90 days",
            n,
        ),
        gettext_lazy("A role nobody takes on is a way in that nobody watches."),
        search_roles,
        {"unused_for": "90"},
        "console-roles",
    ),
)
REST = (
    Check(
        "administrator_exists",
        gettext_lazy("Somebody other than root administers the account"),
        gettext_lazy("Nobody but root administers the account"),
        gettext_lazy(
            "Make a group with AdministratorAccess and put a user into it, so that root can rest."
        ),
        gettext_lazy("To the groups"),
        "console-groups",
    ),
    Check(
        "password_policy_is_set",
        gettext_lazy("The account has a password policy"),
        gettext_lazy("The account has no password policy"),
        gettext_lazy("Until then 8 characters will do that nobody would guess. More is better."),
        gettext_lazy("Set a password policy"),
        "console-settings-password",
    ),
    Check(
        "groups_are_used",
        gettext_lazy("Users are in groups"),
        gettext_lazy("No user is in a group"),
        gettext_lazy(
            "What a group gives is easier to see, and to take back, than what each user has."
        ),
        gettext_lazy("To the groups"),
        "console-groups",
    ),
    Check(
        "alias_is_set",
        gettext_lazy("The account has an alias"),
        gettext_lazy("The account has no alias"),
        gettext_lazy("With one, people sign in with a word instead of twelve digits."),
        gettext_lazy("Set an alias"),
        "console-settings-alias",
    ),
)


def checked(caller: Caller, found: RecommendationsResult | None) -> list[Checked]:
    """Every check as it came out: what is wrong comes first, and of that what risks most."""
    asked = part(list_snoozed_account_checks, caller)
    snoozed = {one.check_name: one for one in (asked.content.snoozes if asked.content else ())}
    told = (replace(one, snooze=snoozed.get(one.name)) for one in _in_order(caller, found))
    return sorted(told, key=lambda one: one.rank)


def _in_order(caller: Caller, found: RecommendationsResult | None) -> Iterator[Checked]:
    if found:
        yield from (check.come_out(found) for check in ROOT)
    yield from (check.come_out(caller) for check in COUNTED)
    if found:
        yield from (check.come_out(found) for check in REST)


def check_named(caller: Caller, name: str) -> Checked | None:
    """One check as it comes out now. Raises AccessDenied for those who may not see it."""
    for counted in COUNTED:
        if counted.name == name:
            return counted.come_out(caller)
    found = get_account_recommendations(caller)
    return next((one.come_out(found) for one in (*ROOT, *REST) if one.name == name), None)
