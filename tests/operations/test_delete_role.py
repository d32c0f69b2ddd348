from __future__ import annotations

import pytest

from accounts.models import Role
from accounts.operations import roles
from iamconsole.errors import DeleteConflict, NoSuchEntity, UnmodifiableEntity
from tests.people import allow, attach, bound, grant
from tests.refusals import refused


def delete(caller, name="pilot"):
    roles.delete_role(caller, role_name=name)


def test_it_is_gone_with_its_boundary(admin, pilot, deploy):
    bound(pilot, deploy)
    delete(admin)
    assert not Role.objects.exists()
    assert not deploy.boundaries.exists()


def test_policies_must_go_first(admin, pilot):
    attach(pilot, "ReadOnlyAccess")
    grant(pilot, allow("s3:*"))
    with refused(DeleteConflict, "Cannot delete entity, must detach all policies first."):
        delete(admin)
    pilot.attachments.all().delete()
    with refused(DeleteConflict, "Cannot delete entity, must delete policies first."):
        delete(admin)


def test_it_must_be_taken_out_of_its_profiles_first(admin, machines):
    message = "Cannot delete entity, must remove roles from instance profile first."
    with refused(DeleteConflict, message):
        delete(admin)


def test_a_services_role_is_deleted_in_another_way(admin, linked):
    with pytest.raises(UnmodifiableEntity, match="only modifiable by AWS"):
        delete(admin, linked.name)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        delete(admin)
