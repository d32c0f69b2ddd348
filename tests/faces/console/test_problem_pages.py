"""Whatever does not work ends in a page that says what and why."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import Account, User
from accounts.operations.users import create_user, delete_user
from accounts.signin.throttle import TooManyTries
from iamconsole.console.problems import refusal_page, server_error
from policies.operations.managed import create_policy, delete_policy
from tests import people
from tests.faces.console.visitors import visiting


def test_a_refusal_names_who_asked_for_what_and_how_to_hand_it_on(gallery: Client) -> None:
    answer = gallery.get("/refused")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "arn:aws:iam::123456789012:user/staff/dara.khan" in page
    assert "iam:DeleteUser" in page
    assert "Request ID" in page
    assert "Copy the request for your administrator" in page


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (people.deny("iam:ListUsers"), "an administrator has to change the one that does."),
        (people.allow("s3:GetObject"), "An administrator can allow this with a policy."),
    ],
)
def test_a_refusal_says_what_would_help(
    carol: User, as_carol: Client, statement: dict[str, Any], words: str
) -> None:
    people.grant(carol, statement)
    answer = as_carol.get("/console/users")
    assert answer.status_code == 403
    assert words in answer.text


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


FORM = {"policy_name": "reports", "policy_document": "{ odd }", "password": "hunter2"}
NEW = "/console/policies/new"
OURS = {"Origin": "http://testserver"}


def test_a_stale_form_of_ours_is_given_back_without_its_secrets(alice: User) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept": "text/html"})
    answer = strict.post(NEW, FORM, headers=OURS)
    assert answer.status_code == 403
    assert 'name="policy_name" value="reports"' in answer.text
    assert f'action="{NEW}"' in answer.text
    assert "have to be typed again" in answer.text
    assert "hunter2" not in answer.text


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_a_form_of_another_site_is_not_given_back(alice: User, headers: dict[str, str]) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept": "text/html"})
    answer = strict.post(NEW, FORM, headers=headers)
    assert answer.status_code == 403
    assert "reports" not in answer.text


def test_a_form_sent_after_the_session_ended_is_given_back(as_alice: Client) -> None:
    as_alice.cookies.clear()
    answer = as_alice.post(NEW, FORM, headers=OURS)
    assert answer.status_code == 401
    assert "You are signed out" in answer.text
    assert 'name="policy_document" value="{ odd }"' in answer.text
    assert "/signin" in answer.text
    lost = as_alice.post(NEW, FORM)
    assert lost.status_code == 302


def test_what_was_deleted_says_when_to_those_who_may_know(
    as_alice: Client, alice: User, carol: User, account: Account
) -> None:
    caller = people.calling(alice)
    create_user(caller, user_name="eve")
    delete_user(caller, user_name="eve")
    page = as_alice.get("/console/users/eve/permissions")
    assert page.status_code == 404
    assert "eve was here, and was deleted by alice" in page.text
    assert "deleted by" not in as_alice.get("/console/users/adam/permissions").text
    people.grant(carol, people.allow("iam:GetUser"))
    answer = visiting(carol).get("/console/users/eve/permissions")
    assert answer.status_code == 404
    assert "deleted by" not in answer.text


def test_a_policy_that_was_deleted_says_when(as_alice: Client, alice: User) -> None:
    caller = people.calling(alice)
    text = people.document(people.allow("s3:*"))
    arn = create_policy(caller, policy_name="old", policy_document=text).policy.arn
    delete_policy(caller, policy_arn=arn)
    assert "old was here" in as_alice.get(reverse("console-policy", args=[arn])).text


def test_a_database_that_does_not_answer_needs_none_for_its_page(
    as_alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out(*_: object, **__: object) -> None:
        raise OperationalError("the database is gone")

    monkeypatch.setattr("accounts.signin.middleware._caller", out)
    as_alice.raise_request_exception = False
    answer = as_alice.get("/console/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "The directory cannot answer now" in answer.text
    assert "database is gone" not in answer.text


def test_a_fault_keeps_the_frame_of_whoever_is_signed_in(
    as_alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise ValueError("broken on purpose")

    monkeypatch.setattr("policies.console.lists.render", break_down)
    as_alice.raise_request_exception = False
    answer = as_alice.get("/console/policies")
    assert answer.status_code == 500
    assert "Something is broken here" in answer.text
    assert 'class="side"' in answer.text


def test_a_page_for_faults_that_is_broken_itself_gives_way(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise ValueError("no templates")

    monkeypatch.setattr("iamconsole.console.problems.loader.get_template", break_down)
    answer = server_error(RequestFactory().get("/console/"))
    assert answer.status_code == 500
    assert b"Something is broken here" in answer.content


def test_who_has_to_wait_is_told_how_long(as_alice: Client) -> None:
    request = RequestFactory().get("/console/", headers={"accept": "text/html"})
    answer = refusal_page(request, TooManyTries(45))
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "45"
    assert "Try again in 45 seconds." in answer.content.decode()
