"""What a check of the overview is, and how it comes out: in words, with the way to mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.console import words
from accounts.shapes import RecommendationsResult
from accounts.shapes.checks import CheckSnoozeShape
from iamconsole.caller import Caller
from iamconsole.console.cells import Words, number
from iamconsole.console.parts import part
from iamconsole.errors import AccessDenied
from iamconsole.gate import Operation


@dataclass(frozen=True)
class Checked:
    """A check as it came out: in words, with what to do, and the way to where it is done."""

    name: str
    words: str
    is_passed: bool
    advice: Words = ""
    way: Words = ""
    address: str = ""
    is_for_root: bool = False
    refusal: AccessDenied | None = None
    snooze: CheckSnoozeShape | None = None

    @property
    def snoozed_by(self) -> str:
        return words.who(self.snooze.snoozed_by) if self.snooze and self.snooze.snoozed_by else ""

    @property
    def rank(self) -> tuple[bool, bool]:
        """What is wrong comes first, what is snoozed after it, what is well last."""
        return self.is_passed, self.snooze is not None


@dataclass(frozen=True)
class Check:
    """Something a safe account has: what is so, what to do where it is not, and the page for it."""

    name: str
    done: Words
    missing: Words
    advice: Words
    way: Words
    url_name: str
    is_for_root: bool = False

    def come_out(self, found: RecommendationsResult) -> Checked:
        is_passed = bool(getattr(found, self.name))
        told = str(self.done if is_passed else self.missing)
        address = reverse(self.url_name)
        return Checked(self.name, told, is_passed, self.advice, self.way, address, self.is_for_root)


@dataclass(frozen=True)
class CountedCheck:
    """Something there should be none of: a list narrowed to it, and the words for how many."""

    name: str
    done: Words
    missing: Callable[[int], str]
    advice: Words
    search: Operation[..., Any]
    narrowing: Mapping[str, str]
    url_name: str

    def come_out(self, caller: Caller) -> Checked:
        found = part(self.search, caller, **self.narrowing, page_size=1)
        if found.content is None:
            return Checked(self.name, str(self.done), False, refusal=found.refusal)
        count = found.content.count
        if not count:
            return Checked(self.name, str(self.done), True)
        told = f"{number(count)}+" if found.content.is_more else number(count)
        sentence = self.missing(count) % {"count": told}
        query = urlencode(self.narrowing)
        address = f"{reverse(self.url_name)}?{query}" if query else reverse(self.url_name)
        return Checked(self.name, sentence, False, self.advice, _("Show them"), address)
