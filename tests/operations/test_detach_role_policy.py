from __future__ import annotations

import pytest

from iamconsole.errors import NoSuchEntity, UnmodifiableEntity
from policies.operations import attachments
from tests.people import attach
from tests.refusals import refused

READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"


def detach(caller, arn=READ_ONLY, name="pilot"):
    attachments.detach_role_policy(caller, role_name=name, policy_arn=arn)


def test_the_role_holds_it_no_more(admin, pilot):
    attach(pilot, "IAMReadOnlyAccess")
    detach(admin)
    assert not pilot.attachments.exists()


def test_what_is_not_attached_is_missed(admin, pilot):
    with refused(NoSuchEntity, f"Policy {READ_ONLY} was not found."):
        detach(admin)


def test_a_services_role_keeps_its_own(admin, linked):
    attach(linked, "AmazonECSServiceRolePolicy")
    with pytest.raises(UnmodifiableEntity, match="only modifiable by AWS"):
        detach(admin, linked.attachments.get().policy.arn, linked.name)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        detach(admin)
