"""The clock jumps while no worker runs: what has expired is expired."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from botocore.exceptions import ClientError
from django.utils.timezone import now

from accounts.models import ForgottenPassword, JobState, Mail
from accounts.signin import forgotten, password_links
from iamconsole.caller import Face, Origin
from tests.faces.wire.conftest import client_with
from tests.people import access_key, give_password
from tests.signin.browsers import is_signed_in, signed_in


@pytest.fixture
def clock(db):
    with time_machine.travel(now(), tick=False) as clock:
        yield clock
    assert not JobState.objects.exists(), "a worker ran"


def refused(client, operation):
    with pytest.raises(ClientError) as caught:
        getattr(client, operation)()
    return caught.value.response["Error"]["Code"]


def test_a_key_that_ends_opens_nothing_a_day_later(clock, alice):
    end = now() + timedelta(hours=1)
    client = client_with("iam", *access_key(alice, expires=end))
    client.list_users()
    clock.shift(timedelta(days=1))
    assert refused(client, "list_users") == "InvalidClientTokenId"


def test_a_session_of_programs_ends(clock, alice):
    sts = client_with("sts", *access_key(alice))
    made = sts.get_session_token(DurationSeconds=900)["Credentials"]
    key = made["AccessKeyId"], made["SecretAccessKey"]
    client = client_with("sts", *key, aws_session_token=made["SessionToken"])
    client.get_caller_identity()
    clock.shift(timedelta(minutes=16))
    assert refused(client, "get_caller_identity") == "ExpiredToken"


def test_a_browser_is_signed_out(clock, alice):
    give_password(alice)
    browser = signed_in(alice)
    assert is_signed_in(browser)
    clock.shift(timedelta(days=1))
    assert not is_signed_in(browser)


def test_a_link_to_set_a_password_opens_nothing(clock, alice):
    give_password(alice)
    token, _ends = password_links.make(alice, password_links.HANDED_OVER_FOR)
    assert password_links.owner_of(token) == alice
    clock.shift(timedelta(hours=25))
    assert password_links.owner_of(token) is None


def test_a_password_forgotten_yesterday_is_mailed_about_no_more(clock, root):
    forgotten.ask(root.email, Origin(face=Face.CONSOLE, source_ip="192.0.2.1"))
    clock.shift(timedelta(days=1))
    forgotten.answer_due()
    assert not ForgottenPassword.objects.exists()
    assert not Mail.objects.exists()
