"""Signatures: what botocore signs is let in, and nothing that differs from it by one byte."""

from __future__ import annotations

import random
import string
from datetime import UTC, datetime, timedelta
from io import BytesIO
from urllib.parse import quote, unquote

import pytest
import time_machine
from botocore.auth import S3SigV4Auth, SigV4Auth
from django.core.handlers.wsgi import WSGIRequest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import usage
from accounts.models import AccessKey, Event
from accounts.signin import sigv4
from accounts.signin.keys import caller_from_signature, message_of
from accounts.signin.signatures import signature_of
from iamconsole.caller import CallerKind, Face
from iamconsole.errors import (
    IncompleteSignature,
    InvalidClientTokenId,
    MissingAuthenticationToken,
    NotSignedIn,
    RequestTooLarge,
    SignatureDoesNotMatch,
)
from iamconsole.sealing import seal
from tests.people import ACCOUNT, access_key
from tests.signing import signed

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SIGNED = (
    "REQUEST_METHOD",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_HOST",
    "HTTP_X_AMZ_DATE",
    "HTTP_X_AMZ_META",
    "HTTP_AUTHORIZATION",
)
KEY = ("AKIA234567ABCDEFGHIJ", "a/secret+of+forty+characters/0123456789AB")

segments = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="/%"),
    min_size=1,
    max_size=12,
).filter(lambda text: text not in (".", ".."))
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)
header_values = st.text(string.ascii_letters + string.digits + " ,;=:/-", max_size=30)


def holds(request, secret=KEY[1]):
    message = message_of(request)
    signature = signature_of(message)
    sigv4.refuse_unfit(message, signature, datetime.now(UTC), ("iam", "sts"))
    scope = (signature.date, signature.region, signature.service)
    return sigv4.is_made_with(sigv4.signing_key(secret, *scope), message, signature)


@st.composite
def addresses(draw):
    path = "/" + "/".join(quote(part, safe="") for part in draw(st.lists(segments, max_size=4)))
    pairs = draw(st.lists(st.tuples(words.filter(bool), words), max_size=5))
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    return f"{path}?{query}" if query else path


@settings(max_examples=300, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
    address=addresses(),
    body=st.binary(max_size=200),
    extra=st.dictionaries(
        st.sampled_from(["X-Amz-Meta", "X-K8s-Aws-Id", "X-Vault-Aws-Iam-Server-Id", "Amz-Sdk"]),
        header_values,
    ),
    region=st.from_regex(r"[a-z]{2}-[a-z]{4,9}-[1-9]", fullmatch=True),
    service=st.sampled_from(["iam", "sts"]),
    token=st.none() | st.text(string.ascii_letters + "+/=", min_size=4, max_size=60),
    expires=st.none() | st.integers(1, 604800),
)
def test_whatever_botocore_signs_holds(
    method, address, body, extra, region, service, token, expires
):
    body = b"" if expires else body
    request = signed(
        KEY,
        method=method,
        address=address,
        body=body,
        headers=extra,
        service=service,
        region=region,
        token=token,
        expires=expires,
    )
    assert holds(request)
    assert not holds(request, "another secret of the same length 1234567")


@pytest.mark.parametrize("path", ["/users/alice@example.com", "/a:b/c=d,e+f", "/plain"])
def test_a_path_holds_as_aws_signs_it_and_as_it_is_sent(path):
    for sent in (path, quote(path)):
        for oracle in (SigV4Auth, S3SigV4Auth):
            assert holds(signed(KEY, method="GET", address=sent, body=b"", oracle=oracle))


@settings(max_examples=500, deadline=None)
@given(
    one=st.text(st.sampled_from("ab%254/0@: é"), max_size=8),
    other=st.text(st.sampled_from("ab%254/0@: é"), max_size=8),
)
def test_no_two_paths_are_signed_alike(one, other):
    ways = {*sigv4._canonical_paths("/" + one)} & {*sigv4._canonical_paths("/" + other)}
    assert not ways or one == other


