"""Events are put in order soon after they were written, and nobody waits for that."""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts import trail
from accounts.chain import checkpoints, exported, retention, sealer
from accounts.chain.exporting import Span, export
from accounts.chain.stored import verify
from accounts.chain.verifying import Kind
from accounts.closing import raze_account
from accounts.models import Event, TrailSeal, TrailStart, User
from accounts.operations import users
from accounts.operations.assume_role import assume_role
from iamconsole import notary
from iamconsole.caller import Face, Origin
from iamconsole.errors import ServiceUnavailable
from tests.people import ACCOUNT, ELSEWHERE, allow, calling, grant, make_role


def eventually(holds: Callable[[], bool]) -> None:
    """Whoever else writes on this database server has to end before what was written is settled."""
    until = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)


def busy(alice, count=3):
    for number in range(count):
        users.create_user(calling(alice), user_name=f"u{Event.objects.count()}-{number}")


def test_what_is_sealed_is_not_sealed_again(alice):
    busy(alice)
    assert (sealer.seal_due(), sealer.seal_due()) == (3, 0)
    busy(alice, 2)
    assert sealer.seal_due() == 2
    assert [seal.count for seal in TrailSeal.objects.order_by("number")] == [3, 2]


def test_each_account_has_a_chain_of_its_own(alice, mallory):
    busy(alice)
    busy(mallory, 2)
    sealer.seal_due()
    assert (verify(ACCOUNT).events, verify(ELSEWHERE).events) == (3, 2)


def test_what_is_told_to_another_accounts_owner_is_sealed_there(alice, mallory):
    role = make_role(mallory.account, "guest", alice.arn)
    grant(alice, allow("sts:AssumeRole"))
    assume_role(calling(alice), role_arn=role.arn, role_session_name="visit")
    sealer.seal_due()
    for account_id in (ACCOUNT, ELSEWHERE):
        report = verify(account_id)
        assert (report.is_ok, report.events, report.unsealed) == (True, 1, 0)


def test_reads_and_sign_ins_are_sealed_as_well(alice):
    users.get_user(calling(alice), user_name="alice")
    trail.record_sign_in(Origin(face=Face.CONSOLE), ACCOUNT, alice)
    sealer.seal_due()
    assert verify(ACCOUNT).events == 2


def test_what_we_did_not_write_is_never_sealed(alice):
    busy(alice)
    Event.objects.create(account_id=ACCOUNT, time=now(), caller_arn="x", action="iam:GetUser")
    assert sealer.seal_due() == 3
    assert sealer.seal_due() == 0
    assert verify(ACCOUNT).findings[0].kind is Kind.INSERTED


def test_what_was_edited_before_it_was_sealed_is_found(alice):
    busy(alice)
    event = Event.objects.latest("id")
    Event.objects.filter(pk=event.pk).update(error="AccessDenied")
    sealer.seal_due()
    (finding,) = verify(ACCOUNT).findings
    assert (finding.kind, finding.event_id) == (Kind.INSERTED, str(event.event_id))


def test_texts_lose_what_would_let_them_flow_into_one_another(alice):
    origin = Origin(face=Face.REST, user_agent="a\x1fb")
    trail.record_sign_in(origin, ACCOUNT, alice)
    assert Event.objects.get().user_agent == "a\N{REPLACEMENT CHARACTER}b"
    sealer.seal_due()
    assert verify(ACCOUNT).is_ok


def test_another_key_can_be_put_in_front(alice, settings):
    busy(alice)
    sealer.seal_due()
    settings.TRAIL_KEYS = {"k2": b"n" * 32} | dict(settings.TRAIL_KEYS)
    busy(alice)
    sealer.seal_due()
    assert {seal.key_id for seal in TrailSeal.objects.all()} == {"k1", "k2"}
    assert verify(ACCOUNT).is_ok


