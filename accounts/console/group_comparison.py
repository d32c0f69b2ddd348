"""Two groups beside each other: who is in both, which policies both have, what only one gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.console.choosing import group_choices
from accounts.console.groups import MOST_AT_ONCE
from accounts.console.words import user_link
from accounts.operations.groups import get_group
from iamconsole.caller import Caller
from iamconsole.console import cells
from iamconsole.console.cells import Tone, Words
from iamconsole.console.forms import ConsoleForm
from iamconsole.console.parts import part
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import AccessDenied, Refused
from policies.access_shapes import ServiceChangeShape
from policies.console.summary_tables import LEVELS
from policies.operations.attachments import list_attached_group_policies
from policies.operations.group_access import compare_group_access
from policies.operations.inline import get_group_policy, list_group_policies


class GroupsForm(ConsoleForm):
    """The two groups."""

    one = forms.CharField(label=gettext_lazy("Group"), max_length=128)
    other = forms.CharField(label=gettext_lazy("Other group"), max_length=128)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {
                "list": "groups",
                "autocomplete": "off",
                "spellcheck": "false",
            }


Links = Mapping[tuple[str, str], SafeString]


@dataclass(frozen=True)
class Three:
    """What one has, what both have and what the other has, each in the order of its names."""

    one: Sequence[SafeString] = ()
    both: Sequence[SafeString] = ()
    other: Sequence[SafeString] = ()
    refusal: AccessDenied | None = None

    @classmethod
    def of(cls, one: Links, other: Links) -> Three:
        return cls(
            [one[key] for key in sorted(one.keys() - other.keys())],
            [one[key] for key in sorted(one.keys() & other.keys())],
            [other[key] for key in sorted(other.keys() - one.keys())],
        )


@require_safe
def compare_page(request: ConsoleRequest) -> HttpResponse:
    """Two groups that the address names, side by side; without them, the form to name them."""
    form = GroupsForm(request.GET if "other" in request.GET else None, initial=request.GET.dict())
    choices, _refusal = group_choices(request.caller)
    facts: dict[str, Any] = {"form": form, "names": [name for name, _words in choices]}
    if form.is_valid():
        names = (form.cleaned_data["one"].strip(), form.cleaned_data["other"].strip())
        try:
            facts |= _compared(request.caller, *names)
        except AccessDenied:
            raise
        except Refused as problem:
            form.add_error(None, problem.message)
    return render(request, "accounts/group_compare.html", facts, status=form.status)


def _compared(caller: Caller, one: str, other: str) -> dict[str, Any]:
    """The groups with what they have. Raises Refused where one of them is not there."""
    found = [get_group(caller, group_name=n, max_items=MOST_AT_ONCE) for n in (one, other)]
    names = [each.group.group_name for each in found]
    one_side, other_side = ({(u.user_name or "", ""): user_link(u) for u in g.users} for g in found)
    rights = part(compare_group_access, caller, group_name=one, other_group_name=other)
    services = rights.content.services if rights.content else ()
    return {
        "groups": names,
        "members": Three.of(one_side, other_side),
        "is_cut": any(each.is_truncated for each in found),
        "policies": _policies(caller, names),
        "rights": rights,
        "lines": [line for line in (_line(service, names) for service in services) if line],
    }


def _policies(caller: Caller, names: Iterable[str]) -> Three:
    try:
        one, other = (dict(_policies_of(caller, name)) for name in names)
    except AccessDenied as refusal:
        return Three(refusal=refusal)
    return Three.of(one, other)


def _policies_of(caller: Caller, group_name: str) -> Iterator[tuple[tuple[str, str], SafeString]]:
    """A group's policies: managed ones are the same by ARN, inline ones by name and text.

    One whose text the caller may not read is not said to be the same as another.
    """
    given: dict[str, Any] = {"group_name": group_name, "max_items": MOST_AT_ONCE}
    for policy in list_attached_group_policies(caller, **given).attached_policies:
        address = reverse("console-policy", args=[policy.policy_arn])
        yield (policy.policy_name, policy.policy_arn), cells.link(policy.policy_name, address)
    for name in list_group_policies(caller, **given).policy_names:
        text = part(get_group_policy, caller, group_name=group_name, policy_name=name).content
        address = reverse("console-group-inline", args=[group_name, name])
        key = f"inline {text.policy_document}" if text else f"unread {group_name}"
        yield (name, key), cells.link(name, address, _("inline"))


def _line(service: ServiceChangeShape, names: list[str]) -> tuple[str, SafeString] | None:
    badges = format_html_join(" ", "{}", ((one,) for one in _badges(service, names)))
    return (service.service_name, badges) if badges else None


def _badges(service: ServiceChangeShape, names: list[str]) -> Iterator[SafeString]:
    one, other = names
    sorts: tuple[tuple[str, Words, Tone], ...] = (
        ("lost", _("only %(group)s") % {"group": one}, "info"),
        ("narrower", _("%(group)s on more") % {"group": one}, ""),
        ("gained", _("only %(group)s") % {"group": other}, "ok"),
        ("wider", _("%(group)s on more") % {"group": other}, ""),
    )
    for name, said, tone in sorts:
        for level in service.levels:
            if actions := getattr(level, name):
                count = f"{LEVELS[level.level]} {len(actions)}/{level.total}"
                yield cells.badge(f"{said}: {count}", tone)
