"""A security key in software: it sets itself up and signs challenges, by the text of WebAuthn."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from accounts.models import MFADevice, User
from accounts.signin import passkeys

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass(frozen=True)
class SecurityKey:
    """A key, and what it would say: change a member with `replace` and it says something wrong."""

    origin: str = field(default_factory=lambda: settings.PUBLIC_URL)
    rp_id: str = field(default_factory=lambda: urlsplit(settings.PUBLIC_URL).hostname or "")
    flags: int = PRESENT | VERIFIED
    count: int = 1
    handle: bytes | None = None
    kind: str = ""
    challenge: str = ""
    secret: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    signer: Any = None
    name: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def but(self, **changes: Any) -> SecurityKey:
        return replace(self, **changes)

    def created(self, options: str) -> str:
        """The answer to a request to set it up."""
        numbers = self.secret.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        named = bytes(16) + len(self.name).to_bytes(2, "big") + self.name + public
        data = self._data(self.flags | ATTESTED) + named
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._answer(clientDataJSON=client, attestationObject=attestation)

    def shown(self, options: str) -> str:
        """The answer to a request to show it."""
        data, client = self._data(self.flags), self._client("webauthn.get", options)
        signed = data + hashlib.sha256(client).digest()
        signature = (self.signer or self.secret).sign(signed, ec.ECDSA(hashes.SHA256()))
        more = {} if self.handle is None else {"userHandle": self.handle}
        return self._answer(
            clientDataJSON=client, authenticatorData=data, signature=signature, **more
        )

    def _data(self, flags: int) -> bytes:
        place = hashlib.sha256(self.rp_id.encode()).digest()
        return place + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: str) -> bytes:
        challenge = self.challenge or json.loads(options)["challenge"]
        client = {"type": self.kind or kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(client | {"crossOrigin": False}).encode()

    def _answer(self, **response: bytes) -> str:
        return json.dumps(
            {
                "id": text(self.name),
                "rawId": text(self.name),
                "type": "public-key",
                "response": {name: text(value) for name, value in response.items()},
                "clientExtensionResults": {},
            }
        )


def enrol_key(user: User, name: str = "key") -> SecurityKey:
    """A key of the user's, at count 1."""
    key, begun = SecurityKey(), passkeys.creation_for(user)
    new = passkeys.new_key(user, begun.state, key.created(begun.options))
    owner = f"user/{user.name}" if user.name else "root-user"
    MFADevice.objects.create(
        account_id=user.account_id,
        user=user,
        kind=MFADevice.Kind.KEY,
        serial_number=f"arn:aws:iam::{user.account_id}:u2f/{owner}/{name}-{secrets.token_hex(5)}",
        created=user.created,
        enabled=user.created,
        credential_id=new.credential_id,
        public_key=new.public_key,
        counter=new.count,
    )
    return key.but(count=2)
