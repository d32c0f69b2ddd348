from __future__ import annotations

import re

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from accounts.models import Event, SSHPublicKey
from accounts.operations.ssh_public_keys import upload_ssh_public_key
from iamconsole.errors import (
    DuplicateSSHPublicKey,
    InvalidPublicKey,
    LimitExceeded,
    NoSuchEntity,
    UnrecognizedPublicKeyEncoding,
    ValidationError,
)
from tests.certificates import issue, public_pem, rsa_key, ssh, ssh_public_key
from tests.people import make_user
from tests.refusals import refused

# Made with `ssh-keygen -t rsa -b 2048`; the fingerprint is what `ssh-keygen -E md5 -l` tells of it.
KNOWN = (
    "ssh-rsa "
    "AAAAB3NzaC1yc2EAAAADAQABAAABAQC95OiTBic/p/+KANPR2yRQVxMmLNDHLf3znEiwNvsbNFo/439i"
    "7NBROMkuSXQKD+BWc6vT6ALDsvtUms/2B5+uqyIfXXKT80bmkeksCzLf4v8RqvK90Tx49/M30+QNRM9E"
    "QPkBOwR0XpQelTv6rdPkp2QykM4VLz6YQtgvbJgSHZucJqiqoAPrDLeoTrSq6OjakOoJw+xBcAokdkfM"
    "e6cw3jVy7GMRjOCbuD5KrceqA5zHzybTxJ3MpzyMYAZrePw+L+AMOiu8xCKMHZ8BEkpf8EY7CN3oNFib"
    "NltnlFB/D40aV/AAgay7qxZ/MaqqXjn+KlQ89EfHUjgYGo8Y5dL1"
)
FINGERPRINT = "9f:9f:81:18:fd:49:26:d0:3f:42:25:f1:8e:bb:10:2b"
MALFORMED = "The public key is malformed, or is no RSA key."
UNKNOWN = "The public key must be in the ssh-rsa format or in the PEM format."


def upload(caller, body, user_name="dave"):
    answer = upload_ssh_public_key(caller, user_name=user_name, ssh_public_key_body=body)
    return answer.ssh_public_key


def test_it_keeps_a_key_without_its_comment(admin, dave):
    body = ssh(rsa_key())
    told = upload(admin, f"{body} dave@laptop\n")
    assert re.fullmatch(r"APKA[A-Z2-7]{16}", told.ssh_public_key_id)
    assert (told.user_name, told.status) == ("dave", "Active")
    assert told.ssh_public_key_body == SSHPublicKey.objects.get().body == body


def test_the_fingerprint_is_what_ssh_tells(admin, dave):
    assert upload(admin, KNOWN).fingerprint == FINGERPRINT


def test_a_key_in_pem_is_answered_in_pem(admin, dave):
    pem = public_pem(rsa_key())
    assert upload(admin, pem).ssh_public_key_body == pem.strip()
    assert SSHPublicKey.objects.get().body == ssh(rsa_key())


def test_a_user_has_a_key_once_however_it_is_written(admin, dave):
    make_user(dave.account, "erin")
    upload(admin, ssh(rsa_key()))
    for body in (ssh(rsa_key()) + " other comment", public_pem(rsa_key())):
        message = "The SSH public key is already associated with the user."
        with refused(DuplicateSSHPublicKey, message):
            upload(admin, body)
    upload(admin, ssh(rsa_key()), "erin")


def test_the_sixth_is_refused(admin, dave):
    for _ in range(5):
        ssh_public_key(dave)
    with refused(LimitExceeded, "Cannot exceed quota for SSHPublicKeysPerUser: 5"):
        upload(admin, ssh(rsa_key()))


def test_only_rsa_keys_are_taken(admin, dave):
    elliptic = ec.generate_private_key(ec.SECP256R1())
    for body in (
        ssh(ed25519.Ed25519PrivateKey.generate()),
        ssh(elliptic),
        public_pem(elliptic),
        "ssh-rsa AAAA",
        "ssh-rsa",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        issue().body,
    ):
        with refused(InvalidPublicKey, MALFORMED):
            upload(admin, body)


def test_short_keys_are_refused(admin, dave):
    with refused(InvalidPublicKey, "The public key must have at least 2048 bits."):
        upload(admin, ssh(rsa_key(1, 1024)))


@pytest.mark.parametrize("body", ["no key", "AAAAB3NzaC1yc2E", "---- BEGIN SSH2 PUBLIC KEY ----"])
def test_other_encodings_are_not_recognized(admin, dave, body):
    with refused(UnrecognizedPublicKeyEncoding, UNKNOWN):
        upload(admin, body)


def test_a_private_key_pasted_by_mistake_is_kept_nowhere(admin, dave):
    key = issue(private=rsa_key()).key
    with pytest.raises(InvalidPublicKey):
        upload(admin, key)
    upload(admin, f"{ssh(rsa_key())}\n{key}")
    upload(admin, f"{public_pem(rsa_key(2))}\n{key}")
    with pytest.raises(ValidationError):
        upload(admin, key + "\u0100")
    rows = [*Event.objects.values(), *SSHPublicKey.objects.values()]
    assert key.splitlines()[1] not in str(rows)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        upload(admin, ssh(rsa_key()))
