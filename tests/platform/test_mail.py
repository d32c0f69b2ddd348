"""Mail: a row for each event, sent once, through a real mail server."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from django.utils.timezone import now

from accounts import mails
from accounts.models import Mail
from iamconsole import job_runs
from tests.mail_server import mail_server
from tests.people import ELSEWHERE, make_account, make_user
from tests.platform.test_serve import free_port

FACTS = {"minutes": 30, "source_ip": "203.0.113.9"}
ADDRESS = "https://example.com/signin/reset/a-secret"


@pytest.fixture
def port(settings):
    """Where mail is sent to; nobody answers there yet."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = free_port()
    return settings.EMAIL_PORT


@pytest.fixture
def box(port):
    with mail_server(port) as box:
        yield box


def post(account, event="recovery:1", to="root@example.example", **more):
    given = {"facts": FACTS, "secrets": {"address": ADDRESS}} | more
    return mails.post(account.id, to, "recovery", event=event, **given)


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_mail_arrives_as_text_and_as_html(box, account):
    post(account)
    assert mails.send_due() == 1
    (message,) = box.messages
    assert message["To"] == "root@example.example"
    assert message["Subject"] == "Set a new root password"
    assert message["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        assert ADDRESS in part(message, kind)
        assert "203.0.113.9" in part(message, kind)


def test_text_is_not_escaped_and_html_is(box, account):
    post(account, facts=FACTS | {"source_ip": "<O'Hara & Sons>"})
    mails.send_due()
    (message,) = box.messages
    assert "<O'Hara & Sons>" in part(message, "plain")
    assert "&lt;O&#x27;Hara &amp; Sons&gt;" in part(message, "html")


def test_the_same_event_is_mailed_once(box, account):
    assert post(account)
    assert not post(account)
    mails.send_due()
    assert not post(account)
    mails.send_due()
    assert len(box.messages) == 1


def test_events_of_two_accounts_are_two(box, account):
    assert post(account)
    assert post(make_account(ELSEWHERE, "elsewhere"))
    assert mails.send_due() == 2


def test_what_somebody_else_has_taken_up_is_left_to_them(box, account, monkeypatch):
    post(account)
    seen = list(mails.due())
    assert mails.send_due() == 1

    class AsItWas:
        def order_by(self, *_):
            return seen

    monkeypatch.setattr(mails, "due", AsItWas)
    assert mails.send_due() == 0
    assert len(box.messages) == 1


def test_a_server_that_is_away_loses_nothing_and_the_job_says_so(port, account):
    post(account)
    job_runs.run(mails.JOB)
    state = job_runs.state_of(job_runs.jobs()[mails.JOB])
    assert (state.is_ok, state.message) == (False, "ConnectionRefusedError")
    assert Mail.objects.get().tries == 0
    with mail_server(port) as box:
        job_runs.run(mails.JOB)
    assert len(box.messages) == 1


def test_who_is_refused_for_now_is_tried_again_later_and_later(box, account):
    box.refusals["root@example.example"] = "451 Try again"
    post(account)
    post(account, event="recovery:2", to="other@example.example")
    with time_machine.travel(now(), tick=False) as clock:
        assert mails.send_due() == 1
        clock.shift(timedelta(seconds=59))
        assert mails.send_due() == 0
        assert Mail.objects.get(event="recovery:1").tries == 1
        clock.shift(timedelta(seconds=1))
        mails.send_due()
        clock.shift(timedelta(seconds=119))
        mails.send_due()
        assert Mail.objects.get(event="recovery:1").tries == 2
        box.refusals.clear()
        clock.shift(timedelta(seconds=1))
        assert mails.send_due() == 1
    assert [message["To"] for message in box.messages] == [
        "other@example.example",
        "root@example.example",
    ]


def test_an_address_that_is_refused_for_good_is_given_up(box, account):
    box.refusals["root@example.example"] = "550 No such user"
    post(account)
    assert mails.send_due() == 0
    row = Mail.objects.get()
    assert (row.state, row.sealed_facts) == ("given up", "")


def test_a_server_that_hangs_up_on_one_mail_is_called_again_for_the_next(box, account):
    box.refusals["busy@example.example"] = "421 Too many mails"
    post(account, event="recovery:1", to="busy@example.example")
    post(account, event="recovery:2")
    assert mails.send_due() == 1
    assert len(box.messages) == 1


def test_what_was_refused_for_two_days_is_tried_on_and_holds_up_nothing(box, account):
    box.refusals["full@example.example"] = "452 The mailbox is full"
    post(account, event="recovery:1", to="full@example.example")
    Mail.objects.update(tries=50)
    post(account, event="recovery:2")
    assert mails.send_due() == 1
    waits = Mail.objects.get(event="recovery:1")
    assert (waits.state, waits.tries) == ("due", 51)
    assert waits.due > now() + timedelta(minutes=50)


@pytest.mark.parametrize("broken", [{"sealed_facts": "v1:gone:AAAA"}, {"kind": "unknown"}])
def test_a_mail_that_cannot_be_made_keeps_no_other_from_going_out(box, account, broken):
    post(account, event="recovery:1")
    Mail.objects.update(**broken)
    post(account, event="recovery:2")
    assert mails.send_due() == 1
    assert len(box.messages) == 1
    row = Mail.objects.get(event="recovery:1")
    assert (row.state, row.tries) == ("due", 1)


def test_a_process_killed_while_sending_leaves_the_mail_to_another(box, account):
    post(account)
    Mail.objects.update(due=now() + timedelta(minutes=1), tries=1)  # as one that took it up left it
    assert mails.send_due() == 0
    with time_machine.travel(now() + timedelta(minutes=1), tick=False):
        assert mails.send_due() == 1


def test_a_mail_that_is_sent_again_has_the_same_message_id(box, account):
    post(account)
    mails.send_due()
    Mail.objects.update(state="due", due=now(), sealed_facts="")
    mails.send_due()
    assert len(box.messages) == 2
    assert len(set(box.ids())) == 1


def test_no_secret_lies_open_in_a_row_or_stays_in_it(box, account):
    post(account)
    assert "a-secret" not in str(list(Mail.objects.values()))
    mails.send_due()
    assert Mail.objects.get().sealed_facts == ""


def test_a_tag_adds_no_header(account):
    user = make_user(account, "eve", tags={"email": "eve@example.com\nBcc: all@example.com"})
    assert mails.address_of(user) == ""


@pytest.mark.parametrize(
    ("tags", "address"),
    [
        ({"email": "eve@example.com"}, "eve@example.com"),
        ({"email": "not an address"}, ""),
        ({"mail": "eve@example.com"}, ""),
        ({}, ""),
    ],
)
def test_a_users_tag_says_where_mail_reaches_it(account, tags, address):
    assert mails.address_of(make_user(account, "eve", tags=tags)) == address


def test_mail_reaches_root_at_the_address_it_signs_in_with(root):
    assert mails.address_of(root) == root.email


def test_old_mail_is_forgotten(account):
    post(account)
    for days, left in ((399, 1), (401, 0)):
        with time_machine.travel(now() + timedelta(days=days), tick=False):
            job_runs.run("accounts.forget_old_mail")
        assert Mail.objects.count() == left
