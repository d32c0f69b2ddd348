from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import CheckSnooze, Event
from accounts.operations.checks import list_snoozed_account_checks, snooze_account_check
from iamconsole.errors import AccessDenied, InvalidInput, ValidationError
from tests.people import allow, calling, grant


def snooze(caller, **more):
    given = {"check_name": "old_keys", "until": now() + timedelta(days=7), "reason": "the move"}
    return snooze_account_check.perform(caller, given | more)


def test_a_check_is_snoozed_until_a_time_with_a_reason(admin, alice):
    snooze(admin)
    (found,) = list_snoozed_account_checks(admin).snoozes
    assert (found.check_name, found.reason, found.snoozed_by) == ("old_keys", "the move", alice.arn)


def test_snoozed_again_it_has_another_time_and_reason(admin):
    snooze(admin)
    later = now() + timedelta(days=30)
    snooze(admin, until=later, reason="still moving")
    row = CheckSnooze.objects.get()
    assert (row.until, row.reason) == (later, "still moving")


@pytest.mark.parametrize("days", [-1, 0, 400], ids=["past", "now", "more than a year"])
def test_the_time_lies_within_the_next_year(admin, days):
    with pytest.raises(InvalidInput, match="within the next year"):
        snooze(admin, until=now() + timedelta(days=days))
    assert not CheckSnooze.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"check_name": "nothing"}, {"reason": ""}, {"reason": "a" * 257}, {"until": "soon"}]
)
def test_what_makes_no_sense_is_refused(admin, wrong):
    with pytest.raises(ValidationError):
        snooze(admin, **wrong)


def test_it_takes_leave_and_stands_in_the_trail(admin, carol):
    with pytest.raises(AccessDenied, match="iamconsole:SnoozeAccountCheck"):
        snooze(calling(carol))
    grant(carol, allow("iamconsole:SnoozeAccountCheck"))
    snooze(calling(carol))
    event = Event.objects.get(action="iamconsole:SnoozeAccountCheck", error="")
    assert event.params["reason"] == "the move"


def test_another_accounts_checks_are_its_own(admin, mallory):
    snooze(calling(mallory))
    assert list_snoozed_account_checks(admin).snoozes == ()
