"""Programs may ask as fast as their key and their account may, and wait otherwise."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.signin import pace
from accounts.signin.keys import caller_from_signature
from iamconsole.caller import Face
from iamconsole.errors import SignatureDoesNotMatch, Throttling
from tests.people import access_key
from tests.signing import signed


def ask(key, times=1):
    for _ in range(times):
        caller_from_signature(signed(key), Face.WIRE)


class Clock:
    """A clock that only goes when it is told to."""

    seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def slow(settings, monkeypatch):
    """A site that is slow to answer, and its clock."""
    settings.KEY_REQUESTS_A_SECOND = 3
    settings.ACCOUNT_REQUESTS_A_SECOND = 5
    clock = Clock()
    monkeypatch.setattr(pace, "monotonic", clock)
    monkeypatch.setattr(pace, "_buckets", pace.Buckets())
    return clock


def test_a_key_has_what_it_saved_up_and_then_waits(alice, slow):
    key = access_key(alice)
    ask(key, times=6)
    with pytest.raises(Throttling, match="Rate exceeded"):
        ask(key)
    slow.seconds += 1
    ask(key, times=3)
    with pytest.raises(Throttling):
        ask(key)


def test_the_keys_of_an_account_share_what_it_has(alice, bob, mallory, slow):
    ask(access_key(alice), times=5)
    ask(other := access_key(bob), times=5)
    with pytest.raises(Throttling):
        ask(other)
    ask(access_key(mallory))


def test_nobody_can_spend_the_share_of_a_key_they_do_not_hold(alice, slow):
    key_id, secret = access_key(alice)
    for _ in range(20):
        with pytest.raises(SignatureDoesNotMatch):
            ask((key_id, "guessed"))
    ask((key_id, secret))


def test_there_may_be_no_limit(alice, slow, settings):
    settings.KEY_REQUESTS_A_SECOND = settings.ACCOUNT_REQUESTS_A_SECOND = 0
    ask(access_key(alice), times=50)


def test_aws_clients_are_told_in_their_words(alice, slow):
    key = access_key(alice)
    ask(key, times=6)
    request = signed(key)
    response = Client().post(
        "/",
        request.body,
        content_type=request.content_type,
        headers=dict(request.headers),
    )
    assert response.status_code == 400
    assert b"<Code>Throttling</Code><Message>Rate exceeded</Message>" in response.content