def test_a_sealer_who_comes_second_adds_nothing(alice, monkeypatch):
    """Another seals between what this one read and what it adds."""
    busy(alice)
    look = sealer._look()
    assert sealer.seal_due() == 3
    assert sealer._seal(look) == 0
    assert verify(ACCOUNT).events == 3


def test_many_events_are_sealed_in_turns(alice, monkeypatch):
    monkeypatch.setattr(sealer, "AT_ONCE", 2)
    busy(alice, 5)
    assert sealer.seal_due() == 5
    assert verify(ACCOUNT).seals == 3


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_an_event_that_turns_up_late_is_not_passed_over(alice):
    is_written, may_end = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            trail.record_sign_in(Origin(face=Face.REST), ACCOUNT, None)
            is_written.set()
            may_end.wait(20)
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    is_written.wait(20)
    busy(alice)
    assert sealer.seal_due() == 3
    may_end.set()
    slow.join()
    late = Event.objects.earliest("id")
    assert sealer.seal_due() == 1
    report = verify(ACCOUNT)
    assert (report.is_ok, report.events, report.unsealed) == (True, 4, 0)
    Event.objects.filter(pk=late.pk).delete()
    (finding,) = verify(ACCOUNT).findings
    assert (finding.kind, finding.sequence) == (Kind.MISSING, 4)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_an_event_that_turns_up_while_no_sealer_looks_is_not_passed_over(alice, monkeypatch):
    """Its transaction ends after one look, and the next comes much later."""
    monkeypatch.setattr(sealer, "_SETTLES_AFTER", timedelta(0))
    is_written, may_end = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            trail.record_sign_in(Origin(face=Face.REST), ACCOUNT, None)
            is_written.set()
            may_end.wait(20)
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    is_written.wait(20)
    busy(alice)
    assert sealer.seal_due() == 3
    may_end.set()
    slow.join()
    assert sealer.seal_due() == 1
    eventually(lambda: sealer._ended() >= Event.objects.earliest("id").pk)
    busy(alice)
    assert sealer.seal_due() == 3
    assert sealer.settled() >= Event.objects.earliest("id").pk
    report = verify(ACCOUNT)
    assert (report.is_ok, report.events, report.unsealed) == (True, 7, 0)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_an_idle_sealer_reads_no_event_again(alice, monkeypatch):
    monkeypatch.setattr(sealer, "_SETTLES_AFTER", timedelta(0))
    busy(alice)
    assert sealer.seal_due() == 3
    last = Event.objects.latest("id").pk
    eventually(lambda: sealer.seal_due() == 0 and sealer._look().start == last)
    with CaptureQueriesContext(connection) as asked:
        assert sealer.seal_due() == 0
    (events,) = [one["sql"] for one in asked if 'FROM "accounts_event"' in one["sql"]]
    assert f'"id" > {last}' in events
    busy(alice)
    assert sealer.seal_due() == 3
    assert verify(ACCOUNT).events == 6


def test_what_one_database_has_settled_is_not_believed_of_another(alice):
    """Ids begin again where a backup was put back."""
    busy(alice, 5)
    sealer.seal_due()
    sealer.seal_due()
    TrailSeal.objects.all().delete()
    assert sealer.seal_due() == 5


def test_checkpoints_are_written_outside_the_database(alice, trail_folder):
    busy(alice)
    sealer.seal_due()
    (file,) = trail_folder.iterdir()
    assert file.name == f"{now():%Y-%m}.jsonl"
    assert file.stat().st_mode & 0o077 == 0
    seal = TrailSeal.objects.get()
    assert checkpoints.of(ACCOUNT)[1].digest == seal.digest


def test_a_checkpoint_that_was_cut_short_says_nothing(alice, trail_folder):
    busy(alice)
    sealer.seal_due()
    (file,) = trail_folder.iterdir()
    with file.open("a") as opened:
        opened.write('{"account": "11112222')
    assert verify(ACCOUNT).is_ok
    busy(alice)
    sealer.seal_due()
    assert set(checkpoints.of(ACCOUNT)) == {1, 2}
    assert verify(ACCOUNT).is_ok