def test_two_thousand_mutations_of_one_byte_are_all_refused(alice):
    original = signed(
        access_key(alice),
        address="/api/v1/users/bob?max_items=7&path_prefix=%2Fstaff%2F",
        body=b"Action=DeleteUser&UserName=bob&Version=2010-05-08",
        headers={"X-Amz-Meta": "one two"},
        service="iam",
    )
    assert caller_from_signature(original, Face.WIRE)
    chance = random.Random(7)
    for _ in range(2000):
        request, changed = mutated(original, chance)
        with pytest.raises(NotSignedIn):
            assert not caller_from_signature(request, Face.WIRE), changed


def mutated(original, chance):
    """The request with one byte changed of what is signed, so that it says something else."""
    said = {name: original.environ[name] for name in SIGNED} | {"body": original.body.decode()}
    name = chance.choice([*said])
    while True:
        position = chance.randrange(len(said[name]))
        letter = chance.choice(string.ascii_letters + string.digits)
        changed = said[name][:position] + letter + said[name][position + 1 :]
        if unquote(changed) != unquote(said[name]):
            break
    environ = original.environ | said | {name: changed}
    body = environ.pop("body").encode()
    return WSGIRequest(environ | {"wsgi.input": BytesIO(body)}), (name, changed)


# ---- Who comes in -------------------------------------------------------------------------------


def test_a_users_key_makes_the_user_a_caller(alice):
    key_id, secret = access_key(alice)
    caller = caller_from_signature(signed((key_id, secret), region="eu-west-1"), Face.REST)
    assert caller.kind is CallerKind.USER
    assert caller.arn == f"arn:aws:iam::{ACCOUNT}:user/staff/alice"
    assert (caller.unique_id, caller.access_key_id) == (alice.user_id, key_id)
    assert (caller.origin.face, caller.origin.region) == (Face.REST, "eu-west-1")


def test_roots_key_makes_root_a_caller(root):
    caller = caller_from_signature(signed(access_key(root)), Face.WIRE)
    assert caller.is_root
    assert (caller.arn, caller.unique_id) == (f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT)


def test_a_key_is_looked_up_in_one_query(alice, django_assert_num_queries, monkeypatch):
    request = signed(access_key(alice))
    monkeypatch.setattr(usage, "key_used", lambda *_: None)
    with django_assert_num_queries(1):
        caller_from_signature(request, Face.WIRE)


def test_its_last_use_is_written_down_and_the_later_one_stays(alice):
    key = access_key(alice)
    with time_machine.travel(NOON, tick=False):
        caller_from_signature(signed(key, region="eu-west-1"), Face.WIRE)
    with time_machine.travel(NOON - timedelta(minutes=5), tick=False):
        caller_from_signature(signed(key, service="iam"), Face.WIRE)
    row = AccessKey.objects.get(key_id=key[0])
    assert (row.last_used, row.last_used_service, row.last_used_region) == (
        NOON,
        "sts",
        "eu-west-1",
    )


def test_a_new_secret_under_an_old_id_is_not_mistaken_for_the_old_one(alice):
    key_id, old = access_key(alice)
    caller_from_signature(signed((key_id, old)), Face.WIRE)
    sealed = seal("the new secret", f"access_key:{key_id}")
    AccessKey.objects.filter(key_id=key_id).update(sealed_secret=sealed)
    with pytest.raises(SignatureDoesNotMatch):
        caller_from_signature(signed((key_id, old)), Face.WIRE)
    caller_from_signature(signed((key_id, "the new secret")), Face.WIRE)


# ---- Who does not -------------------------------------------------------------------------------


def refusal(request):
    with pytest.raises(NotSignedIn) as refused:
        caller_from_signature(request, Face.WIRE)
    assert not Event.objects.exists()
    return refused.value


def test_inactive_unknown_and_disabled_look_alike(alice, bob, carol):
    key_id, secret = access_key(alice)
    AccessKey.objects.filter(key_id=key_id).update(status="Inactive")
    disabled = access_key(bob)
    bob.is_enabled = False
    bob.save(update_fields=["is_enabled"])
    session = access_key(carol)
    requests = [
        signed((key_id, secret)),
        signed((key_id, "a wrong secret")),
        signed(disabled),
        signed(("AKIAAAAAAAAAAAAAAAAA", secret)),
        signed(("ASIAAAAAAAAAAAAAAAAA", secret), token="a token"),
        signed(session, token="a token of nobody"),
        signed(("k\0ey", secret)),
    ]
    answers = {(type(r), r.message) for r in map(refusal, requests)}
    assert answers == {
        (InvalidClientTokenId, "The security token included in the request is invalid.")
    }


