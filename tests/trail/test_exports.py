"""An export is CloudTrail's records, and proves itself without the database."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.chain import exported, sealer
from accounts.chain.checkpoints import Checkpoint
from accounts.chain.exporting import Span, export
from accounts.chain.lines import body_of, line_of
from accounts.chain.rows import behind
from accounts.chain.verifying import Kind
from accounts.models import Event
from accounts.operations import users
from accounts.operations.assume_role import assume_role
from iamconsole import notary
from iamconsole.errors import AccessDenied
from tests.people import ACCOUNT, attach, calling, make_role
from tests.sessions import caller_with

EVENTS = 8


@pytest.fixture
def trail(alice, carol):
    """Eight events in two seals, one of them refused."""
    for number in range(EVENTS):
        if number == 2:
            with pytest.raises(AccessDenied):
                users.get_user(calling(carol), user_name="dave")
        else:
            tags = [{"key": "team", "value": "ünïcode"}]
            users.create_user(calling(alice), user_name=f"dave{number}", tags=tags)
        if number in (3, 7):
            sealer.seal_due()
    return list(Event.objects.order_by("id"))


@pytest.fixture
def lines(trail):
    return list(export(ACCOUNT, Span()))


def verified(lines, **more):
    return exported.verify(lines, notary.public_keys(), **more)


def events(lines):
    return [line for line in map(json.loads, lines) if "eventID" in line]


def position(lines, sequence):
    """Which line an event is."""
    (found,) = (
        number
        for number, text in enumerate(lines)
        if json.loads(text).get("additionalEventData", {}).get("sequence") == sequence
    )
    return found


def test_an_export_nobody_touched_is_right(lines):
    report = verified(lines)
    assert (report.is_ok, report.events, report.seals) == (True, EVENTS, 2)
    assert report.head is not None


def test_an_event_is_one_of_cloudtrails_records(lines, trail):
    record = events(lines)[0]
    assert record["eventVersion"] == "1.11"
    assert record["userIdentity"] == {
        "type": "IAMUser",
        "principalId": trail[0].caller_id,
        "arn": "arn:aws:iam::111122223333:user/staff/alice",
        "accountId": ACCOUNT,
        "userName": "alice",
    }
    assert (record["eventSource"], record["eventName"]) == ("iam.amazonaws.com", "CreateUser")
    assert record["eventTime"] == f"{trail[0].time:%Y-%m-%dT%H:%M:%SZ}"
    assert record["requestParameters"]["userName"] == "dave0"
    assert record["responseElements"] is None
    assert record["readOnly"] is False
    assert record["recipientAccountId"] == ACCOUNT
    assert (record["requestID"], record["eventID"]) == (
        trail[0].request_id,
        str(trail[0].event_id),
    )
    assert "errorCode" not in record


def test_a_refusal_says_what_decided(lines):
    record = events(lines)[2]
    assert record["errorCode"] == "AccessDenied"
    assert "is not authorized to perform: iam:GetUser" in record["errorMessage"]
    assert record["additionalEventData"]["decision"] == {
        "outcome": "ImplicitlyDenied",
        "reason": "because no identity-based policy allows the iam:GetUser action",
        "layer": "identity",
    }


def test_what_was_allowed_says_by_which_statement(lines):
    decision = events(lines)[0]["additionalEventData"]["decision"]
    assert decision["outcome"] == "Allowed"
    assert decision["policy"] == "arn:aws:iam::aws:policy/AdministratorAccess"
    assert decision["statement"] == 1


def test_each_edit_of_a_line_is_found(lines):
    for sequence in range(1, EVENTS + 1):
        at = position(lines, sequence)
        for field in ("eventTime", "eventName", "userIdentity", "eventSource", "readOnly"):
            changed = json.loads(lines[at])
            changed[field] = "another"
            report = verified([*lines[:at], json.dumps(changed) + "\n", *lines[at + 1 :]])
            assert not report.is_ok
            assert (report.findings[0].kind, report.findings[0].sequence) == (
                Kind.EDITED,
                sequence,
            ), field


def test_a_field_that_was_added_is_an_edit(lines):
    at = position(lines, 3)
    changed = json.loads(lines[at]) | {"note": "harmless"}
    report = verified([*lines[:at], json.dumps(changed) + "\n", *lines[at + 1 :]])
    assert (report.findings[0].kind, report.findings[0].sequence) == (Kind.EDITED, 3)


def test_each_dropped_line_is_found(lines):
    for sequence in range(1, EVENTS + 1):
        at = position(lines, sequence)
        report = verified([*lines[:at], *lines[at + 1 :]])
        assert (report.findings[0].kind, report.findings[0].sequence) == (Kind.MISSING, sequence)


def test_each_swap_of_lines_is_found(lines):
    for sequence in (1, 2, 3, 5, 6, 7):
        one, other = position(lines, sequence), position(lines, sequence + 1)
        swapped = list(lines)
        swapped[one], swapped[other] = lines[other], lines[one]
        report = verified(swapped)
        assert (report.findings[0].kind, report.findings[0].sequence) == (
            Kind.SWAPPED,
            sequence + 1,
        )


def test_a_line_that_was_put_in_is_found(lines):
    at = position(lines, 3)
    assert verified([*lines[:at], lines[at], *lines[at:]]).findings[0].kind is Kind.INSERTED
    made_up = json.loads(lines[at])
    made_up["additionalEventData"]["sequence"] = 99
    report = verified([*lines[:at], json.dumps(made_up) + "\n", *lines[at:]])
    assert report.findings[0].kind is Kind.INSERTED
    assert not verified([*lines, lines[at]]).is_ok
    assert not verified([*lines[:at], "no JSON\n", *lines[at:]]).is_ok


def test_each_truncation_is_found(lines):
    for left in range(1, len(lines)):
        report = verified(lines[:left])
        assert not report.is_ok
        assert Kind.TRUNCATED in {finding.kind for finding in report.findings}


def test_a_seal_that_is_left_out_with_its_events_is_found(lines):
    second = next(n for n, text in enumerate(lines) if '"number":2' in text)
    report = verified([*lines[:second], lines[-1]])
    assert not report.is_ok


def test_another_key_does_not_check_it(lines, settings):
    settings.TRAIL_KEYS = {"k1": b"x" * 32}
    assert not verified(lines).is_ok


def test_an_export_must_reach_a_head_that_was_printed(lines, alice):
    head = verified(lines).head
    assert head is not None
    further = Checkpoint(head.number + 1, "0" * 64, head.sequence + 5)
    report = verified(lines, known={further.number: further})
    assert report.findings[0].kind is Kind.TRUNCATED


@pytest.mark.parametrize("odd", [None, "x", -1, 1.5, True, [], {}, 2**70], ids=repr)
def test_what_no_seal_ever_says_is_found_and_breaks_nothing(lines, odd):
    said = json.loads(lines[1])["trailSeal"]
    for name in said:
        changed = json.dumps({"trailSeal": said | {name: odd}}) + "\n"
        assert not verified([lines[0], changed, *lines[2:]]).is_ok, name


@pytest.mark.parametrize("odd", [None, "x", 1, [], {}], ids=repr)
def test_an_end_that_is_none_is_found_and_breaks_nothing(lines, odd):
    report = verified([*lines[:-1], json.dumps({"trailEnd": odd}) + "\n"])
    assert [finding.kind for finding in report.findings] == [Kind.SEAL]


def test_a_line_too_deep_to_be_read_is_found_and_breaks_nothing(lines):
    deep = "[" * 100_000 + "\n"
    report = verified([*lines[:2], deep, *lines[2:]])
    assert [finding.kind for finding in report.findings] == [Kind.INSERTED]
    with pytest.raises(exported.NoExport):
        verified([deep])


def test_a_span_of_time_proves_itself(trail):
    span = Span(trail[2].time, trail[5].time)
    lines = list(export(ACCOUNT, span))
    assert [event["eventID"] for event in events(lines)] == [
        str(event.event_id) for event in trail[2:5]
    ]
    assert verified(lines).is_ok
    at = position(lines, 4)
    report = verified([*lines[:at], *lines[at + 1 :]])
    assert (report.findings[0].kind, report.findings[0].sequence) == (Kind.MISSING, 4)


def test_a_span_without_events_is_right(trail):
    lines = list(export(ACCOUNT, Span(trail[-1].time + timedelta(days=1), None)))
    assert events(lines) == []
    assert verified(lines).is_ok


def test_what_is_in_no_seal_yet_is_exported_and_signed_for(trail, alice):
    users.delete_user(calling(alice), user_name="dave1")
    lines = list(export(ACCOUNT, Span()))
    assert events(lines)[-1]["eventName"] == "DeleteUser"
    report = verified(lines)
    assert (report.is_ok, report.unsealed) == (True, 1)
    changed = lines[-2].replace("DeleteUser", "CreateUser")
    assert not verified([*lines[:-2], changed, lines[-1]]).is_ok


def test_what_was_edited_in_the_database_is_found_in_the_export(trail):
    Event.objects.filter(pk=trail[5].pk).update(message="Nothing to see.")
    Event.objects.filter(pk=trail[6].pk).delete()
    found = verified(list(export(ACCOUNT, Span()))).findings
    assert [(finding.kind, finding.sequence) for finding in found] == [
        (Kind.MISSING, 7),
        (Kind.EDITED, 6),
    ]


def test_a_session_is_told_and_comes_back_to_the_byte(alice):
    role = make_role(
        alice.account, "pilot", alice.arn, actions=("sts:AssumeRole", "sts:SetSourceIdentity")
    )
    attach(role, "AdministratorAccess")
    asked = {"role_session_name": "flight", "source_identity": "alice-herself"}
    credentials = assume_role(calling(alice), role_arn=role.arn, **asked).credentials
    users.get_user(caller_with(credentials), user_name="alice")
    records = [line_of(row.body, 1) for row in behind(ACCOUNT, 0)]
    for row, record in zip(behind(ACCOUNT, 0), records, strict=True):
        assert body_of(json.loads(json.dumps(record))) == row.body
    identity = records[-1]["userIdentity"]
    assert identity["type"] == "AssumedRole"
    assert identity["arn"].endswith(":assumed-role/pilot/flight")
    assert identity["sessionContext"]["sessionIssuer"] == {
        "arn": role.arn,
        "principalId": role.role_id,
    }
    assert identity["sessionContext"]["sourceIdentity"] == "alice-herself"
    assert identity["sessionContext"]["attributes"]["mfaAuthenticated"] == "false"


def exported_to(path, *options):
    with path.open("w") as file:
        call_command("export_trail", "--account", ACCOUNT, *options, stdout=file)
    return path


def test_the_commands_write_and_check_it(trail, tmp_path, capsys):
    file = exported_to(tmp_path / "trail.jsonl")
    key = notary.written(notary.public_keys())
    call_command("verify_trail", "--export", str(file), "--key", key)
    assert f"{ACCOUNT}: ok, 8 events in 2 seals" in capsys.readouterr().out
    file.write_text(file.read_text().replace('"dave6"', '"dave9"'))
    with pytest.raises(SystemExit) as ended:
        call_command("verify_trail", "--export", str(file), "--key", key)
    assert ended.value.code == 1
    shown = capsys.readouterr().out
    assert "NOT AS IT WAS WRITTEN" in shown
    assert f"edited: event 7 {trail[6].event_id} of" in shown


def test_the_command_takes_a_span_of_time(trail, tmp_path):
    day = f"{trail[0].time:%Y-%m-%d}"
    assert len(events(exported_to(tmp_path / "a", "--from", day).read_text().splitlines())) == 8
    assert events(exported_to(tmp_path / "b", "--to", day).read_text().splitlines()) == []


def test_what_is_no_export_is_refused(tmp_path, account):
    (tmp_path / "other.json").write_text("{}\n")
    with pytest.raises(CommandError, match="is no export"):
        call_command("verify_trail", "--export", str(tmp_path / "other.json"))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_trail", "--export", str(tmp_path / "none.json"))
    with pytest.raises(CommandError, match="no account"):
        call_command("export_trail", "--account", "999999999999")


def test_a_span_that_ends_before_it_begins_is_refused(trail):
    with pytest.raises(CommandError, match="--from has to be before --to"):
        call_command(
            "export_trail", "--account", ACCOUNT, "--from", "2026-12-01", "--to", "2026-11-01"
        )


def test_an_export_of_another_account_than_the_one_asked_about_is_refused(trail, tmp_path):
    file = exported_to(tmp_path / "trail.jsonl")
    call_command("verify_trail", "--export", str(file), "--account", ACCOUNT)
    with pytest.raises(CommandError, match=f"is of account {ACCOUNT}, not 999999999999"):
        call_command("verify_trail", "--export", str(file), "--account", "999999999999")
