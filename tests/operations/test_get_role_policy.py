from __future__ import annotations

from iamconsole.errors import NoSuchEntity
from policies.operations import inline
from tests.people import allow, document, grant
from tests.refusals import refused


def got(caller, name="storage"):
    return inline.get_role_policy(caller, role_name="pilot", policy_name=name)


def test_it_gives_the_text_as_it_was_written(admin, pilot):
    grant(pilot, allow("s3:*"), name="storage")
    found = got(admin, "STORAGE")
    assert (found.role_name, found.policy_name) == ("pilot", "storage")
    assert found.policy_document == document(allow("s3:*"))


def test_unknown_names_are_missed(admin, pilot):
    with refused(NoSuchEntity, "The role policy with name storage cannot be found."):
        got(admin)
    pilot.delete()
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        got(admin)
