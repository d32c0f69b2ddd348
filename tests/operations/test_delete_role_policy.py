from __future__ import annotations

import pytest

from iamconsole.errors import NoSuchEntity, UnmodifiableEntity
from policies.operations import inline
from tests.people import allow, grant
from tests.refusals import refused


def delete(caller, role="pilot"):
    inline.delete_role_policy(caller, role_name=role, policy_name="storage")


def test_it_is_gone(admin, pilot):
    grant(pilot, allow("s3:*"), name="storage")
    delete(admin)
    assert not pilot.inline_policies.exists()


def test_unknown_names_are_missed(admin, pilot):
    with refused(NoSuchEntity, "The role policy with name storage cannot be found."):
        delete(admin)
    pilot.delete()
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        delete(admin)


def test_a_services_role_is_left_alone(admin, linked):
    with pytest.raises(UnmodifiableEntity, match="only modifiable by AWS"):
        delete(admin, linked.name)
