"""The documentation keeps up with the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from iamconsole import env

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def text(name: str) -> str:
    return (ROOT / name).read_text()


def test_every_setting_is_documented_and_nothing_else():
    documented = re.findall(r"^\| `([A-Z_]+)` \|", text("docs/configuration.md"), re.MULTILINE)
    assert sorted(documented) == sorted(env.declared)


def test_every_command_of_the_makefile_is_documented():
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    assert targets == set(
        re.findall(r"^\| `make ([a-z]+)`", text("docs/developing.md"), re.MULTILINE)
    )


def test_the_tree_of_the_architecture_page_is_the_tree():
    page = text("docs/architecture.md").partition("## The tree")[2]
    named = set(re.findall(r"^    ([\w./-]+)/? +\S", page, re.MULTILINE))
    assert named, "the page draws no tree"
    assert not [name for name in named if not (ROOT / name).exists()]
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= {name.partition("/")[0] for name in named}


def test_decisions_are_numbered_without_gaps():
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_version_has_a_place_in_the_changelog():
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert re.search(
        rf"^## ({re.escape(version)}|Unreleased)\b", text("CHANGELOG.md"), re.MULTILINE
    )
