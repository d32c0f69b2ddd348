"""Rules of every template: what a strict policy and everyone's browser need."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
TEMPLATES = sorted((BASE / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "mail" not in path.parts]
SOURCES = [
    path
    for app in ("iamconsole", "accounts", "policies")
    for path in sorted((BASE / app).rglob("*.py"))
]
HTMX_ATTRIBUTES = {
    "hx-get",
    "hx-post",
    "hx-indicator",
    "hx-morph-skip",
    "hx-push-url",
    "hx-select",
    "hx-select-oob",
    "hx-swap",
    "hx-sync",
    "hx-target",
    "hx-trigger",
}
DJANGO_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
TAG = re.compile(r"<[a-zA-Z][^<>]*>", re.DOTALL)


def name_of(path: Path) -> str:
    return str(path.relative_to(BASE))


def markup(path: Path) -> str:
    """The template without comments, and with Django's tags made harmless to a reader of HTML."""
    text = COMMENT.sub("", path.read_text())
    return DJANGO_TAG.sub(lambda tag: tag.group().translate({60: "‹", 62: "›", 34: "'"}), text)


def tags(path: Path) -> list[str]:
    return TAG.findall(markup(path))


each_page = pytest.mark.parametrize("path", PAGES, ids=name_of)


@each_page
def test_there_is_no_inline_style_or_script(path: Path) -> None:
    for tag in tags(path):
        assert not re.search(r"\s(style|on[a-z]+|hx-on\S*)\s*=", tag), tag
        assert not re.search(r"=\s*[\"']?\s*javascript:|=\s*[\"']js:", tag), tag
        assert not tag.startswith("<style"), tag
        if tag.startswith("<script"):
            assert "src=" in tag, tag


@each_page
def test_nothing_is_marked_safe(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\|\s*safe(seq)?\b", text)
    assert "autoescape off" not in text


@each_page
def test_only_agreed_attributes_of_htmx_are_used(path: Path) -> None:
    for tag in tags(path):
        used = set(re.findall(r"\s(hx-[a-z:-]+)", tag))
        assert used <= HTMX_ATTRIBUTES, used - HTMX_ATTRIBUTES
        trigger = re.search(r'hx-trigger="([^"]*)"', tag)
        assert not (trigger and "[" in trigger.group(1)), tag


@each_page
def test_what_htmx_fetches_works_without_it(path: Path) -> None:
    for tag in tags(path):
        if " hx-get=" in tag:
            assert " href=" in tag or " action=" in tag, tag


@each_page
def test_every_button_has_a_name(path: Path) -> None:
    for opening, inside in re.findall(r"(<button\b[^<>]*>)(.*?)</button>", markup(path), re.DOTALL):
        words = TAG.sub("", inside)
        words = re.sub(r"\{% icon .*?%\}", "", words)
        assert "aria-label=" in opening or words.strip(), opening


@each_page
def test_every_cell_of_a_data_table_has_a_label_for_small_screens(path: Path) -> None:
    body = re.sub(r"<thead>.*?</thead>", "", markup(path), flags=re.DOTALL)
    for cell in re.findall(r"<td\b[^<>]*>", body):
        assert "data-label=" in cell or "diff-" in cell, cell


@each_page
def test_every_post_form_carries_its_token(path: Path) -> None:
    for form in re.findall(r"<form\b[^<>]*method='?\"?post.*?</form>", markup(path), re.DOTALL):
        assert "csrf_token" in form, form[:120]


@pytest.mark.parametrize(
    "path", [p for p in TEMPLATES if p.parent.name == "components"], ids=name_of
)
def test_a_component_opens_by_naming_its_variables(path: Path) -> None:
    assert path.read_text().startswith("{% comment %}\n")


def test_every_icon_is_in_the_sprite() -> None:
    offered = set(re.findall(r'"([a-z0-9-]+)"', (BASE / "static/icons.mjs").read_text()))
    used = set()
    for path in TEMPLATES:
        used |= set(re.findall(r'\{% icon "([^"]+)"', path.read_text()))
        used |= set(re.findall(r'link_icon="([^"]+)"', path.read_text()))
    for path in SOURCES:
        used |= set(re.findall(r'\bicon\("([^"]+)"\)', path.read_text()))
    assert used <= offered


def test_every_controller_that_is_named_exists() -> None:
    main = (BASE / "static/js/main.js").read_text()
    table = main[main.index("const controllers = {") : main.index("};")]
    offered = set(re.findall(r'^\s+"?([a-zA-Z-]+)"?[,:]', table, re.MULTILINE))
    named = set()
    for path in [*TEMPLATES, *SOURCES]:
        for value in re.findall(r'data-controller="([a-z -]+)"', path.read_text()):
            named |= set(value.split())
    assert named <= offered


def test_each_controller_is_one_short_file() -> None:
    for path in (BASE / "static/js").rglob("*.js"):
        assert len(path.read_text().splitlines()) <= 100, path.name
