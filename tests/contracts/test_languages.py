"""Every sentence of the console can be said in another language: here, in one made of brackets."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db.models import CharField
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real

from accounts.models import User
from iamconsole.caller import Face
from iamconsole.doors import face_of
from policies.engine import catalog
from tests.contracts.doors import Door, doors
from tests.contracts.world import World
from tests.faces.console.visitors import visiting_as_root
from tests.signin.browsers import signed_in

PSEUDO = "eo"
# The reference of the REST API is made of what its declarations say.
PAGES = [d for d in doors() if face_of(d.view) is Face.CONSOLE and d.address != "/api/v1/"]
WORD = re.compile(r"[^\W\d_]{2,}")
SAID = re.compile(r"⟦[^⟦⟧]*⟧")
# What stands on pages as it is in every language: names of things, units and spellings.
NAMES = {
    *[
        "IAM",
        "Console",
        "AWS",
        "ARN",
        "CSV",
        "HTML",
        "JSON",
        "MFA",
        "API",
        "REST",
        "SSH",
        "STS",
        "SAML",
        "OIDC",
        "TOTP",
        "HOTP",
        "QR",
        "URL",
        "UTC",
    ],
    *[
        "http",
        "https",
        "testserver",
        "api",
        "schema",
        "console",
        "com",
        "amazonaws",
        "arn",
        "aws",
        "iam",
        "KiB",
        "MiB",
        "kB",
        "ms",
    ],
}


class Brackets(gettext.NullTranslations):
    """A language in which everything is said as in English, between brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧" if message.strip() else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.ngettext(msgid1, msgid2, n)


class Words(HTMLParser):
    """What a page says in words, of which identifiers, examples and code are none.

    What operations and the engine say is English wherever it is told, and marked as that.
    """

    silent = frozenset(
        ["script", "style", "code", "pre", "textarea", "svg", "samp", "kbd", "datalist", "option"]
    )
    silent_classes = frozenset(("mono", "foot-address", "diff-text"))
    told = ("title", "aria-label", "alt", "aria-description")
    empty = frozenset(
        [
            "input",
            "br",
            "hr",
            "img",
            "meta",
            "link",
            "wbr",
            "use",
            "path",
            "rect",
            "col",
            "source",
            "line",
            "circle",
        ]
    )

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "badge" not in given.get("class", ""):  # those of badges name actions
            self.found += [given[name] for name in self.told if name in given]
        if tag not in self.empty:
            is_silent = (
                tag in self.silent
                or given.get("lang") == "en"
                or bool(self.silent_classes & set(given.get("class", "").split()))
            )
            self._open.append((tag, is_silent))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.empty:
            while self._open and self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not any(is_silent for _, is_silent in self._open):
            self.found.append(data)


@pytest.fixture
def in_brackets(settings) -> Iterator[None]:
    settings.LANGUAGE_CODE = PSEUDO
    trans_real._translations[PSEUDO] = Brackets()
    with translation.override(PSEUDO):
        yield
    del trans_real._translations[PSEUDO]


@cache
def names_of_services() -> frozenset[str]:
    """The words of which the names of services are made, which are AWS's in every language."""
    names = (*catalog.service_names(), *catalog.service_names().values())
    return frozenset(word for name in names for word in WORD.findall(name))


def names_in_rows() -> set[str]:
    """The words that rows hold in their short texts: names, paths, identifiers, what was called."""
    found: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, CharField):
                values = model._default_manager.values_list(field.attname, flat=True)
                found.update(word for value in values if value for word in WORD.findall(value))
    return found


def unsaid(page: str, names: set[str]) -> list[str]:
    """The texts of a page that hold words which nobody translated."""
    left = []
    for text in Words(page).found:
        rest = text
        while (outside := SAID.sub(" ", rest)) != rest:
            rest = outside
        if any(word not in names for word in WORD.findall(rest)):
            left.append(" ".join(rest.split()))
    return left


def page_behind(door: Door, clients: list[Client]) -> str:
    """What the first of these browsers that the door shows a page to is shown."""
    for client in clients:
        answer = client.get(door.address)
        if "text/html" in answer.headers.get("Content-Type", "") and not answer.streaming:
            return str(answer.content.decode())
    return ""


@pytest.mark.timeout(600)
def test_every_word_of_every_page_can_be_translated(
    in_brackets: None, world: World, alice: User, root: User, subtests
) -> None:
    clients = [signed_in(alice, headers={"accept": "text/html"}), visiting_as_root(root)]
    names = NAMES | names_in_rows() | names_of_services()
    for door in PAGES:
        with subtests.test(page=door.address):
            own = set(WORD.findall(door.address))
            assert unsaid(page_behind(door, clients), names | own) == []
