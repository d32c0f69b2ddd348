from __future__ import annotations

import json

import pytest

from accounts.chain import exported, exporting, sealer
from accounts.operations import users
from accounts.operations.events import export_events
from iamconsole import notary
from iamconsole.errors import AccessDenied, ValidationError
from tests.people import calling


def lines_of(caller, **asked):
    """The lines of all pages, and how many pages those were."""
    page = export_events(caller, **asked)
    lines, pages = list(page.lines), 1
    while page.is_truncated:
        page = export_events(caller, marker=page.marker, **asked)
        lines += page.lines
        pages += 1
    return lines, pages


def names(lines):
    return [line["eventName"] for line in map(json.loads, lines) if "eventName" in line]


@pytest.fixture
def history(admin):
    for number in range(3):
        users.create_user(admin, user_name=f"dave{number}")
        sealer.seal_due()
    users.delete_user(admin, user_name="dave0")


def test_all_pages_together_are_a_file_that_proves_itself(admin, history, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    lines, pages = lines_of(admin)
    assert pages == 4
    assert names(lines)[:4] == ["CreateUser"] * 3 + ["DeleteUser"]
    report = exported.verify(lines, notary.public_keys())
    assert (report.is_ok, report.events) == (True, 3)


def test_an_account_where_nothing_happened_has_an_export_all_the_same(admin):
    lines, _ = lines_of(admin)
    assert exported.verify(lines, notary.public_keys()).is_ok


def test_times_narrow_it(admin, history):
    lines, _ = lines_of(admin, start_time="2999-01-01T00:00:00Z")
    assert names(lines) == []
    assert exported.verify(lines, notary.public_keys()).is_ok


def test_nothing_of_another_account_is_in_it(admin, history, mallory):
    users.create_user(calling(mallory), user_name="canary")
    sealer.seal_due()
    assert "canary" not in "".join(lines_of(admin)[0])
    assert "dave" not in "".join(lines_of(calling(mallory))[0])


def test_a_marker_is_good_for_its_account_and_span_alone(admin, history, mallory, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    marker = export_events(admin).marker
    with pytest.raises(ValidationError, match="Invalid Marker"):
        export_events(calling(mallory), marker=marker)
    with pytest.raises(ValidationError, match="Invalid Marker"):
        export_events(admin, marker=marker, end_time="2999-01-01T00:00:00Z")


def test_exporting_is_an_event_of_its_own(admin):
    export_events(admin)
    assert names(lines_of(admin)[0]) == ["ExportEvents"]


def test_who_may_not_is_refused(carol):
    with pytest.raises(AccessDenied, match="iamconsole:ExportEvents"):
        export_events(calling(carol))


def test_no_secret_of_a_call_is_in_it(admin, alice):
    from accounts.operations.login_profiles import create_login_profile

    users.create_user(admin, user_name="dave")
    create_login_profile(admin, user_name="dave", password="a-canary-nobody-may-see")
    sealer.seal_due()
    lines, _ = lines_of(admin)
    assert "CreateLoginProfile" in names(lines)
    assert "canary" not in "".join(lines)
