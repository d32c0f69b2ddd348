from __future__ import annotations

import json
from datetime import UTC, datetime

from accounts.models import Role
from accounts.operations import roles, users
from iamconsole.errors import NoSuchEntity
from tests.people import bound, make_role, make_user
from tests.refusals import refused


def got(caller, name="pilot"):
    return roles.get_role(caller, role_name=name).role


def trusted_by(caller, name="pilot"):
    trust = json.loads(got(caller, name).assume_role_policy_document)
    return trust["Statement"][0]["Principal"]["AWS"]


def test_it_tells_everything(admin, pilot, deploy):
    pilot.tags = {"team": "red"}
    pilot.description = "Flies"
    pilot.save()
    bound(pilot, deploy)
    role = got(admin, "PILOT")
    assert (role.role_name, role.description) == ("pilot", "Flies")
    assert (role.max_session_duration, role.role_last_used.last_used_date) == (3600, None)
    assert role.permissions_boundary.permissions_boundary_arn == deploy.arn
    assert [(tag.key, tag.value) for tag in role.tags] == [("team", "red")]


def test_tags_are_left_out_where_there_are_none(admin, pilot):
    assert (got(admin).tags, got(admin).permissions_boundary) == (None, None)


def test_it_tells_when_and_where_the_role_was_last_used(admin, pilot):
    moment = datetime(2026, 11, 22, 5, 4, 20, tzinfo=UTC)
    Role.objects.update(last_used=moment, last_used_region="eu-central-1")
    used = got(admin).role_last_used
    assert (used.last_used_date, used.region) == (moment, "eu-central-1")


def test_the_trust_policy_comes_back_to_the_letter(admin, account, dave):
    text = '{ "Version":"2012-10-17", "Statement": {"Effect":"Allow","Action":"sts:AssumeRole",'
    text += f'"Principal":{{"AWS":"{dave.arn}"}}}}}}'
    make_role(account, "copilot", trust_policy=text, trusted={dave.arn: dave.user_id})
    assert got(admin, "copilot").assume_role_policy_document == text


def test_who_was_renamed_shows_by_the_new_name(admin, account, pilot):
    users.update_user(admin, user_name="dave", new_user_name="david", new_path="/eng/")
    assert trusted_by(admin) == [f"arn:aws:iam::{account.id}:user/eng/david"]


def test_who_is_gone_shows_by_the_id_and_no_namesake_takes_the_place(admin, account, pilot, dave):
    users.delete_user(admin, user_name="dave")
    make_user(account, "dave")
    assert trusted_by(admin) == [dave.user_id]


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        got(admin)


def test_another_accounts_roles_are_missed(admin, mallory):
    make_role(mallory.account, "pilot")
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        got(admin)
