"""Roles and instance profiles in the contract tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.timezone import now

from accounts.models import InstanceProfile, User
from accounts.operations.service_linked_roles import delete_service_linked_role
from tests import people

if TYPE_CHECKING:
    from tests.contracts.world import World

TRUST = people.document(
    {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "ec2.amazonaws.com"},
    }
)
VALUES: dict[str, Any] = {
    "assume_role_policy_document": TRUST,
    "aws_service_name": "ecs.amazonaws.com",
    "deletion_task_id": "task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/1",
    "description": "what it is for",
    "instance_profile_name": "machines",
    "role_name": "pilot",
}


def populate(world: World, text: str, names: dict[str, str]) -> dict[str, Any]:
    """Make one of each, with `text` wherever text can stand; values of parameters that name it."""
    account, dave = world.account, world.dave
    label: dict[str, Any] = {"path": f"/{text}/", "tags": {"team": text, text: "team"}}
    pilot = people.make_role(
        account, f"pilot-{dave.name}", dave.arn, description=text, last_used=now(), **label
    )
    people.attach(pilot, world.deploy)
    people.grant(pilot, people.allow(f"s3:{text}"), name=names.get("inline", "inline"))
    people.bound(pilot, world.deploy)
    people.make_role(account, f"idle-{dave.name}", dave.arn)
    machines = f"machines-{dave.name}"
    InstanceProfile.objects.create(
        account=account, name=machines, role=pilot, created=now(), **label
    )
    InstanceProfile.objects.create(account=account, name=f"empty-{dave.name}", created=now())
    people.make_role(account, f"own-{dave.name}", dave.arn, path=_OWNED)
    return VALUES | {
        "role_name": pilot.name,
        "instance_profile_name": machines,
        "deletion_task_id": _finished_task(world),
    }


_OWNED = "/aws-service-role/rds.amazonaws.com/"


def _finished_task(world: World) -> str:
    name = f"gone-{world.dave.name}"
    people.make_role(world.account, name, world.dave.arn, path=_OWNED)
    root = User.objects.get(account=world.account, is_root=True)
    return delete_service_linked_role(people.calling(root), role_name=name).deletion_task_id


def calls(world: World) -> dict[str, dict[str, Any]]:
    """By operation, what its call needs other than what `populate` gave."""
    idle = {"role_name": f"idle-{world.dave.name}"}
    empty = {"instance_profile_name": f"empty-{world.dave.name}"}
    return {
        "AddRoleToInstanceProfile": empty,
        "AttachRolePolicy": {"policy_arn": world.idle.arn},
        "CreateInstanceProfile": {"instance_profile_name": "fresh"},
        "CreateRole": {"role_name": "newcomer"},
        "DeleteInstanceProfile": empty,
        "DeleteRole": idle,
        "DeleteServiceLinkedRole": {"role_name": f"own-{world.dave.name}"},
        "UpdateAssumeRolePolicy": {"policy_document": TRUST},
    }
