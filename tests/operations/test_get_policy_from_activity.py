from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts import trail
from accounts.models import Event
from accounts.operations import groups, instance_profiles, roles, sts, users
from accounts.operations.assume_role import assume_role
from iamconsole.errors import AccessDenied, InvalidInput, NoSuchEntity
from policies import activity
from policies.models import Attachment
from policies.operations.least_privilege import get_policy_from_activity
from tests.people import ACCOUNT, allow, attach, calling, calling_with_key, grant
from tests.people import access_key as new_key
from tests.refusals import refused
from tests.sessions import caller_with

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def propose(caller, subject, **more):
    trail.flush()
    return get_policy_from_activity.perform(caller, {"arn": subject.arn} | more)


def statements(result):
    return [
        (one["Action"], one["Resource"]) for one in json.loads(result.policy_document)["Statement"]
    ]


def test_it_allows_what_was_done_on_what_it_was_done_to(admin, dave):
    attach(dave, "AdministratorAccess")
    caller = calling(dave)
    users.create_user(caller, user_name="erin")
    users.tag_user(caller, user_name="erin", tags=[{"key": "team", "value": "lab"}])
    users.get_user(caller, user_name="dave")
    result = propose(admin, dave)
    assert statements(result) == [
        (["iam:CreateUser", "iam:TagUser"], f"arn:aws:iam::{ACCOUNT}:user/erin"),
        ("iam:GetUser", dave.arn),
    ]
    assert (result.event_count, result.is_cut, result.widened) == (3, False, ())


def what_dave_does(caller, name):
    """Calls of many kinds, some of which take more than their own right."""
    users.list_users(caller)
    users.create_user(caller, user_name=name, tags=[{"key": "team", "value": "lab"}])
    users.update_user(caller, user_name=name, new_user_name=f"{name}-renamed")
    users.update_user(caller, user_name=f"{name}-renamed", new_user_name=name)
    groups.get_group(caller, group_name="crew")
    groups.add_user_to_group(caller, group_name="crew", user_name=name)
    roles.list_roles(caller)
    roles.get_role(caller, role_name="pilot")
    instance_profiles.create_instance_profile(caller, instance_profile_name=name)
    instance_profiles.add_role_to_instance_profile(
        caller, instance_profile_name=name, role_name="pilot"
    )
    instance_profiles.remove_role_from_instance_profile(
        caller, instance_profile_name=name, role_name="pilot"
    )
    instance_profiles.delete_instance_profile(caller, instance_profile_name=name)
    groups.remove_user_from_group(caller, group_name="crew", user_name=name)
    users.delete_user(caller, user_name=name)
    sts.get_caller_identity(caller)


def test_who_has_nothing_but_the_proposal_can_do_it_all_again(admin, dave, crew, pilot):
    attach(dave, "AdministratorAccess")
    what_dave_does(calling(dave), "erin")
    proposed = propose(admin, dave).policy_document
    Attachment.objects.filter(user=dave).delete()
    grant(dave, *json.loads(proposed)["Statement"])
    what_dave_does(calling(dave), "erin")
    with pytest.raises(AccessDenied):
        users.create_user(calling(dave), user_name="frank")
    with pytest.raises(AccessDenied):
        groups.list_groups(calling(dave))


def test_what_was_refused_or_failed_was_not_done(admin, dave):
    grant(dave, allow("iam:GetUser"))
    with pytest.raises(AccessDenied):
        groups.list_groups(calling(dave))
    with pytest.raises(NoSuchEntity):
        users.get_user(calling(dave), user_name="nobody")
    result = propose(admin, dave)
    assert (result.policy_document, result.event_count) == (None, 0)
    assert (result.first_event, result.last_event) == (None, None)


