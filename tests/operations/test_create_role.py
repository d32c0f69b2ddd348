from __future__ import annotations

import json

import pytest

from accounts.models import Role
from accounts.operations import roles
from iamconsole.errors import (
    AccessDenied,
    EntityAlreadyExists,
    LimitExceeded,
    MalformedPolicyDocument,
    NoSuchEntity,
    ValidationError,
)
from tests.people import ACCOUNT, ELSEWHERE, allow, calling, document, grant, make_role, trusting
from tests.refusals import refused

TRUST = trusting(Service="ec2.amazonaws.com")
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def create(caller, name="pilot", text=TRUST, **more):
    given = {"role_name": name, "assume_role_policy_document": text} | more
    return roles.create_role(caller, **given).role


def test_a_role_is_made_with_all_that_was_said_of_it(admin):
    said = {"description": "Flies", "max_session_duration": 7200, "path": "/eng/"}
    tags = [{"key": "team", "value": "red"}]
    made = create(admin, **said, tags=tags, permissions_boundary=READ_ONLY)
    assert made.arn == f"arn:aws:iam::{ACCOUNT}:role/eng/pilot"
    assert made.role_id.startswith("AROA")
    assert made.assume_role_policy_document == TRUST
    row = Role.objects.get(name="pilot")
    assert (row.description, row.max_session_duration) == ("Flies", 7200)
    assert (row.tags, row.boundary.policy.arn) == ({"team": "red"}, READ_ONLY)


def test_the_answer_leaves_out_what_aws_leaves_out(admin):
    made = create(admin, description="Flies", max_session_duration=7200)
    assert (made.description, made.max_session_duration, made.role_last_used) == (None,) * 3


def test_it_keeps_who_was_meant_by_the_names_in_its_trust_policy(admin, dave, mallory):
    create(admin, text=trusting(AWS=[dave.arn, mallory.arn, ACCOUNT, "*"]))
    trusted = Role.objects.get(name="pilot").trusted
    assert trusted == {dave.arn: dave.user_id, mallory.arn: mallory.user_id}


def test_an_id_stands_for_whoever_has_it(admin, dave):
    made = create(admin, text=trusting(AWS=dave.user_id))
    trust = json.loads(made.assume_role_policy_document)
    assert trust["Statement"][0]["Principal"] == {"AWS": dave.arn}


def test_a_role_is_trusted_like_a_user(admin, account):
    other = make_role(account, "other", path="/eng/")
    create(admin, text=trusting(AWS=other.arn))
    assert Role.objects.get(name="pilot").trusted == {other.arn: other.role_id}


def test_whom_it_trusts_is_kept_by_id_whatever_the_path(admin):
    create(admin, "app", path="/a:b/")
    app = Role.objects.get(name="app")
    create(admin, "trusting", trusting(AWS=app.arn))
    assert Role.objects.get(name="trusting").trusted == {app.arn: app.role_id}
    nobody = f"arn:aws:iam::{ACCOUNT}:role/a:b/nobody"
    with refused(MalformedPolicyDocument, f'Invalid principal in policy: "AWS":"{nobody}"'):
        create(admin, "other", trusting(AWS=nobody))


def test_a_name_that_no_text_column_holds_is_nobodys(admin):
    with pytest.raises(MalformedPolicyDocument, match="Invalid principal in policy"):
        create(admin, text=trusting(AWS=f"arn:aws:iam::{ACCOUNT}:user/\0"))


@pytest.mark.parametrize(
    "name",
    [
        f"arn:aws:iam::{ACCOUNT}:user/nobody",
        f"arn:aws:iam::{ACCOUNT}:role/nothing",
        f"arn:aws:iam::{ELSEWHERE}:user/nobody",
        "AIDAAAAAAAAAAAAAAAAAA",
        "AROAAAAAAAAAAAAAAAAAA",
    ],
)
def test_nobody_can_be_trusted_who_is_not_there(admin, name):
    with refused(MalformedPolicyDocument, f'Invalid principal in policy: "AWS":"{name}"'):
        create(admin, text=trusting(AWS=name))
    assert not Role.objects.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "This policy contains invalid Json"),
        (trusting(AWS="dave"), 'Invalid principal in policy: "AWS":"dave"'),
        (
            document(allow("sts:AssumeRole") | {"Principal": {"AWS": "*"}}),
            "Has prohibited field Resource.",
        ),
    ],
)
def test_what_aws_would_not_save_is_refused_in_its_words(admin, text, message):
    with refused(MalformedPolicyDocument, message):
        create(admin, text=text)


def test_a_trust_policy_has_a_quota_white_space_left_out(admin):
    hosts = [f"{'a' * 50}-{n}.amazonaws.com" for n in range(40)]
    create(admin, "fits", text=trusting(Service=hosts[:20]) + " " * 2000)
    with refused(LimitExceeded, "Cannot exceed quota for ACLSizePerRole: 2048"):
        create(admin, text=trusting(Service=hosts))


def test_a_name_is_taken_whatever_its_case(admin, pilot):
    with refused(EntityAlreadyExists, "Role with name PILOT already exists."):
        create(admin, "PILOT")


def test_an_unknown_boundary_is_missed_and_nothing_is_made(admin):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/nothing"
    with refused(NoSuchEntity, f"Scope ARN: {arn} does not exist or is not attachable."):
        create(admin, permissions_boundary=arn)
    assert not Role.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"name": "a" * 65},
        {"name": "a b"},
        {"path": "eng"},
        {"max_session_duration": 3599},
        {"max_session_duration": 43201},
        {"description": "\u0000"},
    ],
)
def test_limits_are_kept(admin, given):
    with pytest.raises(ValidationError, match="1 validation error detected"):
        create(admin, **given)


def test_who_may_create_can_be_kept_to_those_with_a_boundary(carol):
    bounded = {"iam:PermissionsBoundary": READ_ONLY}
    grant(carol, allow("iam:CreateRole", StringEquals=bounded))
    with pytest.raises(AccessDenied):
        create(calling(carol))
    assert create(calling(carol), permissions_boundary=READ_ONLY)
