"""Reminders: of what, to whom, how often, and never twice of the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from accounts import mails, reminding
from accounts.models import AccessKey, Reminder, ReminderPolicy, User
from iamconsole import job_runs
from tests.ageing import aged_key, aged_password
from tests.people import ELSEWHERE, make_account, make_user

HOUR = timedelta(hours=1)


@pytest.fixture
def erin(account):
    return make_user(account, "erin", tags={"email": "erin@example.com"})


@pytest.fixture
def clock():
    with time_machine.travel(now(), tick=False) as clock:
        yield clock


def look():
    """One look at every account, and the mail of it sent."""
    job_runs.run(reminding.JOB)
    mails.send_due()


def sent(mailoutbox):
    """Who was written to about what since the last look."""
    told = [(mail.to[0], mail.subject) for mail in mailoutbox]
    mailoutbox.clear()
    return told


ONE = "A credential of yours needs you"
DIGEST = "A credential of account 111122223333 needs attention"


def test_the_owner_of_an_old_key_is_reminded_once_a_week(clock, erin, mailoutbox):
    aged_key(erin, days=89.99)
    look()
    assert sent(mailoutbox) == []
    clock.shift(HOUR)
    look()
    assert sent(mailoutbox) == [("erin@example.com", ONE)]
    AccessKey.objects.update(last_used=now())
    for days, told in ((6, []), (1, [("erin@example.com", ONE)]), (1, [])):
        clock.shift(timedelta(days=days, seconds=1))
        look()
        assert sent(mailoutbox) == told


def test_after_the_third_reminder_root_is_told_too(clock, erin, root, mailoutbox):
    aged_key(erin, days=91)
    for _ in range(3):
        look()
        assert sent(mailoutbox) == [("erin@example.com", ONE)]
        clock.shift(timedelta(days=7))
    look()
    assert sent(mailoutbox) == [("erin@example.com", ONE), (root.email, DIGEST)]


def test_a_reminder_says_what_to_do_in_text_and_html(clock, erin, mailoutbox):
    key = aged_key(erin, days=120)
    look()
    (mail,) = mailoutbox
    for words in (mail.body, mail.alternatives[0].content):
        assert key.key_id in words
        assert "is 120 days old" in words
        assert "Rotate it" in words
        assert "/console/me/credentials" in words
    assert "Hello erin" in mail.body


def test_who_has_no_address_is_told_of_to_root_in_one_mail(clock, account, root, mailoutbox):
    for name in ("frank", "grace"):
        aged_key(make_user(account, name), days=100)
    look()
    ((to, subject),) = [(mail.to[0], mail.subject) for mail in mailoutbox]
    assert to == root.email
    assert subject == "2 credentials of account 111122223333 need attention"
    assert "frank" in mailoutbox[0].body
    assert "grace" in mailoutbox[0].body


def test_root_is_reminded_of_its_own_key_once(clock, root, mailoutbox):
    aged_key(root, days=100)
    look()
    assert sent(mailoutbox) == [(root.email, ONE)]


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        ({"days": 91, "used": 0}, "old key"),
        ({"days": 91, "used": None}, "unused key"),
        ({"days": 200, "used": 90}, "unused key"),
        ({"days": 1, "expires": 13}, "expiring key"),
        ({"days": 200, "used": None, "expires": 1}, "expiring key"),
    ],
)
def test_a_key_is_reminded_of_for_the_most_pressing_reason(clock, erin, mailoutbox, made, kind):
    if "expires" in made:
        made = made | {"expires": now() + timedelta(days=made["expires"])}
    aged_key(erin, **made)
    look()
    assert [reminder.kind for reminder in Reminder.objects.all()] == [kind]
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    "made",
    [
        {"days": 89},
        {"days": 200, "status": "Inactive"},
        {"days": 200, "expires": -1},
        {"days": 1, "expires": 15},
    ],
    ids=["young", "switched off", "expired", "expiring later"],
)
def test_other_keys_are_let_be(clock, erin, mailoutbox, made):
    if "expires" in made:
        made = made | {"expires": now() + timedelta(days=made["expires"])}
    aged_key(erin, **made)
    look()
    assert mailoutbox == []


def test_a_password_about_to_expire_is_reminded_of_and_an_expired_one_is_not(
    clock, erin, account, mailoutbox
):
    aged_password(erin, days=77, expires_after=90)
    look()
    assert "The password expires on" in mailoutbox[0].body
    for name, days in (("expired", 90), ("young", 75)):
        aged_password(make_user(account, name, tags={"email": "x@example.com"}), days, 90)
    mailoutbox.clear()
    clock.shift(HOUR)
    look()
    assert mailoutbox == []


def test_suspended_users_and_those_with_the_tag_are_left_alone(clock, account, mailoutbox):
    aged_key(make_user(account, "gone", is_enabled=False), days=100)
    aged_key(make_user(account, "robot", tags={"no-reminders": "rotated elsewhere"}), days=100)
    look()
    assert mailoutbox == []
    User.objects.update(is_enabled=True)
    clock.shift(HOUR)
    look()
    assert len(mailoutbox) == 1


def test_the_tag_leaves_a_user_alone_in_whatever_letters_its_key_is_written(
    clock, account, mailoutbox
):
    aged_key(make_user(account, "robot", tags={"No-Reminders": "rotated elsewhere"}), days=100)
    look()
    assert mailoutbox == []


def test_a_key_that_is_used_again_and_left_again_is_something_new(clock, erin, mailoutbox):
    key = aged_key(erin, days=95, used=None)
    look()
    AccessKey.objects.filter(pk=key.pk).update(created=now(), last_used=now())
    clock.shift(timedelta(days=90))
    look()
    assert len(mailoutbox) == 2
    assert [reminder.number for reminder in Reminder.objects.order_by("pk")] == [1, 1]


def test_a_rotated_key_is_reminded_of_no_more(clock, erin, mailoutbox):
    key = aged_key(erin, days=100)
    look()
    sent(mailoutbox)
    AccessKey.objects.filter(pk=key.pk).delete()
    aged_key(erin, days=0)
    clock.shift(timedelta(days=30))
    look()
    assert sent(mailoutbox) == []


def test_each_account_sets_its_own_terms(clock, account, mailoutbox):
    other = make_account(ELSEWHERE, "elsewhere")
    for each in (account, other):
        aged_key(make_user(each, "sam", tags={"mail": f"sam@{each.alias}.example"}), days=31)
    ReminderPolicy.objects.create(account=other, key_age_days=30, address_tag="mail")
    look()
    assert sent(mailoutbox) == [("sam@elsewhere.example", ONE)]


def test_what_is_set_to_never_is_never_reminded_of(clock, account, erin, mailoutbox):
    ReminderPolicy.objects.create(account=account, key_age_days=0, unused_days=0)
    aged_key(erin, days=1000, used=None)
    look()
    assert mailoutbox == []


def test_an_account_that_wants_none_is_not_looked_at(clock, account, erin, mailoutbox):
    ReminderPolicy.objects.create(account=account, is_on=False)
    aged_key(erin, days=1000)
    assert not reminding.due().exists()
    look()
    assert mailoutbox == []


def test_an_account_is_looked_at_once_an_hour_by_one_of_many(clock, account, erin, monkeypatch):
    aged_key(erin, days=100)
    policy = ReminderPolicy.objects.create(account=account)
    assert reminding.remind_due() == 1
    assert reminding.due().count() == 0
    with monkeypatch.context() as patch:  # as another process read it before that
        patch.setattr(reminding, "due", lambda: type(account).objects.all())
        patch.setattr(ReminderPolicy.objects, "get_or_create", lambda **_: (policy, False))
        assert reminding.remind_due() == 0
    assert Reminder.objects.count() == 1
    clock.shift(HOUR)
    assert reminding.due().count() == 1


def test_a_look_cut_short_leaves_nothing_half_done(clock, account, erin, monkeypatch, mailoutbox):
    def cut(*_, **__):
        raise RuntimeError

    aged_key(erin, days=100)
    with monkeypatch.context() as patch:
        patch.setattr(mails, "post", cut)
        job_runs.run(reminding.JOB)
    assert not Reminder.objects.exists()
    clock.shift(HOUR)
    look()
    assert len(mailoutbox) == 1


def test_one_account_in_trouble_hinders_no_other(clock, account, erin, monkeypatch, caplog):
    other = make_account(ELSEWHERE, "elsewhere")
    for each in (account, other):
        aged_key(make_user(each, "sam"), days=100)
    real = reminding.remind

    def trouble(policy):
        if policy.account_id == account.id:
            raise ValueError
        return real(policy)

    monkeypatch.setattr(reminding, "remind", trouble)
    job_runs.run(reminding.JOB)
    assert {reminder.account_id for reminder in Reminder.objects.all()} == {other.id}
    state = job_runs.state_of(job_runs.jobs()[reminding.JOB])
    assert (state.is_ok, state.message) == (False, "RuntimeError")
    assert account.id in caplog.text


def test_a_long_digest_names_a_hundred_and_counts_the_rest(clock, account, mailoutbox):
    for number in range(103):
        aged_key(make_user(account, f"user-{number}"), days=100)
    look()
    assert "And 3 more." in mailoutbox[0].body
    assert Reminder.objects.count() == 103


def test_old_notes_of_reminders_go_and_the_count_goes_on(clock, account, erin, mailoutbox):
    ReminderPolicy.objects.create(account=account, repeat_days=300, escalate_after=100)
    aged_key(erin, days=100)
    for _ in range(3):
        AccessKey.objects.update(last_used=now())
        look()
        job_runs.run("accounts.forget_old_reminders")
        clock.shift(timedelta(days=300))
    assert [reminder.number for reminder in Reminder.objects.order_by("number")] == [2, 3]
