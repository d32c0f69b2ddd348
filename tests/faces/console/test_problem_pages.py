"""Whatever does not work ends in a page that says what and why."""

from __future__ import annotations

import pytest
from django.test import Client


def test_a_refusal_names_who_asked_for_what_and_how_to_hand_it_on(gallery: Client) -> None:
    answer = gallery.get("/refused")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "arn:aws:iam::123456789012:user/staff/dara.khan" in page
    assert "iam:DeleteUser" in page
    assert "Request ID" in page
    assert "Copy the request for your administrator" in page


def test_a_busy_directory_offers_to_try_again(gallery: Client) -> None:
    answer = gallery.get("/refused?busy=1")
    assert answer.status_code == 503
    assert 'href="/refused?busy=1"' in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nothing", 404, "There is nothing here"),
        ("/post-only", 405, "This page cannot be used that way"),
        ("/broken", 500, "Something is broken here"),
    ],
)
def test_every_status_has_a_page(gallery: Client, address: str, status: int, words: str) -> None:
    answer = gallery.get(address)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_fault_tells_nothing_of_itself(gallery: Client) -> None:
    assert "broken on purpose" not in gallery.get("/broken").content.decode()


def test_a_stale_form_explains_itself() -> None:
    from tests.faces.console.gallery import settings_for_gallery

    with settings_for_gallery():
        strict = Client(enforce_csrf_checks=True, headers={"accept": "text/html"})
        answer = strict.post("/form", {"user_name": "ada"})
    assert answer.status_code == 403
    assert "This form is out of date" in answer.content.decode()


def test_a_method_that_is_not_allowed_still_names_those_that_are(gallery: Client) -> None:
    assert gallery.get("/post-only").headers["Allow"] == "POST"
