"""What of an account wants attention, by its risk, each counted by the list that helps.

A count is that of the list its link leads to: both are asked of one operation in one way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.operations.roles import search_roles
from accounts.operations.users import search_users
from accounts.shapes import RecommendationsResult
from iamconsole.caller import Caller
from iamconsole.console.cells import Words, number
from iamconsole.console.parts import part
from iamconsole.errors import AccessDenied
from iamconsole.gate import Operation
from policies.operations.managed import search_policies


@dataclass(frozen=True)
class Checked:
    """A check as it came out: in words, with what to do, and the way to where it is done."""

    name: str
    words: str
    is_passed: bool
    advice: Words = ""
    way: Words = ""
    address: str = ""
    is_for_root: bool = False
    refusal: AccessDenied | None = None


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

    def come_out(self, found: RecommendationsResult) -> Checked:
        is_passed = bool(getattr(found, self.name))
        words = str(self.done if is_passed else self.missing)
        address = reverse(self.url_name)
        return Checked(
            self.name, words, is_passed, self.advice, self.way, address, self.is_for_root
        )


@dataclass(frozen=True)
class CountedCheck:
    """Something there should be none of: a list narrowed to it, and the words for how many."""

    name: str
    done: Words
    missing: Callable[[int], str]
    advice: Words
    search: Operation[..., Any]
    narrowing: Mapping[str, str]
    url_name: str

    def come_out(self, caller: Caller) -> Checked:
        found = part(self.search, caller, **self.narrowing, page_size=1)
        if found.content is None:
            return Checked(self.name, str(self.done), False, refusal=found.refusal)
        count = found.content.count
        if not count:
            return Checked(self.name, str(self.done), True)
        told = f"{number(count)}+" if found.content.is_more else number(count)
        words = self.missing(count) % {"count": told}
        address = f"{reverse(self.url_name)}?{urlencode(self.narrowing)}"
        return Checked(self.name, words, False, self.advice, _("Show them"), address)


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
    return sorted(_in_order(caller, found), key=lambda one: one.is_passed)


def _in_order(caller: Caller, found: RecommendationsResult | None) -> Iterator[Checked]:
    if found:
        yield from (check.come_out(found) for check in ROOT)
    yield from (check.come_out(caller) for check in COUNTED)
    if found:
        yield from (check.come_out(found) for check in REST)
