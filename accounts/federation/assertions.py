"""SAML responses: whose word they are, for whom, for how long, and what they say.

An assertion is read only after it was cut out of the very bytes that its provider signed. What else
was in the document is never looked at again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.timezone import now

from accounts.federation import safe_xml, saml_metadata, xml_encryption, xml_signatures
from accounts.federation.safe_xml import Element
from accounts.federation.saml_metadata import Metadata
from accounts.models import SAMLProvider
from iamconsole.errors import ExpiredIdentityToken, InvalidIdentityToken
from iamconsole.http import public_address
from iamconsole.sealing import open_sealed

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
SAMLP = "{urn:oasis:names:tc:SAML:2.0:protocol}"
LEEWAY = timedelta(seconds=60)
REDEEMABLE = timedelta(minutes=5)
_SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_CONDITIONS = {f"{SAML}{name}" for name in ("AudienceRestriction", "OneTimeUse")}
_INVALID = "Your request included an invalid SAML response"
_MAX_SUBJECT_CHARACTERS = 255


@dataclass(frozen=True, kw_only=True)
class Assertion:
    """What an assertion proves. `digest` stands for its ID; `ends` is when its session must."""

    digest: str
    issuer: str
    subject: str
    subject_format: str
    recipient: str
    redeemable_until: datetime
    ends: datetime | None
    attributes: Mapping[str, tuple[str, ...]] = field(repr=False)


def our_address() -> str:
    """Whom an assertion must be for: the Audience and the Recipient it must name."""
    return public_address("/saml")


def proven(encoded: str, provider: SAMLProvider) -> Assertion:
    """What a base64-encoded SAML response of the provider's proves.

    Raises InvalidIdentityToken, and ExpiredIdentityToken where its time is over.
    """
    metadata = saml_metadata.metadata_in(provider.metadata)
    if provider.valid_until and provider.valid_until <= now():
        raise InvalidIdentityToken("The metadata of the specified provider is not valid any more")
    response = _response_in(encoded)
    assertion = _signed_assertion(response, metadata, provider)
    if safe_xml.text_of(safe_xml.only(assertion, f"{SAML}Issuer")) != metadata.entity_id:
        raise InvalidIdentityToken("Issuer not present in specified provider")
    return _read(assertion, metadata.entity_id)


def _response_in(encoded: str) -> Element:
    """A response that holds one assertion, and nothing that might be taken for another."""
    try:
        document = base64.b64decode("".join(encoded.split()), validate=True)
        response = safe_xml.parsed(document)
    except (binascii.Error, ValueError, safe_xml.Unreadable):
        raise InvalidIdentityToken(_INVALID) from None
    ids = [node.get("ID") for node in response.iter() if node.get("ID") is not None]
    is_sound = (
        response.tag == f"{SAMLP}Response"
        and len(set(ids)) == len(ids)
        and len(_assertions(response)) == 1
        and _assertions(response)[0].getparent() is response
        and response.get("Destination", our_address()) == our_address()
    )
    if not is_sound:
        raise InvalidIdentityToken(_INVALID)
    _refuse_failure(response)
    return response


def _assertions(response: Element) -> list[Element]:
    kinds = (f"{SAML}Assertion", f"{SAML}EncryptedAssertion")
    return [found for kind in kinds for found in safe_xml.everywhere(response, kind)]


def _refuse_failure(response: Element) -> None:
    status = safe_xml.only(response, f"{SAMLP}Status")
    code = None if status is None else safe_xml.only(status, f"{SAMLP}StatusCode")
    if code is None or code.get("Value") != _SUCCESS:
        raise InvalidIdentityToken(_INVALID)


def _signed_assertion(response: Element, metadata: Metadata, provider: SAMLProvider) -> Element:
    """The assertion, as its provider signed it: by itself, or with the response around it."""
    is_proven = xml_signatures.is_signed(response)
    try:
        if is_proven:
            response = xml_signatures.signed_part(response, metadata.certificates)
        assertion = _opened(_assertions(response)[0], provider, is_proven=is_proven)
        if xml_signatures.is_signed(assertion) or not is_proven:
            assertion = xml_signatures.signed_part(assertion, metadata.certificates)
    except xml_signatures.NotSignedByThem:
        raise InvalidIdentityToken("Response signature invalid") from None
    return assertion


def _opened(assertion: Element, provider: SAMLProvider, *, is_proven: bool) -> Element:
    """The assertion itself, where it came encrypted."""
    if assertion.tag == f"{SAML}Assertion":
        if provider.encryption_mode == "Required":
            raise InvalidIdentityToken("The assertion must be encrypted for the specified provider")
        return assertion
    sealed = provider.private_keys.order_by("pk")
    try:
        keys = [
            xml_encryption.rsa_key(open_sealed(row.sealed_key, f"saml_key:{row.key_id}"))
            for row in sealed
        ]
        opened = xml_encryption.decrypted(assertion, keys, is_proven=is_proven)
    except xml_encryption.CannotDecrypt:
        raise InvalidIdentityToken("The assertion cannot be decrypted") from None
    if len(_assertions(opened)) != 1 or opened.tag != f"{SAML}Assertion":
        raise InvalidIdentityToken(_INVALID)
    return opened


def _read(assertion: Element, issuer: str) -> Assertion:
    issued = _moment(assertion, "IssueInstant")
    moment = now()
    if issued is None or issued > moment + LEEWAY or not assertion.get("ID"):
        raise InvalidIdentityToken(_INVALID)
    if moment >= issued + REDEEMABLE + LEEWAY:
        raise ExpiredIdentityToken("Token must be redeemed within 5 minutes of issuance")
    _refuse_conditions(_needed(assertion, "Conditions"))
    name_id = _needed(_needed(assertion, "Subject"), "NameID")
    subject = safe_xml.text_of(name_id)
    if not 0 < len(subject) <= _MAX_SUBJECT_CHARACTERS:
        raise InvalidIdentityToken(_INVALID)
    _refuse_other_bearers(_needed(assertion, "Subject"))
    return Assertion(
        digest=hashlib.sha256(f"{issuer}\n{assertion.get('ID')}".encode()).hexdigest(),
        issuer=issuer,
        subject=subject,
        subject_format=name_id.get("Format", ""),
        recipient=our_address(),
        redeemable_until=issued + REDEEMABLE + LEEWAY,
        ends=_end_of_session(assertion),
        attributes=_attributes(assertion),
    )


def _refuse_conditions(conditions: Element) -> None:
    """Raise unless every condition is known, and holds."""
    _refuse_untimely(conditions)
    if any(condition.tag not in _CONDITIONS for condition in conditions):
        raise InvalidIdentityToken(_INVALID)
    restrictions = safe_xml.named(conditions, f"{SAML}AudienceRestriction")
    audiences = [
        {safe_xml.text_of(one) for one in safe_xml.named(restriction, f"{SAML}Audience")}
        for restriction in restrictions
    ]
    if not audiences or any(our_address() not in named for named in audiences):
        raise InvalidIdentityToken("Incorrect token audience")


def _refuse_other_bearers(subject: Element) -> None:
    """Raise unless whoever brings the assertion here, and now, may."""
    data = [
        found
        for confirmation in safe_xml.named(subject, f"{SAML}SubjectConfirmation")
        if confirmation.get("Method") == _BEARER
        for found in safe_xml.named(confirmation, f"{SAML}SubjectConfirmationData")
        if found.get("Recipient") == our_address() and found.get("NotOnOrAfter")
    ]
    if not data:
        raise InvalidIdentityToken("The assertion is for another recipient")
    _refuse_untimely(data[0])


def _refuse_untimely(element: Element) -> None:
    begins, ends = _moment(element, "NotBefore"), _moment(element, "NotOnOrAfter")
    if ends and now() >= ends + LEEWAY:
        raise ExpiredIdentityToken("The assertion's time is over")
    if begins and now() < begins - LEEWAY:
        raise InvalidIdentityToken("The assertion is not valid yet")


def _end_of_session(assertion: Element) -> datetime | None:
    statements = safe_xml.named(assertion, f"{SAML}AuthnStatement")
    if not statements:
        raise InvalidIdentityToken(_INVALID)
    said = (_moment(statement, "SessionNotOnOrAfter") for statement in statements)
    end = min((moment for moment in said if moment), default=None)
    if end and now() >= end:
        raise ExpiredIdentityToken("The session at the identity provider is over")
    return end


def _attributes(assertion: Element) -> dict[str, tuple[str, ...]]:
    """Values by the attribute's name, however many elements they are spread over."""
    attributes: dict[str, tuple[str, ...]] = {}
    for statement in safe_xml.named(assertion, f"{SAML}AttributeStatement"):
        for attribute in safe_xml.named(statement, f"{SAML}Attribute"):
            name, values = attribute.get("Name", ""), safe_xml.named(attribute, _VALUE)
            attributes[name] = (*attributes.get(name, ()), *map(safe_xml.text_of, values))
    return attributes


_VALUE = f"{SAML}AttributeValue"


def _needed(element: Element, name: str) -> Element:
    child = safe_xml.only(element, f"{SAML}{name}")
    if child is None:
        raise InvalidIdentityToken(_INVALID)
    return child


def _moment(element: Element, name: str) -> datetime | None:
    text = element.get(name)
    try:
        return saml_metadata.moment_in(text) if text else None
    except saml_metadata.Unreadable:
        raise InvalidIdentityToken(_INVALID) from None