def test_a_checkpoint_for_which_there_is_no_room_is_no_success(trail_folder):
    checkpoints.end(ELSEWHERE, now())
    (file,) = trail_folder.iterdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 20, hard))
    try:
        with pytest.raises(OSError, match=r"large|piece"):
            checkpoints.end(ACCOUNT, now())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    checkpoints.end(ACCOUNT, now())
    assert set(checkpoints.known()) == {ACCOUNT, ELSEWHERE}


def test_an_account_that_was_deleted_with_its_trail_is_not_missed(
    alice, django_capture_on_commit_callbacks, capsys
):
    busy(alice)
    sealer.seal_due()
    with django_capture_on_commit_callbacks(execute=True):
        raze_account(alice.account)
    assert not TrailSeal.objects.exists()
    call_command("verify_trail")
    assert "There is no trail yet." in capsys.readouterr().out


def test_a_trail_that_is_gone_is_missed(alice, capsys):
    busy(alice)
    sealer.seal_due()
    for model in (Event, TrailSeal):
        model.objects.all().delete()
    with pytest.raises(SystemExit):
        call_command("verify_trail")
    assert "truncated: event 1-3: the trail ends here" in capsys.readouterr().out


def test_the_command_tells_of_every_account(alice, mallory, capsys):
    busy(alice)
    busy(mallory, 2)
    sealer.seal_due()
    busy(alice, 1)
    call_command("verify_trail")
    shown = capsys.readouterr().out
    assert f"{ACCOUNT}: ok, 3 events in 1 seal, 1 not sealed yet, head 1:3:" in shown
    assert f"{ELSEWHERE}: ok, 2 events in 1 seal, head 1:2:" in shown
    call_command("verify_trail", "--account", ELSEWHERE)
    assert ACCOUNT not in capsys.readouterr().out


def test_the_command_calls_nothing_right_of_an_account_that_is_not_there(account, capsys):
    with pytest.raises(CommandError, match=r"There is no account 999999999999\."):
        call_command("verify_trail", "--account", "999999999999")
    call_command("verify_trail", "--account", ACCOUNT)
    assert capsys.readouterr().out == f"{ACCOUNT}: ok, 0 events in 0 seals\n"


def test_the_command_says_where(alice, capsys):
    busy(alice)
    sealer.seal_due()
    event = Event.objects.order_by("id")[1]
    Event.objects.filter(pk=event.pk).update(source_ip="198.51.100.9")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_trail", "--account", ACCOUNT)
    assert ended.value.code == 1
    assert (
        f"edited: event 2 {event.event_id} of {event.time:%Y-%m-%d %H:%M:%S.%f} in seal 1: "
        "the event was edited"
    ) in capsys.readouterr().out


# ---- What cannot be written down --------------------------------------------------------------

_REFUSES = {
    "sqlite": [
        "CREATE TRIGGER no_more BEFORE INSERT ON accounts_event "
        "BEGIN SELECT RAISE(ABORT, 'the trail is full'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION no_more() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the trail is full'; END $$",
        "CREATE TRIGGER no_more BEFORE INSERT ON accounts_event EXECUTE FUNCTION no_more()",
    ],
}
_ENDS = {
    "sqlite": ["DROP TRIGGER no_more"],
    "postgresql": ["DROP TRIGGER no_more ON accounts_event", "DROP FUNCTION no_more"],
}


@pytest.fixture
def full_trail(transactional_db):
    """The database takes no more events."""
    run(_REFUSES)
    yield
    run(_ENDS)


def run(statements):
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_cannot_be_written_down_is_refused_and_does_not_happen(alice, full_trail):
    with pytest.raises(ServiceUnavailable, match="cannot be written down"):
        users.create_user(calling(alice), user_name="dave")
    assert not User.objects.filter(name="dave").exists()


