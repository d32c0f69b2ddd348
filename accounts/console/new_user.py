"""Creating a user on one page: who it is, how it signs in, what it may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.console import contacts, handover
from accounts.console.choosing import group_choices, own_policies
from accounts.console.password_fields import reset_field, typed_password_field
from accounts.console.pickers import is_searching, policy_picker
from accounts.console.starting import Start
from accounts.founding import new_password
from accounts.operations.users import create_user
from accounts.signin.drafts import Begun
from iamconsole.caller import Caller
from iamconsole.console.drafts import USER, box, detour, finish, initial
from iamconsole.console.forms import OperationForm, TagsField
from iamconsole.console.steps import in_order
from iamconsole.doors import ConsoleRequest
from policies.console.access_changes import preview_of_new

_NONE, _LINK, _GENERATED, _TYPED = "none", "link", "generated", "typed"
_ABOUT_THE_USER = ("user_name", "path", "tags", "permissions_boundary")


class PoliciesField(forms.MultipleChoiceField):
    """Policies by their ARNs. Whether they are there is for the operation to say."""

    def valid_value(self, value: str) -> bool:  # noqa: ARG002  # any is as good as another here
        return True


class CreateForm(OperationForm):
    """A user, and everything it gets from the start."""

    user_name = forms.CharField(
        label=gettext_lazy("User name"),
        help_text=gettext_lazy(
            "Up to 64 letters, digits and + = , . @ _ - Capitals do not make another name."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    path = forms.CharField(
        label=gettext_lazy("Path"),
        required=False,
        initial="/",
        help_text=gettext_lazy("Begins and ends with a slash, such as /engineering/."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    display_name = contacts.display_name_field()
    email = contacts.email_field()
    tags = TagsField(
        label=gettext_lazy("Tags"),
        required=False,
        help_text=gettext_lazy("One key=value a line. Conditions in policies may ask for them."),
    )
    signin = forms.ChoiceField(
        label=gettext_lazy("Console"),
        widget=forms.RadioSelect(attrs={"class": "choice-cards"}),
        choices=(
            (_NONE, gettext_lazy("No password: a program, or not yet")),
            (_LINK, gettext_lazy("A link with which the user sets a password")),
            (_GENERATED, gettext_lazy("A password made here and shown once")),
            (_TYPED, gettext_lazy("A password I type")),
        ),
        initial=_NONE,
    )
    password = typed_password_field()
    password_reset_required = reset_field()
    access_key = forms.BooleanField(
        label=gettext_lazy("Access key for programs"),
        help_text=gettext_lazy("A key works until it is taken away. Make one only where needed."),
        required=False,
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Groups"), widget=forms.CheckboxSelectMultiple, required=False
    )
    policies = PoliciesField(widget=forms.MultipleHiddenInput, required=False)
    permissions_boundary = forms.CharField(
        label=gettext_lazy("Permissions boundary"),
        required=False,
        help_text=gettext_lazy("The ARN of a policy the user may have no more than."),
        widget=forms.TextInput(
            attrs={"class": "input-mono", "list": "policies-known", "autocomplete": "off"}
        ),
    )
    operation = create_user
    blames = {"EntityAlreadyExists": "user_name", "NoSuchEntity": "permissions_boundary"}

    def __init__(self, *args: Any, caller: Caller, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caller = caller
        groups, self.groups_refusal = group_choices(caller)
        self.own_policies = own_policies(caller)
        if groups:
            self.fields["groups"].choices = groups  # type: ignore[attr-defined]
        else:
            del self.fields["groups"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("signin") == _TYPED and not cleaned.get("password"):
            self.add_error("password", _("Type the password, or let one be made."))
        keys = {tag["key"] for tag in cleaned.get("tags", ())}
        for name, key in contacts.FIELDS.items():
            if cleaned.get(name) and key in keys:
                words = _("The tag %(key)s says it, too. Write it in one place.")
                self.add_error(name, words % {"key": key})
        return cleaned

    def params(self) -> dict[str, Any]:
        """What CreateUser takes; the rest of the form is for the operations that follow."""
        taken = {n: value for n, value in super().params().items() if n in _ABOUT_THE_USER}
        tags = [*self.cleaned_data["tags"], *contacts.written(self.cleaned_data)]
        return taken | ({"tags": tags} if tags else {})

    def start(self) -> Start:
        """Everything that was asked for."""
        filled = self.cleaned_data
        made = new_password(self.caller.account_id)
        passwords = {_GENERATED: made, _TYPED: filled["password"]}
        return Start(
            about=self.params(),
            groups=filled.get("groups", ()),
            policy_arns=filled["policies"],
            password=passwords.get(filled["signin"], ""),
            is_password_typed=filled["signin"] == _TYPED,
            is_reset_required=filled["password_reset_required"],
            has_key=filled["access_key"],
            has_link=filled["signin"] == _LINK,
        )


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def create_page(request: ConsoleRequest) -> HttpResponse:
    """Create a user; then, one after the other, give it what was asked for."""
    if "nested" in request.POST:
        return detour(request, USER, "", "console-policy-create")
    draft = box(request, USER)
    is_looking = request.method == "POST" and (
        "preview" in {*request.POST, *request.GET} or is_searching(request.POST)
    )
    sent = None if is_looking else request.POST or None
    begun = _sent(request.POST) if is_looking else _begun(draft.begun)
    form = CreateForm(sent, initial=begun, caller=request.caller)
    chosen = _chosen(request.POST)
    preview = preview_of_new(request.caller, chosen) if chosen else None
    facts = {"form": form, "draft": draft, "preview": preview}
    facts["policies"] = policy_picker(request.caller, request.POST or draft.content or QueryDict())
    if not form.is_valid():
        return render(request, "accounts/user_create.html", facts, status=form.status)
    start = form.start()
    outcome = in_order(request.caller, start.steps())
    if not outcome.done:
        form.show(outcome.failures[0].refusal)
        return render(request, "accounts/user_create.html", facts, status=form.status)
    finish(request)
    shown, done = start.shown(outcome), reverse("console-user", args=[start.user_name])
    if outcome.is_whole and not shown.is_secret:
        messages.success(request, _("The user %(name)s is created.") % {"name": start.user_name})
        return redirect(done)
    return handover.shown(request, shown, done=done, outcome=outcome)


def _sent(sent: QueryDict) -> dict[str, Any]:
    """What was filled in so far. Passwords are typed again."""
    several = {name: sent.getlist(name) for name in ("groups", "policies")}
    # A box that is not ticked is not sent, and is not to be ticked again for that.
    is_reset = {"password_reset_required": "password_reset_required" in sent}
    return {name: sent[name] for name in sent if name != "password"} | several | is_reset


def _chosen(sent: QueryDict) -> dict[str, Any]:
    """The groups and policies that are chosen so far, as they are looked at together."""
    found = {
        "join_groups": sent.getlist("groups"),
        "attach_policy_arns": sent.getlist("policies"),
        "permissions_boundary": sent.get("permissions_boundary", "").strip(),
    }
    return {name: value for name, value in found.items() if value}


def _begun(draft: Begun | None) -> dict[str, Any] | None:
    """What the form begins with where it was begun before. Passwords are typed again."""
    if draft is None:
        return None
    several = {name: list(draft.content.get(name, ())) for name in ("groups", "policies")}
    return initial(draft) | several
