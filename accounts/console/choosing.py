"""Groups and policies to choose from on a form, for those who may list them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, ngettext

from accounts.operations.groups import search_groups
from accounts.shapes import GroupRowShape
from iamconsole.caller import Caller
from iamconsole.console.cells import number
from iamconsole.console.forms import ConsoleForm
from iamconsole.console.parts import part
from iamconsole.errors import AccessDenied
from policies.operations.managed import search_policies
from policies.shapes import PolicyShape

_SHOWN = 200


class GroupsForm(ConsoleForm):
    """Groups to be ticked. `refusal` tells why there are none to tick."""

    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Groups"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, caller: Caller, search: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices, self.refusal = group_choices(caller, search)
        self.fields["groups"].choices = self.choices  # type: ignore[attr-defined]


def group_choices(
    caller: Caller, search: str = ""
) -> tuple[list[tuple[str, str]], AccessDenied | None]:
    """The groups there are, each with its size; or why they may not be seen."""
    found = part(search_groups, caller, search=search, page_size=_SHOWN)
    rows = found.content.rows if found.content else ()
    return [(row.group.group_name, _group_words(row)) for row in rows], found.refusal


def _group_words(row: GroupRowShape) -> str:
    members = ngettext("%(count)s member", "%(count)s members", row.member_count)
    policies = ngettext("%(count)s policy", "%(count)s policies", row.policy_count)
    return " · ".join(
        (
            row.group.group_name,
            members % {"count": number(row.member_count)},
            policies % {"count": number(row.policy_count)},
        )
    )


def own_policies(caller: Caller) -> tuple[PolicyShape, ...]:
    """The account's own policies; none for those who may not list them."""
    found = part(search_policies, caller, page_size=_SHOWN)
    return found.content.policies if found.content else ()
