"""Several users and their groups at once: who of them is in each, and what is to become of that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.operations.groups import (
    add_user_to_group,
    list_groups_for_user,
    remove_user_from_group,
    search_groups,
)
from iamconsole.caller import Caller
from iamconsole.console.cells import Words, number
from iamconsole.console.forms import ConsoleForm
from iamconsole.console.parts import part
from iamconsole.console.steps import Step

_SHOWN = 200
_LOOKED_AT = 100
_JOIN, _LEAVE = "+", "-"


@dataclass(frozen=True)
class Membership:
    """A group, how many of the chosen users are in it, and what can be done about that."""

    name: str
    words: str
    choices: Sequence[tuple[str, Words]]


class MembershipsForm(ConsoleForm):
    """For each group whether all join, all leave, or everybody stays as they are."""

    def __init__(self, *args: Any, caller: Caller, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = part(search_groups, caller, page_size=_SHOWN)
        self.refusal = found.refusal
        rows = found.content.rows if found.content else ()
        counts = _counts(caller, names) if len(names) <= _LOOKED_AT else None
        self.memberships = [_membership(row.group.group_name, counts, len(names)) for row in rows]

    @property
    def changes(self) -> list[str]:
        """What was chosen: `+group` for all to join, `-group` for all to leave."""
        sent = self.data.getlist("change") if isinstance(self.data, QueryDict) else []
        return [change for change in sent if change[:1] in (_JOIN, _LEAVE)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.changes:
            raise forms.ValidationError(_("Choose for a group at least who is to join or leave."))
        return cleaned

    def steps(self, user_name: str) -> Iterator[Step]:
        """The changes for one of the users."""
        for change in self.changes:
            given = {"user_name": user_name, "group_name": change[1:]}
            told = {"user": user_name, "group": change[1:]}
            if change[0] == _JOIN:
                yield Step(_("Add %(user)s to %(group)s") % told, add_user_to_group, given)
            else:
                yield Step(
                    _("Remove %(user)s from %(group)s") % told, remove_user_from_group, given
                )


def _counts(caller: Caller, names: Sequence[str]) -> Counter[str]:
    """How many of the users are in each group, as far as the caller may see it."""
    found = (
        part(list_groups_for_user, caller, user_name=name, max_items=1000).content for name in names
    )
    return Counter(group.group_name for one in found if one for group in one.groups)


def _membership(name: str, counts: Counter[str] | None, total: int) -> Membership:
    stay, join = ("", _("Leave as it is")), (f"{_JOIN}{name}", _("Add all"))
    leave = (f"{_LEAVE}{name}", _("Remove all"))
    if counts is None:
        return Membership(name, _("Not looked at: too many users"), (stay, join, leave))
    inside = counts[name]
    if inside == total:
        return Membership(name, _("All are in it"), (stay, leave))
    if not inside:
        return Membership(name, _("None is in it"), (stay, join))
    words = ngettext("%(count)s of %(total)s is in it", "%(count)s of %(total)s are in it", inside)
    told = words % {"count": number(inside), "total": number(total)}
    return Membership(name, told, (stay, join, leave))
