from __future__ import annotations

import pytest
from django.test import Client

from accounts.federation import jose
from accounts.models import Event
from accounts.operations import outbound_federation
from accounts.operations.assume_role import assume_role
from iamconsole.errors import (
    AccessDenied,
    JWTPayloadSizeExceeded,
    OutboundWebIdentityFederationDisabled,
    SessionDurationEscalation,
    ValidationError,
)
from tests import people
from tests.people import ACCOUNT, allow, calling, grant
from tests.refusals import refused
from tests.sessions import caller_with

get = outbound_federation.get_web_identity_token
ASK = {"audience": ("shop",), "signing_algorithm": "ES384"}
TAGS = [{"key": "team", "value": "blue"}]


@pytest.fixture
def issuer(admin):
    made = outbound_federation.enable_outbound_web_identity_federation(admin)
    return made.issuer_identifier


def verified(issuer, token):
    """What a relying party reads, that knows nothing but the issuer's address."""
    site = Client()
    path = issuer.removeprefix("http://127.0.0.1:8000")
    said = site.get(f"{path}/.well-known/openid-configuration").json()
    assert said["issuer"] == issuer
    keys = site.get(said["jwks_uri"].removeprefix("http://127.0.0.1:8000"))
    assert '"d"' not in keys.content.decode()
    return jose.claims_of(token, jose.public_keys(keys.content.decode()))


@pytest.mark.parametrize("algorithm", ["ES384", "RS256"])
def test_others_can_verify_who_asked(admin, alice, issuer, algorithm):
    made = get(admin, audience=("shop",), signing_algorithm=algorithm)
    claims = verified(issuer, made.web_identity_token)
    assert (claims["iss"], claims["sub"], claims["aud"]) == (issuer, alice.arn, "shop")
    assert claims["exp"] - claims["iat"] == 300
    assert made.expiration.timestamp() == claims["exp"]
    assert claims["https://sts.amazonaws.com/"]["aws_account"] == ACCOUNT


def test_no_two_tokens_are_alike(admin, issuer):
    one, two = (verified(issuer, get(admin, **ASK).web_identity_token) for _ in range(2))
    assert one["jti"] != two["jti"]


def test_it_may_name_several_audiences_and_tags(admin, issuer):
    given = {"audience": ["a", "b"], "signing_algorithm": "ES384", "tags": TAGS}
    claims = verified(issuer, get.perform(admin, given).web_identity_token)
    assert claims["aud"] == ["a", "b"]
    assert claims["https://sts.amazonaws.com/"]["request_tags"] == {"team": "blue"}


def test_tags_are_a_right_of_their_own(admin, carol, issuer):
    grant(carol, allow("sts:GetWebIdentityToken"))
    assert get(calling(carol), **ASK)
    with pytest.raises(AccessDenied, match="sts:TagGetWebIdentityToken"):
        get.perform(calling(carol), {**ASK, "tags": TAGS})


def test_policies_may_bound_whom_it_is_for(admin, carol, issuer):
    grant(
        carol,
        allow(
            "sts:GetWebIdentityToken",
            **{"ForAllValues:StringEquals": {"sts:IdentityTokenAudience": "shop"}},
        ),
    )
    assert get(calling(carol), **ASK)
    with pytest.raises(AccessDenied):
        get(calling(carol), audience=("shop", "bank"), signing_algorithm="ES384")


def test_it_is_off_until_it_is_switched_on(admin):
    message = "Outbound web identity federation is not enabled for this account."
    with refused(OutboundWebIdentityFederationDisabled, message):
        get(admin, **ASK)


def test_its_keys_are_told_after_it_was_switched_off(admin, issuer):
    token = get(admin, **ASK).web_identity_token
    outbound_federation.disable_outbound_web_identity_federation(admin)
    assert verified(issuer, token)


def test_an_issuer_of_nobodys_is_not_there(admin):
    assert Client().get("/oidc/nobody/.well-known/jwks.json").status_code == 404


@pytest.mark.parametrize("algorithm", ["HS256", "ES256", "RS512", "none!"])
def test_other_algorithms_are_refused(admin, issuer, algorithm):
    with refused(ValidationError, "The signing algorithm must be ES384 or RS256."):
        get(admin, audience=("shop",), signing_algorithm=algorithm)


def test_it_ends_no_later_than_the_session(admin, alice, account, issuer):
    role = people.make_role(account, "pilot", alice.arn)
    grant(role, allow("sts:GetWebIdentityToken"))
    taken = assume_role(admin, role_arn=role.arn, role_session_name="mine", duration_seconds=900)
    caller = caller_with(taken.credentials)
    with pytest.raises(SessionDurationEscalation, match="what is left of the session"):
        get(caller, **ASK, duration_seconds=3600)
    told = verified(issuer, get(caller, **ASK, duration_seconds=60).web_identity_token)
    assert told["sub"] == role.arn
    assert told["https://sts.amazonaws.com/"]["original_session_exp"]


def test_a_token_says_no_more_than_fits(admin, issuer):
    given = {
        "audience": ["é" * 1000] * 10,
        "signing_algorithm": "ES384",
    }
    with pytest.raises(JWTPayloadSizeExceeded):
        get.perform(admin, given)


def test_it_is_written_down_at_once_without_the_token(admin, issuer):
    token = get(admin, **ASK).web_identity_token
    event = Event.objects.get(action="sts:GetWebIdentityToken")
    assert (event.is_read, event.error) == (False, "")
    assert token not in str(event.params)
    assert token not in repr(get(admin, **ASK))
