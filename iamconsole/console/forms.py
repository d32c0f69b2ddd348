"""Forms of the console: how fields look, and how a form asks for one operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from iamconsole.caller import Caller
from iamconsole.errors import Refused, ValidationError

if TYPE_CHECKING:
    from iamconsole.gate import Operation

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, ""),
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.FileInput, ""),
    (forms.HiddenInput, ""),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.TextInput, "input"),
    (forms.NumberInput, "input"),
    (forms.PasswordInput, "input"),
)


class ConsoleForm(forms.Form):
    """A form in the console's look. `{{ form }}` shows what is wrong with it and its fields."""

    template_name = "components/form.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _dress(field.widget)

    @property
    def status(self) -> int:
        """The HTTP status a page with this form answers with."""
        return 422 if self.errors else 200


class OperationForm(ConsoleForm):
    """A form that asks for one operation and shows its refusal.

    Fields are named after the operation's parameters; `given` are parameters that the page knows
    already. `blames` maps an error code to the field it is about, such as a name that is taken.
    """

    operation: ClassVar[Operation[Any, Any]]
    blames: ClassVar[Mapping[str, str]] = {}
    result: Any = None
    refusal: Refused | None = None
    request_id: str = ""

    def __init__(self, *args: Any, given: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given = dict(given or {})

    def params(self) -> dict[str, Any]:
        """The operation's parameters: what was filled in, and what the page gave."""
        filled = {name: value for name, value in self.cleaned_data.items() if value not in _EMPTY}
        return filled | self.given

    def submitted(self, caller: Caller) -> bool:
        """Whether the form was sent and its operation went through; `result` is its answer."""
        if not self.is_valid():
            return False
        try:
            self.result = type(self).operation.perform(caller, self.params())
        except Refused as refusal:
            self.request_id = caller.origin.request_id
            self.show(refusal)
        return not self.errors

    def show(self, refusal: Refused) -> None:
        """Put a refusal beside the fields it is about; on top, if it is about none of them."""
        self.refusal = refusal
        if isinstance(refusal, ValidationError) and refusal.violations:
            for violation in refusal.violations:
                self._blame(str(violation.path[0]), _(violation.hint))
        else:
            self._blame(self.blames.get(refusal.code, ""), refusal.message)

    def _blame(self, field: str, message: str) -> None:
        self.add_error(field if field in self.fields else None, message)

    @property
    def status(self) -> int:
        """422 where the form is to be corrected; otherwise the refusal's own."""
        if self.refusal is not None and self.refusal.status != 400:
            return self.refusal.status
        return super().status


_EMPTY: tuple[Any, ...] = (None, "", [], ())


class PhraseForm(OperationForm):
    """A destructive act, done only once its phrase was typed. The script's check is a comfort."""

    typed = forms.CharField(required=False)

    def __init__(self, *args: Any, phrase: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phrase = phrase
        typed = self.fields["typed"]
        typed.label = _("To confirm, type %(phrase)s") % {"phrase": phrase}
        typed.widget.attrs |= {
            "data-phrase": phrase,
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
            "class": "input input-mono",
        }

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if typed != self.phrase:
            message = _("This is not what was asked for. Type %(phrase)s.") % {
                "phrase": self.phrase
            }
            raise forms.ValidationError(message)
        return typed

    def params(self) -> dict[str, Any]:
        return {name: value for name, value in super().params().items() if name != "typed"}


class TagsField(forms.CharField):
    """Tags as lines of `key=value`; gives what operations take."""

    widget = forms.Textarea(attrs={"rows": 3, "class": "textarea-mono", "spellcheck": "false"})

    def to_python(self, value: Any) -> Any:
        lines = [line.strip() for line in (super().to_python(value) or "").splitlines()]
        return [_tag(line) for line in lines if line]

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(f"{tag['key']}={tag['value']}" for tag in value)


def _tag(line: str) -> dict[str, str]:
    key, separator, value = line.partition("=")
    if not separator or not key.strip():
        message = _("Write each tag on a line of its own, as key=value: %(line)s") % {"line": line}
        raise forms.ValidationError(message)
    return {"key": key.strip(), "value": value.strip()}


def _dress(widget: forms.Widget) -> None:
    look = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "")
    classes = f"{look} {widget.attrs.get('class', '')}".strip()
    if classes:
        widget.attrs["class"] = classes
