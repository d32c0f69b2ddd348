from __future__ import annotations

import pytest

from accounts.operations import users
from iamconsole.errors import NoSuchEntity, ValidationError
from tests.people import make_user
from tests.refusals import refused


def keys(caller):
    return [tag.key for tag in users.list_user_tags(caller, user_name="erin").tags]


@pytest.fixture
def erin(account):
    return make_user(account, "erin", tags={"Team": "lab", "cost": "1"})


def test_it_removes_tags_whatever_the_case_of_their_keys(admin, erin):
    users.untag_user(admin, user_name="erin", tag_keys=["team"])
    assert keys(admin) == ["cost"]


def test_keys_that_are_not_there_are_passed_over(admin, erin):
    users.untag_user(admin, user_name="erin", tag_keys=["nothing", "cost"])
    users.untag_user(admin, user_name="erin", tag_keys=["cost"])
    assert keys(admin) == ["Team"]


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        users.untag_user(admin, user_name="nobody", tag_keys=["team"])


def test_more_than_fifty_keys_are_refused(admin, erin):
    with pytest.raises(ValidationError, match="at 'tagKeys' failed to satisfy constraint"):
        users.untag_user(admin, user_name="erin", tag_keys=[f"k{n}" for n in range(51)])
