from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts import trail
from accounts.models import Event
from accounts.operations import events, users
from accounts.operations.assume_role import assume_role
from accounts.operations.events import lookup_events
from iamconsole.caller import Face, Origin
from iamconsole.errors import AccessDenied, ValidationError
from tests.people import ACCOUNT, attach, calling, deny, grant, make_group, make_role
from tests.sessions import caller_with


@pytest.fixture
def history(admin, carol, mallory):
    """Dave made, looked at, and coveted by Carol; Mallory busy elsewhere."""
    users.create_user(admin, user_name="dave")
    users.get_user(admin, user_name="dave")
    with pytest.raises(AccessDenied):
        users.delete_user(calling(carol), user_name="dave")
    users.create_user(calling(mallory), user_name="dave")


def actions(caller, **filters):
    return [event.action for event in lookup_events(caller, **filters).events]


def test_it_shows_this_accounts_events_the_newest_first(admin, history):
    assert actions(admin) == ["iam:DeleteUser", "iam:GetUser", "iam:CreateUser"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"only_refused": True}, ["iam:DeleteUser"]),
        ({"only_changes": True}, ["iam:CreateUser"]),
        ({"only_changes": True, "only_refused": True}, []),
        ({"only_changes": True, "action": "iam:GetUser"}, []),
        ({"only_changes": True, "action": "iam:*"}, ["iam:CreateUser"]),
        ({"only_refused": True, "action": "iam:*"}, ["iam:DeleteUser"]),
        ({"action": "iam:GetUser"}, ["iam:GetUser"]),
        ({"caller_arn": "arn:aws:iam::111122223333:user/carol"}, ["iam:DeleteUser"]),
        ({"target_arn": "arn:aws:iam::444455556666:user/dave"}, []),
    ],
)
def test_filters_narrow_it(admin, history, filters, expected):
    assert actions(admin, **filters) == expected


def test_an_event_tells_who_what_and_how_it_ended(admin, history):
    event = lookup_events(admin, only_refused=True).events[0]
    assert event.caller_arn == "arn:aws:iam::111122223333:user/carol"
    assert event.target_arn == "arn:aws:iam::111122223333:user/dave"
    assert event.request_parameters == {"user_name": "dave"}
    assert (event.error_code, event.face, event.source_ip) == ("AccessDenied", "shell", "192.0.2.1")


def test_looking_is_an_event_of_its_own(admin):
    lookup_events(admin)
    assert actions(admin) == ["cloudtrail:LookupEvents"]


def test_pages_have_numbers_and_a_count(admin, history):
    page = lookup_events(admin, page_number=2, page_size=2)
    assert [event.action for event in page.events] == ["iam:CreateUser"]
    assert (page.count, page.is_more) == (3, False)


def test_one_event_is_found_by_its_id(admin, history):
    event = lookup_events(admin, only_refused=True).events[0]
    assert lookup_events(admin, event_id=event.event_id).events == (event,)


def test_the_id_of_another_accounts_event_finds_nothing(admin, history, mallory):
    theirs = lookup_events(calling(mallory)).events[0]
    assert lookup_events(admin, event_id=theirs.event_id).events == ()


def test_what_cannot_be_an_id_is_refused(admin):
    with pytest.raises(ValidationError):
        lookup_events(admin, event_id="1")


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("iam:*", ["iam:DeleteUser", "iam:GetUser", "iam:CreateUser"]),
        ("iam:Cre*", ["iam:CreateUser"]),
        ("DeleteUser", ["iam:DeleteUser"]),
        ("get*", ["iam:GetUser"]),
        ("IAM:getuser", ["iam:GetUser"]),
        ("iam:Get", []),
        ("sts:*", []),
        ("nonsense*", []),
    ],
)
def test_an_action_may_be_a_beginning_or_without_its_service(admin, history, action, expected):
    assert actions(admin, action=action) == expected


def test_sign_ins_are_found_by_their_beginning(admin, alice):
    trail.record_sign_in(Origin(face=Face.CONSOLE), ACCOUNT, alice)
    assert actions(admin, action="signin:*") == ["signin:ConsoleLogin"]


def test_times_narrow_it(admin, history):
    _, second, third = Event.objects.filter(account_id=ACCOUNT).order_by("id")
    assert actions(admin, start_time=second.time) == ["iam:DeleteUser", "iam:GetUser"]
    assert actions(admin, end_time=second.time)[-1] == "iam:CreateUser"
    both = {"start_time": second.time, "end_time": third.time}
    assert actions(admin, **both) == ["iam:GetUser"]


def test_a_time_without_a_zone_is_refused(admin):
    with pytest.raises(ValidationError):
        lookup_events(admin, start_time="2026-11-22T10:00:00")


