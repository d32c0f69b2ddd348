"""What a page costs on the wire stays within what was agreed."""

from __future__ import annotations

from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.test import Client

DIST = Path(settings.BASE_DIR) / "static" / "dist"
pytestmark = pytest.mark.skipif(
    not (DIST / "core.js").is_file(), reason="the front end is not built: npm ci && npm run build"
)
KB = 1024


def wire_size(content: bytes) -> int:
    return len(brotli.compress(content))


@pytest.mark.parametrize(
    ("name", "budget"),
    [("core.js", 16 * KB), ("console.css", 8 * KB), ("editor.js", 150 * KB), ("icons.svg", 4 * KB)],
)
def test_each_file_keeps_its_budget(name: str, budget: int) -> None:
    assert wire_size((DIST / name).read_bytes()) <= budget


def test_a_list_page_with_all_it_loads_keeps_its_budget(gallery: Client) -> None:
    page = gallery.get("/users").content
    files = ("core.js", "console.css", "icons.svg")
    loaded = sum(wire_size((DIST / name).read_bytes()) for name in files)
    assert loaded + wire_size(page) <= 40 * KB


def test_the_notices_name_every_package_that_was_bundled() -> None:
    notices = (DIST / "notices.txt").read_text()
    for package in (
        "htmx.org",
        "@codemirror/view",
        "@lezer/json",
        "jsonc-parser",
        "lit-html",
        "lucide-static",
    ):
        assert f"\n{package} " in notices
    for word in ("Permission", "WITHOUT"):
        assert word in notices


def test_no_built_file_names_another_origin() -> None:
    for name in ("core.js", "console.css"):
        assert "https://" not in (DIST / name).read_text()
