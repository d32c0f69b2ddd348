"""The table of routes: every operation has its address, and the gate stands behind each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Account, Event, PasswordPolicy, User
from iamconsole.api import ROUTES
from iamconsole.gate import operations
from iamconsole.openapi import ROOT, Door, doors
from tests import people
from tests.contracts.parts import PARTS
from tests.faces.rest.callers import Script

DOORS = list(doors(ROUTES))
VALUES: dict[str, Any] = {
    "action_names": ["s3:GetObject"],
    "access_key_id": "AKIAAAAAAAAAAAAAAAAA",
    "account_id": "111122223333",
    "account_alias": "another",
    "group_name": "readers",
    "is_open": True,
    "password": people.PASSWORD,
    "permissions_boundary": "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "policy_document": people.document(people.allow("s3:GetObject")),
    "policy_input_list": [people.document(people.allow("s3:GetObject"))],
    "policy_name": "own",
    "until": (datetime.now(UTC) + timedelta(days=30)).isoformat(),
    "policy_source_arn": f"arn:aws:iam::{people.ACCOUNT}:user/staff/alice",
    "status": "Inactive",
    "tag_keys": ["team"],
    "tags": [{"key": "team", "value": "blue"}],
    "user_name": "alice",
    "version_id": "v1",
} | {name: value for part in PARTS for name, value in part.VALUES.items()}
# Nothing can forbid to ask who one is, or to prove it anew.
FREE = {"GetCallerIdentity", "GetOwnAccess", "GetSessionToken"}
# What every user may where the password policy does not say otherwise.
FREE |= {"ChangePassword", "GetAccountPasswordPolicy"}
# What every user may with its own browsers, and roles that are open to it.
FREE |= {"EndConsoleSession", "EndConsoleSessions", "ListConsoleSessions", "ListAssumableRoles"}


def call(script: Script, door: Door) -> Any:
    """Ask for a door's operation with a value for whatever it requires."""
    address = door.address.removeprefix(ROOT).format(**VALUES)
    given = {name: VALUES[name] for name, member in door.asked.items() if member.is_required}
    if door.is_asked_in_query:
        return script.ask(door.method, address, query=given)
    return script.ask(door.method, address, given)


def test_every_operation_has_exactly_one_address() -> None:
    routed = [door.operation.name for door in DOORS]
    # Whoever has no signature but a provider's word asks in AWS's protocol.
    assert sorted(routed) == sorted(op.name for op in operations if not op.is_for_providers)


def test_whatever_changes_something_is_no_get() -> None:
    assert [door for door in DOORS if door.method == "GET" and not door.operation.is_read] == []
    asked = [door.address for door in DOORS if door.method != "GET" and door.operation.is_read]
    reports = ["organization/access-reports", "credential-report", "last-accessed/{arn}"]
    begun = [f"/api/v1/{address}" for address in reports]
    assert [address for address in asked if address in begun] == begun, "a report is begun"
    assert [address for address in asked if address not in begun] == [
        "/api/v1/authorization-messages/decoding",
        "/api/v1/trimmed-policy/{arn}",
        "/api/v1/policies/validate",
        "/api/v1/simulate/custom-policy",
        "/api/v1/simulate/principal-policy",
        "/api/v1/simulate/limited-access",
        "/api/v1/simulate/role-trust",
        "/api/v1/simulate/access-change",
        "/api/v1/simulate/new-access",
        "/api/v1/context-keys/custom-policy",
        "/api/v1/context-keys/principal-policy",
    ], "their questions are too long for an address"


@pytest.fixture
def strict(account: Account) -> None:
    """Without a policy for passwords everybody may change their own, and read what is asked."""
    PasswordPolicy.objects.create(account=account)


@pytest.mark.usefixtures("strict")
def test_without_permission_every_address_is_refused_and_the_refusal_written_down(
    alice: User, carol: User
) -> None:
    script = Script.of(carol)
    for door in DOORS:
        if door.operation.name in FREE:
            continue
        Event.objects.all().delete()
        answer = call(script, door)
        assert (answer.status_code, answer.json()["code"]) == (403, "AccessDenied"), door
        event = Event.objects.get()
        assert (event.action, event.error, event.face) == (
            door.operation.action,
            "AccessDenied",
            "rest",
        )


@pytest.mark.usefixtures("strict")
def test_who_may_only_read_is_refused_every_write(alice: User, bob: User) -> None:
    script = Script.of(bob)
    for door in DOORS:
        if not door.operation.is_read and door.operation.name not in FREE:
            assert call(script, door).status_code == 403, door
