from __future__ import annotations

from accounts.operations import service_linked_roles
from iamconsole.errors import NoSuchEntity
from tests.people import calling
from tests.refusals import refused


def status(caller, task):
    return service_linked_roles.get_service_linked_role_deletion_status(
        caller, deletion_task_id=task
    )


def test_what_was_asked_for_is_done(admin, linked):
    done = service_linked_roles.delete_service_linked_role(admin, role_name=linked.name)
    told = status(admin, done.deletion_task_id)
    assert (told.status, told.reason) == ("SUCCEEDED", None)


def test_tasks_made_up_or_of_another_account_are_missed(admin, linked, mallory):
    done = service_linked_roles.delete_service_linked_role(admin, role_name=linked.name)
    for caller, task in ((admin, "task/1"), (calling(mallory), done.deletion_task_id)):
        with refused(NoSuchEntity, f"Deletion task {task} cannot be found."):
            status(caller, task)
