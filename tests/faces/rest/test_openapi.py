"""The description of the API: sound, whole, and the same as it was when last looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.test import Client

from iamconsole.api import ROUTES
from iamconsole.gate import operations
from iamconsole.management.commands import document_api
from iamconsole.openapi import document


def description() -> dict[str, Any]:
    return document(ROUTES)


def test_it_is_what_it_was_when_last_looked_at() -> None:
    written = document_api.FILE.read_text()
    assert document_api.text() == written, "run manage.py document_api and look at the difference"


def in_rest() -> list[Any]:
    """Whoever has no signature but a provider's word asks in AWS's protocol."""
    return [operation for operation in operations if not operation.is_for_providers]


def test_it_is_there_for_programs_and_for_people(db: None) -> None:
    answer = Client().get("/api/v1/schema/")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["openapi"] == "3.1.0"
    page = Client().get("/api/v1/")
    assert page.status_code == 200
    for operation in in_rest():
        assert operation.action in page.text
    assert "http://" not in re.sub(r"http://127\.0\.0\.1:\d+/api/v1", "", page.text)


def test_every_operation_is_described_once() -> None:
    described = [call["operationId"] for _, call in calls()]
    assert sorted(described) == sorted(operation.name for operation in in_rest())
    assert all(call["summary"].endswith(".") for _, call in calls())


def test_every_blank_of_an_address_is_a_parameter() -> None:
    for address, call in calls():
        named = {p["name"] for p in call["parameters"] if p["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", address))
        assert all(p["required"] for p in call["parameters"] if p["in"] == "path")


def test_every_reference_leads_somewhere() -> None:
    whole = description()
    for reference in references(whole):
        assert reference.removeprefix("#/components/schemas/") in whole["components"]["schemas"]
    assert {} not in whole["components"]["schemas"].values()


def test_limits_of_the_operations_are_in_it() -> None:
    create = description()["paths"]["/api/v1/users"]["post"]
    schema = create["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["user_name"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["user_name"]["maxLength"] == 64
    assert schema["properties"]["path"]["default"] == "/"


def test_secrets_are_marked_as_such() -> None:
    profile = description()["paths"]["/api/v1/users/{user_name}/login-profile"]["post"]
    schema = profile["requestBody"]["content"]["application/json"]["schema"]
    assert schema["properties"]["password"]["format"] == "password"
    assert "default" not in schema["properties"]["password"]


def calls() -> Iterator[tuple[str, dict[str, Any]]]:
    for address, methods in description()["paths"].items():
        for call in methods.values():
            yield address, call


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "$ref")
        for value in part.values():
            yield from references(value)
    if isinstance(part, list):
        for value in part:
            yield from references(value)
