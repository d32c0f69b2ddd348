"""The shared parts of the console, in a real browser, on the gallery's pages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.faces.browser.conftest import OpenContext, accessibility_problems, sideways_scroll

PAGES = (
    "",
    "users",
    "users?q=nobody",
    "form",
    "editor",
    "confirm",
    "refused",
    "search?q=ada",
    "signin",
    "nothing",
)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_every_part_is_accessible_in_both_themes_and_sizes(
    open_context: OpenContext, gallery_address: str, theme: str, width: int
) -> None:
    page = open_context(width, color_scheme=theme).new_page()
    for address in PAGES:
        page.goto(f"{gallery_address}/{address}")
        assert accessibility_problems(page) == [], address


@pytest.mark.parametrize("scheme", [{"forced_colors": "active"}, {"contrast": "more"}])
def test_forced_colours_and_more_contrast_lose_nothing(
    open_context: OpenContext, gallery_address: str, scheme: dict[str, str]
) -> None:
    page = open_context(**scheme).new_page()
    page.goto(f"{gallery_address}/users")
    expect(page.get_by_role("link", name="ada.abara1")).to_be_visible()
    assert accessibility_problems(page) == []


def test_no_page_scrolls_sideways_on_the_smallest_screen(
    open_context: OpenContext, gallery_address: str
) -> None:
    page = open_context(320).new_page()
    for address in PAGES:
        page.goto(f"{gallery_address}/{address}")
        assert sideways_scroll(page) == 0, address


def test_a_search_goes_on_while_one_types_and_comes_back_with_the_back_button(
    page: Page, gallery_address: str
) -> None:
    page.goto(f"{gallery_address}/users?sort=-name")
    page.keyboard.press("/")
    page.keyboard.insert_text("ada.ab")
    expect(page.get_by_role("status").filter(has_text="3 of 192 users")).to_be_visible()
    expect(page).to_have_url(re.compile(r"q=ada\.ab.*sort=-name|sort=-name.*q=ada\.ab"))
    expect(page.get_by_role("searchbox", name="Name or path")).to_be_focused()
    expect(page.get_by_role("searchbox", name="Name or path")).to_have_value("ada.ab")
    page.go_back()
    expect(page.get_by_role("status").filter(has_text="192 users")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Name or path")).to_have_value("")


def test_what_is_typed_before_the_scripts_arrive_is_searched_for(
    page: Page, gallery_address: str
) -> None:
    held: list[Route] = []
    page.route("**/core*.js", lambda route: held.append(route))
    page.goto(f"{gallery_address}/users", wait_until="commit")
    page.get_by_role("searchbox", name="Name or path").fill("ada.ab")
    expect(page.get_by_role("status").filter(has_text="192 users")).to_be_visible()
    held[0].continue_()
    expect(page.get_by_role("status").filter(has_text="3 of 192 users")).to_be_visible()


def test_nothing_is_kept_in_web_storage(page: Page, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/users")
    page.get_by_role("searchbox").fill("ada")
    expect(page.get_by_role("status").filter(has_text="of 192 users")).to_be_visible()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_range_of_rows_is_selected_with_shift(page: Page, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/users")
    expect(page.get_by_role("button", name="Delete")).to_be_hidden()
    page.get_by_label("Select ada.abara1").click()
    page.get_by_label("Select ada.bose2").click(modifiers=["Shift"])
    expect(page.get_by_text("5 selected")).to_be_visible()
    page.get_by_label("Select all on this page").click()
    expect(page.get_by_text("50 selected")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(f"{gallery_address}/confirm")


def test_rows_are_walked_and_selected_by_key(page: Page, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/users")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="ada.abara2")).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_label("Select ada.abara2")).to_be_checked()
    page.keyboard.press("]")
    expect(page).to_have_url(f"{gallery_address}/users?page=2")


def test_single_keys_can_be_turned_off(page: Page, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/users")
    page.keyboard.press("?")
    page.get_by_label("Turn single-key shortcuts off").check()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("c")
    page.keyboard.press("?")
    expect(page).to_have_url(f"{gallery_address}/users")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()


def test_a_chosen_theme_is_there_at_the_next_first_paint(page: Page, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/users")
    page.get_by_role("button", name="Theme").click()
    page.get_by_role("button", name="Theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    answer = page.reload()
    assert answer is not None
    assert 'data-theme="dark"' in answer.text()


def test_the_search_from_anywhere_works_by_keyboard(page: Page, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/form")
    page.keyboard.press("Control+k")
    page.keyboard.type("bela")
    expect(page.get_by_role("dialog").get_by_role("link", name="bela.abara1")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{gallery_address}/users")


def test_the_navigation_slides_in_takes_focus_and_closes_with_escape(
    open_context: OpenContext, gallery_address: str
) -> None:
    page = open_context(375).new_page()
    page.goto(f"{gallery_address}/users")
    opener = page.get_by_role("button", name="Navigation")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    opener.press("Enter")
    expect(page.get_by_role("link", name="Overview")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()


def test_a_destructive_button_waits_for_its_phrase(page: Page, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/confirm")
    button = page.get_by_role("button", name="Delete 1 user")
    expect(button).to_be_disabled()
    page.get_by_label("To confirm, type ada.abara").fill("ada.abar")
    expect(button).to_be_disabled()
    page.get_by_label("To confirm, type ada.abara").fill("ada.abara")
    expect(button).to_be_enabled()


def test_a_copy_button_copies_and_says_so(open_context: OpenContext, gallery_address: str) -> None:
    context = open_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{gallery_address}/")
    page.get_by_role("button", name="Copy arn:aws:iam::123456789012:user/eng/ada.abara").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_attached()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "arn:aws:iam::123456789012:user/eng/ada.abara"


def test_a_password_can_be_looked_at(page: Page, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/form")
    page.get_by_label("Password (optional)").fill("secret")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("Password (optional)")).to_have_attribute("type", "text")


def test_what_is_wrong_with_a_form_takes_focus(page: Page, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/form")
    page.get_by_role("main").get_by_role("button", name="Create user").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="User name").click()
    expect(page.get_by_label("User name")).to_be_focused()


def test_done_opens_only_once_the_secret_is_stored(page: Page, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/")
    expect(page.get_by_role("button", name="Done")).to_be_disabled()
    page.get_by_label("I have stored it").check()
    page.get_by_role("button", name="Done").click()
    expect(page).to_have_url(re.compile("/users"))


def test_the_editor_sends_what_is_typed_and_judges_syntax_at_once(
    page: Page, gallery_address: str
) -> None:
    page.goto(f"{gallery_address}/editor")
    editor = page.get_by_role("textbox", name="Policy document")
    expect(page.get_by_text("190 of 6,144 characters")).to_be_visible()
    editor.click()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text("nonsense ")
    expect(page.get_by_role("button", name="Line 1, column 1", exact=True)).to_be_visible()
    expect(page.locator("#id_document")).to_have_value(re.compile(r"^nonsense \{"))
    page.keyboard.press("Control+z")
    expect(page.locator("#id_document")).to_have_value(re.compile(r"^\{"))
    expect(page.get_by_text("This is not JSON.")).to_have_count(0)


def test_the_editor_names_a_member_that_is_written_twice(page: Page, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/editor")
    page.get_by_role("textbox", name="Policy document").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('{"Effect": "Allow", "Effect": "Deny"}')
    expect(page.get_by_role("button", name="Line 1, column 21")).to_be_visible()
    expect(page.get_by_text("The name Effect is used twice")).to_be_visible()


def test_escape_then_tab_leaves_the_editor(page: Page, gallery_address: str) -> None:
    page.goto(f"{gallery_address}/editor")
    # The editor's own name: the field it stands in for has the same one until it is there.
    page.get_by_role("textbox", name=re.compile(r"^Policy document.*leaves the editor")).click()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Save policy")).to_be_focused()


def test_everything_works_without_scripts(open_context: OpenContext, gallery_address: str) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{gallery_address}/users")
    page.get_by_role("searchbox").fill("ada.ab")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("3 of 192 users")).to_be_visible()
    page.get_by_role("link", name="User name").click()
    expect(page.get_by_role("columnheader", name="User name")).to_have_attribute(
        "aria-sort", "descending"
    )
    page.get_by_label("Select ada.abara1").check()
    page.get_by_role("button", name="Delete").click()
    page.get_by_label("To confirm, type ada.abara").fill("wrong")
    page.get_by_role("button", name="Delete 1 user").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto(f"{gallery_address}/editor")
    page.get_by_label("Policy document").fill("{}")
    page.get_by_role("button", name="Save policy").click()
    expect(page.get_by_text("Line 3, column 9")).to_be_visible()


def test_the_navigation_opens_without_scripts_on_a_small_screen(
    open_context: OpenContext, gallery_address: str
) -> None:
    page = open_context(375, java_script_enabled=False).new_page()
    page.goto(f"{gallery_address}/users")
    page.get_by_role("link", name="Navigation").click()
    page.get_by_role("link", name="Groups", exact=True).click()
    expect(page).to_have_url(f"{gallery_address}/detail")
