"""An account with one of everything, and a call of every operation that succeeds in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.models import AccessKey, Account, Group, User
from iamconsole.gate import Operation, operations
from policies.models import Policy, PolicyVersion
from tests import people
from tests.contracts.parts import PARTS


@dataclass(frozen=True)
class World:
    """What a populated account holds."""

    account: Account
    dave: User
    key: AccessKey
    crew: Group
    deploy: Policy
    idle: Policy
    values: dict[str, Any] = field(default_factory=dict)


def populate(account: Account, text: str = "plain", **names: str) -> World:
    """One of everything, with `text` wherever text can stand; `names` are other names for things.

    Dave has all that a user can have; the leaver and the ghosts have nothing.
    """
    called = {"user": "dave", "group": "crew", "policy": "deploy", "inline": "inline"} | names
    path = f"/{text}/"
    tags = {"team": text, text: "team"}
    dave = people.make_user(account, called["user"], path, tags=tags)
    people.make_user(account, f"leaver-{called['user']}")
    people.give_password(dave)
    key = AccessKey.objects.get(key_id=people.access_key(dave)[0])
    crew = people.make_group(account, called["group"], dave)
    Group.objects.filter(pk=crew.pk).update(path=path)
    people.make_group(account, f"ghosts-{called['group']}")
    deploy = people.make_policy(
        account, called["policy"], people.allow(f"s3:{text}") | {"Sid": text.title()}, path=path
    )
    Policy.objects.filter(pk=deploy.pk).update(
        description=text, tags=tags, default_number=1, latest_number=2
    )
    PolicyVersion.objects.create(
        policy=deploy, number=2, document=people.document(people.allow(text + ":*")), created=now()
    )
    idle = people.make_policy(account, f"idle-{called['policy']}")
    for holder in (dave, crew):
        people.attach(holder, deploy)
        people.grant(holder, people.allow(f"s3:{text}"), name=called["inline"])
    people.bound(dave, deploy)
    crew.refresh_from_db()
    world = World(account, dave, key, crew, deploy, idle)
    for part in PARTS:
        world.values.update(part.populate(world, text, names))
    return world


def sample(op: Operation[Any, Any], world: World) -> dict[str, Any]:
    """Parameters for a call that succeeds. A member nobody thought of yet fails the suite."""
    said = _common(world) | world.values | _special(world).get(op.name, {})
    missing = {n for n, member in op.members.items() if member.is_required} - said.keys()
    if missing:
        raise LookupError(f"tests/contracts/world.py has no {missing} to call {op.name} with")
    return {name: said[name] for name in op.members if said.get(name) is not None}


NOT_FOR_ROOT = {
    "AcceptDelegationRequest": "root's rights are not lent",
    "AssumeRole": "AWS lets no root user take on a role",
    "ChangePassword": "ChangeRootPassword is",
    "GetVirtualMFASeed": "whoever made the device sees it again, here alice",
}


ASKED_BY_ROOT = {"EnableSecurityKey": "the security key of this world answers for root"}
# Calls that could only succeed where others could not.
NOT_IN_THIS_WORLD = {
    "AssumeRoot": "no account here is in an organization",
    "EnableOutboundWebIdentityFederation": "it is on already",
    **dict.fromkeys(
        (
            "ListOrganizationsFeatures",
            "EnableOrganizationsRootCredentialsManagement",
            "DisableOrganizationsRootCredentialsManagement",
            "EnableOrganizationsRootSessions",
            "DisableOrganizationsRootSessions",
        ),
        "no account here is in an organization",
    ),
    **dict.fromkeys(
        ("AcquireRole", "GetRoleTemplateVersion"), "services register no templates here"
    ),
    **dict.fromkeys(
        (
            "GetServiceLastAccessedDetails",
            "GetServiceLastAccessedDetailsWithEntities",
            "GetOrganizationsAccessReport",
        ),
        "a job is told to who began it alone",
    ),
}


def askable() -> list[Operation[Any, Any]]:
    """The operations that succeed in this world, for who signs and may do everything."""
    return [op for op in operations if not op.is_for_providers and op.name not in NOT_IN_THIS_WORLD]


def open_to_root() -> list[Operation[Any, Any]]:
    """The operations that the root user can ask for."""
    return [op for op in askable() if op.name not in NOT_FOR_ROOT]


def _common(world: World) -> dict[str, Any]:
    return {
        "access_key_id": world.key.key_id,
        "action_names": ["s3:GetObject"],
        "account_alias": world.account.alias,
        "account_id": world.account.id,
        "expires": "2999-12-31T00:00:00Z",
        "group_name": world.crew.name,
        "is_open": True,
        "new_path": "/elsewhere/",
        "password": "a long new password",
        "permissions_boundary": world.idle.arn,
        "policy_arn": world.deploy.arn,
        "policy_document": people.document(people.allow("s3:GetObject")),
        "policy_input_list": [people.document(people.allow("s3:GetObject"))],
        "policy_name": "inline",
        "policy_source_arn": world.dave.arn,
        "status": "Inactive",
        "tag_keys": ["team"],
        "tags": [{"key": "cost", "value": "1"}],
        "user_name": world.dave.name,
        "version_id": "v2",
        "version_note": "for the migration",
    }


def _special(world: World) -> dict[str, dict[str, Any]]:
    leaver = {"user_name": f"leaver-{world.dave.name}"}
    ghosts = {"group_name": f"ghosts-{world.crew.name}"}
    idle = {"policy_arn": world.idle.arn}
    return {
        "AddUserToGroup": ghosts,
        "AttachGroupPolicy": idle,
        "AttachUserPolicy": idle,
        "CreateAccessKey": leaver,
        "IssueAccessKey": leaver,
        "CreateAccountAlias": {"account_alias": "another-alias"},
        "CreateGroup": {"group_name": "newcomers"},
        "CreateLoginProfile": leaver,
        "CreatePolicy": {"policy_name": "fresh"},
        "CreateUser": {"user_name": "newcomer"},
        "DeleteGroup": ghosts,
        "DeletePolicy": idle,
        "DeleteUser": leaver,
    } | {name: said for part in PARTS for name, said in part.calls(world).items()}


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back, so that the next call finds the same world.

    A bare savepoint: operations insist on the outermost transaction, the test's own excepted.
    """
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.set_rollback(False)
        transaction.savepoint_rollback(point)
