"""What a user is called and where mail reaches it: fields of their own, kept as tags."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts import mails
from accounts.models import Account, Event, User
from tests import people
from tests.faces.console.visitors import visiting

NEW = "/console/users/new"
EDIT = "/console/users/dave/edit"
ADA = {"display_name": "Ada Lovelace", "email": "ada@example.com"}


@pytest.fixture
def dave(account: Account) -> User:
    return people.make_user(account, "dave", "/lab/", tags={"team": "lab"})


def edit(client: Client, **more: Any) -> Any:
    return client.post(EDIT, {"new_user_name": "dave", "new_path": "/lab/"} | more)


def tags_of(name: str) -> dict[str, Any]:
    return dict(User.objects.get(name=name).tags)


def test_a_new_user_has_them_from_the_start(as_alice: Client) -> None:
    sent = {"user_name": "ada", "signin": "none", "tags": "team=lab"}
    as_alice.post(NEW, sent | ADA)
    assert tags_of("ada") == {
        "team": "lab",
        "display-name": "Ada Lovelace",
        "email": "ada@example.com",
    }


def test_what_is_not_filled_in_is_no_tag(as_alice: Client) -> None:
    as_alice.post(NEW, {"user_name": "ada", "signin": "none"})
    assert tags_of("ada") == {}


@pytest.mark.parametrize("page", ["new", "edit"])
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("email", "ada", "Enter a valid email address."),
        ("email", "o&#39;brien@example.com", "Enter a valid email address."),
        ("email", "o'brien@example.com", "Use letters, digits, spaces and the characters"),
        ("display_name", "Ada <ada>", "Use letters, digits, spaces and the characters"),
        ("display_name", "a" * 257, "at most 256 characters"),
    ],
    ids=["no address", "markup", "no tag can hold it", "angle brackets", "too long"],
)
def test_what_cannot_be_one_is_said_beside_the_field(
    as_alice: Client, dave: User, page: str, name: str, value: str, words: str
) -> None:
    if page == "new":
        sent = {"user_name": "ada", "signin": "none", name: value}
        answer = as_alice.post(NEW, sent)
    else:
        answer = edit(as_alice, **{name: value})
    assert answer.status_code == 422
    assert f"id_{name}_error" in answer.text
    assert words in answer.text
    assert tags_of("dave") == {"team": "lab"}
    assert not User.objects.filter(name="ada").exists()


def test_the_same_tag_written_twice_is_refused(as_alice: Client) -> None:
    sent = {"user_name": "ada", "signin": "none", "tags": "email=other@example.com"}
    answer = as_alice.post(NEW, sent | ADA)
    assert answer.status_code == 422
    assert "The tag email says it, too. Write it in one place." in answer.text
    assert not User.objects.filter(name="ada").exists()


def test_they_are_changed_and_taken_away_and_other_tags_stay(as_alice: Client, dave: User) -> None:
    assert edit(as_alice, **ADA)["Location"] == "/console/users/dave/permissions"
    assert tags_of("dave")["email"] == "ada@example.com"
    edit(as_alice, display_name="Dave")
    assert tags_of("dave") == {"team": "lab", "display-name": "Dave"}


def test_only_what_changed_is_asked_for(as_alice: Client, dave: User) -> None:
    edit(as_alice, email="dave@example.com")
    changes = Event.objects.filter(is_read=False, action__startswith="iam:")
    assert [event.action for event in changes] == ["iam:TagUser"]


def test_the_users_page_says_what_it_is_called_and_its_address(as_bob: Client, dave: User) -> None:
    User.objects.filter(pk=dave.pk).update(
        tags={"display-name": "Dave D.", "email": "dave@example.com"}
    )
    page = as_bob.get("/console/users/dave/groups").text
    assert "Dave D. · /lab/" in page
    assert "dave@example.com" in page


def test_the_form_begins_with_what_the_tags_say(as_alice: Client, dave: User) -> None:
    User.objects.filter(pk=dave.pk).update(tags={"email": "dave@example.com"})
    assert 'value="dave@example.com"' in as_alice.get(EDIT).text


def test_the_list_has_columns_for_them_and_finds_an_address(as_bob: Client, dave: User) -> None:
    User.objects.filter(pk=dave.pk).update(
        tags={"display-name": "Dave D.", "email": "dave@example.com"}
    )
    columns = {"columns": "name,display_name,email"}
    page = as_bob.get("/console/users", columns | {"q": "DAVE@example.com"}).text
    assert "Dave D." in page
    assert "1 user" in page
    file = as_bob.get("/console/users/export", columns).text
    assert "dave,Dave D.,dave@example.com" in file


def test_who_may_not_tag_is_refused_and_nothing_is_renamed(account: Account, dave: User) -> None:
    erin = people.make_user(account, "erin")
    people.grant(erin, people.allow("iam:Get*"), people.allow("iam:UpdateUser"))
    answer = edit(visiting(erin), new_user_name="david", email="dave@example.com")
    assert answer.status_code == 403
    assert "is not authorized to perform: iam:TagUser" in answer.text
    assert tags_of("dave") == {"team": "lab"}


def test_who_may_only_tag_is_told_what_took_effect(account: Account, dave: User) -> None:
    erin = people.make_user(account, "erin")
    people.grant(erin, people.allow("iam:Get*"), people.allow("iam:TagUser"))
    answer = edit(visiting(erin), new_user_name="david", email="dave@example.com")
    assert answer.status_code == 403
    assert "Only a part of this took effect" in answer.text
    assert tags_of("dave")["email"] == "dave@example.com"


def test_a_tag_spelled_otherwise_is_the_same_field_and_mail_goes_there(
    as_alice: Client, account: Account
) -> None:
    user = people.make_user(account, "pat", tags={"Email": "pat@example.com"})
    address = "/console/users/pat/edit"
    assert "pat@example.com" in as_alice.get(address).content.decode()
    assert mails.address_of(user) == "pat@example.com"
    names = {"new_user_name": "pat", "new_path": "/", "display_name": ""}
    as_alice.post(address, names | {"email": "patricia@example.com"})
    user.refresh_from_db()
    assert mails.address_of(user) == "patricia@example.com"
    as_alice.post(address, names | {"email": ""})
    user.refresh_from_db()
    assert user.tags == {}
