"""Forms show what is wrong beside the field, and again on top with a way there."""

from __future__ import annotations

from django import forms
from django.test import Client

from iamconsole.console.forms import OperationForm, PhraseForm, TagsField
from iamconsole.errors import AccessDenied, EntityAlreadyExists, ValidationError, Violation


class NamingForm(OperationForm):
    user_name = forms.CharField()
    tags = TagsField(required=False)
    blames = {"EntityAlreadyExists": "user_name"}


def filled(**data: str) -> NamingForm:
    form = NamingForm({"user_name": "ada"} | data)
    assert form.is_valid()
    return form


def test_a_broken_limit_is_shown_beside_its_field() -> None:
    form = filled()
    hint = "Must have at most 64 characters; this has 70."
    form.show(
        ValidationError("1 validation error detected", (Violation(("user_name",), "", hint),))
    )
    assert form.errors == {"user_name": [hint]}
    assert form.status == 422


def test_a_broken_limit_inside_a_list_is_shown_beside_the_list() -> None:
    form = filled()
    form.show(ValidationError("…", (Violation(("tags", 1, "key"), "", "Is too long."),)))
    assert form.errors == {"tags": ["Is too long."]}


def test_a_refusal_about_a_field_is_shown_beside_it_with_its_own_status() -> None:
    form = filled()
    form.show(EntityAlreadyExists("User with name ada already exists."))
    assert form.errors == {"user_name": ["User with name ada already exists."]}
    assert form.status == 409


def test_a_refusal_about_nothing_on_the_page_is_shown_on_top() -> None:
    form = filled()
    form.show(AccessDenied("User: bob is not authorized to perform: iam:CreateUser"))
    assert "not authorized" in form.non_field_errors()[0]
    assert form.status == 403


def test_what_was_left_empty_is_not_sent() -> None:
    form = NamingForm({"user_name": "ada", "tags": ""}, given={"path": "/eng/"})
    assert form.is_valid()
    assert form.params() == {"user_name": "ada", "path": "/eng/"}


def test_tags_are_lines() -> None:
    form = filled(tags="team=core\n\n cost = a=b ")
    assert form.params()["tags"] == [
        {"key": "team", "value": "core"},
        {"key": "cost", "value": "a=b"},
    ]


def test_a_line_that_is_no_tag_is_named() -> None:
    form = NamingForm({"user_name": "ada", "tags": "team"})
    assert not form.is_valid()
    assert "team" in form.errors["tags"][0]


def test_a_phrase_must_be_typed_exactly() -> None:
    assert PhraseForm({"typed": "ada.abara"}, phrase="ada.abara").is_valid()
    assert not PhraseForm({"typed": "ada"}, phrase="ada.abara").is_valid()
    assert not PhraseForm({"typed": ""}, phrase="ada.abara").is_valid()


def test_a_page_ties_each_error_to_its_control(gallery: Client) -> None:
    answer = gallery.post("/form", {"path": "/x/"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_user_name"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_user_name_helptext id_user_name_error"' in page
    assert 'id="id_user_name_error"' in page


def test_a_password_is_never_written_back_into_the_page(gallery: Client) -> None:
    page = gallery.post("/form", {"password": "correct horse battery"}).content.decode()
    assert "correct horse" not in page
