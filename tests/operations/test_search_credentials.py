from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.models import AccessKey, LoginProfile, MFADevice
from accounts.operations.credential_reports import search_credentials
from iamconsole.errors import AccessDenied, ValidationError
from tests.people import access_key, calling, give_password, make_user


def names(caller, **asked):
    return [row.user_name for row in search_credentials.perform(caller, asked).rows]


@pytest.fixture
def erin(account):
    """A user with an old password and an old key, neither used since; and with an MFA device."""
    erin = make_user(account, "erin")
    give_password(erin)
    access_key(erin)
    then = now() - timedelta(days=91)
    LoginProfile.objects.filter(user=erin).update(password_changed=then, password_last_used=then)
    AccessKey.objects.filter(user=erin).update(created=then, last_used=then)
    MFADevice.objects.create(
        account=account, user=erin, kind="virtual", serial_number="e", created=then, enabled=then
    )
    return erin


@pytest.fixture
def frank(account):
    """A user with a fresh password and a fresh key, both used."""
    frank = make_user(account, "frank")
    give_password(frank)
    access_key(frank)
    LoginProfile.objects.filter(user=frank).update(password_last_used=now())
    AccessKey.objects.filter(user=frank).update(last_used=now())
    return frank


def test_the_root_user_comes_first_and_has_no_name(admin, dave):
    result = search_credentials.perform(admin, {})
    assert [row.user_name for row in result.rows] == [None, "alice", "dave"]
    assert (result.rows[0].cells[0], result.count) == ("<root_account>", 3)
    assert len(result.rows[0].cells) == 22


def test_users_are_found_by_their_names(admin, dave):
    assert names(admin, search="da") == ["dave"]


def test_they_are_narrowed_by_the_state_of_their_credentials(admin, dave, erin, frank):
    everybody = {"alice", "dave", "erin", "frank"}
    for asked, found in (
        ({"password": "any"}, {"erin", "frank"}),
        ({"password": "none"}, {"alice", "dave"}),
        ({"password": "old"}, {"erin"}),
        ({"password": "unused"}, {"erin"}),
        ({"mfa": "any"}, {"erin"}),
        ({"mfa": "none"}, {"alice", "dave", "frank"}),
        ({"keys": "any"}, {"erin", "frank"}),
        ({"keys": "none"}, {"alice", "dave"}),
        ({"keys": "old"}, {"erin"}),
        ({"keys": "unused"}, {"erin"}),
        ({"mfa": "none", "password": "any"}, {"frank"}),
    ):
        assert set(names(admin, **asked)) & everybody == found, asked


def test_a_key_that_was_never_used_is_unused_and_one_switched_off_does_not_count(admin, dave):
    access_key(dave)
    assert names(admin, keys="unused") == ["dave"]
    AccessKey.objects.update(status="Inactive")
    assert names(admin, keys="unused") == []
    assert "dave" in names(admin, keys="none")


def test_only_known_states_can_be_asked_for(admin, carol):
    with pytest.raises(ValidationError):
        names(admin, mfa="old")
    with pytest.raises(AccessDenied):
        names(calling(carol))


def test_a_page_costs_the_same_however_full(admin, account):
    access_key(make_user(account, "user"))
    names(admin)  # what is asked once and kept
    with CaptureQueriesContext(connection) as few:
        names(admin)
    for number in range(20):
        access_key(make_user(account, f"user-{number}"))
    with CaptureQueriesContext(connection) as many:
        assert len(names(admin)) == 23
    assert len(many) == len(few) <= 16
