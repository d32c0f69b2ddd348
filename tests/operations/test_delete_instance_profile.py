from __future__ import annotations

from accounts.models import InstanceProfile
from accounts.operations import instance_profiles
from iamconsole.errors import DeleteConflict, NoSuchEntity
from tests.refusals import refused


def delete(caller):
    instance_profiles.delete_instance_profile(caller, instance_profile_name="machines")


def test_its_role_must_be_taken_out_first(admin, machines, pilot):
    message = "Cannot delete entity, must remove roles from instance profile first."
    with refused(DeleteConflict, message):
        delete(admin)
    InstanceProfile.objects.update(role=None)
    delete(admin)
    assert not InstanceProfile.objects.exists()


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "Instance Profile machines cannot be found."):
        delete(admin)
