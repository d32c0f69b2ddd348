"""Identity providers for tests: an issuer of OpenID Connect tokens, and one of SAML assertions."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID
from django.utils.timezone import now
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from lxml import etree
from signxml import XMLSigner

from accounts.federation.assertions import our_address
from accounts.models import Account, OpenIDConnectProvider, Role, SAMLProvider
from iamconsole.caller import Caller, CallerKind, Face, Origin, Vouched
from tests import people

ISSUER = "https://issuer.example/realm"
CLIENT = "warehouse"
ROLE_ATTRIBUTE = "https://aws.amazon.com/SAML/Attributes/"
_DS = "http://www.w3.org/2000/09/xmldsig#"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_NAMESPACES = (
    'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
    'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
)


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    """A key that is made once, for it takes a while."""
    return rsa.generate_private_key(65537, 2048)


def pem(key: Any) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


# ---- OpenID Connect ----------------------------------------------------------------------------


@cache
def signing_key(algorithm: str, name: str = "own") -> RSAKey | ECKey:
    curves = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
    if algorithm in curves:
        return ECKey.generate_key(curves[algorithm], private=True)
    return RSAKey.import_key(pem(rsa_key(name)))


def public_jwk(algorithm: str = "RS256", key_id: str = "one", **more: Any) -> dict[str, Any]:
    return signing_key(algorithm).as_dict(private=False) | {"kid": key_id, "use": "sig"} | more


def key_set(*keys: dict[str, Any]) -> str:
    return json.dumps({"keys": list(keys or (public_jwk(),))})


def claims(**changes: Any) -> dict[str, Any]:
    moment = int(now().timestamp())
    said = {
        "iss": ISSUER,
        "sub": "subject-7",
        "aud": CLIENT,
        "iat": moment,
        "exp": moment + 300,
    }
    return {name: value for name, value in (said | changes).items() if value is not None}


def token(
    said: dict[str, Any] | None = None,
    *,
    algorithm: str = "RS256",
    key: Any = None,
    **header: Any,
) -> str:
    """A token of the issuer's, by its own key unless another is given."""
    whole = {"alg": algorithm, "kid": "one", "typ": "JWT"} | header
    whole = {name: value for name, value in whole.items() if value is not None}
    payload = json.dumps(said if said is not None else claims())
    used = key or signing_key(algorithm)
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    return jws.serialize_compact(whole, payload, used, registry=registry)


