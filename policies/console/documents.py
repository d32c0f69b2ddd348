"""What all forms share in which somebody writes a policy's text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import Match, SequenceMatcher
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iamconsole.console.forms import OperationForm
from policies.console.differences import MOST_COMPARED
from policies.console.findings import LONGEST, Finding, findings_in, unix_lines
from policies.engine import Kind, Malformed, check, size

BLANK = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::example-bucket/*"
    }
  ]
}
"""


class DocumentField(forms.CharField):
    """A policy's text, to the byte: only the line ends that browsers add are taken out again."""

    widget = forms.Textarea(
        attrs={
            "class": "textarea-mono",
            "spellcheck": "false",
            "autocapitalize": "none",
            "wrap": "off",
        }
    )

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Policy document"))
        super().__init__(strip=False, max_length=LONGEST, **kwargs)


class DocumentForm(OperationForm):
    """A form with a policy's text. It says early what is wrong; the operation decides.

    `saved` is the text that this one is to replace, where there is one.
    """

    saved = ""
    limit: ClassVar[int]
    kind: ClassVar[Kind] = Kind.IDENTITY
    is_managed: ClassVar[bool] = False
    blames: ClassVar[Mapping[str, str]] = {
        "EntityAlreadyExists": "policy_name",
        "MalformedPolicyDocument": "policy_document",
        "LimitExceeded": "policy_document",
    }

    policy_document = DocumentField()

    def clean_policy_document(self) -> str:
        text = self._as_written(self.cleaned_data["policy_document"])
        try:
            check(text, self.kind, managed=self.is_managed)
        except Malformed as refusal:
            raise forms.ValidationError(refusal.message) from None
        if (taken := size(text)) > self.limit:
            words = _(
                "The text has %(size)s characters, %(over)s too many: %(limit)s are allowed. "
                "The checks below offer shorter ways to say it, if there are any."
            )
            said = {"size": taken, "over": taken - self.limit, "limit": self.limit}
            raise forms.ValidationError(words % said)
        return text

    def _as_written(self, sent: str) -> str:
        """A browser sends every line end as CRLF; the author's own are those of the text before."""
        before = self.saved or str(self.initial.get("policy_document", ""))
        return with_line_ends_of(before, unix_lines(sent))

    @property
    def text(self) -> str:
        """What stands in the field now."""
        return unix_lines(str(self["policy_document"].value() or ""))

    @property
    def saved_text(self) -> str:
        """The text that is saved, as browsers see it."""
        return unix_lines(self.saved)

    @property
    def findings(self) -> list[Finding]:
        return findings_in(self.text, self.kind, self.limit)


def with_line_ends_of(before: str, text: str) -> str:
    """A text whose lines end as they did before; new ones end as the first one did."""
    if "\r\n" not in before:
        return text
    old = before.split("\n")
    usual = old[0][len(_bare(old[0])) :]
    new = [line + usual for line in text.split("\n")]
    for block in _shared_lines([*map(_bare, old)], text.split("\n")):
        new[block.b : block.b + block.size] = old[block.a : block.a + block.size]
    return "\n".join([*new[:-1], _bare(new[-1])])


def _bare(line: str) -> str:
    return line.removesuffix("\r")


def _shared_lines(old: list[str], new: list[str]) -> Sequence[Match]:
    """What stands in both but for the last lines, which have no end."""
    if max(len(old), len(new)) > MOST_COMPARED:
        return ()
    return SequenceMatcher(None, old[:-1], new[:-1], autojunk=False).get_matching_blocks()


def rebased(sent: QueryDict, based_on: str) -> QueryDict:
    """What was sent, as if its author had seen the newest text: sent again, it is saved."""
    again = sent.copy()
    again["based_on"] = based_on
    return again


def is_only_checked(request: HttpRequest) -> bool:
    """Whether the form was sent to be looked at, not saved: the way to checks without scripts."""
    return "check" in request.POST
