"""Whom a role's trust policy names, as people read it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from iamconsole.console import cells
from iamconsole.console.cells import Words
from iamconsole.documents import document_value

_ARN = re.compile(r"arn:aws:(iam|sts)::([0-9]{12}):([a-z-]+)(?:/(.+))?")
_MFA = "aws:multifactorauthpresent"
_EXTERNAL_ID = "sts:externalid"


@dataclass(frozen=True)
class Trusted:
    """One that may take a role on: of which kind, who it is, and under which conditions."""

    kind: Words
    name: str
    address: str = ""
    conditions: tuple[str, ...] = ()
    is_anybody: bool = False
    is_account: bool = False
    is_gone: bool = False

    @property
    def cell(self) -> SafeString:
        if self.is_anybody:
            return cells.badge(_("Anybody"), "danger")
        who = cells.link(self.name, self.address) if self.address else format_html("{}", self.name)
        return format_html('{} <span class="beside">{}</span>', who, self.kind)


def laid_out(document: str) -> str:
    """A trust policy to be read: what is written on one line is laid out on several."""
    if "\n" in document:
        return document
    return json.dumps(document_value(document), indent=2, ensure_ascii=False)


def trusted_by(document: str, account_id: str) -> tuple[Trusted, ...]:
    """Everyone whom the statements of a stored trust policy let in, in the order of the text."""
    return tuple(_read(document_value(document), account_id))


def _read(policy: Any, account_id: str) -> Iterator[Trusted]:
    for statement in _listed(policy["Statement"]):
        if statement["Effect"] != "Allow":
            continue
        conditions = tuple(_conditions(statement.get("Condition") or {}))
        for kind, names in statement["Principal"].items():
            for name in _listed(names):
                yield _trusted(kind, name, account_id, conditions)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _trusted(kind: str, name: str, account_id: str, conditions: tuple[str, ...]) -> Trusted:
    if kind == "Service":
        return Trusted(_("AWS service"), name, conditions=conditions)
    if kind == "Federated":
        return Trusted(
            _("Identity provider"), name.rpartition("-provider/")[2] or name, conditions=conditions
        )
    if name == "*":
        return Trusted(_("Anybody"), name, conditions=conditions, is_anybody=True)
    found = _ARN.fullmatch(name)
    if found is None and not name.isdigit():
        return Trusted(_("Deleted since"), name, conditions=conditions, is_gone=True)
    account, noun, path = (found[2], found[3], found[4] or "") if found else (name, "root", "")
    if noun == "root":
        words = _("This account") if account == account_id else _("Account")
        shown = cells.account_number(account)
        return Trusted(words, shown, conditions=conditions, is_account=True)
    own = account == account_id
    short = path.rpartition("/")[2] if noun in _PAGES else path
    address = reverse(_PAGES[noun], args=[short]) if own and noun in _PAGES else ""
    shown = short if own else f"{cells.account_number(account)}: {short}"
    return Trusted(_words(noun), shown, address, conditions)


_PAGES = {"user": "console-user", "role": "console-role"}


def _words(noun: str) -> str:
    nouns = {"user": _("User"), "role": _("Role"), "federated-user": _("Federated user")}
    return nouns.get(noun, _("Session of a role"))


def _conditions(block: Any) -> Iterator[str]:
    """The conditions of a statement as the ends of a sentence."""
    for operator, tests in block.items():
        for key, values in tests.items():
            shown = ", ".join(str(value) for value in _listed(values))
            asked = (operator.lower(), key.lower(), shown.lower())
            if asked in (("bool", _MFA, "true"), ("boolifexists", _MFA, "true")):
                yield _("only with MFA")
            elif operator == "StringEquals" and key.lower() == _EXTERNAL_ID:
                yield _("only with the external ID %(id)s") % {"id": shown}
            else:
                words = _("only where %(key)s is %(values)s (%(operator)s)")
                yield words % {"key": key, "values": shown, "operator": operator}
