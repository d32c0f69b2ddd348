from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import ConsoleSession
from accounts.operations.console_sessions import end_console_sessions
from iamconsole.errors import AccessDenied
from tests import people
from tests.authenticators import enrol
from tests.people import calling
from tests.signin.browsers import is_signed_in, signed_in, try_user


@pytest.fixture
def browsers(carol):
    people.give_password(carol)
    return [signed_in(carol) for _ in range(3)]


def test_every_browser_is_signed_out(browsers, carol):
    assert end_console_sessions(calling(carol)).count == 3
    assert not any(map(is_signed_in, browsers))


def test_the_one_that_asks_may_stay(browsers, carol):
    mine = ConsoleSession.objects.latest("created").public_id
    caller = replace(calling(carol), session_id=mine)
    assert end_console_sessions(caller, keeps_current=True).count == 2
    assert [is_signed_in(one) for one in browsers] == [False, False, True]


def test_an_administrator_signs_a_user_out_everywhere(browsers, alice, bob):
    people.give_password(bob)
    others = signed_in(bob)
    assert end_console_sessions(calling(alice), user_name="carol").count == 3
    assert not any(map(is_signed_in, browsers))
    assert is_signed_in(others)


def test_who_may_only_read_signs_nobody_out(browsers, bob):
    with pytest.raises(AccessDenied, match="iamconsole:EndConsoleSessions"):
        end_console_sessions(calling(bob), user_name="carol")
    assert all(map(is_signed_in, browsers))


def test_one_that_waits_for_its_second_factor_ends_and_is_not_counted(carol):
    people.give_password(carol)
    phone, client = enrol(carol), Client()
    try_user(client, "example", "carol")
    assert end_console_sessions(calling(carol)).count == 0
    client.post("/signin/factor", {"choice": phone.serial_number, "code": phone.code()})
    assert not is_signed_in(client)


def test_nothing_to_end_is_no_fault(carol):
    assert end_console_sessions(calling(carol)).count == 0
