"""Notices at the console, and the page that says whom to remind of what."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from accounts.models import ReminderPolicy
from tests.ageing import aged_key
from tests.people import allow, grant, make_user

FILLED = {
    "is_on": "on",
    "key_age_days": "30",
    "unused_days": "45",
    "expiry_days": "7",
    "password_days": "0",
    "repeat_days": "14",
    "escalate_after": "1",
    "address_tag": "mail",
    "exempt_tag": "robot",
}


def page(visitor, address):
    return visitor.get(address).content.decode()


def test_the_overview_names_the_most_pressing_and_counts_the_rest(as_alice, account):
    for number in range(7):
        aged_key(make_user(account, f"user-{number}"), days=100 + number)
    shown = page(as_alice, "/console/")
    assert "Credentials that want attention" in shown
    assert "user-6: Access key" in shown
    assert "/console/users/user-6/credentials" in shown
    assert "2 more" in shown
    assert "user-1: Access key" not in shown


def test_nothing_is_shown_where_nothing_wants_attention(as_alice):
    assert "Credentials that want attention" not in page(as_alice, "/console/")
    assert "Your credentials want attention" not in page(as_alice, "/console/me")


def test_my_access_shows_my_own(as_carol, carol):
    grant(carol, allow("iam:ListAccessKeys", carol.arn))
    key = aged_key(carol, days=100)
    shown = page(as_carol, "/console/me")
    assert "Your credentials want attention" in shown
    assert f"Access key {key.key_id} is 100 days old" in shown


def test_what_ends_is_told_with_the_whole_days_left(as_alice, alice):
    key = aged_key(alice, days=1, expires=now() + timedelta(days=5, hours=3))
    assert f"Access key {key.key_id} expires in 5 days" in page(as_alice, "/console/me")


def test_who_may_not_see_their_keys_sees_no_notice_and_no_refusal(as_carol, carol):
    aged_key(carol, days=100)
    shown = page(as_carol, "/console/me")
    assert "want attention" not in shown
    assert "iam:ListAccessKeys" not in shown


def test_the_terms_are_told_on_the_settings_page_and_changed_on_their_own(as_alice, account):
    assert "Of access keys that are 90 days old." in page(as_alice, "/console/settings")
    assert as_alice.post("/console/settings/reminders", FILLED).status_code == 302
    kept = ReminderPolicy.objects.get(account=account)
    assert (kept.key_age_days, kept.password_days, kept.exempt_tag) == (30, 0, "robot")
    shown = page(as_alice, "/console/settings")
    assert "Of access keys that are 30 days old." in shown
    assert "Of passwords" not in shown


def test_an_unticked_box_switches_them_off(as_alice, account):
    filled = {name: value for name, value in FILLED.items() if name != "is_on"}
    as_alice.post("/console/settings/reminders", filled)
    assert not ReminderPolicy.objects.get(account=account).is_on
    assert "Nobody is reminded" in page(as_alice, "/console/settings")


def test_what_is_out_of_bounds_is_said_beside_its_field(as_alice):
    answer = as_alice.post("/console/settings/reminders", FILLED | {"repeat_days": "0"})
    assert answer.status_code == 422
    assert not ReminderPolicy.objects.exists()


def test_who_may_not_look_is_told_what_is_missing(as_carol):
    shown = page(as_carol, "/console/settings/reminders")
    assert "iamconsole:GetReminderPolicy" in shown
    assert '<form method="post" class="form"' not in shown
