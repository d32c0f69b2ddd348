"""The activity log: narrowed by its address, and every event with all that is known of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.chain import exported
from accounts.models import Account, Event, User
from accounts.operations.users import create_user
from iamconsole import notary
from tests import people
from tests.faces.console.visitors import queries, visiting

LOG = "/console/log"


@pytest.fixture
def past(as_alice: Client, alice: User, carol: User) -> None:
    """Alice made Dave; Carol was refused a look at him."""
    as_alice.post("/console/users/new", {"user_name": "dave", "signin": "none"})
    visiting(carol).get("/console/users/dave/permissions")


def test_changes_are_shown_at_first(as_alice: Client, past: None) -> None:
    page = as_alice.get(LOG).text
    assert ">iam:CreateUser</a>" in page
    assert ">user/dave</a>" in page
    assert ">iam:GetUser</a>" not in page


def test_refusals_and_everything_are_an_address_away(as_alice: Client, past: None) -> None:
    page = as_alice.get(LOG, {"show": "refused"}).text
    assert ">iam:GetUser</a>" in page
    assert ">iam:CreateUser</a>" not in page
    page = as_alice.get(LOG, {"show": "all"}).text
    assert ">iam:GetUser</a>" in page
    assert ">iam:CreateUser</a>" in page


@pytest.mark.parametrize(
    ("filters", "is_carols"),
    [
        ({"caller_arn": "carol"}, True),
        ({"caller_arn": "user/carol"}, True),
        ({"caller_arn": "arn:aws:iam::111122223333:user/carol"}, True),
        ({"caller_arn": "staff/alice"}, False),
        ({"action": "iam:GetUser"}, True),
        ({"action": "iam:CreateUser"}, False),
        ({"target_arn": "user/dave", "action": "iam:GetUser"}, True),
        ({"target_arn": "user/erin"}, False),
    ],
)
def test_filters_narrow_it(
    as_alice: Client, past: None, filters: dict[str, str], is_carols: bool
) -> None:
    page = as_alice.get(LOG, filters | {"show": "refused"}).text
    assert (">iam:GetUser</a>" in page) == is_carols
    for value in filters.values():
        assert f'value="{value}"' in page


def test_an_event_is_told_whole(as_alice: Client, past: None) -> None:
    event = Event.objects.get(action="iam:CreateUser")
    page = as_alice.get(f"{LOG}/{event.event_id}").text
    for text in (str(event.event_id), event.request_id, "&quot;user_name&quot;: &quot;dave&quot;"):
        assert text in page
    assert 'href="/console/users/dave/permissions"' in page


def test_a_refusal_tells_the_reason(as_alice: Client, past: None) -> None:
    event = Event.objects.filter(action="iam:GetUser", error="AccessDenied").get()
    page = as_alice.get(f"{LOG}/{event.event_id}").text
    assert "is not authorized to perform: iam:GetUser" in page


def test_events_of_other_accounts_are_not_there(as_mallory: Client, past: None) -> None:
    event = Event.objects.get(action="iam:CreateUser")
    assert as_mallory.get(f"{LOG}/{event.event_id}").status_code == 404
    assert "user/dave" not in as_mallory.get(LOG, {"show": "all"}).text


@pytest.mark.parametrize("event_id", ["1", "x" * 36, "00000000-0000-0000-0000-000000000000"])
def test_what_is_no_event_is_not_there(as_alice: Client, event_id: str) -> None:
    assert as_alice.get(f"{LOG}/{event_id}").status_code == 404


def test_who_may_not_look_is_told_why(as_carol: Client, account: Account) -> None:
    for address in (LOG, f"{LOG}/00000000-0000-0000-0000-000000000000"):
        answer = as_carol.get(address)
        assert answer.status_code == 403
        assert "cloudtrail:LookupEvents" in answer.text


def test_it_costs_the_same_at_5_and_at_60_events(as_alice: Client, account: Account) -> None:
    few = queries(as_alice, f"{LOG}?size=100")
    admin = people.calling(User.objects.get(name="alice"))
    for n in range(60):
        create_user(admin, user_name=f"user{n}")
    assert queries(as_alice, f"{LOG}?size=100") == few


def test_days_narrow_it(as_alice: Client, past: None) -> None:
    day = Event.objects.get(action="iam:CreateUser").time.date()
    assert ">iam:CreateUser</a>" in as_alice.get(LOG, {"start_time": day, "end_time": day}).text
    before = day - timedelta(days=1)
    assert ">iam:CreateUser</a>" not in as_alice.get(LOG, {"end_time": before}).text
    after = day + timedelta(days=1)
    assert ">iam:CreateUser</a>" not in as_alice.get(LOG, {"start_time": after}).text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_are_can_be_asked_for(as_alice: Client, day: str) -> None:
    assert as_alice.get(LOG, {"start_time": day}).status_code == 200
    assert as_alice.get(LOG, {"end_time": day}).status_code == 200


def test_what_is_no_day_counts_as_absent(as_alice: Client, past: None) -> None:
    page = as_alice.get(LOG, {"start_time": "tomorrow", "end_time": "2026-02-31"}).text
    assert ">iam:CreateUser</a>" in page


def test_an_actions_beginning_narrows_it(as_alice: Client, past: None) -> None:
    assert ">iam:CreateUser</a>" in as_alice.get(LOG, {"action": "iam:Cre*"}).text
    assert ">iam:CreateUser</a>" not in as_alice.get(LOG, {"action": "iam:Del*"}).text


def test_the_trail_is_exported_with_its_proof(as_alice: Client, past: None) -> None:
    assert 'href="/console/log/export"' in as_alice.get(LOG).text
    answer = as_alice.get(f"{LOG}/export")
    assert answer["Content-Type"] == "application/x-ndjson"
    assert "attachment" in answer["Content-Disposition"]
    lines = b"".join(answer.streaming_content).decode().splitlines(keepends=True)
    assert '"eventName":"CreateUser"' in "".join(lines)
    assert exported.verify(lines, notary.public_keys()).is_ok


def test_the_export_has_the_days_that_are_shown(as_alice: Client, past: None) -> None:
    day = Event.objects.get(action="iam:CreateUser").time.date() - timedelta(days=1)
    page = as_alice.get(LOG, {"end_time": day}).text
    assert f'href="/console/log/export?end_time={day}"' in page
    answer = as_alice.get(f"{LOG}/export", {"end_time": day})
    assert b"CreateUser" not in b"".join(answer.streaming_content)


def test_who_may_not_export_is_told_why(as_carol: Client) -> None:
    answer = as_carol.get(f"{LOG}/export")
    assert answer.status_code == 403
    assert "iamconsole:ExportEvents" in answer.text


def test_an_event_tells_what_policies_said(as_alice: Client, past: None) -> None:
    event = Event.objects.filter(action="iam:GetUser", error="AccessDenied").get()
    page = as_alice.get(f"{LOG}/{event.event_id}").text
    assert ">Not allowed</span>" in page
    assert "because no identity-based policy allows the iam:GetUser action" in page
    assert "/console/simulator?principal=" in page
    allowed = Event.objects.get(action="iam:CreateUser")
    page = as_alice.get(f"{LOG}/{allowed.event_id}").text
    assert "arn:aws:iam::aws:policy/AdministratorAccess" in page


def test_an_event_without_a_decision_says_nothing_of_one(as_alice: Client) -> None:
    event = Event.objects.get(action="signin:ConsoleLogin")
    page = as_alice.get(f"{LOG}/{event.event_id}").text
    assert "What policies said" not in page
