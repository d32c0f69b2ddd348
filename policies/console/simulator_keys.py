"""The condition keys that a question hangs on: which they are, and a field for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from ipaddress import ip_network
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from iamconsole.caller import Caller
from iamconsole.errors import Refused
from policies.console.findings import unix_lines
from policies.engine import Kind, Malformed, check, keys_asked_for
from policies.engine.catalog import condition_key, service
from policies.engine.context_keys import global_key
from policies.operations.simulation import get_context_keys_for_principal_policy

MOST_KEYS = 100
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_DATE = re.compile(r"[0-9]{1,11}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9:]+))?")
_SERVICE = re.compile(r"([\w-]+):", re.ASCII)
# The texts that come with a question, and what they are checked as.
DOCUMENTS: Mapping[str, Kind] = {
    "draft": Kind.IDENTITY,
    "boundary": Kind.IDENTITY,
    "session_policy": Kind.SESSION,
    "scp": Kind.SCP,
    "rcp": Kind.RCP,
    "resource_policy": Kind.RESOURCE,
}


def keys_for(caller: Caller, arns: Sequence[str], sent: QueryDict) -> list[str]:
    """The keys to fill in: those that the policies ask for, then what else was given a value."""
    services = set(_SERVICE.findall(sent.get("actions", "").lower()))
    asked = [key for key in _asked_for(caller, arns, sent) if hangs_on(key, services)]
    keys = {key.lower(): key for key in reversed(asked)}
    given = (key for key in sent if ":" in key and sent.get(key, "").strip())
    more = [key for key in given if key.lower() not in keys]
    return [*reversed(keys.values()), *more][:MOST_KEYS]


def relevant(keys: Iterable[str], actions: Iterable[str]) -> tuple[str, ...]:
    """Of keys that policies ask for, those that requests for the actions can have."""
    services = {action.partition(":")[0].lower() for action in actions}
    return tuple(key for key in keys if hangs_on(key, services))


def hangs_on(key: str, services: set[str]) -> bool:
    """Whether a request to one of the services can have the key; to any, where none is named."""
    prefix = key.partition(":")[0].lower()
    is_elsewheres = bool(services) and prefix not in services and service(prefix) is not None
    return not is_elsewheres or global_key(key) is not None


def _asked_for(caller: Caller, arns: Sequence[str], sent: QueryDict) -> Iterator[str]:
    for arn in arns:
        yield from _asked_by_policies_of(caller, arn)
    for name, kind in DOCUMENTS.items():
        try:
            yield from keys_asked_for([check(unix_lines(sent.get(name, "")), kind)])
        except Malformed:
            continue


def _asked_by_policies_of(caller: Caller, arn: str) -> tuple[str, ...]:
    try:
        found = get_context_keys_for_principal_policy(caller, policy_source_arn=arn)
    except Refused:
        # What is wrong with the question is told when it is asked.
        return ()
    return found.context_key_names


def entry(key: str, values: list[str]) -> dict[str, Any]:
    """A condition key with its values, as simulations take it."""
    known = condition_key(key)
    is_list = len(values) > 1 or bool(known and known.is_multivalued)
    return {
        "context_key_name": key,
        "context_key_values": values,
        "context_key_type": "stringList" if is_list else "string",
    }


def context_field(key: str) -> forms.Field:
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
    # What stands in it is left alone when the keys are asked for anew.
    field.widget.attrs["hx-morph-skip"] = True
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
