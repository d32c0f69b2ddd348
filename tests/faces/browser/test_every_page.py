"""Every page there is, in both themes and on two widths: `make browser` looks at all of them.

With PICTURES=folder each page is also saved there as a picture, by its address.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from accounts.models import Account, Event, User
from iamconsole.caller import Face
from iamconsole.doors import face_of
from tests.contracts.doors import doors
from tests.contracts.world import World, populate
from tests.faces.browser.conftest import (
    OpenAs,
    accessibility_problems,
    empty_end,
    sideways_scroll,
)

PICTURES = os.environ.get("PICTURES", "")

# Pages that have nothing to say before they are told about what.
ASKED = {"set-default": "?version=v2", "delete-version": "?version=v2"}


@pytest.mark.deep
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_every_page_is_accessible_and_fits(
    open_as: OpenAs, account: Account, alice: User, root: User, theme: str, width: int, subtests
) -> None:
    world = populate(account)
    pages = [
        open_as(one, "/console/me", width, color_scheme=theme, reduced_motion="reduce")
        for one in (alice, root)
    ]
    for door in doors(blanks(world)):
        if face_of(door.view) is not Face.CONSOLE:
            continue
        with subtests.test(page=door.address):
            asked = ASKED.get(door.address.rpartition("/")[2], "")
            shown = first_that_opens(pages, door.address + asked)
            if shown is None:
                continue
            if PICTURES:
                name = re.sub(r"\W+", "-", door.address).strip("-") or "home"
                shown.screenshot(
                    path=Path(PICTURES) / f"{name}-{theme}-{width}.png", full_page=True
                )
            assert sideways_scroll(shown) == 0
            assert empty_end(shown) == 0
            assert accessibility_problems(shown) == []


def blanks(world: World) -> dict[str, str]:
    """What there is one of, for the blanks of addresses."""
    return {
        "user_name": world.dave.name,
        "group_name": world.crew.name,
        "role_name": world.values["role_name"],
        "policy_arn": f"{world.account.id}{world.deploy.path}{world.deploy.name}",
        "policy_name": "inline",
        "access_key_id": world.key.key_id,
        "event_id": str(Event.objects.values_list("event_id", flat=True).first()),
        "prefix": "s3",
        "check_name": "alias_is_set",
    }


def first_that_opens(pages: list[Page], address: str) -> Page | None:
    """The window of whoever is shown this page; None where it is shown to neither."""
    for page in pages:
        answer = page.context.request.get(address, headers={"Accept": "text/html"}, max_redirects=0)
        is_whole = (
            "text/html" in answer.headers.get("content-type", "") and "<html" in answer.text()
        )
        if answer.ok and is_whole:
            page.goto(address)
            return page
    return None
