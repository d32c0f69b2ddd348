"""Pages of access keys, a user's and one's own: made, described, rotated, switched and deleted.

Every page takes the name of a user; without one it is about whoever is signed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.console import handover
from accounts.console.owners import Owner
from accounts.operations.access_keys import (
    delete_access_key,
    get_access_key_last_used,
    issue_access_key,
    list_access_key_details,
    put_access_key_details,
    update_access_key,
)
from accounts.operations.account import get_account_settings
from accounts.shapes import AccessKeyDetailShape, AccessKeyLastUsedShape
from iamconsole.console import cells
from iamconsole.console.forms import OperationForm, PhraseForm
from iamconsole.console.parts import Part, part
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import NoSuchEntity

SLOTS = 2
_LONG = timedelta(days=90)
_LAST_DAY = date.max - timedelta(days=2)  # so that there is a day after it, wherever one is
_FOREVER, _UNTIL = "", "date"
_WAYS_BACK = ("rotate", "delete")


@dataclass(frozen=True)
class Key:
    """An access key as its pages show it. `last_used` is None where it may not be seen."""

    owner: Owner
    key: AccessKeyDetailShape
    last_used: AccessKeyLastUsedShape | None

    @property
    def is_active(self) -> bool:
        return self.key.status == "Active"

    @property
    def is_expired(self) -> bool:
        return self.key.status == "Expired"

    @property
    def used(self) -> datetime | None:
        return self.last_used.last_used_date if self.last_used else None

    @property
    def is_unused(self) -> bool:
        """Whether it works, and nobody has made use of that for 90 days."""
        since = self.used or self.key.create_date
        return self.is_active and self.last_used is not None and now() - since >= _LONG

    @property
    def switch(self) -> str:
        return self._address("switch")

    @property
    def removal(self) -> str:
        return self._address("delete")

    @property
    def rotation(self) -> str:
        return self._address("rotate")

    @property
    def details(self) -> str:
        return self._address("edit")

    def _address(self, act: str) -> str:
        return self.owner.url(f"key-{act}", self.key.access_key_id)


def held_keys(owner: Owner) -> Part[Sequence[Key]]:
    """The keys somebody has, the oldest first, or why they may not be seen."""
    listed = part(list_access_key_details, owner.caller, **owner.params)
    if listed.content is None:
        return Part(refusal=listed.refusal)
    return Part(tuple(_key(owner, key) for key in listed.content.keys))


def _key(owner: Owner, key: AccessKeyDetailShape) -> Key:
    used = part(get_access_key_last_used, owner.caller, access_key_id=key.access_key_id)
    return Key(owner, key, used.content.access_key_last_used if used.content else None)


class DescribedForm(OperationForm):
    """What a key is for, and the day it ends."""

    description = forms.CharField(
        label=gettext_lazy("What it is for"),
        required=False,
        help_text=gettext_lazy("Such as the program that uses it, and where that runs."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 256}),
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        validators=[MaxValueValidator(_LAST_DAY)],
        help_text=gettext_lazy(
            "The key is refused once this day is over (UTC). Left empty, it has no end."
        ),
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "input input-short"}
        ),
    )
    blames = {"InvalidInput": "until"}

    def expires(self) -> datetime | None:
        """When the key is to end."""
        day = self.cleaned_data["until"]
        return datetime.combine(day + timedelta(days=1), time(), UTC) if day else None

    def params(self) -> dict[str, Any]:
        description = self.cleaned_data["description"]
        return self.given | {"description": description, "expires": self.expires()}


class NewKeyForm(DescribedForm):
    """A new key: it ends after some days, on a day of choice, or never."""

    operation = issue_access_key

    lasts = forms.ChoiceField(
        label=gettext_lazy("Expires"),
        required=False,
        choices=(
            (_FOREVER, gettext_lazy("Never")),
            ("30", gettext_lazy("After 30 days")),
            ("90", gettext_lazy("After 90 days")),
            ("365", gettext_lazy("After a year")),
            (_UNTIL, gettext_lazy("On a day I choose")),
        ),
        help_text=gettext_lazy("A key that was forgotten does no harm once it has expired."),
    )
    field_order = ("description", "lasts", "until")

    def __init__(self, *args: Any, usual_days: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = _("Only if you chose a day. Refused once it is over, UTC.")
        if usual_days:
            words = _("After %(days)s, as the account asks") % {"days": cells.days(usual_days)}
            choices: Any = self.fields["lasts"]
            choices.choices = [(_FOREVER, words), *choices.choices[1:]]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("lasts") == _UNTIL and not cleaned.get("until"):
            self.add_error("until", _("Choose the day, or another time to expire."))
        return cleaned

    def expires(self) -> datetime | None:
        lasts = self.cleaned_data["lasts"]
        if lasts == _UNTIL:
            return super().expires()
        return now() + timedelta(days=int(lasts)) if lasts else None


class EditForm(DescribedForm):
    operation = put_access_key_details


class DeleteKeyForm(PhraseForm):
    operation = delete_access_key


@require_http_methods(["GET", "HEAD", "POST"])
def create_page(request: ConsoleRequest, user_name: str = "") -> HttpResponse:
    """Make an access key, and show its secret this once.

    A key that is to take the place of another is made here, too: `for` names the one that goes.
    """
    owner = Owner(request.caller, user_name)
    former = _key_id(request.GET.get("for", ""))
    account = part(get_account_settings, request.caller).content
    usual_days = account.key_lifetime_days if account else None
    form = NewKeyForm(_sent(request), given=owner.params, usual_days=usual_days)
    if not form.submitted(request.caller):
        facts = {"owner": owner, "form": form, "former": former}
        return render(request, "accounts/key_create.html", facts, status=form.status)
    made = form.result.access_key
    shown = handover.Shown(
        user_name=owner.name,
        access_key_id=made.access_key_id,
        secret_access_key=made.secret_access_key,
        expires=form.result.expires,
    )
    done = owner.url("key-rotate", former) if former else owner.address
    return handover.shown(request, shown, done=done)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: ConsoleRequest, access_key_id: str, user_name: str = "") -> HttpResponse:
    """Say what a key is for, and when it ends."""
    owner = Owner(request.caller, user_name)
    key = one_of(owner, access_key_id)
    given = owner.params | {"access_key_id": access_key_id}
    form = EditForm(_sent(request), given=given, initial=_said_of(key) if key else None)
    if form.submitted(request.caller):
        messages.success(request, _("What the key is for and when it ends is saved."))
        return redirect(owner.address)
    facts = {"owner": owner, "form": form, "key": key}
    return render(request, "accounts/key_edit.html", facts, status=form.status)


def _said_of(key: Key) -> dict[str, Any]:
    ends = key.key.expires
    # The day before, for a key that ends with it ends at midnight.
    last = (ends.astimezone(UTC) - timedelta(microseconds=1)).date() if ends else None
    return {"description": key.key.description, "until": last}


@require_POST
def switch(request: ConsoleRequest, access_key_id: str, user_name: str = "") -> HttpResponse:
    """Switch a key on or off, and go back to the page that `then` names."""
    owner = Owner(request.caller, user_name)
    wanted = {"status": request.POST.get("status"), "access_key_id": access_key_id}
    update_access_key.perform(request.caller, owner.params | wanted)
    words = (
        _("The key works again.")
        if wanted["status"] == "Active"
        else _("The key is refused from now on. It can be activated again.")
    )
    messages.success(request, words)
    then = request.POST.get("then")
    if then not in _WAYS_BACK:
        return redirect(owner.address)
    return redirect(owner.url(f"key-{then}", access_key_id))


@require_http_methods(["GET", "HEAD", "POST"])
def delete_page(request: ConsoleRequest, access_key_id: str, user_name: str = "") -> HttpResponse:
    """Delete a key for good, once its ID was typed. One that works is switched off first."""
    owner = Owner(request.caller, user_name)
    given = owner.params | {"access_key_id": access_key_id}
    form = DeleteKeyForm(_sent(request), phrase=access_key_id, given=given)
    if form.submitted(request.caller):
        messages.success(request, _("The key is deleted."))
        return redirect(owner.address)
    facts = {"owner": owner, "form": form, "key": one_of(owner, access_key_id)}
    return render(request, "accounts/key_delete.html", facts, status=form.status)


@dataclass(frozen=True)
class Rotation:
    """How far one key has come in taking the place of another.

    `blocker` is an older key that holds the place the new one needs.
    """

    old: Key
    new: Key | None
    blocker: Key | None

    @property
    def is_old_used_since(self) -> bool:
        """Whether somebody still signs with the old key although there is a new one."""
        if self.new is None or self.old.used is None:
            return False
        return self.old.used > self.new.key.create_date

    @property
    def is_new_used(self) -> bool:
        return self.new is not None and self.new.used is not None


@require_safe
def rotate_page(request: ConsoleRequest, access_key_id: str, user_name: str = "") -> HttpResponse:
    """Lead from one key to the next: make it, use it, see the old one rest, switch it off, delete.

    How far it has come is read off the keys themselves, so that it can be left and taken up again.
    """
    owner = Owner(request.caller, user_name)
    keys = held_keys(owner)
    facts: dict[str, Any] = {"owner": owner, "refusal": keys.refusal}
    if keys.content is not None:
        facts["rotation"] = _rotation(keys.content, access_key_id)
    return render(request, "accounts/key_rotate.html", facts)


def _rotation(keys: Sequence[Key], access_key_id: str) -> Rotation:
    place = _place_of(keys, access_key_id)
    newer = keys[place + 1] if place + 1 < len(keys) else None
    older = keys[place - 1] if place else None
    return Rotation(keys[place], newer, older if newer is None and len(keys) >= SLOTS else None)


def one_of(owner: Owner, access_key_id: str) -> Key | None:
    """The key, for those who may see it. Raises NoSuchEntity where the owner has no such key."""
    keys = held_keys(owner).content
    return None if keys is None else keys[_place_of(keys, access_key_id)]


def _place_of(keys: Sequence[Key], access_key_id: str) -> int:
    for place, key in enumerate(keys):
        if key.key.access_key_id == access_key_id:
            return place
    raise NoSuchEntity(f"The Access Key with id {access_key_id} cannot be found.")


def _key_id(text: str) -> str:
    """Text as far as it can be the ID of a key, which an address is made of."""
    return text if text.isascii() and text.isalnum() else ""


def _sent(request: ConsoleRequest) -> Any:
    """What was sent, which may be nothing at all: every field can be left empty."""
    return request.POST if request.method == "POST" else None
