"""What an ID token must be to prove anything, and every way in which it may not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

from accounts.federation import id_tokens, jose
from accounts.models import OpenIDConnectProvider
from iamconsole.errors import ExpiredIdentityToken, InvalidIdentityToken
from tests.providers import (
    CLIENT,
    ISSUER,
    claims,
    key_set,
    made_by_hand,
    pem,
    public_jwk,
    signing_key,
    token,
)

NOT_A_TOKEN = "is not a valid JWT"
NOT_THEIRS = "signature is none of its issuer's keys"


@pytest.fixture
def provider() -> OpenIDConnectProvider:
    url = ISSUER.removeprefix("https://")
    return OpenIDConnectProvider(url=url, client_ids=[CLIENT], key_set=key_set())


def refused(provider, offered, because, kind=InvalidIdentityToken):
    with pytest.raises(kind, match=because):
        id_tokens.proven(offered, provider)


def test_a_token_proves_who_is_meant_and_for_whom(provider):
    proven = id_tokens.proven(token(), provider)
    assert (proven.subject, proven.audience) == ("subject-7", CLIENT)


@pytest.mark.parametrize("algorithm", jose.ALGORITHMS)
def test_every_kind_of_public_key_signature_holds(provider, algorithm):
    provider.key_set = key_set(public_jwk(algorithm))
    assert id_tokens.proven(token(algorithm=algorithm), provider).subject == "subject-7"


# ---- Who signed --------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "", None, 0, ["RS256"]])
def test_none_is_no_signature(provider, algorithm):
    refused(provider, made_by_hand({"alg": algorithm, "kid": "one"}, claims()), NOT_A_TOKEN)
    assert ".." not in token()
    head, body, _ = made_by_hand({"alg": algorithm}, claims()).split(".")
    refused(provider, f"{head}.{body}.", NOT_A_TOKEN)


def public_pem():
    return signing_key("RS256").as_pem(private=False)


def public_der():
    return signing_key("RS256").as_der(private=False)


@pytest.mark.parametrize("secret", [public_pem, public_der, lambda: key_set().encode(), bytes])
@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_the_public_key_is_no_shared_secret(provider, algorithm, secret):
    header = {"alg": algorithm, "kid": "one", "typ": "JWT"}
    unsigned = made_by_hand(header, claims()).rpartition(".")[0]
    digest = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}
    mac = hmac.new(secret(), unsigned.encode(), digest[algorithm]).digest()
    refused(provider, f"{unsigned}.{b64(mac)}", NOT_A_TOKEN)


def b64(text):
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def test_a_shared_secret_in_a_key_set_is_refused_with_it():
    with pytest.raises(jose.Unreadable, match="private or a shared secret"):
        jose.public_keys(key_set(OctKey.generate_key(256).as_dict(private=True)))


def test_a_private_key_in_a_key_set_is_refused_with_it():
    with pytest.raises(jose.Unreadable, match="private"):
        jose.public_keys(key_set(signing_key("RS256").as_dict(private=True)))


def test_short_rsa_keys_are_refused():
    made = rsa.generate_private_key(65537, 1024)  # noqa: S505  # that is the point
    short = RSAKey.import_key(pem(made)).as_dict(private=False)
    with pytest.raises(jose.Unreadable, match="fewer than 2048 bits"):
        jose.public_keys(key_set(short))


def test_a_strangers_key_proves_nothing(provider):
    refused(provider, token(key=signing_key("RS256", "stranger")), NOT_THEIRS)


@pytest.mark.parametrize(
    "key_id", ["two", "", "../one", "one\0", "One", "one' OR '1'='1", "/dev/null", "x" * 5000]
)
def test_a_key_id_picks_a_key_of_theirs_and_nothing_else(provider, key_id):
    refused(provider, token(kid=key_id), NOT_THEIRS)


@pytest.mark.parametrize("key_id", [7, None, ["one"], {"kid": "one"}])
def test_a_key_id_is_text(provider, key_id):
    refused(provider, made_by_hand({"alg": "RS256", "kid": key_id}, claims()), "JWT|none of its")


def test_without_a_key_id_there_must_be_no_choice(provider):
    assert id_tokens.proven(token(kid=None), provider).subject == "subject-7"
    provider.key_set = key_set(public_jwk(), public_jwk(key_id="two"))
    refused(provider, token(kid=None), NOT_THEIRS)


@pytest.mark.parametrize("name", ["jwk", "jku", "x5u", "x5c"])
def test_keys_that_a_token_brings_along_are_not_looked_at(provider, name):
    stranger = signing_key("RS256", "stranger")
    offered = {
        "jwk": stranger.as_dict(private=False),
        "jku": "https://evil.example/keys",
        "x5u": "https://evil.example/certificate",
        "x5c": ["bm9uZQ=="],
    }
    refused(provider, token(key=stranger, **{name: offered[name]}), NOT_THEIRS)


@pytest.mark.parametrize("critical", [["exp"], ["b64"], [], "exp", None])
def test_demands_that_are_not_known_are_refused(provider, critical):
    header = {"alg": "RS256", "kid": "one", "crit": critical}
    refused(provider, made_by_hand(header, claims(), b"x"), NOT_A_TOKEN)


def test_a_payload_outside_the_token_is_refused(provider):
    header = {"alg": "RS256", "kid": "one", "b64": False}
    refused(provider, made_by_hand(header, claims(), b"x"), NOT_A_TOKEN)


@pytest.mark.parametrize("kind", ["at+jwt", "logout+jwt", "secevent+jwt", 7, ["JWT"]])
def test_tokens_of_other_types_are_refused(provider, kind):
    refused(provider, made_by_hand({"alg": "RS256", "kid": "one", "typ": kind}, claims()), "JWT")


def test_a_key_verifies_only_what_it_is_for(provider):
    provider.key_set = key_set(public_jwk(alg="RS512"))
    refused(provider, token(), NOT_THEIRS)
    provider.key_set = key_set(public_jwk(use="enc"))
    refused(provider, token(), NOT_THEIRS)
    provider.key_set = key_set(public_jwk("ES384"))
    refused(provider, token(algorithm="ES256"), NOT_THEIRS)


def test_an_empty_signature_and_a_cut_one_prove_nothing(provider):
    whole = token()
    head, body, signature = whole.split(".")
    for part in ("", signature[:-4], signature + "AAAA", "A" * len(signature)):
        refused(provider, f"{head}.{body}.{part}", NOT_THEIRS)


def test_what_is_changed_after_signing_proves_nothing(provider):
    head, _, signature = token().split(".")
    other = made_by_hand({}, claims(sub="root")).split(".")[1]
    refused(provider, f"{head}.{other}.{signature}", NOT_THEIRS)


@pytest.mark.parametrize(
    "offered", ["", "a.b", "a.b.c", "a.b.c.d", "....", "é.é.é", "x" * 19_000, "\0.\0.\0", "=.=.="]
)
def test_what_is_no_token_is_refused(provider, offered):
    refused(provider, offered, NOT_A_TOKEN)
    with pytest.raises(InvalidIdentityToken):
        id_tokens.issuer_named_in(offered)


def test_a_token_that_says_a_thing_twice_is_refused(provider):
    key = signing_key("RS256")
    twice = json.dumps(claims())[:-1] + f', "iss": "{ISSUER}"}}'
    offered = jws.serialize_compact({"alg": "RS256", "kid": "one"}, twice, key)
    refused(provider, offered, NOT_A_TOKEN)


def test_a_token_nested_past_all_measure_is_refused(provider):
    deep = "[" * 9000 + "]" * 9000
    offered = ".".join((b64(deep.encode()), b64(deep.encode()), "x"))
    refused(provider, offered, NOT_A_TOKEN)


# ---- What it says ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "issuer",
    [
        "https://other.example",
        ISSUER + "/",
        ISSUER.upper(),
        ISSUER.replace("https", "http"),
        ISSUER.removeprefix("https://"),
        [ISSUER],
        None,
    ],
)
def test_the_issuer_is_named_to_the_letter(provider, issuer):
    refused(provider, token(claims(iss=issuer)), "another issuer's")


@pytest.mark.parametrize(
    "audience", ["another", "", CLIENT.upper(), [], ["another"], None, 7, [7], {"a": CLIENT}]
)
def test_the_audience_is_a_client_we_know(provider, audience):
    refused(provider, token(claims(aud=audience)), "audience|claim: aud")


def test_no_client_means_no_audience(provider):
    provider.client_ids = []
    refused(provider, token(), "Incorrect token audience")


def test_of_several_audiences_one_must_be_known(provider):
    proven = id_tokens.proven(token(claims(aud=["another", CLIENT])), provider)
    assert proven.audience == CLIENT


def test_the_authorized_party_must_be_known_too(provider):
    refused(provider, token(claims(azp="another")), "Incorrect token audience")
    refused(provider, token(claims(azp=[CLIENT])), "Incorrect token audience")
    provider.client_ids = [CLIENT, "app"]
    assert id_tokens.proven(token(claims(azp="app")), provider).audience == "app"


def seconds(delta):
    return claims()["iat"] + delta


def test_an_expired_token_is_told_apart(provider):
    late = token(claims(exp=seconds(-61), iat=seconds(-400)))
    refused(provider, late, "Token expired", ExpiredIdentityToken)
    assert ExpiredIdentityToken.code == "ExpiredTokenException"


def test_clocks_may_differ_by_a_minute(provider):
    assert id_tokens.proven(token(claims(exp=seconds(-50), iat=seconds(50))), provider)


@pytest.mark.parametrize("name", ["nbf", "iat"])
def test_a_token_of_tomorrow_is_refused(provider, name):
    refused(provider, token(claims(**{name: seconds(120)})), "not valid yet")


@pytest.mark.parametrize("name", ["exp", "iat"])
@pytest.mark.parametrize("value", [None, "1999999999", True, -1, 1e300, [], {"a": 1}])
def test_times_are_numbers_and_must_be_there(provider, name, value):
    refused(provider, token(claims(**{name: value})), f"claim: {name}")


def test_a_number_that_is_none_is_refused(provider):
    text = json.dumps(claims()).replace(str(claims()["exp"]), "NaN")
    offered = jws.serialize_compact({"alg": "RS256", "kid": "one"}, text, signing_key("RS256"))
    refused(provider, offered, "JWT|claim")


@pytest.mark.parametrize("subject", [None, "", 7, ["root"], "x" * 256])
def test_the_subject_is_text(provider, subject):
    refused(provider, token(claims(sub=subject)), "claim: sub")


def test_a_refusal_never_repeats_the_token(provider):
    offered = token(claims(aud="another"))
    with pytest.raises(InvalidIdentityToken) as refusal:
        id_tokens.proven(offered, provider)
    assert offered not in str(refusal.value)
    assert offered not in repr(refusal.value)
