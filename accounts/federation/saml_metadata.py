"""What a SAML identity provider says of itself: its name and the keys it signs with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from accounts.federation import safe_xml
from accounts.federation.safe_xml import Element
from iamconsole import pem
from iamconsole.pem import Certificate

MD = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
_MAX_ENTITY_ID_CHARACTERS = 1024


class Unreadable(Exception):
    """The document does not describe one SAML 2.0 identity provider."""


@dataclass(frozen=True)
class Metadata:
    """An identity provider as its metadata describes it."""

    entity_id: str
    certificates: tuple[Certificate, ...] = field(repr=False)
    valid_until: datetime | None = None


def metadata_in(document: str) -> Metadata:
    """What a metadata document says. Raises Unreadable."""
    try:
        root = safe_xml.parsed(document.encode())
    except (safe_xml.Unreadable, UnicodeError):
        raise Unreadable from None
    entity_id = root.get("entityID", "")
    if root.tag != f"{MD}EntityDescriptor" or not entity_id:
        raise Unreadable
    if len(entity_id) > _MAX_ENTITY_ID_CHARACTERS:
        raise Unreadable
    descriptor = safe_xml.only(root, f"{MD}IDPSSODescriptor")
    if descriptor is None or not _speaks_saml_2(descriptor):
        raise Unreadable
    certificates = tuple(_certificates(descriptor))
    if not certificates or not safe_xml.named(descriptor, f"{MD}SingleSignOnService"):
        raise Unreadable
    return Metadata(entity_id, certificates, _earliest(root, descriptor))


def _speaks_saml_2(descriptor: Element) -> bool:
    return _PROTOCOL in descriptor.get("protocolSupportEnumeration", "").split()


def _certificates(descriptor: Element) -> list[Certificate]:
    """The certificates it signs with: those for nothing in particular are among them."""
    keys = safe_xml.named(descriptor, f"{MD}KeyDescriptor")
    texts = [
        safe_xml.text_of(certificate)
        for key in keys
        if key.get("use", "signing") == "signing"
        for certificate in safe_xml.everywhere(key, f"{_DS}X509Certificate")
    ]
    try:
        return [pem.certificate(_as_pem(text)) for text in texts]
    except pem.Unreadable:
        raise Unreadable from None


def _as_pem(text: str) -> str:
    lines = "\n".join(text.split())
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"


def _earliest(*elements: Element) -> datetime | None:
    moments = [moment_in(text) for one in elements if (text := one.get("validUntil"))]
    return min(moments, default=None)


def moment_in(text: str) -> datetime:
    """A moment as SAML writes it. Raises Unreadable."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable from None
    # SAML's times are UTC, and may leave that out.
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
