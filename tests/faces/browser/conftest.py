"""A real Chromium. Every test fails on a script error, a broken policy, or a request elsewhere."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as conf
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import LoginProfile, User
from accounts.signin import sessions
from iamconsole.caller import Face, Origin
from tests import people
from tests.faces.console.gallery import settings_for_gallery

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
AXE = Path(conf.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
BUILT = Path(conf.BASE_DIR) / "static" / "dist" / "core.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser, and is left out where there is none to drive."""
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in here:
        item.add_marker(pytest.mark.browser)
        if not CHROMIUM:
            item.add_marker(pytest.mark.skip("no Chromium: apt-get install chromium"))
        elif not BUILT.is_file():
            item.add_marker(pytest.mark.skip("no built front end: npm ci && npm run build"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def open_context(chromium: Browser) -> Iterator[OpenContext]:
    """Makes a browser window; at the end nothing may have gone wrong in any of them."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_one(width: int = 1280, **options: Any) -> BrowserContext:
        context = chromium.new_context(viewport={"width": width, "height": 860}, **options)
        context.on("console", lambda message: _note(wrong, message))
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("request", lambda request: _note_elsewhere(wrong, request.url))
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    assert wrong == []


def _note(wrong: list[str], message: Any) -> None:
    # A page that answers 403 or 422 is said to have failed to load; the tests ask for such pages.
    if message.type == "error" and "the server responded with a status of 4" not in message.text:
        wrong.append(message.text)


def _note_elsewhere(wrong: list[str], address: str) -> None:
    if urlsplit(address).hostname not in ("localhost", "127.0.0.1", None):
        wrong.append(f"a request to {address}")


@pytest.fixture
def page(open_context: OpenContext) -> Page:
    return open_context().new_page()


@pytest.fixture
def gallery_address() -> Iterator[str]:
    """The gallery of shared parts, served. Its settings hold for everything meanwhile."""
    with settings_for_gallery():
        server = LiveServer("localhost")
        yield server.url
        server.stop()


OpenAs = Callable[..., Page]


@pytest.fixture
def site(live_server: LiveServer, settings: Any) -> str:
    """The address of the site, which it also tells people."""
    settings.PUBLIC_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def open_as(transactional_db: None, open_context: OpenContext, site: str) -> OpenAs:
    """Opens a page of the site in a window in which somebody is signed in."""

    def open_page(user: User, address: str, width: int = 1280, **options: Any) -> Page:
        if not LoginProfile.objects.filter(user=user).exists():
            people.give_password(user)
        token = sessions.begin(user, Origin(face=Face.CONSOLE, source_ip="127.0.0.1"))
        context = open_context(width, base_url=site, **options)
        cookie = {"name": sessions.COOKIE, "value": token, "url": site}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(address)
        return page

    return open_page


def accessibility_problems(page: Page) -> list[str]:
    """What axe finds on a page, run in a world of its own so that the page's policy still holds."""
    session = page.context.new_cdp_session(page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame})["executionContextId"]
    asked = "axe.run(document, {resultTypes: ['violations']}).then((r) => JSON.stringify("
    asked += "r.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html}`))))"
    answer = session.send(
        "Runtime.evaluate",
        {
            "contextId": world,
            "expression": f"{AXE.read_text()};{asked}",
            "awaitPromise": True,
            "returnByValue": True,
        },
    )
    found: list[str] = json.loads(answer["result"]["value"])
    return found


def empty_end(page: Page) -> int:
    """How many pixels the page can be scrolled past its end."""
    measured: int = page.evaluate(
        "document.documentElement.scrollHeight - Math.max(document.body.offsetHeight, innerHeight)"
    )
    return measured


def sideways_scroll(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    measured: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return measured
