from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from django.utils.timezone import now

from accounts.models import Event, ServerCertificate
from accounts.operations.server_certificates import (
    get_server_certificate,
    upload_server_certificate,
)
from iamconsole.errors import (
    AccessDenied,
    EntityAlreadyExists,
    InvalidInput,
    KeyPairMismatch,
    LimitExceeded,
    MalformedCertificate,
    ValidationError,
)
from iamconsole.sealing import open_sealed
from tests.certificates import NEXT_YEAR, issue, rsa_key, server_certificate
from tests.people import ACCOUNT, allow, calling, grant
from tests.refusals import refused

UNREADABLE = "Unable to parse certificate. Please ensure the certificate is in PEM format."
CHAIN = (
    "Unable to validate certificate chain. The certificate chain must start with the immediate "
    "signing certificate, followed by any intermediaries in order. The index within the chain of "
    "the invalid certificate is: "
)


def upload(caller, issued, name="www", **more):
    given = {"certificate_body": issued.body, "private_key": issued.key} | more
    return upload_server_certificate(caller, server_certificate_name=name, **given)


@pytest.fixture
def chain():
    """Three certificates, the first signed by none, each other by the one before it."""
    top = issue("top")
    middle = issue("middle", by=top)
    return top, middle, issue("leaf", by=middle)


def test_it_keeps_a_certificate_under_its_path(admin):
    told = upload(admin, issue(), path="/sites/").server_certificate_metadata
    row = ServerCertificate.objects.get()
    assert told.arn == f"arn:aws:iam::{ACCOUNT}:server-certificate/sites/www"
    assert (told.path, told.server_certificate_name) == ("/sites/", "www")
    assert (told.server_certificate_id, told.upload_date) == (row.certificate_id, row.created)
    assert told.server_certificate_id.startswith("ASCA")
    assert told.expiration == NEXT_YEAR


def test_it_tells_the_tags_it_was_given(admin):
    assert upload(admin, issue()).tags is None
    told = upload(admin, issue(), "other", tags=[{"key": "team", "value": "web"}]).tags
    assert [(tag.key, tag.value) for tag in told] == [("team", "web")]


def test_the_private_key_is_sealed_at_rest_and_told_nowhere(admin):
    issued = issue()
    answer = upload(admin, issued)
    row = ServerCertificate.objects.get()
    assert "PRIVATE" not in row.sealed_private_key
    opened = open_sealed(row.sealed_private_key, f"server_certificate:{row.certificate_id}")
    assert opened == issued.key
    secret = issued.key.splitlines()[1]
    told = get_server_certificate(admin, server_certificate_name="www")
    for shown in (answer, told, list(Event.objects.values()), vars(row)):
        assert secret not in str(shown)


def test_a_refused_upload_leaves_no_key_in_the_history(admin):
    issued = issue()
    with pytest.raises(MalformedCertificate):
        upload(admin, issued, certificate_body=issued.key, certificate_chain=issued.key)
    with pytest.raises(ValidationError) as refusal:
        upload(admin, issued, certificate_body=issued.key + "\u0100", private_key="\u0100")
    secret = issued.key.splitlines()[1]
    assert secret not in str(list(Event.objects.values())) + refusal.value.message


@pytest.mark.parametrize("private", [None, rsa_key])
def test_keys_may_be_elliptic_or_rsa(admin, private):
    upload(admin, issue(private=private and private()))
    assert ServerCertificate.objects.count() == 1


def test_keys_of_other_kinds_and_locked_ones_are_refused(admin):
    issued = issue()
    locked = issued.private.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"passphrase")
    )
    for key in (locked.decode(), "no key", issued.body, issued.key + "\n" * 4_000):
        with refused(MalformedCertificate, "Invalid Private Key."):
            upload(admin, issued, private_key=key)
    other = ed25519.Ed25519PrivateKey.generate()
    with pytest.raises(MalformedCertificate):
        upload(admin, issued, private_key=pem_of(other))


def pem_of(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def test_another_certificates_key_is_refused(admin):
    message = "The public key certificate and the private key do not match."
    with refused(KeyPairMismatch, message):
        upload(admin, issue(), private_key=issue().key)


def test_the_body_is_one_certificate_and_nothing_else(admin):
    issued = issue()
    for body in ("no certificate", issued.key, issued.body + issue().body, issued.body[:100]):
        with refused(MalformedCertificate, UNREADABLE):
            upload(admin, issued, certificate_body=body)
    with refused(MalformedCertificate, UNREADABLE):
        upload(admin, issued, certificate_body=issued.body + issued.key)


def test_a_certificate_must_hold_when_it_is_uploaded(admin):
    moment = now()
    past = issue(begins=datetime(2020, 1, 1, tzinfo=UTC), ends=datetime(2021, 1, 1, tzinfo=UTC))
    message = "The certificate does not hold now, but from 2020-01-01 to 2021-01-01."
    with refused(MalformedCertificate, message):
        upload(admin, past)
    with pytest.raises(MalformedCertificate, match="does not hold now"):
        upload(admin, issue(begins=moment + timedelta(hours=1)))


def test_a_chain_leads_upwards_from_the_signer(admin, chain):
    top, middle, leaf = chain
    upload(admin, leaf, certificate_chain=f"{middle.body}\n{top.body}")
    assert ServerCertificate.objects.get().chain == f"{middle.body}{top.body}".strip()
    upload(admin, leaf, "short", certificate_chain=middle.body)


def test_a_chain_in_another_order_is_refused_with_the_place_where_it_breaks(admin, chain):
    top, middle, leaf = chain
    stranger = issue("top")
    for bodies, index in (
        ([top.body, middle.body], -1),
        ([leaf.body, middle.body], -1),
        ([middle.body, stranger.body], 0),
        ([middle.body, top.body, stranger.body], 1),
    ):
        with refused(MalformedCertificate, f"{CHAIN}{index}"):
            upload(admin, leaf, certificate_chain="".join(bodies))


def test_a_chain_holds_nothing_but_certificates(admin, chain):
    _, middle, leaf = chain
    message = "Unable to parse certificate chain. Please ensure the chain is in PEM format."
    for text in ("no chain", middle.body + middle.key):
        with refused(MalformedCertificate, message):
            upload(admin, leaf, certificate_chain=text)


def test_a_name_is_taken_however_it_is_spelled(admin, account, mallory):
    server_certificate(account, "www")
    with refused(EntityAlreadyExists, "The Server Certificate with name WWW already exists."):
        upload(admin, issue(), "WWW")
    upload(calling(mallory), issue(), "www")


def test_tags_keep_to_their_rules(admin):
    with pytest.raises(InvalidInput):
        upload(admin, issue(), tags=[{"key": "aws:x", "value": "1"}])
    many = [{"key": f"tag{n}", "value": ""} for n in range(51)]
    with pytest.raises((LimitExceeded, ValidationError)):
        upload(admin, issue(), tags=many)


def test_permission_can_be_kept_to_a_path_and_to_tags(carol):
    path = f"arn:aws:iam::{ACCOUNT}:server-certificate/lab/*"
    grant(
        carol,
        allow("iam:UploadServerCertificate", path, StringEquals={"aws:RequestTag/team": "lab"}),
        allow("iam:TagServerCertificate"),
    )
    tags = [{"key": "team", "value": "lab"}]
    upload(calling(carol), issue(), path="/lab/", tags=tags)
    for more in ({"path": "/lab/"}, {"tags": tags}):
        with pytest.raises(AccessDenied):
            upload(calling(carol), issue(), "other", **more)
