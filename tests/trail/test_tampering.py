"""Whatever is done to a sealed trail behind our back is found, and said where."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F

from accounts.chain import checkpoints, sealer
from accounts.chain.stored import verify
from accounts.chain.verifying import Kind
from accounts.models import Event, TrailSeal
from accounts.models.event import written
from accounts.operations import users
from iamconsole.errors import AccessDenied
from tests.people import ACCOUNT, calling

EVENTS = 12
COLUMNS = {
    "request_id": "another",
    "face": "wire",
    "region": "eu-west-1",
    "source_ip": "198.51.100.9",
    "user_agent": "curl",
    "caller_kind": "Account",
    "caller_arn": "arn:aws:iam::111122223333:user/bob",
    "caller_id": "AIDAAAAAAAAAAAAAAAAAA",
    "access_key_id": "AKIAAAAAAAAAAAAAAAAA",
    "session": {"mfa": True},
    "action": "iam:GetUser",
    "is_read": True,
    "target_arn": "",
    "params": {},
    "error": "Throttling",
    "message": "Nothing to see.",
    "decision": {},
    "duration_us": 7,
    "event_id": "00000000-0000-0000-0000-000000000000",
}


@pytest.fixture
def trail(alice, carol):
    """Twelve events in three seals."""
    for number in range(EVENTS):
        if number % 4 == 3:
            with pytest.raises(AccessDenied):
                users.get_user(calling(carol), user_name=f"dave{number}")
        else:
            users.create_user(calling(alice), user_name=f"dave{number}")
        if number % 4 == 3:
            sealer.seal_due()
    return list(Event.objects.order_by("id"))


def findings():
    report = verify(ACCOUNT)
    assert report.is_ok == (not report.findings)
    return report.findings


def only_finding():
    (finding,) = findings()
    return finding


def place(event, trail):
    return trail.index(event) + 1


def change(event, **values):
    Event.objects.filter(pk=event.pk).update(**values)


def test_a_trail_nobody_touched_is_right(trail):
    report = verify(ACCOUNT)
    assert (report.is_ok, report.events, report.seals, report.unsealed) == (True, EVENTS, 3, 0)
    assert str(report.head) == f"3:{EVENTS}:{TrailSeal.objects.get(number=3).digest}"


def test_the_trail_of_an_account_where_nothing_happened_is_right(account):
    report = verify(account.id)
    assert (report.is_ok, report.events, report.head) == (True, 0, None)


@pytest.mark.parametrize("index", range(EVENTS))
def test_each_edit_is_found_where_it_was_made(trail, index):
    event = trail[index]
    for column, value in COLUMNS.items():
        before = getattr(event, column)
        if before == value:
            continue
        change(event, **{column: value})
        finding = only_finding()
        assert (finding.kind, finding.sequence) == (Kind.EDITED, index + 1), column
        assert finding.event_id == str(event.event_id)
        change(event, **{column: before})
    assert findings() == []


def test_an_edited_time_is_found(trail):
    change(trail[5], time=F("time") + timedelta(microseconds=1))
    assert (only_finding().kind, only_finding().sequence) == (Kind.EDITED, 6)


def test_an_event_moved_to_another_account_is_found(trail):
    change(trail[5], account_id="444455556666")
    assert (only_finding().kind, only_finding().sequence) == (Kind.MISSING, 6)
    assert verify("444455556666").findings[0].kind is Kind.INSERTED


def test_a_text_cannot_flow_from_one_column_into_the_next(trail):
    event = trail[2]
    change(event, face="", region=event.face + "\x1f" + event.region)
    assert only_finding().kind is Kind.EDITED


@pytest.mark.parametrize("index", range(EVENTS))
def test_each_event_that_is_dropped_is_found(trail, index):
    event = trail[index]
    Event.objects.filter(pk=event.pk).delete()
    finding = only_finding()
    assert (finding.kind, finding.sequence) == (Kind.MISSING, index + 1)
    assert finding.event_id == str(event.event_id)
    assert finding.time == f"{event.time:%Y-%m-%d %H:%M:%S.%f}"


def test_what_is_dropped_in_a_row_is_one_finding(trail):
    Event.objects.filter(pk__in=[event.pk for event in trail[4:7]]).delete()
    finding = only_finding()
    assert (finding.sequence, finding.last_sequence) == (5, 7)
    assert "event 5-7" in str(finding)


def test_each_swap_is_found_in_both_places(trail):
    chance = random.Random(7)
    for _ in range(10):
        one, other = sorted(chance.sample(range(EVENTS), 2))
        swap(trail[one], trail[other])
        found = findings()
        assert [finding.kind for finding in found] == [Kind.SWAPPED] * 2
        assert sorted(finding.sequence for finding in found) == [one + 1, other + 1]
        swap(*Event.objects.filter(pk__in=[trail[one].pk, trail[other].pk]))
    assert findings() == []


def swap(one, other):
    """Let two rows say what the other said."""
    said = [
        {f.attname: getattr(row, f.attname) for f in Event._meta.fields if not f.primary_key}
        for row in (one, other)
    ]
    change(one, event_id=uuid4())
    change(other, **said[0])
    change(one, **said[1])


@pytest.mark.parametrize("index", range(EVENTS))
def test_each_insertion_is_found(trail, index):
    copy = Event.objects.get(pk=trail[index].pk)
    copy.pk, copy.event_id = None, uuid4()
    copy.save(force_insert=True)
    finding = only_finding()
    assert (finding.kind, finding.event_id) == (Kind.INSERTED, str(copy.event_id))


def test_an_insertion_between_others_is_found(trail):
    event = trail[5]
    Event.objects.filter(pk=event.pk).update(id=event.pk + 1_000)
    assert (only_finding().kind, only_finding().sequence) == (Kind.MISSING, 6)
    copy = Event(pk=-7, account_id=ACCOUNT, time=event.time, caller_arn="x", action="iam:GetUser")
    copy.save(force_insert=True)
    assert str(copy.event_id) in {finding.event_id for finding in findings()}


@pytest.mark.parametrize("left", range(EVENTS))
def test_each_truncation_is_found(trail, left):
    kept = [event.pk for event in trail[:left]]
    Event.objects.exclude(pk__in=kept).delete()
    finding = findings()[0]
    assert (finding.kind, finding.sequence) == (Kind.MISSING, left + 1)


@pytest.mark.parametrize("seals", range(3))
def test_a_truncation_with_its_seals_is_found_by_what_was_written_down_outside(trail, seals):
    Event.objects.exclude(pk__in=[event.pk for event in trail[: 4 * seals]]).delete()
    TrailSeal.objects.filter(number__gt=seals).delete()
    finding = only_finding()
    assert (finding.kind, finding.sequence) == (Kind.TRUNCATED, 4 * seals + 1)
    assert finding.last_sequence == EVENTS
    assert verify(ACCOUNT, known={}).is_ok


def test_what_was_sealed_again_after_a_truncation_is_another_past(trail):
    Event.objects.filter(pk=trail[-1].pk).delete()
    TrailSeal.objects.filter(number=3).delete()
    sealer.seal_due()
    assert (only_finding().kind, only_finding().seal) == (Kind.REWRITTEN, 3)


@pytest.mark.parametrize("number", [1, 2])
def test_a_dropped_seal_is_found(trail, number):
    TrailSeal.objects.filter(number=number).delete()
    kinds = [finding.kind for finding in findings()]
    assert kinds[0] is Kind.MISSING
    assert findings()[0].sequence == 4 * number - 3


def test_the_first_events_dropped_with_their_seal_are_found(trail):
    Event.objects.filter(pk__in=[event.pk for event in trail[:4]]).delete()
    TrailSeal.objects.filter(number=1).delete()
    finding = only_finding()
    assert (finding.kind, finding.sequence, finding.last_sequence) == (Kind.MISSING, 1, 4)


@pytest.mark.parametrize(
    "changed",
    [
        {"count": 3},
        {"first_sequence": 1},
        {"number": 7},
        {"previous": "0" * 64},
        {"digest": "0" * 64},
        {"entries": b"0" * 256},
        {"entries": b""},
        {"high_id": 10**9},
        {"swept_to": 10**9},
        {"snapshot_end": 7},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_an_edited_seal_is_found(trail, changed):
    TrailSeal.objects.filter(number=2).update(**changed)
    found = findings()
    assert {finding.kind for finding in found} & {Kind.SEAL, Kind.MISSING}
    assert found[0].sequence in (1, 5)


@pytest.mark.parametrize("column", ["signature", "key_id"])
def test_a_last_seal_that_is_not_signed_by_us_is_found(trail, column):
    TrailSeal.objects.filter(number=3).update(**{column: "A" * 16})
    finding = only_finding()
    assert (finding.kind, finding.seal) == (Kind.SEAL, 3)


def test_a_chain_made_anew_with_another_key_is_not_ours(trail, settings):
    ours, theirs = settings.TRAIL_KEYS, {"k1": b"x" * 32}
    change(trail[5], message="Nothing to see.")
    TrailSeal.objects.filter(number__gt=1).delete()
    settings.TRAIL_KEYS = theirs
    for event in Event.objects.filter(pk__gt=trail[3].pk):
        mark_again(event)
    sealer.seal_due()
    settings.TRAIL_KEYS = ours
    assert verify(ACCOUNT, known={}).findings[0].kind is Kind.SEAL
    assert verify(ACCOUNT, known={}).findings[0].sequence == 5


def mark_again(event):
    from accounts.chain.bodies import body_of
    from iamconsole.notary import mark

    change(event, mark=mark(body_of(event)))


def test_with_our_key_a_past_can_be_made_up_but_not_agree_with_what_was_written_down(trail):
    change(trail[5], message="Nothing to see.")
    mark_again(Event.objects.get(pk=trail[5].pk))
    TrailSeal.objects.filter(number__gt=1).delete()
    sealer.seal_due()
    assert verify(ACCOUNT, known={}).is_ok
    assert (findings()[0].kind, findings()[0].seal) == (Kind.REWRITTEN, 2)


def test_a_head_that_was_printed_is_enough_to_find_a_truncation(trail):
    head = checkpoints.Checkpoint.read(str(verify(ACCOUNT).head))
    TrailSeal.objects.filter(number=3).delete()
    Event.objects.filter(pk__in=[event.pk for event in trail[8:]]).delete()
    report = verify(ACCOUNT, known={head.number: head})
    assert (report.findings[0].kind, report.findings[0].sequence) == (Kind.TRUNCATED, 9)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL holds no such bytes")
def test_a_byte_that_makes_no_text_is_an_edit_like_another(trail):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_event SET message = CAST(x'ff' AS TEXT) WHERE id = %s", [trail[5].pk]
        )
    assert (only_finding().kind, only_finding().sequence) == (Kind.EDITED, 6)


def test_the_space_in_a_stored_document_counts(trail):
    with connection.cursor() as cursor:
        text = written(trail[0].params).replace(":", ": ")
        cursor.execute("UPDATE accounts_event SET params = %s WHERE id = %s", [text, trail[0].pk])
    assert Event.objects.get(pk=trail[0].pk).params == trail[0].params
    assert (only_finding().kind, only_finding().sequence) == (Kind.EDITED, 1)
