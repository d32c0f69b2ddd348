from __future__ import annotations

import pytest

from accounts.operations import users
from accounts.operations.events import lookup_events
from iamconsole.errors import AccessDenied, ValidationError
from tests.people import calling


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
