from __future__ import annotations

import pytest

from accounts.models import ConsoleSession, Event
from accounts.operations.console_sessions import end_console_session
from iamconsole.errors import AccessDenied, NoSuchEntity, ValidationError
from tests import people
from tests.people import calling
from tests.signin.browsers import is_signed_in, signed_in


@pytest.fixture
def browser(carol):
    people.give_password(carol)
    return signed_in(carol)


def session_id():
    return ConsoleSession.objects.latest("created").public_id


def test_it_is_over_at_the_next_request_and_others_are_not(browser, carol):
    other = signed_in(carol)
    end_console_session(calling(carol), session_id=session_id())
    assert not is_signed_in(other)
    assert is_signed_in(browser)


def test_it_is_written_down(browser, carol):
    gone = session_id()
    end_console_session(calling(carol), session_id=gone)
    event = Event.objects.get(action="iamconsole:EndConsoleSessions")
    assert event.params == {"session_id": gone}
    assert event.target_arn == carol.arn


def test_an_administrator_ends_one_of_a_user(browser, alice):
    end_console_session(calling(alice), user_name="carol", session_id=session_id())
    assert not is_signed_in(browser)


def test_a_session_of_somebody_else_is_none_of_mine(browser, alice, bob):
    for user in (alice, bob):
        with pytest.raises(NoSuchEntity):
            end_console_session(calling(user), session_id=session_id())
    with pytest.raises(AccessDenied):
        end_console_session(calling(bob), user_name="carol", session_id=session_id())
    assert is_signed_in(browser)


def test_one_that_ended_is_missed(browser, carol):
    with pytest.raises(NoSuchEntity):
        end_console_session(calling(carol), session_id="0" * 32)


def test_what_is_no_id_is_refused(carol):
    with pytest.raises(ValidationError):
        end_console_session(calling(carol), session_id="x")
