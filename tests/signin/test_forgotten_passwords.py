"""Root's forgotten password: one answer for everybody, and a mail for whom it is."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts import mails
from accounts.models import Event, ForgottenPassword, LoginProfile, Mail, PasswordLink, User
from accounts.signin import forgotten
from tests import people
from tests.signin.browsers import try_root

NEW = "entirely my own choice"


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The jobs that were called for; nobody hears."""
    jobs: list[str] = []
    monkeypatch.setattr(forgotten, "ring", jobs.append)
    return jobs


def send_what_is_due() -> None:
    forgotten.answer_due()
    mails.send_due()


def ask(email: str, **headers: Any) -> Any:
    return Client(**headers).post("/signin/forgot", {"email": email})


def mailed(email: str, **headers: Any) -> str:
    """The path of the link in the one mail that asking had sent."""
    assert ask(email, **headers).status_code == 302
    send_what_is_due()
    (sent,) = mail.outbox
    link = re.findall(r"https?://\S+", sent.body)[0]
    assert link.startswith(f"{settings.PUBLIC_URL}/signin/reset/")
    return str(link.removeprefix(settings.PUBLIC_URL))


def test_root_sets_another_password_with_the_link_in_the_mail(root: User) -> None:
    link = mailed(root.email)
    assert mail.outbox[0].to == [root.email]
    answer = Client().post(link, {"password": NEW, "again": NEW})
    assert answer.headers["Location"] == "/signin/root"
    assert try_root(Client(), root.email, NEW).status_code == 302
    assert Client().get(link).status_code == 410


def test_both_steps_are_in_the_trail_and_the_link_is_not(root: User) -> None:
    link = mailed(root.email, headers={"user-agent": "Lynx"})
    Client().post(link, {"password": NEW, "again": NEW})
    events = Event.objects.order_by("id")
    assert [event.action for event in events] == [
        "signin:PasswordRecoveryRequested",
        "signin:PasswordRecoveryCompleted",
    ]
    assert (events[0].user_agent, events[0].caller_arn) == ("Lynx", root.arn)
    assert link.rpartition("/")[2] not in str(list(events.values()))


def test_the_link_is_kept_nowhere_and_ends_soon(root: User) -> None:
    link = mailed(root.email)
    assert link.rpartition("/")[2] not in str(list(PasswordLink.objects.values()))
    with time_machine.travel(now() + timedelta(minutes=30), tick=False):
        assert Client().get(link).status_code == 410


def test_until_it_is_used_the_present_password_works(root: User) -> None:
    mailed(root.email)
    assert try_root(Client(), root.email).status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"x-forwarded-host": "evil.example"},
        {"forwarded": "host=evil.example;proto=https"},
        {"x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.7"},
        {"x-forwarded-port": "1", "x-original-url": "https://evil.example/"},
    ],
)
def test_no_header_moves_the_link_elsewhere(root: User, headers: dict[str, str]) -> None:
    ask(root.email, headers=headers)
    send_what_is_due()
    for sent in mail.outbox:
        assert "evil.example" not in sent.body
        assert f"{settings.PUBLIC_URL}/signin/reset/" in sent.body
        assert "198.51.100.7" not in sent.body


def test_whoever_asks_is_told_the_same_after_the_same_work(root: User, rung: list[str]) -> None:
    people.make_user(root.account, "eve", email="eve@example.example")
    answers, work = set(), set()
    for email in (
        root.email,
        "eve@example.example",
        "nobody@example.com",
        "no address",
        "caf\u00e9",
    ):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(email)
        answers.add((answer.status_code, answer.content, str(sorted(answer.headers.items()))))
        work.add(tuple(query["sql"].split()[0] for query in queries))
    assert len(answers) == 1
    assert len(work) == 1
    assert rung == [forgotten.JOB] * 5


def test_only_root_gets_mail(root: User) -> None:
    people.make_user(root.account, "eve", email="eve@example.example")
    for email in ("eve@example.example", "nobody@example.com", "no address"):
        ask(email)
    send_what_is_due()
    assert mail.outbox == []
    assert not ForgottenPassword.objects.exists()
    assert not Event.objects.exists()


def test_an_address_is_written_in_any_case_and_mail_goes_to_the_one_on_file(root: User) -> None:
    mailed(f" {root.email.upper()} ")
    assert mail.outbox[0].to == [root.email]


@pytest.mark.parametrize(
    "typed", ["root@example.example\nBcc: evil@example.com", "root@ex\uff41mple.example"]
)
def test_addresses_that_only_look_alike_get_no_mail(root: User, typed: str) -> None:
    ask(typed)
    send_what_is_due()
    assert mail.outbox == []


def test_it_can_be_asked_for_three_times_an_hour_for_anybody(root: User) -> None:
    for email in (root.email, "nobody@example.com"):
        for spelled in (email, email.upper(), f" {email}"):
            assert ask(spelled).status_code == 302
        answer = ask(email)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 60
    assert ForgottenPassword.objects.count() == 6


def test_it_takes_no_tries_to_sign_in_away(root: User) -> None:
    for _ in range(3):
        ask(root.email)
    for _ in range(4):
        try_root(Client(), root.email, "a guess")
    assert try_root(Client(), root.email).status_code == 302


def test_asking_again_ends_the_link_before(root: User) -> None:
    former = mailed(root.email)
    ask(root.email)
    send_what_is_due()
    assert Client().get(former).status_code == 410


def test_the_link_lies_sealed_until_it_is_sent(root: User) -> None:
    ask(root.email)
    forgotten.answer_due()
    (waiting,) = Mail.objects.values()
    mails.send_due()
    (link,) = re.findall(r"https?://\S+/signin/reset/(\S+)", mail.outbox[0].body)
    assert link not in str(waiting)
    assert link not in str(list(Mail.objects.values()))


def test_what_was_asked_for_is_answered_by_one_of_many(root: User) -> None:
    ask(root.email)
    (asked,) = forgotten.due()
    assert forgotten.answer_due() == 1
    ForgottenPassword.objects.filter(pk=asked.pk).delete()
    assert forgotten.answer_due() == 0
    assert Mail.objects.count() == 1


def test_what_cannot_be_sent_in_time_is_not_sent(root: User) -> None:
    ask(root.email)
    forgotten.answer_due()
    with time_machine.travel(now() + timedelta(minutes=31), tick=False):
        mails.send_due()
    assert mail.outbox == []
    assert Mail.objects.get().state == "given up"


def test_what_is_too_late_is_not_sent(root: User) -> None:
    ask(root.email)
    with time_machine.travel(now() + timedelta(minutes=31), tick=False):
        send_what_is_due()
    assert mail.outbox == []
    assert not ForgottenPassword.objects.exists()


def test_a_password_set_meanwhile_ends_the_link(root: User) -> None:
    link = mailed(root.email)
    PasswordLink.objects.all().delete()
    assert Client().post(link, {"password": NEW, "again": NEW}).status_code == 410
    assert LoginProfile.objects.get(user=root).password_hash