def test_a_roles_deeds_are_those_of_its_sessions(admin, dave, pilot):
    grant(pilot, allow("iam:ListUsers"))
    grant(dave, allow("sts:AssumeRole"))
    key_id, _secret = new_key(dave)
    taken = assume_role(
        calling_with_key(dave, key_id), role_arn=pilot.arn, role_session_name="mine"
    )
    users.list_users(caller_with(taken.credentials))
    assert statements(propose(admin, pilot))[0][0] == "iam:ListUsers"
    assert statements(propose(admin, dave)) == [("sts:AssumeRole", pilot.arn)]


def test_what_was_done_under_another_name_counts(admin, dave):
    attach(dave, "AdministratorAccess")
    users.list_users(calling(dave))
    for change in (
        {"user_name": "dave", "new_user_name": "david"},
        {"user_name": "david", "new_path": "/staff/left/"},
        {"user_name": "david", "new_user_name": "daniel", "new_path": "/"},
    ):
        users.update_user(admin, **change)
        dave.refresh_from_db()
    groups.list_groups(calling(dave))
    result = propose(admin, dave)
    assert {"iam:ListUsers", "iam:ListGroups"} <= set(
        re.findall(r"iam:\w+", result.policy_document)
    )
    assert result.event_count == 2


def test_who_has_the_name_now_did_not_do_what_another_did(admin, dave):
    attach(dave, "AdministratorAccess")
    users.list_users(calling(dave))
    trail.flush()
    Event.objects.update(caller_id="AIDAFORMERDAVE")
    assert propose(admin, dave).policy_document is None


def test_only_what_was_done_in_the_period_counts(admin, dave):
    attach(dave, "AdministratorAccess")
    with time_machine.travel(NOON - timedelta(days=40), tick=False):
        users.list_users(calling(dave))
        trail.flush()
    with time_machine.travel(NOON, tick=False):
        groups.list_groups(calling(dave))
        assert [one[0] for one in statements(propose(admin, dave, days=30))] == ["iam:ListGroups"]
        both = ["iam:ListGroups", "iam:ListUsers"]
        assert [one[0] for one in statements(propose(admin, dave, days=60))] == [both]
        earlier = propose(admin, dave, days=30, until=NOON - timedelta(days=20))
        assert [one[0] for one in statements(earlier)] == ["iam:ListUsers"]
        assert earlier.first_event == earlier.last_event == NOON - timedelta(days=40)


def test_it_says_when_there_was_more_than_it_reads(admin, dave, monkeypatch):
    monkeypatch.setattr(activity, "MOST_READ", 2)
    attach(dave, "AdministratorAccess")
    groups.list_groups(calling(dave))
    users.list_users(calling(dave))
    assert not propose(admin, dave).is_cut
    roles.list_roles(calling(dave))
    result = propose(admin, dave)
    assert (result.is_cut, result.event_count) == (True, 2)
    assert "ListGroups" not in result.policy_document


def test_many_things_under_a_path_are_told(admin, dave, account):
    attach(dave, "AdministratorAccess")
    for number in range(12):
        users.create_user(calling(dave), user_name=f"u{number}", path="/team/")
    (widened,) = propose(admin, dave).widened
    assert (widened.pattern, widened.count) == (f"arn:aws:iam::{ACCOUNT}:user/team/*", 12)


def test_a_group_does_nothing(admin, crew):
    with refused(InvalidInput, f"{crew.arn} is a group, and only users and roles do anything."):
        propose(admin, crew)


def test_it_takes_the_right_to_read_the_history(carol, bob):
    grant(carol, allow("iam:*"))
    with pytest.raises(AccessDenied, match="cloudtrail:LookupEvents"):
        propose(calling(carol), bob)
    grant(carol, allow("cloudtrail:LookupEvents"), name="history")
    assert propose(calling(carol), bob).policy_document is None


def test_a_period_before_all_time_is_refused(admin, dave):
    with refused(InvalidInput, "The period begins before there is a calendar."):
        propose(admin, dave, days=400, until="0001-06-01T00:00:00Z")
