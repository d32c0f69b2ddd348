from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import now

from accounts.models import ConsoleSession
from accounts.operations.console_sessions import list_console_sessions
from iamconsole.caller import CallerKind
from iamconsole.errors import AccessDenied, ValidationError
from tests import people
from tests.authenticators import enrol
from tests.people import allow, calling, deny, grant
from tests.signin.browsers import signed_in, try_user

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def listed(user, **params):
    return list_console_sessions(calling(user), **params).console_sessions


def test_a_user_without_any_policy_sees_its_own(carol):
    people.give_password(carol)
    signed_in(carol, headers={"user-agent": FIREFOX})
    (one,) = listed(carol)
    row = ConsoleSession.objects.get()
    assert one.session_id == row.public_id
    assert (one.browser, one.user_agent, one.source_ip) == (
        "Firefox on Linux",
        FIREFOX,
        "127.0.0.1",
    )
    assert (one.begin_date, one.last_used_date) == (row.created, row.last_seen)
    assert not one.is_current
    assert not one.has_shown_factor


def test_the_one_that_asks_is_marked(carol):
    people.give_password(carol)
    signed_in(carol)
    row = ConsoleSession.objects.get()
    caller = replace(calling(carol), session_id=row.public_id)
    assert list_console_sessions(caller).console_sessions[0].is_current


def test_the_one_used_last_comes_first(carol):
    with time_machine.travel(now() - timedelta(minutes=10)):
        people.give_password(carol)
        signed_in(carol, headers={"user-agent": "first"})
    signed_in(carol, headers={"user-agent": "second"})
    assert [one.user_agent for one in listed(carol)] == ["second", "first"]


def test_what_opens_nothing_is_not_listed(carol):
    people.give_password(carol)
    signed_in(carol)
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert listed(carol) == ()
    ConsoleSession.objects.all().delete()
    enrol(carol)
    try_user(Client(), "example", "carol")
    assert listed(carol) == (), "its second factor was not shown"


def test_an_administrator_sees_a_users(alice, carol):
    people.give_password(carol)
    signed_in(carol)
    assert len(listed(alice, user_name="carol")) == 1


def test_nobody_else_sees_them(bob, carol):
    with pytest.raises(AccessDenied, match="iamconsole:ListConsoleSessions"):
        listed(bob, user_name="carol")


def test_a_path_makes_no_difference_to_ones_own(account):
    user = people.make_user(account, "erin", "/staff/deep/")
    assert listed(user) == ()


def test_who_has_a_name_that_ends_like_mine_is_not_me(account, carol):
    other = people.make_user(account, "xcarol")
    assert other
    with pytest.raises(AccessDenied):
        listed(carol, user_name="xcarol")


def test_a_policy_can_take_it_away(carol):
    grant(carol, deny("iamconsole:*"), allow("*"))
    with pytest.raises(AccessDenied):
        listed(carol)


def test_who_is_no_user_has_none(carol):
    caller = replace(calling(carol), kind=CallerKind.ROLE_SESSION, unique_id="AROAX:me")
    with pytest.raises(ValidationError):
        list_console_sessions(caller)


def test_root_sees_its_own(root):
    assert listed(root) == ()