def test_a_request_without_a_signature_is_told_to_bring_one(alice):
    request = signed(access_key(alice))
    del request.environ["HTTP_AUTHORIZATION"]
    assert isinstance(refusal(request), MissingAuthenticationToken)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256", "Unsupported AWS 'algorithm'"),
        ("AWS4-HMAC-SHA256 ", "Basic ", "Unsupported AWS 'algorithm': 'Basic'"),
        ("Signature=", "Sig=", "requires 'Signature' parameter"),
        ("SignedHeaders=", "Headers=", "requires 'SignedHeaders' parameter"),
        ("Credential=", "Credentials=", "requires 'Credential' parameter"),
        ("SignedHeaders=", "Signature=a, SignedHeaders=", "'Signature' more than once"),
        ("/aws4_request", "", "exactly 5 slash-delimited elements"),
        ("SignedHeaders=", "SignedHeaders", "missing equal-sign"),
        ("content-type;host", "Content-Type;Host", "SignedHeaders must be names"),
    ],
)
def test_a_broken_header_is_told_what_is_missing(alice, before, after, told):
    request = signed(access_key(alice))
    header = request.environ["HTTP_AUTHORIZATION"]
    assert before in header
    request.environ["HTTP_AUTHORIZATION"] = header.replace(before, after, 1)
    refused = refusal(request)
    assert isinstance(refused, IncompleteSignature)
    assert told in refused.message


def test_a_request_that_says_no_time_is_incomplete(alice):
    request = signed(access_key(alice))
    del request.environ["HTTP_X_AMZ_DATE"]
    assert "either a 'X-Amz-Date' or a 'Date' header" in refusal(request).message


def test_an_unreadable_time_is_incomplete(alice):
    request = signed(access_key(alice))
    request.environ["HTTP_X_AMZ_DATE"] = "20261322T000000Z"
    assert isinstance(refusal(request), IncompleteSignature)


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ({"service": "s3"}, "scoped to correct service: 'iam' or 'sts'."),
        ({"region": "EU CENTRAL"}, "scoped to a valid region."),
        ({"region": "x" * 33}, "scoped to a valid region."),
    ],
)
def test_a_scope_of_elsewhere_is_refused(alice, scope, told):
    refused = refusal(signed(access_key(alice), **scope))
    assert isinstance(refused, SignatureDoesNotMatch)
    assert told in refused.message


def test_the_day_of_the_scope_must_be_the_day_of_the_request(alice):
    request = signed(access_key(alice))
    day = request.environ["HTTP_X_AMZ_DATE"][:8]
    header = request.environ["HTTP_AUTHORIZATION"]
    request.environ["HTTP_AUTHORIZATION"] = header.replace(f"/{day}/", "/20200101/")
    assert f"'20200101' != '{day}'" in refusal(request).message


@pytest.mark.parametrize(
    ("shift", "told"),
    [
        (
            timedelta(minutes=15, seconds=1),
            "Signature expired: 20261122T120000Z is now earlier than 20261122T120001Z "
            "(20261122T121501Z - 15 min.)",
        ),
        (
            -timedelta(minutes=15, seconds=1),
            "Signature not yet current: 20261122T120000Z is still later than 20261122T115959Z "
            "(20261122T114459Z + 15 min.)",
        ),
    ],
)
def test_clocks_may_differ_by_fifteen_minutes_and_no_more(alice, shift, told):
    with time_machine.travel(NOON, tick=False):
        request = signed(access_key(alice))
    with time_machine.travel(NOON + shift, tick=False):
        refused = refusal(request)
    assert isinstance(refused, SignatureDoesNotMatch)
    assert refused.message == told
    almost = shift - timedelta(seconds=1) if shift > timedelta() else shift + timedelta(seconds=1)
    with time_machine.travel(NOON + almost, tick=False):
        assert caller_from_signature(request, Face.WIRE)


