"""The simulator's question as a form: who does what, to what, and in which circumstances."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_network
from typing import Any

from django import forms
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iamconsole.console import cells
from iamconsole.console.forms import ConsoleForm
from iamconsole.errors import NoSuchEntity, Refused, ValidationError
from policies.console.documents import DocumentField
from policies.console.findings import Finding, findings_in, unix_lines
from policies.engine import Kind, Malformed, check
from policies.engine.catalog import condition_key, expand

MOST_CELLS = 400
_MOST_KEYS = 100
_BLAMES = {
    "policy_source_arn": "principal",
    "policy_input_list": "draft",
    "permissions_boundary_policy_input_list": "boundary",
    "action_names": "actions",
    "resource_arns": "resources",
    "resource_policy": "resource_policy",
    "context_entries": "more",
}
_ACTION = re.compile(r"[\w-]+:[\w*?-]+", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_DATE = re.compile(r"[0-9]{1,11}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9:]+))?")


class LinesField(forms.CharField):
    """Several texts, each once: one a line."""

    separators = re.compile(r"[\r\n]+")

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        attrs = {
            "rows": rows,
            "class": "textarea-mono textarea-short",
            "spellcheck": "false",
            "autocapitalize": "none",
        }
        super().__init__(widget=forms.Textarea(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> Any:
        lines = self.separators.split(super().to_python(value) or "")
        return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


class ActionsField(LinesField):
    """Actions, each once; commas and spaces may stand between them too."""

    separators = re.compile(r"[\s,]+")


class SimulatorForm(ConsoleForm):
    """What is asked of the simulator.

    `keys` are the condition keys to fill in, each a field of its own; `problem` is what is wrong
    with the principal, whom only operations can look up.
    """

    principal = forms.CharField(
        label=gettext_lazy("Who"),
        required=False,
        max_length=2048,
        help_text=gettext_lazy("A user, group or role: its name or its ARN."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "list": "principals",
            }
        ),
    )
    actions = ActionsField(
        label=gettext_lazy("Does what"),
        help_text=gettext_lazy(
            "Actions, one a line, such as s3:GetObject. A wildcard stands for all that fit it."
        ),
    )
    resources = LinesField(
        label=gettext_lazy("To what"),
        required=False,
        help_text=gettext_lazy("ARNs, one a line. Left empty, it is asked about *."),
    )
    draft = DocumentField(label=gettext_lazy("Draft policy"), required=False)
    boundary = DocumentField(label=gettext_lazy("Boundary"), required=False)
    resource_policy = DocumentField(label=gettext_lazy("Policy of the resource"), required=False)
    more = LinesField(
        label=gettext_lazy("More context"),
        required=False,
        rows=2,
        help_text=gettext_lazy(
            "Other condition keys, one a line: aws:SourceVpc=vpc-1a2b. "
            "The same key again adds a value."
        ),
    )

    def __init__(self, *args: Any, keys: Iterable[str], problem: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problem = problem
        self.keys = tuple(keys)[:_MOST_KEYS]
        self.fields["principal"].widget.attrs |= {
            "hx-get": reverse("console-simulator-principals"),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": "#principals",
            "hx-sync": "this:replace",
        }
        self.fields |= {key: _context_field(key) for key in self.keys}

    @property
    def context_fields(self) -> list[BoundField]:
        return [self[key] for key in self.keys]

    @property
    def draft_findings(self) -> list[Finding]:
        return findings_in(self._text("draft"))

    @property
    def boundary_findings(self) -> list[Finding]:
        return findings_in(self._text("boundary"))

    @property
    def resource_policy_findings(self) -> list[Finding]:
        return findings_in(self._text("resource_policy"), Kind.RESOURCE)

    def _text(self, name: str) -> str:
        return unix_lines(str(self[name].value() or ""))

    def clean_principal(self) -> str:
        if self.problem:
            raise forms.ValidationError(self.problem)
        return str(self.cleaned_data["principal"])

    def clean_actions(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for written in self.cleaned_data["actions"]:
            found |= dict.fromkeys(_actions(written))
        return tuple(found)

    def clean_resources(self) -> tuple[str, ...]:
        resources: tuple[str, ...] = self.cleaned_data["resources"]
        for resource in resources:
            if resource != "*" and not (resource.startswith("arn:") and resource.count(":") >= 5):
                words = _("%(text)s is no ARN, such as arn:aws:s3:::bucket/key, and no *.")
                raise forms.ValidationError(words % {"text": resource})
        return resources or ("*",)

    def clean_draft(self) -> str:
        return _checked(self.cleaned_data["draft"], Kind.IDENTITY)

    def clean_boundary(self) -> str:
        return _checked(self.cleaned_data["boundary"], Kind.IDENTITY)

    def clean_resource_policy(self) -> str:
        return _checked(self.cleaned_data["resource_policy"], Kind.RESOURCE)

    def clean_more(self) -> tuple[tuple[str, str], ...]:
        return tuple(map(_pair, self.cleaned_data["more"]))

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not given.get("principal") and "principal" not in self.errors:
            if given.get("resource_policy"):
                self.add_error("principal", _("Whom a resource's policy lets in depends on who."))
            elif not given.get("draft") and "draft" not in self.errors:
                self.add_error("principal", _("Say who, or write a draft policy below."))
        count = len(given.get("actions", ())) * len(given.get("resources", ()))
        if count > MOST_CELLS:
            words = _("These are %(count)s answers, and a page holds %(most)s. Ask for fewer.")
            facts = {"count": cells.number(count), "most": MOST_CELLS}
            self.add_error("actions", words % facts)
        return given

    def params(self) -> dict[str, Any]:
        """What both simulations take; the principal is told beside it."""
        given = self.cleaned_data
        drafts = [given["draft"]] if given["draft"] else []
        boundary = "permissions_boundary_policy_input_list"
        return {
            "action_names": given["actions"],
            "resource_arns": given["resources"],
            "context_entries": self._entries(),
            "max_items": MOST_CELLS,
            **({"policy_input_list": drafts} if drafts else {}),
            **({boundary: [given["boundary"]]} if given["boundary"] else {}),
            **({"resource_policy": given["resource_policy"]} if given["resource_policy"] else {}),
        }

    def _entries(self) -> list[dict[str, Any]]:
        values = {
            key: [line.strip() for line in self.cleaned_data[key].splitlines()]
            for key in self.keys
            if self.cleaned_data[key]
        }
        for key, value in self.cleaned_data["more"]:
            values.setdefault(key, []).append(value)
        return [entry(key, found) for key, found in values.items()]

    def show(self, refusal: Refused) -> None:
        """Put a refusal beside the field it is about; on top, if it is about none of them."""
        if isinstance(refusal, ValidationError) and refusal.violations:
            for violation in refusal.violations:
                self.add_error(_BLAMES.get(str(violation.path[0])), violation.hint)
        else:
            field = "principal" if isinstance(refusal, NoSuchEntity) else None
            self.add_error(field, refusal.message)


def _actions(written: str) -> tuple[str, ...]:
    """The actions that somebody means; one that no service is known to have is asked as it is."""
    if not _ACTION.fullmatch(written):
        words = _("%(text)s is not of the form service:Action.")
        raise forms.ValidationError(words % {"text": written})
    if "*" not in written and "?" not in written:
        return (written,)
    known = tuple(action.full_name for action in expand(written))
    if not known:
        words = _("No action that is known here fits %(text)s.")
        raise forms.ValidationError(words % {"text": written})
    return known


def _checked(sent: str, kind: Kind) -> str:
    text = unix_lines(sent)
    if text:
        try:
            check(text, kind)
        except Malformed as refusal:
            raise forms.ValidationError(str(refusal)) from None
    return text


def _pair(line: str) -> tuple[str, str]:
    key, separator, value = (part.strip() for part in line.partition("="))
    if not separator or ":" not in key:
        words = _("Write each key on a line of its own, as key=value: %(line)s")
        raise forms.ValidationError(words % {"line": line})
    return key, value


def entry(key: str, values: list[str]) -> dict[str, Any]:
    """A condition key with its values, as simulations take it."""
    known = condition_key(key)
    is_list = len(values) > 1 or bool(known and known.is_multivalued)
    return {
        "context_key_name": key,
        "context_key_values": values,
        "context_key_type": "stringList" if is_list else "string",
    }


def _context_field(key: str) -> forms.Field:
    """A field for a condition key, as its type wants it; empty means that the key is not there."""
    known = condition_key(key)
    kind = known.kind if known else "String"
    if kind == "Bool":
        choices = (("", _("Not there")), ("true", "true"), ("false", "false"))
        return _dressed(key, forms.ChoiceField(choices=choices, widget=forms.Select))
    if known and known.is_multivalued:
        attrs = {"rows": 2, "class": "textarea textarea-mono textarea-short"}
        area = forms.Textarea(attrs=attrs)
        return _dressed(key, forms.CharField(widget=area, help_text=_("Values, one a line.")))
    attrs = {"class": "input input-mono", "autocomplete": "off", "spellcheck": "false"}
    attrs["placeholder"] = _EXAMPLES.get(kind, "")
    text = forms.CharField(widget=forms.TextInput(attrs=attrs), max_length=2048)
    text.validators.extend([_READERS[kind]] if kind in _READERS else [])
    return _dressed(key, text)


def _dressed(key: str, field: forms.Field) -> forms.Field:
    field.label, field.required = key, False
    if isinstance(field.widget, forms.Select):
        field.widget.attrs["class"] = "select"
    return field


def _number(text: str) -> None:
    if not _NUMBER.fullmatch(text):
        raise forms.ValidationError(_("This key holds a number."))


def _moment(text: str) -> None:
    if not _DATE.fullmatch(text):
        raise forms.ValidationError(_("This key holds a moment, such as 2026-01-31T09:00:00Z."))


def _address(text: str) -> None:
    try:
        ip_network(text, strict=False)
    except ValueError:
        words = _("This key holds an IP address, such as 192.0.2.7.")
        raise forms.ValidationError(words) from None


_READERS: Mapping[str, Callable[[str], None]] = {
    "Numeric": _number,
    "Date": _moment,
    "IPAddress": _address,
}
_EXAMPLES = {"Numeric": "3600", "Date": "2026-01-31T09:00:00Z", "IPAddress": "192.0.2.7"}