def test_the_order_is_that_of_time_and_not_of_writing(admin, history):
    """What only read is written a little later."""
    first = Event.objects.filter(account_id=ACCOUNT).earliest("id")
    Event.objects.filter(pk=first.pk).update(time=first.time + timedelta(days=1))
    assert actions(admin)[0] == "iam:CreateUser"


def test_an_event_tells_what_decided(admin, history):
    refused = lookup_events(admin, only_refused=True).events[0]
    assert refused.decision == {
        "outcome": "ImplicitlyDenied",
        "reason": "because no identity-based policy allows the iam:DeleteUser action",
        "layer": "identity",
    }
    allowed = lookup_events(admin, only_changes=True).events[0]
    assert allowed.decision["outcome"] == "Allowed"
    assert allowed.decision["policy"].endswith("policy/AdministratorAccess")


def test_an_event_names_the_group_that_brought_the_policy(alice, carol):
    staff = make_group(carol.account, "staff", carol)
    grant(staff, deny("iam:GetUser") | {"Sid": "NotYet"}, name="limits")
    with pytest.raises(AccessDenied):
        users.get_user(calling(carol), user_name="alice")
    decision = lookup_events(calling(alice), only_refused=True).events[0].decision
    assert decision["outcome"] == "ExplicitlyDenied"
    assert (decision["policy"], decision["via"]) == ("limits", staff.arn)
    assert decision["statement"] == "NotYet"
    assert decision["reason"] == "with an explicit deny in an identity-based policy"


def test_what_another_accounts_trust_policy_says_is_not_told(admin, alice, mallory):
    role = make_role(mallory.account, "guest", alice.arn)
    assume_role(admin, role_arn=role.arn, role_session_name="visit")
    decision = lookup_events(admin, action="sts:AssumeRole").events[0].decision
    assert "statement" not in decision or decision["layer"] == "identity"


def test_an_event_of_a_session_tells_whose_it_is(admin, alice):
    role = make_role(
        alice.account, "pilot", alice.arn, actions=("sts:AssumeRole", "sts:SetSourceIdentity")
    )
    attach(role, "AdministratorAccess")
    asked = {"role_session_name": "flight", "source_identity": "alice-herself"}
    given = assume_role(admin, role_arn=role.arn, **asked).credentials
    users.get_user(caller_with(given), user_name="alice")
    event = lookup_events(admin, action="iam:GetUser").events[0]
    assert event.caller_type == "AssumedRole"
    assert event.session["issuer_arn"] == role.arn
    assert event.session["source_identity"] == "alice-herself"
    assert event.session["mfa"] is False


def test_an_event_of_somebody_with_a_second_factor_says_so(admin, alice):
    users.get_user(replace(admin, session_id="s", mfa_at=now()), user_name="alice")
    assert lookup_events(admin, action="iam:GetUser").events[0].session == {"mfa": True}


def test_it_costs_as_many_queries_however_many_events_there_are(admin, django_assert_num_queries):
    filters = {"action": "iam:*", "only_changes": True, "start_time": now() - timedelta(days=1)}
    users.create_user(admin, user_name="first")
    lookup_events(admin, **filters)
    with CaptureQueriesContext(connection) as few:
        lookup_events(admin, **filters)
    for number in range(30):
        users.create_user(admin, user_name=f"user{number}")
    with django_assert_num_queries(len(few)):
        lookup_events(admin, **filters)


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="a database that keeps plans: PostgreSQL"
)
def test_a_search_asked_often_is_planned_for_what_it_asks_each_time(admin, history):
    for number in range(12):
        assert actions(admin, caller_arn=f"arn:aws:iam::{ACCOUNT}:user/nobody-{number}") == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        kept = [statement for (statement,) in cursor.fetchall()]
    assert not [one for one in kept if one.startswith("SELECT") and "caller_arn" in one]


def test_a_name_finds_what_it_ended_at_any_path(admin):
    users.create_user(admin, user_name="Dave", path="/lab/night/")
    users.create_user(admin, user_name="mydave")
    assert actions(admin, target_name="dave") == ["iam:CreateUser"]
    assert actions(admin, target_name="night") == []
    assert actions(admin, target_name="%") == []


def test_they_are_counted_no_further_than_people_leaf(admin, monkeypatch):
    monkeypatch.setattr(events, "_MOST_COUNTED", 3)
    for number in range(5):
        users.create_user(admin, user_name=f"user{number}")
    found = lookup_events(admin, action="iam:CreateUser", page_size=2, page_number=2)
    assert (len(found.events), found.count, found.is_more) == (1, 3, True)
    found = lookup_events(admin, action="iam:CreateUser", page_size=2, page_number=3)
    assert (found.events, found.count) == ((), 3)
