from __future__ import annotations

import base64
import json

import pytest

from accounts.operations import security_keys
from iamconsole.errors import AccessDenied
from tests.people import allow, calling, grant
from tests.security_keys import enrol_key, text


def ask(user):
    return security_keys.get_security_key_options(calling(user))


def test_it_tells_a_browser_what_to_ask(alice):
    options = json.loads(ask(alice).options)
    assert options["rp"] == {"id": "127.0.0.1", "name": "IAM Console"}
    assert options["user"]["name"] == "alice"
    assert options["user"]["id"] == text(alice.user_id.encode())
    assert options["attestation"] == "none"
    assert len(base64.urlsafe_b64decode(options["challenge"] + "=")) == 32


def test_no_two_challenges_are_alike(alice):
    assert (
        json.loads(ask(alice).options)["challenge"] != json.loads(ask(alice).options)["challenge"]
    )


def test_keys_one_has_are_not_asked_again(alice):
    key = enrol_key(alice)
    options = json.loads(ask(alice).options)
    assert [one["id"] for one in options["excludeCredentials"]] == [text(key.name)]


def test_it_takes_leave_to_enable_a_device(carol):
    with pytest.raises(AccessDenied, match="iam:EnableMFADevice"):
        ask(carol)
    grant(carol, allow("iam:EnableMFADevice", carol.arn))
    assert ask(carol).state