def test_the_host_must_be_signed(alice):
    request = signed(access_key(alice))
    header = request.environ["HTTP_AUTHORIZATION"]
    request.environ["HTTP_AUTHORIZATION"] = header.replace(";host;", ";")
    assert "'Host' or ':authority' must be" in refusal(request).message


def test_a_header_of_amazons_must_be_signed(alice):
    request = signed(access_key(alice))
    request.environ["HTTP_X_AMZ_TARGET"] = "added on the way"
    assert "'x-amz-target' must be a 'SignedHeader'" in refusal(request).message


@pytest.mark.parametrize("said", ["UNSIGNED-PAYLOAD", "0" * 64, ""])
def test_a_body_must_be_the_one_it_is_said_to_be(alice, said):
    request = signed(access_key(alice), headers={"X-Amz-Content-Sha256": said})
    assert isinstance(refusal(request), SignatureDoesNotMatch)


def test_a_wrong_secret_is_refused_in_the_words_of_aws(alice):
    key_id, _ = access_key(alice)
    refused = refusal(signed((key_id, "a wrong secret")))
    assert isinstance(refused, SignatureDoesNotMatch)
    assert refused.message.startswith("The request signature we calculated does not match")


def test_a_body_over_a_mebibyte_is_not_read(alice):
    request = signed(access_key(alice), body=b"x" * (1024 * 1024 + 1))
    request.environ["wsgi.input"] = request._stream = BytesIO()
    with pytest.raises(RequestTooLarge):
        caller_from_signature(request, Face.WIRE)


def test_headers_over_sixteen_kibibytes_are_refused(alice):
    request = signed(access_key(alice), headers={"X-Long": "x" * 16 * 1024})
    with pytest.raises(RequestTooLarge):
        caller_from_signature(request, Face.WIRE)


# ---- Signed addresses ---------------------------------------------------------------------------

ADDRESS = "/?Action=GetCallerIdentity&Version=2011-06-15"


def presigned(key, **more):
    return signed(key, method="GET", address=ADDRESS, body=b"", **{"expires": 60, **more})


def test_a_signed_address_makes_a_caller(alice):
    assert caller_from_signature(presigned(access_key(alice)), Face.WIRE).user_name == "alice"


def test_a_signed_address_holds_as_long_as_it_says(alice):
    with time_machine.travel(NOON, tick=False):
        request = presigned(access_key(alice), expires=604800)
        short = presigned(access_key(alice), expires=90)
    with time_machine.travel(NOON + timedelta(days=7), tick=False):
        assert caller_from_signature(request, Face.WIRE)
    with time_machine.travel(NOON + timedelta(seconds=91), tick=False):
        assert refusal(short).message == (
            "Signature expired: 20261122T120000Z is now earlier than 20261122T120001Z "
            "(20261122T120131Z - 90 sec.)"
        )


@pytest.mark.parametrize("seconds", ["0", "604801", "-1", "1e3", "", "٣"])
def test_a_lifetime_is_a_number_of_seconds_up_to_a_week(alice, seconds):
    request = presigned(access_key(alice))
    query = request.environ["QUERY_STRING"]
    request.environ["QUERY_STRING"] = query.replace("Expires=60", f"Expires={quote(seconds)}")
    assert isinstance(refusal(request), IncompleteSignature)


@pytest.mark.parametrize(
    "part", ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"]
)
def test_every_part_of_a_signed_address_is_needed_once(alice, part):
    request = presigned(access_key(alice))
    pairs = request.environ["QUERY_STRING"].split("&")
    own = next(pair for pair in pairs if pair.startswith(f"X-Amz-{part}="))
    request.environ["QUERY_STRING"] = "&".join(pair for pair in pairs if pair != own)
    assert isinstance(refusal(request), (IncompleteSignature, MissingAuthenticationToken))
    request.environ["QUERY_STRING"] = "&".join([*pairs, own])
    assert isinstance(refusal(request), IncompleteSignature)


def test_a_request_is_not_signed_twice(alice):
    request = presigned(access_key(alice))
    request.environ["HTTP_AUTHORIZATION"] = "AWS4-HMAC-SHA256 Credential=x"
    assert isinstance(refusal(request), IncompleteSignature)
