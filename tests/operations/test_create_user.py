from __future__ import annotations

import pytest

from accounts.models import User
from accounts.operations import users
from iamconsole.errors import (
    EntityAlreadyExists,
    InvalidInput,
    LimitExceeded,
    NoSuchEntity,
    ValidationError,
)
from tests.people import ACCOUNT, allow, calling, grant, make_user
from tests.refusals import refused


def test_it_makes_a_user_that_may_do_nothing(admin):
    user = users.create_user(admin, user_name="dave", path="/lab/").user
    assert (user.user_name, user.path) == ("dave", "/lab/")
    assert user.arn == f"arn:aws:iam::{ACCOUNT}:user/lab/dave"
    assert user.user_id.startswith("AIDA")
    assert len(user.user_id) == 21
    assert user.tags is user.permissions_boundary is user.password_last_used is None


def test_it_answers_tags_and_boundary_as_given(admin, deploy):
    user = users.create_user(
        admin,
        user_name="dave",
        tags=[{"key": "Team", "value": "lab"}],
        permissions_boundary=deploy.arn,
    ).user
    assert [(tag.key, tag.value) for tag in user.tags] == [("Team", "lab")]
    assert user.permissions_boundary.permissions_boundary_arn == deploy.arn
    assert users.get_user(admin, user_name="dave").user == user


@pytest.mark.parametrize("name", ["carol", "CAROL", "cArol"])
def test_names_that_differ_only_by_case_clash(admin, carol, name):
    with refused(EntityAlreadyExists, f"User with name {name} already exists."):
        users.create_user(admin, user_name=name, path="/elsewhere/")


def test_the_same_name_is_free_in_another_account(admin, mallory):
    assert users.create_user(admin, user_name="mallory").user.arn != mallory.arn


def test_a_name_used_again_gets_another_id_and_inherits_nothing(admin, account):
    former = make_user(account, "dave")
    grant(former, allow("iam:ListUsers"))
    former.inline_policies.all().delete()
    users.delete_user(admin, user_name="dave")
    assert users.create_user(admin, user_name="dave").user.user_id != former.user_id


def test_an_unknown_boundary_leaves_no_user_behind(admin):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/nothing"
    with refused(NoSuchEntity, f"Scope ARN: {arn} does not exist or is not attachable."):
        users.create_user(admin, user_name="dave", permissions_boundary=arn)
    assert not User.objects.filter(name="dave").exists()


def test_another_accounts_policy_is_no_boundary(admin, foreign):
    with refused(NoSuchEntity, f"Scope ARN: {foreign.arn} does not exist or is not attachable."):
        users.create_user(admin, user_name="dave", permissions_boundary=foreign.arn)


def test_tag_keys_that_differ_only_by_case_clash(admin):
    tags = [{"key": "team", "value": "a"}, {"key": "TEAM", "value": "b"}]
    message = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    with refused(InvalidInput, message):
        users.create_user(admin, user_name="dave", tags=tags)


def test_reserved_tag_keys_are_refused(admin):
    message = "Tag keys that begin with aws: are reserved for system use."
    with refused(InvalidInput, message):
        users.create_user(admin, user_name="dave", tags=[{"key": "AWS:team", "value": "a"}])


def test_a_user_has_at_most_fifty_tags(admin):
    tags = [{"key": f"key-{n}", "value": ""} for n in range(51)]
    with pytest.raises(ValidationError, match="'tags' failed to satisfy constraint: Member must"):
        users.create_user(admin, user_name="dave", tags=tags)
    assert len(users.create_user(admin, user_name="dave", tags=tags[:50]).user.tags) == 50
    with pytest.raises(LimitExceeded):
        users.tag_user(admin, user_name="dave", tags=tags[50:])


@pytest.mark.parametrize("name", ["", "a b", "a/b", "ünal", "a" * 65, "line\n", "dave\u0000"])
def test_names_outside_aws_alphabet_and_length_are_refused(admin, name):
    with pytest.raises(ValidationError, match="at 'userName' failed to satisfy constraint"):
        users.create_user(admin, user_name=name)


@pytest.mark.parametrize("path", ["", "lab", "/lab", "lab/", "/l ab/", "/" + "a" * 511 + "/"])
def test_paths_begin_and_end_with_a_slash(admin, path):
    with pytest.raises(ValidationError, match="at 'path' failed to satisfy constraint"):
        users.create_user(admin, user_name="dave", path=path)


def test_a_boundary_can_be_demanded_of_those_who_make_users(carol, deploy):
    grant(carol, allow("iam:CreateUser", StringEquals={"iam:PermissionsBoundary": deploy.arn}))
    users.create_user(calling(carol), user_name="dave", permissions_boundary=deploy.arn)
    with pytest.raises(Exception, match="is not authorized to perform: iam:CreateUser"):
        users.create_user(calling(carol), user_name="erin")