def made_by_hand(header: dict[str, Any], said: dict[str, Any], signature: bytes = b"") -> str:
    """A token that no library would make."""
    parts = (json.dumps(header).encode(), json.dumps(said).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def make_issuer(account: Account, **more: Any) -> OpenIDConnectProvider:
    """A provider whose keys are registered, so that nobody is asked for them."""
    given = {
        "url": ISSUER.removeprefix("https://"),
        "client_ids": [CLIENT],
        "key_set": key_set(),
        "created": now(),
    }
    return OpenIDConnectProvider.objects.create(account=account, **given | more)


def make_federated_role(
    account: Account, name: str, provider: str, action: str, *more: str, **condition: Any
) -> Role:
    """A role that a provider's people may take on."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": [action, *more],
    }
    if condition:
        statement["Condition"] = condition
    return Role.objects.create(
        account=account, name=name, trust_policy=people.document(statement), created=now()
    )


# ---- SAML --------------------------------------------------------------------------------------


@cache
def certificate(name: str) -> x509.Certificate:
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")])
    moment = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(rsa_key(name).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=3))
        .not_valid_after(moment + timedelta(days=400))
        .sign(rsa_key(name), hashes.SHA256())
    )


def certificate_text(name: str = "own") -> str:
    return base64.b64encode(certificate(name).public_bytes(Encoding.DER)).decode()


def metadata(entity_id: str = "https://idp.example/saml", key: str = "own", more: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" '
        f'xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{entity_id}" {more}>'
        "<md:IDPSSODescriptor "
        'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>'
        f"{certificate_text(key)}"
        "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        "<md:SingleSignOnService "
        'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" '
        'Location="https://idp.example/sso"/>'
        "</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


def make_saml_provider(account: Account, name: str = "idp", **more: Any) -> SAMLProvider:
    given = {"name": name, "metadata": metadata(), "created": now()} | more
    return SAMLProvider.objects.create(account=account, **given)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What an assertion is to say; tests change one thing each."""

    issuer: str = "https://idp.example/saml"
    subject: str = "dora@idp.example"
    audience: str = field(default_factory=our_address)
    recipient: str = field(default_factory=our_address)
    destination: str = field(default_factory=our_address)
    status: str = "urn:oasis:names:tc:SAML:2.0:status:Success"
    method: str = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    issued: timedelta = timedelta()
    begins: timedelta = timedelta(minutes=-1)
    ends: timedelta = timedelta(minutes=5)
    confirmed_until: timedelta = timedelta(minutes=5)
    session_ends: timedelta | None = None
    attributes: dict[str, list[str]] = field(default_factory=dict)
    assertion_id: str = field(default_factory=lambda: f"_{secrets.token_hex(16)}")

    @property
    def assertion(self) -> str:
        until = f' SessionNotOnOrAfter="{at(self.session_ends)}"' if self.session_ends else ""
        return (
            f'<saml:Assertion {_NAMESPACES} ID="{self.assertion_id}" Version="2.0" '
            f'IssueInstant="{at(self.issued)}"><saml:Issuer>{self.issuer}</saml:Issuer>'
            '<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:'
            f'persistent">{self.subject}</saml:NameID>'
            f'<saml:SubjectConfirmation Method="{self.method}"><saml:SubjectConfirmationData '
            f'Recipient="{self.recipient}" NotOnOrAfter="{at(self.confirmed_until)}" '
            'InResponseTo="_whatever"/></saml:SubjectConfirmation></saml:Subject>'
            f'<saml:Conditions NotBefore="{at(self.begins)}" NotOnOrAfter="{at(self.ends)}">'
            f"<saml:AudienceRestriction><saml:Audience>{self.audience}</saml:Audience>"
            "</saml:AudienceRestriction></saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{at(self.issued)}"{until}><saml:AuthnContext>'
            "<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password"
            "</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
            f"<saml:AttributeStatement>{self._attributes}</saml:AttributeStatement>"
            "</saml:Assertion>"
        )

    @property
    def _attributes(self) -> str:
        return "".join(
            f'<saml:Attribute Name="{name}">'
            + "".join(f"<saml:AttributeValue>{v}</saml:AttributeValue>" for v in values)
            + "</saml:Attribute>"
            for name, values in self.attributes.items()
        )

    def around(self, inside: str) -> str:
        return (
            f'<samlp:Response {_NAMESPACES} ID="_{secrets.token_hex(16)}" Version="2.0" '
            f'IssueInstant="{at(self.issued)}" Destination="{self.destination}">'
            f"<saml:Issuer>{self.issuer}</saml:Issuer>"
            f'<samlp:Status><samlp:StatusCode Value="{self.status}"/></samlp:Status>'
            f"{inside}</samlp:Response>"
        )


def at(moment: timedelta) -> str:
    return (now() + moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def signed(text: str, key: str = "own") -> str:
    """The element with a signature of its whole in it."""
    signer = XMLSigner(
        c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#",  # type: ignore[arg-type]
    )
    root = etree.fromstring(text)
    made = signer.sign(
        root,
        key=rsa_key(key),
        cert=[certificate(key)],
        reference_uri=root.get("ID"),
        id_attribute="ID",
    )
    return etree.tostring(made).decode()


def signed_as_shibboleth_does(text: str, prefixes: list[str]) -> str:
    """The same, naming prefixes that count as used though only values use them."""
    root = etree.fromstring(text)
    c14n = {"method": "c14n", "exclusive": True, "with_comments": False}
    whole = etree.tostring(root, inclusive_ns_prefixes=prefixes, **c14n)  # type: ignore[call-overload]
    digest = base64.b64encode(hashlib.sha256(whole).digest()).decode()
    info = (
        f'<ds:SignedInfo xmlns:ds="{_DS}"><ds:CanonicalizationMethod Algorithm="{_EXCLUSIVE}"/>'
        '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
        f'<ds:Reference URI="#{root.get("ID")}"><ds:Transforms>'
        f'<ds:Transform Algorithm="{_DS}enveloped-signature"/>'
        f'<ds:Transform Algorithm="{_EXCLUSIVE}"><ec:InclusiveNamespaces xmlns:ec="{_EXCLUSIVE}" '
        f'PrefixList="{" ".join(prefixes)}"/></ds:Transform></ds:Transforms>'
        '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    )
    told = etree.tostring(etree.fromstring(info), **c14n)  # type: ignore[call-overload]
    value = base64.b64encode(rsa_key("own").sign(told, PKCS1v15(), hashes.SHA256())).decode()
    signature = (
        f'<ds:Signature xmlns:ds="{_DS}">{info}'
        f"<ds:SignatureValue>{value}</ds:SignatureValue></ds:Signature>"
    )
    root.insert(1, etree.fromstring(signature))
    return etree.tostring(root).decode()


def encoded(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def response(words: Words | None = None, key: str = "own") -> str:
    """A response of the provider's with one signed assertion, ready to be sent."""
    said = words or Words()
    return encoded(said.around(signed(said.assertion, key)))


def encrypted(assertion: str, key: rsa.RSAPrivateKey) -> str:
    """The assertion so that only the key's owner can read it: AES-256-GCM and RSA-OAEP."""
    secret, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
    text = base64.b64encode(nonce + AESGCM(secret).encrypt(nonce, assertion.encode(), None))
    return encrypted_data(
        "http://www.w3.org/2009/xmlenc11#aes256-gcm", wrapped(secret, key), text.decode()
    )


def wrapped(secret: bytes, key: rsa.RSAPrivateKey) -> str:
    sha1 = hashes.SHA1()  # noqa: S303  # what rsa-oaep-mgf1p means
    padding = OAEP(mgf=MGF1(sha1), algorithm=sha1, label=None)
    return base64.b64encode(key.public_key().encrypt(secret, padding)).decode()


def encrypted_data(algorithm: str, wrapped_key: str, text: str) -> str:
    return (
        f"<saml:EncryptedAssertion {_NAMESPACES}>"
        '<xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#">'
        f'<xenc:EncryptionMethod Algorithm="{algorithm}"/>'
        '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey>'
        '<xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"/>'
        f"<xenc:CipherData><xenc:CipherValue>{wrapped_key}</xenc:CipherValue></xenc:CipherData>"
        "</xenc:EncryptedKey></ds:KeyInfo>"
        f"<xenc:CipherData><xenc:CipherValue>{text}</xenc:CipherValue></xenc:CipherData>"
        "</xenc:EncryptedData></saml:EncryptedAssertion>"
    )


def vouched(provider_arn: str, **more: Any) -> Caller:
    """Somebody for whom a provider vouches."""
    said = Vouched(
        provider=provider_arn,
        issuer=ISSUER,
        subject="subject-7",
        audience=CLIENT,
        context={},
        kept={},
        **more,
    )
    return Caller(
        kind=CallerKind.PROVIDER,
        account_id=provider_arn.split(":")[4],
        arn=provider_arn,
        unique_id=f"{ISSUER}:{CLIENT}:subject-7",
        origin=Origin(face=Face.WIRE, source_ip="192.0.2.1"),
        vouched=said,
    )
