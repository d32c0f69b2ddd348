"""Signatures of XML, as SAML uses them, and nothing else that XML signatures could be.

A signature stands in the element it signs, and signs that element by its ID, whole. What it covers
is given back as the verifier saw it: whoever goes on reads that, and never the document it came in.
"""

from __future__ import annotations

from collections.abc import Iterable

from signxml.algorithms import SignatureMethod
from signxml.verifier import SignatureConfiguration, XMLVerifier

from accounts.federation import safe_xml
from accounts.federation.safe_xml import Element
from iamconsole.pem import Certificate

DS = "{http://www.w3.org/2000/09/xmldsig#}"
SIGNATURE = f"{DS}Signature"
_ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_METHODS = frozenset(
    method
    for method in SignatureMethod
    if method.name.startswith(("RSA_SHA", "ECDSA_SHA", "SHA")) and "SHA1" not in method.name
)
_CONFIGURATION = SignatureConfiguration(
    location="./",
    signature_methods=_METHODS,
)


class NotSignedByThem(Exception):
    """The element is not signed in the way it should be, or by none of these certificates."""


def is_signed(element: Element) -> bool:
    """Whether an element carries a signature at all."""
    return bool(safe_xml.named(element, SIGNATURE))


def signed_part(element: Element, certificates: Iterable[Certificate]) -> Element:
    """The element as its signer wrote it, parsed from the very bytes that are signed.

    Raises NotSignedByThem.
    """
    _refuse_other_forms(element)
    document = safe_xml.written(element)
    for certificate in certificates:
        proven = _proven_by(certificate, document)
        if proven is not None:
            return _same(proven, element)
    raise NotSignedByThem


def _refuse_other_forms(element: Element) -> None:
    """Only a signature of the element it stands in, of all of it, without further processing."""
    signature = safe_xml.only(element, SIGNATURE)
    info = None if signature is None else safe_xml.only(signature, f"{DS}SignedInfo")
    reference = None if info is None else safe_xml.only(info, f"{DS}Reference")
    if signature is None or reference is None or safe_xml.named(signature, f"{DS}Object"):
        raise NotSignedByThem
    own_id = element.get("ID")
    if not own_id or reference.get("URI") != f"#{own_id}":
        raise NotSignedByThem
    transforms = safe_xml.only(reference, f"{DS}Transforms")
    steps = [] if transforms is None else [step.get("Algorithm") for step in transforms]
    if steps != [_ENVELOPED, _EXCLUSIVE]:
        raise NotSignedByThem
    if not _is_plain(safe_xml.only(info, f"{DS}CanonicalizationMethod")):
        raise NotSignedByThem


def _is_plain(method: Element | None) -> bool:
    return method is not None and method.get("Algorithm") == _EXCLUSIVE


def _proven_by(certificate: Certificate, document: bytes) -> bytes | None:
    """The signed bytes if this certificate's key signed them."""
    try:
        result = XMLVerifier().verify(
            document,
            x509_cert=certificate.text,
            parser=safe_xml.parser(),
            id_attribute="ID",
            expect_config=_CONFIGURATION,
        )
    except Exception:  # noqa: BLE001  # whatever a verifier stumbles over is no signature
        return None
    return None if isinstance(result, list) else result.signed_data


def _same(proven: bytes, element: Element) -> Element:
    """What was proven, if it is the element that was asked about."""
    try:
        part = safe_xml.parsed(proven)
    except safe_xml.Unreadable:
        raise NotSignedByThem from None
    if (part.tag, part.get("ID")) != (element.tag, element.get("ID")):
        raise NotSignedByThem
    return part
