"""My sessions, and an administrator's way to sign somebody out."""

from __future__ import annotations

from django.test import Client

from accounts.models import ConsoleSession, User
from tests import people
from tests.signin.browsers import is_signed_in, signed_in

PAGE = "/console/me/sessions"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


def session_ids() -> list[str]:
    return list(ConsoleSession.objects.order_by("created").values_list("public_id", flat=True))


def test_the_page_tells_browsers_apart_and_marks_this_one(as_carol: Client, carol: User) -> None:
    signed_in(carol, headers={"user-agent": SAFARI})
    page = as_carol.get(PAGE).text
    assert "Safari on iPhone" in page
    assert page.count("This browser") == 1
    assert "127.0.0.1" in page
    assert "Sign out the others" in page


def test_with_one_browser_there_are_no_others_to_sign_out(as_carol: Client) -> None:
    assert "Sign out the others" not in as_carol.get(PAGE).text


def test_one_browser_is_signed_out(as_carol: Client, carol: User) -> None:
    other = signed_in(carol)
    answer = as_carol.post(f"{PAGE}/{session_ids()[-1]}/end", follow=True)
    assert "That browser is signed out." in answer.text
    assert not is_signed_in(other)
    assert is_signed_in(as_carol)


def test_all_others_are(as_carol: Client, carol: User) -> None:
    others = [signed_in(carol), signed_in(carol)]
    answer = as_carol.post(f"{PAGE}/end", {"keeps_current": "on"}, follow=True)
    assert "2 browsers are signed out." in answer.text
    assert not any(map(is_signed_in, others))


def test_everywhere_is_here_too(as_carol: Client, carol: User) -> None:
    other = signed_in(carol)
    assert as_carol.post(f"{PAGE}/end")["Location"] == "/signed-out"
    assert not is_signed_in(as_carol)
    assert not is_signed_in(other)


def test_ending_this_one_is_signing_out(as_carol: Client) -> None:
    assert as_carol.post(f"{PAGE}/{session_ids()[0]}/end")["Location"] == "/signed-out"
    assert not is_signed_in(as_carol)


def test_a_link_ends_nothing(as_carol: Client) -> None:
    assert as_carol.get(f"{PAGE}/end").status_code == 405
    assert is_signed_in(as_carol)


def test_an_administrator_signs_a_user_out(as_alice: Client, carol: User) -> None:
    people.give_password(carol)
    browser = signed_in(carol, headers={"user-agent": SAFARI})
    page = as_alice.get("/console/users/carol/credentials").text
    assert "Safari on iPhone" in page
    answer = as_alice.post("/console/users/carol/sessions/end", follow=True)
    assert "1 browser is signed out." in answer.text
    assert "Signed in nowhere at the moment." in answer.text
    assert not is_signed_in(browser)
    assert is_signed_in(as_alice)


def test_who_may_only_look_is_told_that_it_may_not(as_bob: Client, carol: User) -> None:
    assert "iamconsole:ListConsoleSessions" in as_bob.get("/console/users/carol/credentials").text
    assert as_bob.post("/console/users/carol/sessions/end").status_code == 403
