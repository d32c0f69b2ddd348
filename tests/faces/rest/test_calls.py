"""Scripts at work: the same operations as everywhere, in JSON."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from accounts.models import Account, Event, User
from tests import people
from tests.faces.rest.callers import Script

DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}
POLICY = f"arn:aws:iam::{people.ACCOUNT}:policy/reports/readers"


@pytest.fixture
def script(alice: User) -> Script:
    """A program that administers."""
    return Script.of(alice)


@pytest.mark.parametrize("accepted", ["text/html", "image/png, text/*;q=0.1", "nonsense"])
def test_json_is_answered_whatever_is_accepted(script: Script, accepted: str) -> None:
    answer = script.ask("GET", "/users", Accept=accepted)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"


def test_a_user_is_made_read_changed_and_deleted(script: Script) -> None:
    tags = [{"key": "team", "value": "blue"}]
    made = script.ask("POST", "/users", {"user_name": "dora", "path": "/eng/", "tags": tags})
    assert made.status_code == 201
    assert made.headers["Content-Type"] == "application/json"
    user = made.json()["user"]
    assert user["arn"] == f"arn:aws:iam::{people.ACCOUNT}:user/eng/dora"
    assert user["user_id"].startswith("AIDA")
    assert user["tags"] == tags
    assert user["create_date"].endswith("Z")
    assert script.get("/users/DORA").json() == {"user": user}
    changed = script.ask("PATCH", "/users/dora", {"new_user_name": "dorothy"})
    assert (changed.status_code, changed.content) == (204, b"")
    assert script.get("/users/dora").status_code == 404
    assert script.ask("DELETE", "/users/dorothy").status_code == 204
    assert script.get("/users/dorothy").json()["code"] == "NoSuchEntity"


def test_what_is_not_there_is_left_out(script: Script) -> None:
    user = script.ask("POST", "/users", {"user_name": "dora"}).json()["user"]
    assert user.keys() == {"path", "user_name", "user_id", "arn", "create_date"} | (
        user.keys() & {"tags"}
    )


def test_a_list_is_read_page_by_page(script: Script) -> None:
    for number in range(5):
        script.ask("POST", "/users", {"user_name": f"user{number}"})
    names, query = [], {"max_items": 2}
    while query:
        page = script.get("/users", **query).json()
        names += [user["user_name"] for user in page["users"]]
        query = {"max_items": 2, "marker": page["marker"]} if page["is_truncated"] else {}
    assert names == ["alice", "user0", "user1", "user2", "user3", "user4"]


def test_tags_are_set_listed_and_removed(script: Script) -> None:
    script.ask("POST", "/users", {"user_name": "dora"})
    tags = [{"key": "a", "value": "1"}, {"key": "b", "value": ""}]
    assert script.ask("POST", "/users/dora/tags", {"tags": tags}).status_code == 204
    assert script.get("/users/dora/tags").json()["tags"] == tags
    gone = script.ask("DELETE", "/users/dora/tags", query={"tag_keys": ["a", "b"]})
    assert gone.status_code == 204
    assert script.get("/users/dora/tags").json()["tags"] == []


def test_groups_and_who_is_in_them(script: Script) -> None:
    assert script.ask("POST", "/groups", {"group_name": "readers"}).status_code == 201
    assert script.ask("PUT", "/groups/readers/members/alice").status_code == 204
    members = script.get("/groups/readers").json()["users"]
    assert [user["user_name"] for user in members] == ["alice"]
    groups = script.get("/users/alice/groups").json()["groups"]
    assert [group["group_name"] for group in groups] == ["readers"]
    assert script.ask("DELETE", "/groups/readers").json()["code"] == "DeleteConflict"
    assert script.ask("DELETE", "/groups/readers/members/alice").status_code == 204
    assert script.ask("DELETE", "/groups/readers").status_code == 204


@pytest.mark.parametrize("document", [DOCUMENT, json.dumps(DOCUMENT)])
def test_a_policy_document_goes_in_as_text_or_object_and_comes_out_as_one(
    script: Script, document: object
) -> None:
    given = {"policy_name": "readers", "path": "/reports/", "policy_document": document}
    made = script.ask("POST", "/policies", given)
    assert made.json()["policy"]["arn"] == POLICY
    version = script.get(f"/policies/versions/v1/{POLICY}").json()["policy_version"]
    assert version["document"] == DOCUMENT


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("5", 5),
        ("-1.5", -1.5),
        ("1.10", "1.10"),
        ("1e3", "1e3"),
        ("1e999", "1e999"),
        ("-0", "-0"),
        ("12345678901234567890", "12345678901234567890"),
        ("9" * 5_000, "9" * 5_000),
    ],
)
def test_a_number_in_a_document_is_told_as_it_was_written(
    script: Script, written: str, told: object
) -> None:
    condition = f'{{"NumericEquals": {{"s3:max-keys": {written}}}}}'
    text = json.dumps(DOCUMENT).replace('"Resource"', f'"Condition": {condition}, "Resource"')
    given = {"policy_name": "readers", "path": "/reports/", "policy_document": text}
    assert script.ask("POST", "/policies", given).status_code == 201
    version = script.get(f"/policies/versions/v1/{POLICY}").json()["policy_version"]
    (statement,) = version["document"]["Statement"]
    assert statement["Condition"] == {"NumericEquals": {"s3:max-keys": told}}
    details = script.get("/account/authorization-details", filter="LocalManagedPolicy")
    assert details.status_code == 200


@pytest.mark.parametrize("document", [DOCUMENT, json.dumps(DOCUMENT)])
def test_an_organization_s_policies_go_in_as_text_or_objects(
    script: Script, document: object
) -> None:
    question = {"policy_input_list": [document], "action_names": ["s3:GetObject", "s3:PutObject"]}
    levels = [{"service_control_policy_input_list": [document]}]
    asked = question | {"ordered_organization_policy_input_list": levels}
    answer = script.ask("POST", "/simulate/custom-policy", asked)
    assert answer.status_code == 200
    assert [
        one["organizations_decision_detail"] for one in answer.json()["evaluation_results"]
    ] == [{"allowed_by_organizations": True}, {"allowed_by_organizations": False}]


def test_an_arn_stands_in_an_address_with_its_slashes(script: Script) -> None:
    given = {"policy_name": "readers", "path": "/reports/", "policy_document": DOCUMENT}
    script.ask("POST", "/policies", given)
    assert script.get(f"/policies/{POLICY}").json()["policy"]["policy_name"] == "readers"
    assert script.ask("PUT", f"/users/alice/attached-policies/{POLICY}").status_code == 204
    entities = script.get(f"/policies/entities/{POLICY}").json()
    assert [user["user_name"] for user in entities["policy_users"]] == ["alice"]
    assert script.ask("DELETE", f"/policies/{POLICY}").json()["code"] == "DeleteConflict"
    assert script.ask("DELETE", f"/users/alice/attached-policies/{POLICY}").status_code == 204
    assert script.ask("DELETE", f"/policies/{POLICY}").status_code == 204


def test_versions_are_added_and_made_the_default(script: Script) -> None:
    given = {"policy_name": "readers", "path": "/reports/", "policy_document": DOCUMENT}
    script.ask("POST", "/policies", given)
    added = script.ask("POST", f"/policies/versions/{POLICY}", {"policy_document": DOCUMENT})
    assert added.json()["policy_version"]["version_id"] == "v2"
    chosen = script.ask("PUT", f"/policies/default-version/{POLICY}", {"version_id": "v2"})
    assert chosen.status_code == 204
    versions = script.get(f"/policies/versions/{POLICY}").json()["versions"]
    assert [(v["version_id"], v["is_default_version"]) for v in versions] == [
        ("v2", True),
        ("v1", False),
    ]
    assert script.ask("DELETE", f"/policies/versions/v1/{POLICY}").status_code == 204


def test_inline_policies_are_put_and_read_as_they_were(script: Script) -> None:
    address = "/users/alice/inline-policies/own"
    assert script.ask("PUT", address, {"policy_document": DOCUMENT}).status_code == 204
    assert script.get(address).json()["policy_document"] == DOCUMENT
    assert script.get("/users/alice/inline-policies").json()["policy_names"] == ["own"]
    assert script.ask("DELETE", address).status_code == 204


def test_a_new_key_shows_its_secret_once_and_works(script: Script, bob: User) -> None:
    made = script.ask("POST", "/users/bob/access-keys").json()["access_key"]
    other = Script(made["access_key_id"], made["secret_access_key"])
    assert other.get("/caller-identity").json()["arn"] == bob.arn
    listed = script.get("/users/bob/access-keys").json()["access_key_metadata"]
    assert "secret_access_key" not in listed[0]
    key = f"/users/bob/access-keys/{made['access_key_id']}"
    assert script.ask("PATCH", key, {"status": "Inactive"}).status_code == 204
    assert other.get("/caller-identity").status_code == 401


def test_login_profiles(script: Script, bob: User) -> None:
    profile = "/users/bob/login-profile"
    assert script.get(profile).status_code == 404
    assert script.ask("POST", profile, {"password": people.PASSWORD}).status_code == 201
    weak = script.ask("PATCH", profile, {"password": "short"})
    assert (weak.status_code, weak.json()["code"]) == (400, "PasswordPolicyViolation")
    assert script.ask("DELETE", profile).status_code == 204


def test_the_account(script: Script, account: Account) -> None:
    assert script.get("/account/summary").json()["summary_map"]["Users"] == 1
    made = script.ask("POST", "/account/aliases", {"account_alias": "another"})
    assert made.status_code == 204
    assert script.get("/account/aliases").json()["account_aliases"] == ["another"]
    assert script.ask("DELETE", "/account/aliases/another").status_code == 204


def test_an_answer_and_its_event_have_the_same_id(script: Script) -> None:
    answer = script.ask("POST", "/users", {"user_name": "dora"})
    event = Event.objects.get(action="iam:CreateUser")
    assert (event.request_id, event.face) == (answer.headers["X-Amzn-RequestId"], "rest")


def test_permissions_hold_at_the_next_request(alice: User, carol: User) -> None:
    program = Script.of(carol)
    assert program.get("/users").status_code == 403
    people.grant(carol, people.allow("iam:ListUsers"))
    assert program.get("/users").status_code == 200
    people.grant(carol, people.deny("iam:*"), name="denied")
    assert program.get("/users").status_code == 403


def test_another_account_s_things_are_not_there(script: Script, mallory: User) -> None:
    assert script.get("/users/mallory").json()["code"] == "NoSuchEntity"
    foreign = f"arn:aws:iam::{people.ELSEWHERE}:policy/secret"
    assert script.get(f"/policies/{foreign}").status_code in {403, 404}


def test_a_head_is_a_get_without_its_body(script: Script) -> None:
    answer = script.ask("HEAD", "/users", query={"max_items": 1})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Type"] == "application/json"


def test_nothing_is_told_to_those_who_do_not_sign(db: None) -> None:
    answer = Client().get("/api/v1/users")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("AWS4-HMAC-SHA256")
