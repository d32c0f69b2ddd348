"""What scripts are told when nothing was done: one kind of document for everything."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse

from accounts.models import Event, User
from accounts.signin.throttle import TooManyTries
from iamconsole.problems import problem
from tests.faces.rest.callers import Script


@pytest.fixture
def script(alice: User) -> Script:
    """A program that administers."""
    return Script.of(alice)


def told(answer: HttpResponse, status: int) -> dict[str, Any]:
    """The problem document of a refusal."""
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert document["request_id"] == answer.headers["X-Amzn-RequestId"]
    assert document.keys() - {"errors", "encoded_message"} == {
        "type",
        "title",
        "status",
        "detail",
        "code",
        "request_id",
    }
    return document


def test_each_wrong_value_is_pointed_at(script: Script) -> None:
    body = {"user_name": "a b", "path": "x", "tags": [{"key": "k", "value": "v"}, {"key": ""}]}
    document = told(script.ask("POST", "/users", body), 400)
    assert document["code"] == "ValidationError"
    pointers = [error["pointer"] for error in document["errors"]]
    assert sorted(set(pointers)) == ["/path", "/tags/1/key", "/tags/1/value", "/user_name"]
    assert not User.objects.filter(name="a b").exists()


@pytest.mark.parametrize(
    "unknown", ["account", "account_id", "is_root", "user_id", "UserName", "arn", "/~", ""]
)
def test_members_nobody_declared_are_refused(script: Script, unknown: str) -> None:
    document = told(script.ask("POST", "/users", {"user_name": "dora", unknown: "x"}), 400)
    assert document["errors"][0]["detail"] == "Is not known here."
    assert not User.objects.filter(name="dora").exists()


@pytest.mark.parametrize("value", [None, 1, True, [], {}, 1.5, ["dora"]])
def test_values_of_another_type_are_refused(script: Script, value: object) -> None:
    told(script.ask("POST", "/users", {"user_name": value}), 400)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"nothing",
        b"[]",
        b'"text"',
        b"null",
        b"1",
        b'{"user_name": "dora"} {}',
        b'{"user_name": "dora", "user_name": "dora"}',
        b'{"user_name": "dora", "tags": [{"key": "a", "value": "b", "key": "c"}]}',
        b'{"user_name": NaN}',
        b'{"user_name": Infinity}',
        b'{"user_name": "\\ud800"}',
        b'{"user_name": "\xff"}',
        b"\xef\xbb\xbf{}",
        '{"user_name": "dora"}'.encode("utf-16"),
        b'{"user_name": ' + b"9" * 5000 + b"}",
        b'{"tags": ' + b"[" * 100_000 + b"}",
        b"{'user_name': 'dora'}",
        b'{"user_name": "dora",}',
        b'{"user_name": "dora" /* why */}',
    ],
)
def test_a_body_that_two_readers_could_read_differently_is_refused(
    script: Script, body: bytes
) -> None:
    document = told(script.ask("POST", "/users", body), 400)
    assert document["code"] == "MalformedBody"
    assert User.objects.filter(name="dora").count() == 0


def test_a_number_too_long_is_refused_in_words_of_ours(script: Script) -> None:
    document = told(script.ask("POST", "/users", b'{"user_name": ' + b"9" * 5_000 + b"}"), 400)
    assert document["detail"] == "The body is not sound JSON: a number has more than 4300 digits."


@pytest.mark.parametrize("depth", [2, 400, 600, 900])
def test_a_document_inside_of_lists_is_refused(script: Script, depth: int) -> None:
    body = b'{"policy_document": ' + b"[" * depth + b"]" * depth + b"}"
    document = told(script.ask("POST", "/policies/validate", body), 400)
    assert document["code"] in ("ValidationError", "MalformedBody")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "text/xml", "multipart/form-data"]
)
def test_a_body_that_is_no_json_is_refused(script: Script, kind: str) -> None:
    body = json.dumps({"user_name": "dora"}).encode()
    answer = script.ask("POST", "/users", body, **{"Content-Type": kind})
    assert told(answer, 415)["code"] == "UnsupportedMediaType"


def test_a_body_over_a_mebibyte_is_refused(script: Script) -> None:
    body = b'{"user_name": "' + b"x" * 1024 * 1024 + b'"}'
    assert told(script.ask("POST", "/users", body), 413)["code"] == "RequestTooLarge"


def test_what_the_address_names_is_not_named_again(script: Script) -> None:
    body = {"user_name": "bob", "new_path": "/x/"}
    document = told(script.ask("PATCH", "/users/alice", body), 400)
    assert document["errors"] == [
        {"pointer": "/user_name", "detail": "This is named by the address already."}
    ]
    told(script.get("/users/alice", user_name="bob"), 400)


def test_a_parameter_is_given_once(script: Script) -> None:
    told(script.ask("GET", "/users", query={"max_items": ["1", "2"]}), 400)


@pytest.mark.parametrize("query", [{"max_items": "0"}, {"max_items": "x"}, {"marker": "forged"}])
def test_limits_hold_in_the_query_too(script: Script, query: dict[str, str]) -> None:
    assert told(script.get("/users", **query), 400)["code"] == "ValidationError"


@pytest.mark.parametrize(("method", "address"), [("GET", "/users"), ("DELETE", "/users/alice")])
def test_a_question_has_no_body(script: Script, method: str, address: str) -> None:
    told(script.ask(method, address, {"user_name": "alice"}), 400)


def test_a_body_has_no_question_beside_it(script: Script) -> None:
    answer = script.ask("POST", "/users", {"user_name": "dora"}, query={"path": "/x/"})
    assert told(answer, 400)["code"] == "MalformedBody"


@pytest.mark.parametrize("address", ["/nothing", "/users/", "/users/a/b/c", "/policies/x"])
def test_an_address_that_leads_nowhere_says_so(script: Script, address: str) -> None:
    assert told(script.ask("GET", address), 404)["code"] == "NotFound"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_a_method_that_is_not_known_there_is_told_which_are(script: Script, method: str) -> None:
    answer = script.ask(method, "/users")
    assert told(answer, 405)["code"] == "MethodNotAllowed"
    assert answer.headers["Allow"] == "GET, POST, HEAD"


def test_a_refusal_names_who_what_and_why_and_is_in_the_trail(bob: User) -> None:
    answer = Script.of(bob).ask("POST", "/users", {"user_name": "dora"})
    document = told(answer, 403)
    assert document["code"] == "AccessDenied"
    assert f"User: {bob.arn} is not authorized to perform: iam:CreateUser" in document["detail"]
    event = Event.objects.get(action="iam:CreateUser")
    assert (event.error, event.request_id) == ("AccessDenied", document["request_id"])


def test_a_malformed_document_is_refused_by_its_own_name(script: Script) -> None:
    given = {"policy_name": "odd", "policy_document": {"Version": "2012-10-17"}}
    assert told(script.ask("POST", "/policies", given), 400)["code"] == "MalformedPolicyDocument"


def test_a_name_that_is_taken(script: Script) -> None:
    assert told(script.ask("POST", "/users", {"user_name": "ALICE"}), 409)["code"] == (
        "EntityAlreadyExists"
    )


def test_a_wrong_signature(script: Script) -> None:
    forged = Script(script.key_id, "x" * 40).get("/users")
    assert told(forged, 401)["code"] == "SignatureDoesNotMatch"
    unknown = Script("AKIAAAAAAAAAAAAAAAAA", "x" * 40).get("/users")
    assert told(unknown, 401)["code"] == "InvalidClientTokenId"


def test_a_fault_of_ours_is_told_without_its_cause(
    script: Script, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret of the house")

    monkeypatch.setattr("accounts.queries.users", fail)
    answer = script.get("/users")
    assert told(answer, 500)["code"] == "InternalFailure"
    assert "secret of the house" not in answer.text
    assert "secret of the house" in caplog.text


def test_waiting_is_told_in_seconds() -> None:
    answer = problem(TooManyTries(17))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "17")


def test_no_text_is_unsafe_for_the_database(script: Script) -> None:
    given = {"policy_name": "odd", "policy_document": {}, "description": "nul \x00"}
    told(script.ask("POST", "/policies", given), 400)
    told(script.get("/search/users", query="\x00"), 400)