@pytest.mark.django_db(transaction=True)
def test_a_refusal_that_cannot_be_written_down_stays_a_refusal(carol, full_trail):
    with pytest.raises(ServiceUnavailable):
        users.create_user(calling(carol), user_name="dave")
    assert not User.objects.filter(name="dave").exists()


# ---- How long events are kept -----------------------------------------------------------------


def aged(alice, monkeypatch, days):
    """Three events of so many days ago, sealed."""
    then = now() - timedelta(days=days)
    monkeypatch.setattr("accounts.trail.now", lambda: then)
    busy(alice)
    sealer.seal_due()
    monkeypatch.undo()


@pytest.fixture
def old_trail(alice, monkeypatch):
    for days in (40, 30, 20, 0):
        aged(alice, monkeypatch, days)


def test_events_are_kept_for_ever_unless_it_is_said_otherwise(old_trail):
    assert retention.trim_due() == 0
    assert verify(ACCOUNT).events == 12


def test_what_is_past_its_time_is_removed_and_the_rest_says_so(old_trail, settings, capsys):
    settings.TRAIL_KEEP_DAYS = 25
    assert retention.trim_due() == 6
    assert retention.trim_due() == 0
    report = verify(ACCOUNT)
    assert (report.is_ok, report.events, report.seals) == (True, 6, 2)
    call_command("verify_trail")
    assert "begins with event 7 since" in capsys.readouterr().out


def test_an_export_of_what_is_left_says_so_too(old_trail, settings):
    settings.TRAIL_KEEP_DAYS = 25
    retention.trim_due()
    report = exported.verify(export(ACCOUNT, Span()), notary.public_keys())
    assert (report.is_ok, report.events, report.start.sequence) == (True, 6, 7)


def test_more_is_removed_later(old_trail, settings):
    for days, left in ((35, 9), (25, 6), (10, 3), (1, 3)):
        settings.TRAIL_KEEP_DAYS = days
        retention.trim_due()
        report = verify(ACCOUNT)
        assert (report.is_ok, report.events) == (True, left)
    assert TrailStart.objects.count() == 1


def test_an_accounts_last_seal_stays_for_what_comes_after_it(alice, monkeypatch, settings):
    aged(alice, monkeypatch, 40)
    settings.TRAIL_KEEP_DAYS = 25
    assert retention.trim_due() == 0
    busy(alice)
    sealer.seal_due()
    assert retention.trim_due() == 3
    assert verify(ACCOUNT).is_ok


def test_a_time_that_somebody_else_wrote_into_a_seal_shortens_no_trail(old_trail, settings):
    settings.TRAIL_KEEP_DAYS = 35
    long_ago = now() - timedelta(days=900)
    TrailSeal.objects.filter(number__in=(2, 3)).update(last_event_time=long_ago)
    assert retention.trim_due() == 3
    assert Event.objects.count() == 9
    first = verify(ACCOUNT).findings[0]
    assert (first.kind, first.seal) == (Kind.SEAL, 2)


def test_a_beginning_that_somebody_else_took_away_is_found(old_trail, settings):
    settings.TRAIL_KEEP_DAYS = 35
    retention.trim_due()
    Event.objects.filter(pk__in=Event.objects.order_by("id")[:3].values("pk")).delete()
    TrailSeal.objects.order_by("number").first().delete()
    (finding,) = verify(ACCOUNT).findings
    assert (finding.kind, finding.sequence, finding.last_sequence) == (Kind.MISSING, 4, 6)


def test_a_note_that_we_did_not_sign_is_found(old_trail, settings):
    settings.TRAIL_KEEP_DAYS = 35
    retention.trim_due()
    TrailStart.objects.update(kept_days=1)
    assert verify(ACCOUNT).findings[0].kind is Kind.SEAL
