"""Giving a user more: groups, what another user has, or policies; the difference comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.console.user import around
from accounts.operations.groups import add_user_to_group, list_groups_for_user, search_groups
from accounts.operations.users import search_users
from accounts.rules import MAX_GROUPS_A_USER
from iamconsole.caller import Caller
from iamconsole.console.cells import Words, number
from iamconsole.console.parts import part
from iamconsole.console.steps import Step, each
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import AccessDenied
from policies.console.access_changes import preview
from policies.operations.attachments import attach_user_policy, list_attached_user_policies
from policies.operations.inline import list_user_policies
from policies.operations.managed import search_policies
from policies.rules import MAX_ATTACHED

_OFFERED = 25
_MANY = 1000
WAYS: tuple[tuple[str, Words, Words], ...] = (
    ("groups", gettext_lazy("Add to groups"), gettext_lazy("What several users share.")),
    ("copy", gettext_lazy("Copy from a user"), gettext_lazy("Its groups and its policies.")),
    (
        "attach",
        gettext_lazy("Attach policies directly"),
        gettext_lazy("For what this user alone needs."),
    ),
)


@dataclass(frozen=True)
class Offer:
    """Something to choose: it may be there already, or be chosen."""

    name: str
    value: str
    words: str
    beside: str = ""
    is_there: bool = False
    is_chosen: bool = False


@dataclass(frozen=True)
class Chosen:
    """What was chosen so far, all of it in the address."""

    way: str
    search: str
    groups: tuple[str, ...]
    policies: tuple[str, ...]
    copied: str = ""

    @classmethod
    def of(cls, sent: QueryDict) -> Chosen:
        way = sent.get("way", "")
        return cls(
            way=way if way in {name for name, *_rest in WAYS} else "groups",
            search=sent.get("q", "").strip()[:200],
            groups=tuple(dict.fromkeys(sent.getlist("groups"))),
            policies=tuple(dict.fromkeys(sent.getlist("policies"))),
            copied=sent.get("copied", ""),
        )

    @property
    def looked_for(self) -> dict[str, Any]:
        """A search whose few answers begin with what is called like the text."""
        sort = "match" if self.search else "name"
        return {"search": self.search, "sort": sort, "page_size": _OFFERED}

    def query(self, **changes: Any) -> str:
        asked = {"way": self.way, "groups": self.groups, "policies": self.policies} | changes
        return urlencode({n: v for n, v in asked.items() if v}, doseq=True)


@dataclass(frozen=True)
class Room:
    """How much of a limit is used: `8 of 10`."""

    words: Words
    used: int
    limit: int

    @property
    def is_over(self) -> bool:
        return self.used > self.limit


@require_http_methods(["GET", "HEAD", "POST"])
def add_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Choose, see what it would come to, and only then give it."""
    facts = around(request.caller, user_name, "console-user")
    chosen = Chosen.of(request.POST if request.method == "POST" else request.GET)
    if source := request.GET.get("from"):
        return redirect(_copied(request.caller, user_name, source, chosen))
    if request.method == "POST":
        steps = list(_steps(user_name, chosen))
        outcome = each(request.caller, steps)
        if steps and outcome.is_whole:
            messages.success(request, _given_words(len(steps)))
            return redirect("console-user", user_name)
        facts["outcome"] = outcome if steps else None
        facts["is_empty"] = not steps
    facts |= _facts(request.caller, facts["user"].arn, user_name, chosen)
    status = 200 if request.method != "POST" else _status(facts)
    return render(request, "accounts/user_grants.html", facts, status=status)


def _status(facts: dict[str, Any]) -> int:
    outcome = facts.get("outcome")
    return outcome.status if outcome else 422


def _facts(caller: Caller, arn: str, user_name: str, chosen: Chosen) -> dict[str, Any]:
    groups, policies = _held(caller, user_name)
    offers, refusal = _OFFERS[chosen.way](caller, chosen, {*groups, *policies})
    return {
        "chosen": chosen,
        "ways": [
            (name, words, hint, f"?{chosen.query(way=name)}", name == chosen.way)
            for name, words, hint in WAYS
        ],
        "offers": [one for one in offers if not one.is_chosen],
        "refusal": refusal,
        "tokens": list(_tokens(chosen)),
        "rooms": [
            Room(_("Groups"), len(groups | set(chosen.groups)), MAX_GROUPS_A_USER),
            Room(_("Attached policies"), len(policies | set(chosen.policies)), MAX_ATTACHED),
        ],
        "preview": preview(
            caller, arn, join_groups=chosen.groups, attach_policy_arns=chosen.policies
        )
        if chosen.groups or chosen.policies
        else None,
    }


