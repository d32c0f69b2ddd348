from __future__ import annotations

from accounts.models import Role
from accounts.operations import service_linked_roles
from iamconsole.errors import NoSuchEntity
from tests.people import attach
from tests.refusals import refused


def delete(caller, name):
    return service_linked_roles.delete_service_linked_role(caller, role_name=name)


def test_it_is_gone_with_its_policy_and_a_task_tells_so(admin, linked):
    attach(linked, "AmazonECSServiceRolePolicy")
    task = delete(admin, linked.name).deletion_task_id
    assert task.startswith("task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/")
    assert not Role.objects.exists()


def test_no_other_role_is_deleted_this_way(admin, pilot):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        delete(admin, "pilot")
    assert Role.objects.exists()


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name nothing cannot be found."):
        delete(admin, "nothing")
