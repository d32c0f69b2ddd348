from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils.timezone import now

from accounts import usage
from accounts.models import Account, Group, LastUse, Role, User
from accounts.operations import groups, instance_profiles, users
from iamconsole.errors import AccessDenied, InvalidInput, MalformedPolicyDocument, NoSuchEntity
from policies.models import Policy
from policies.operations.least_privilege import get_trimmed_policy
from tests.people import allow, attach, bound, calling, deny, document, grant, make_policy
from tests.refusals import refused

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=100)
WIDE = document(allow("iam:*"), deny("iam:DeleteUser"))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def old_account(account):
    """Everything has been here for a hundred days."""
    return Account.objects.filter(pk=account.pk).update(created=LONG_AGO)


def aged(row):
    type(row)._default_manager.filter(pk=row.pk).update(created=LONG_AGO)
    return row


def propose(caller, subject, text=WIDE, **more):
    usage.flush()
    given = {"arn": subject.arn, "policy_document": text} | more
    return get_trimmed_policy.perform(caller, given)


def actions_of(result):
    statements = json.loads(result.policy_document)["Statement"]
    return [one["Action"] for one in statements if one["Effect"] == "Allow"]


def test_what_was_used_takes_the_place_of_a_wildcard(admin, dave):
    grant(aged(dave), *json.loads(WIDE)["Statement"])
    users.list_users(calling(dave))
    users.get_user(calling(dave), user_name="dave")
    result = propose(admin, dave)
    assert actions_of(result) == [["iam:GetUser", "iam:ListUsers"]]
    assert json.loads(result.policy_document)["Statement"][1] == deny("iam:DeleteUser")
    (entry,) = result.entries
    assert (entry.statement, entry.entries) == (1, ("iam:*",))
    assert entry.kept == ("iam:GetUser", "iam:ListUsers")
    assert (result.used_since, result.tracked_since) == (NOON - timedelta(days=90), LONG_AGO)


def test_what_was_refused_was_not_used(admin, dave):
    grant(aged(dave), allow("iam:ListUsers"))
    users.list_users(calling(dave))
    with pytest.raises(AccessDenied):
        groups.list_groups(calling(dave))
    assert actions_of(propose(admin, dave)) == ["iam:ListUsers"]


def test_what_was_used_before_the_window_is_unused(admin, dave):
    grant(aged(dave), allow("iam:*"))
    users.list_users(calling(dave))
    usage.flush()
    LastUse.objects.update(time=NOON - timedelta(days=31))
    assert propose(admin, dave, document(allow("iam:*")), days=30).policy_document is None
    assert actions_of(propose(admin, dave, days=60)) == ["iam:ListUsers"]


def test_a_groups_and_a_policys_uses_are_those_of_everybody_who_has_them(
    admin, account, member, crew, dave
):
    deploy = make_policy(account, "deploy", allow("iam:*"))
    for row in (crew, dave, deploy):
        aged(row)
    attach(crew, deploy)
    users.list_users(calling(member))
    for subject in (crew, deploy):
        assert actions_of(propose(admin, subject)) == ["iam:ListUsers"]


def test_what_those_use_whom_a_policy_bounds_stays_in_it(admin, account, dave):
    grant(aged(dave), allow("iam:*"))
    cap = aged(make_policy(account, "cap", *json.loads(WIDE)["Statement"]))
    bound(dave, cap)
    users.list_users(calling(dave))
    assert actions_of(propose(admin, cap)) == ["iam:ListUsers"]


def test_what_a_call_takes_beside_its_own_action_counts_as_used(admin, dave, pilot, account):
    grant(aged(dave), allow("iam:*"))
    caller = calling(dave)
    instance_profiles.create_instance_profile(caller, instance_profile_name="empty")
    instance_profiles.add_role_to_instance_profile(
        caller, instance_profile_name="empty", role_name="pilot"
    )
    assert "iam:PassRole" in actions_of(propose(admin, dave))[0]


def test_nothing_used_leaves_no_document(admin, dave):
    result = propose(admin, aged(dave), document(allow("s3:*")))
    assert result.policy_document is None
    assert result.entries[0].kept == ()


@pytest.mark.parametrize("young", [Account, User])
def test_where_uses_are_told_for_less_than_the_window_nothing_is_proposed(
    admin, account, dave, young
):
    aged(dave)
    young.objects.update(created=NOON - timedelta(days=20))
    message = (
        "Uses are told here since 2026-11-02, which is less than 90 days. "
        "Ask about fewer days, or wait until there is more to go by."
    )
    with refused(InvalidInput, message):
        propose(admin, dave)
    assert propose(admin, dave, days=20).policy_document is not None


def test_uses_are_told_for_four_hundred_days(admin, account, dave):
    for model in (Account, User):
        model.objects.update(created=NOON - timedelta(days=1000))
    assert propose(admin, dave, days=400).tracked_since == NOON - timedelta(days=400)


def test_a_text_that_is_no_policy_is_refused(admin, dave):
    with pytest.raises(MalformedPolicyDocument):
        propose(admin, aged(dave), "{")


def test_unknown_things_are_missed_and_others_need_the_right(admin, carol, dave, account):
    with pytest.raises(NoSuchEntity):
        get_trimmed_policy(admin, arn=f"{dave.arn}s", policy_document=WIDE)
    aged(carol)
    grant(carol, allow("iam:GenerateServiceLastAccessedDetails", carol.arn))
    assert propose(calling(carol), carol).policy_document
    with pytest.raises(AccessDenied):
        propose(calling(carol), aged(dave))


def test_every_kind_of_thing_can_be_asked_about(admin, account, dave, crew, pilot, deploy):
    for model in (User, Group, Role, Policy):
        model._default_manager.update(created=LONG_AGO)
    for subject in (dave, crew, pilot, deploy):
        assert propose(admin, subject).entries
    assert now() == NOON
