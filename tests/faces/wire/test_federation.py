"""What comes in without a signature: an identity provider's word, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from accounts.signin import throttle
from tests import people
from tests.federated import (  # noqa: F401  # fixtures
    its_idp,
    its_issuer,
    its_role,
    its_saml_role,
    refused,
    taken,
    unsigned_sts,
)
from tests.providers import token


def test_who_sends_one_bad_token_after_another_is_slowed_down(sts, role):
    allowed = throttle.LIMITS["token"][0].tries
    for _ in range(allowed):
        refused("InvalidIdentityToken", taken, sts, role, "no token")
    refused("Throttling", taken, sts, role, token())


def test_good_tokens_are_not_counted(sts, role, monkeypatch):
    once = throttle.Limit(2, timedelta(minutes=1))
    monkeypatch.setitem(throttle.LIMITS, "token", (once,))
    for _ in range(4):
        taken(sts, role, token())


def test_a_signature_does_not_help(connect, alice, account):
    """A signed-in administrator is asked for the token like anybody else."""
    role = people.make_role(account, "plain", alice.arn, actions=["sts:*"])
    refused("InvalidIdentityToken", taken, connect(alice, "sts"), role, "no token")


def test_nothing_else_is_open_without_a_signature(alice, role):
    for action, version in [
        ("GetCallerIdentity", "2011-06-15"),
        ("AssumeRole", "2011-06-15"),
        ("ListUsers", "2010-05-08"),
        ("AssumeRoleWithWebIdentity", "2010-05-08"),
        ("AssumeRoleWithWebIdentity", ""),
        ("assumerolewithwebidentity", "2011-06-15"),
    ]:
        said = {"Action": action, "Version": version, "WebIdentityToken": token()}
        answer = Client().post("/", said, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (400, 403), action