def _held(caller: Caller, user_name: str) -> tuple[set[str], set[str]]:
    """The groups and the policies the user has, as far as the caller may see them."""
    groups = part(list_groups_for_user, caller, user_name=user_name, max_items=_MANY).content
    attached = part(
        list_attached_user_policies, caller, user_name=user_name, max_items=_MANY
    ).content
    return (
        {one.group_name for one in (groups.groups if groups else ())},
        {one.policy_arn for one in (attached.attached_policies if attached else ())},
    )


Offers = tuple[Sequence[Offer], AccessDenied | None]


def _groups(caller: Caller, chosen: Chosen, held: set[str]) -> Offers:
    found = part(search_groups, caller, **chosen.looked_for)
    rows = found.content.rows if found.content else ()
    offers = [
        Offer(
            "groups",
            row.group.group_name,
            row.group.group_name,
            _size_words(row.member_count, row.policy_count),
            row.group.group_name in held,
            row.group.group_name in chosen.groups,
        )
        for row in rows
    ]
    return offers, found.refusal


def _size_words(members: int, policies: int) -> str:
    first = ngettext("%(count)s member", "%(count)s members", members)
    second = ngettext("%(count)s policy", "%(count)s policies", policies)
    return " · ".join((first % {"count": number(members)}, second % {"count": number(policies)}))


def _policies(caller: Caller, chosen: Chosen, held: set[str]) -> Offers:
    scope = "All" if chosen.search else "Local"
    found = part(search_policies, caller, scope=scope, **chosen.looked_for)
    rows = found.content.policies if found.content else ()
    offers = [
        Offer(
            "policies",
            one.arn,
            one.policy_name,
            _("AWS managed") if one.arn.startswith("arn:aws:iam::aws:") else _("Yours"),
            one.arn in held,
            one.arn in chosen.policies,
        )
        for one in rows
    ]
    return offers, found.refusal


def _users(caller: Caller, chosen: Chosen, held: set[str]) -> Offers:
    found = part(search_users, caller, **chosen.looked_for)
    rows = found.content.rows if found.content else ()
    offers = []
    for row in rows:
        name = row.user.user_name or ""
        words = ngettext("%(count)s group", "%(count)s groups", row.group_count)
        offers.append(Offer("from", name, name, words % {"count": number(row.group_count)}))
    return offers, found.refusal


_OFFERS = {"groups": _groups, "copy": _users, "attach": _policies}


def _tokens(chosen: Chosen) -> Iterator[tuple[Offer, str]]:
    """What is chosen, each with the address without it."""
    for group in chosen.groups:
        rest = tuple(name for name in chosen.groups if name != group)
        yield Offer("groups", group, group, _("group")), f"?{chosen.query(groups=rest)}"
    for arn in chosen.policies:
        rest = tuple(one for one in chosen.policies if one != arn)
        words = arn.rpartition("/")[2]
        yield Offer("policies", arn, words, _("policy")), f"?{chosen.query(policies=rest)}"


def _copied(caller: Caller, user_name: str, source: str, chosen: Chosen) -> str:
    """The address at which everything is chosen too that another user has and this one not."""
    groups, policies = _held(caller, source)
    own_groups, own_policies = _held(caller, user_name)
    query = chosen.query(
        groups=tuple(dict.fromkeys((*chosen.groups, *sorted(groups - own_groups)))),
        policies=tuple(dict.fromkeys((*chosen.policies, *sorted(policies - own_policies)))),
        copied=source,
        inline=_inline_count(caller, source),
    )
    return f"{reverse('console-user-add-permissions', args=[user_name])}?{query}"


def _inline_count(caller: Caller, user_name: str) -> int:
    found = part(list_user_policies, caller, user_name=user_name, max_items=_MANY).content
    return len(found.policy_names) if found else 0


def _steps(user_name: str, chosen: Chosen) -> Iterator[Step]:
    for group in chosen.groups:
        words = _("Add %(user)s to %(group)s") % {"user": user_name, "group": group}
        yield Step(words, add_user_to_group, {"user_name": user_name, "group_name": group})
    for arn in chosen.policies:
        words = _("Attach %(name)s") % {"name": arn.rpartition("/")[2]}
        yield Step(words, attach_user_policy, {"user_name": user_name, "policy_arn": arn})


def _given_words(count: int) -> str:
    words = ngettext(
        "%(count)s permission is given, and holds now.",
        "%(count)s permissions are given, and hold now.",
        count,
    )
    return words % {"count": number(count)}
