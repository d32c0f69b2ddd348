"""What a SAML response must be to prove anything, and every way in which it may not.

The wrapping attacks put what is signed somewhere in a document, and what is to be believed
somewhere else: each shape is tried with the assertion signed, and with the response signed.
"""

from __future__ import annotations

import base64
import re
import time
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from lxml import etree

from accounts.federation import assertions, safe_xml
from accounts.models import Account, SAMLPrivateKey, SAMLProvider
from iamconsole.errors import ExpiredIdentityToken, InvalidIdentityToken
from iamconsole.sealing import seal
from tests import providers
from tests.providers import Words, encoded, response, signed

INVALID = "invalid SAML response"
UNSIGNED = "Response signature invalid"
EVIL = "root@idp.example"
DS = "{http://www.w3.org/2000/09/xmldsig#}Signature"
ASSERTION = "{urn:oasis:names:tc:SAML:2.0:assertion}Assertion"


@pytest.fixture
def provider(account: Account) -> SAMLProvider:
    return providers.make_saml_provider(account)


def refused(provider, offered, because, kind=InvalidIdentityToken):
    with pytest.raises(kind, match=because):
        assertions.proven(offered, provider)


def signed_around(words=None, key="own"):
    """A response signed as a whole, its assertion not by itself."""
    said = words or Words()
    return encoded(signed(said.around(said.assertion), key))


def both(words):
    return [response(words), signed_around(words)]


@pytest.mark.parametrize("made", [response, signed_around])
def test_a_signed_assertion_proves_who_is_meant(provider, made):
    proven = assertions.proven(made(Words(attributes={"mail": ["a", "b"]})), provider)
    assert (proven.subject, proven.issuer) == ("dora@idp.example", "https://idp.example/saml")
    assert proven.attributes == {"mail": ("a", "b")}
    assert proven.recipient == assertions.our_address()


def test_both_may_be_signed(provider):
    said = Words()
    twice = encoded(signed(said.around(signed(said.assertion))))
    assert assertions.proven(twice, provider).subject == said.subject


XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


@pytest.mark.parametrize("listed", [[], ["xs"], ["xs", "xsi", "saml", "absent"]])
def test_namespaces_may_be_declared_around_the_assertion(provider, listed):
    """As many providers write it: the response declares what the signed assertion uses."""
    said = Words(attributes={"mail": ["a"]})
    typed = said.assertion.replace(
        "<saml:AttributeValue>", '<saml:AttributeValue xsi:type="xs:string">'
    )
    outer = said.around("INSIDE").replace("<samlp:Response", f"<samlp:Response {XS} {XSI}")
    declared = re.search(r"<saml:Assertion ([^>]*?)ID=", typed)[1]
    alone = typed.replace("<saml:Assertion", f"<saml:Assertion {XS} {XSI}", 1)
    inside = providers.signed_as_shibboleth_does(alone, listed) if listed else signed(alone)
    bare = re.sub(r"<saml:Assertion (xmlns:\w+=\"[^\"]*\" )+", "<saml:Assertion ", inside, count=1)
    assert declared
    assert "xmlns" not in bare.partition(">")[0]
    made = encoded(outer.replace("INSIDE", bare))
    assert assertions.proven(made, provider).attributes == {"mail": ("a",)}


def test_a_signed_response_does_not_make_good_a_broken_signature_inside(provider):
    said = Words()
    inside = signed(said.assertion, "stranger")
    refused(provider, encoded(signed(said.around(inside))), UNSIGNED)


# ---- Who signed --------------------------------------------------------------------------------


def test_nothing_is_believed_unsigned(provider):
    said = Words()
    refused(provider, encoded(said.around(said.assertion)), UNSIGNED)


@pytest.mark.parametrize("made", [response, signed_around])
def test_a_strangers_signature_proves_nothing(provider, made):
    """Though it brings its certificate along."""
    refused(provider, made(key="stranger"), UNSIGNED)


@pytest.mark.parametrize("made", [response, signed_around])
def test_what_is_changed_after_signing_proves_nothing(provider, made):
    text = decoded(made()).replace(b"dora@", b"root@")
    refused(provider, encoded(text), UNSIGNED)


def decoded(offered):
    return base64.b64decode(offered)


def test_old_hashes_are_refused(provider):
    said = Words()
    old = signed(said.assertion)
    for method, weak in [
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "xmldsig#rsa-sha1"),
        ("http://www.w3.org/2001/04/xmlenc#sha256", "xmldsig#sha1"),
    ]:
        text = said.around(old.replace(method, f"http://www.w3.org/2000/09/{weak}"))
        refused(provider, encoded(text), UNSIGNED)


def test_a_shared_secret_is_no_signature(provider):
    said = Words()
    text = signed(said.assertion).replace(
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
    )
    refused(provider, encoded(said.around(text)), UNSIGNED)


@pytest.mark.parametrize(
    "transform",
    [
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2002/06/xmldsig-filter2",
        "http://www.w3.org/2000/09/xmldsig#base64",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    ],
)
def test_signatures_that_compute_are_refused(provider, transform):
    said = Words()
    text = signed(said.assertion).replace(
        'Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
        f'Transform Algorithm="{transform}"',
    )
    refused(provider, encoded(said.around(text)), UNSIGNED)


def test_a_signature_over_something_else_proves_nothing(provider):
    """One that names no ID signs whatever document it happens to be in."""
    said = Words()
    for uri in ('URI=""', 'URI="#other"', 'URI="http://idp.example/"'):
        text = signed(said.assertion).replace(f'URI="#{said.assertion_id}"', uri)
        refused(provider, encoded(said.around(text)), UNSIGNED)


# ---- Wrapping ----------------------------------------------------------------------------------


def genuine(signs_response):
    """A signed response, what is forged from it, and where the signature in it is."""
    said = Words()
    inside = said.assertion if signs_response else signed(said.assertion)
    text = said.around(inside)
    root = etree.fromstring(signed(text) if signs_response else text)
    forged = etree.fromstring(Words(subject=EVIL).assertion)
    return root, forged


def own_signature(element):
    return element.find(DS)


def before(root, forged):
    root.find(ASSERTION).addprevious(forged)
    return root


def after(root, forged):
    root.find(ASSERTION).addnext(forged)
    return root


def around(root, forged):
    """The genuine assertion inside the forged one."""
    real = root.find(ASSERTION)
    real.addprevious(forged)
    forged.append(real)
    return root


def around_with_the_signature(root, forged):
    """The forged assertion carries the genuine signature, which carries the genuine assertion."""
    real = root.find(ASSERTION)
    real.addprevious(forged)
    signature = own_signature(real)
    if signature is None:
        signature = own_signature(root)
    forged.insert(1, signature)
    holder = etree.SubElement(signature, "{http://www.w3.org/2000/09/xmldsig#}Object")
    holder.append(real)
    return root


def in_extensions(root, forged):
    real = root.find(ASSERTION)
    real.addprevious(forged)
    holder = etree.Element("{urn:oasis:names:tc:SAML:2.0:protocol}Extensions")
    holder.append(real)
    root.insert(1, holder)
    return root


def with_the_same_id(root, forged):
    forged.set("ID", root.find(ASSERTION).get("ID"))
    return before(root, forged)


def in_its_own_advice(root, forged):
    real = root.find(ASSERTION)
    holder = etree.SubElement(forged, "{urn:oasis:names:tc:SAML:2.0:assertion}Advice")
    real.addprevious(forged)
    holder.append(real)
    signature = own_signature(real)
    if signature is not None:
        forged.insert(1, signature)
    return root


def response_in_a_response(root, forged):
    """The genuine response hidden in a forged one, with its signature taken out of it."""
    outer = etree.fromstring(Words().around(""))
    outer.append(forged)
    holder = etree.SubElement(outer, "{urn:oasis:names:tc:SAML:2.0:protocol}Extensions")
    holder.append(root)
    signature = own_signature(root)
    if signature is not None:
        outer.insert(1, signature)
    return outer


def in_place_of_it(root, forged):
    real = root.find(ASSERTION)
    signature = own_signature(real)
    if signature is not None:
        forged.insert(1, signature)
        forged.set("ID", real.get("ID"))
    root.replace(real, forged)
    return root


WRAPPINGS = [
    before,
    after,
    around,
    around_with_the_signature,
    in_extensions,
    with_the_same_id,
    in_its_own_advice,
    response_in_a_response,
    in_place_of_it,
]


@pytest.mark.parametrize("signs_response", [True, False], ids=["response", "assertion"])
@pytest.mark.parametrize("wrap", WRAPPINGS, ids=lambda wrap: wrap.__name__)
def test_a_wrapped_assertion_is_not_believed(provider, wrap, signs_response):
    forged = wrap(*genuine(signs_response))
    refused(provider, encoded(etree.tostring(forged)), f"{INVALID}|{UNSIGNED}")


def test_the_genuine_ones_would_have_been_believed(provider):
    for signs_response in (True, False):
        root, _ = genuine(signs_response)
        assert assertions.proven(encoded(etree.tostring(root)), provider).subject != EVIL


def test_an_encrypted_forgery_beside_the_signed_assertion_is_not_believed(provider, saml_key):
    said = Words()
    forged = providers.encrypted(Words(subject=EVIL).assertion, saml_key)
    for inside in (forged + signed(said.assertion), signed(said.assertion) + forged):
        refused(provider, encoded(said.around(inside)), INVALID)


# ---- XML ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "inside", ["<!-- -->", "<?target data?>"], ids=["comment", "processing instruction"]
)
@pytest.mark.parametrize("signs_response", [True, False], ids=["response", "assertion"])
def test_a_name_cut_in_two_is_not_read_as_its_first_half(provider, inside, signs_response):
    """Signatures do not cover comments, and readers stop at them."""
    said = Words(subject="root@idp.example.evil.example")
    made = decoded(signed_around(said) if signs_response else response(said))
    cut = made.replace(b"root@idp.example.evil", b"root@idp.example" + inside.encode() + b".evil")
    refused(provider, encoded(cut), INVALID)


def test_a_name_is_no_structure(provider):
    said = Words(subject="root<saml:b>@idp</saml:b>")
    for made in both(said):
        refused(provider, made, INVALID)


BOMB = (
    '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><r>&j;</r>"
)
HOSTILE = {
    "a bomb": BOMB,
    "quadratic": f'<!DOCTYPE r [<!ENTITY a "{"a" * 50_000}">]><r>{"&a;" * 5000}</r>',
    "a file": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
    "an address": '<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]><r>&x;</r>',
    "a parameter entity": '<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1:1/"> %x;]><r/>',
    "a distant DTD": '<!DOCTYPE r SYSTEM "http://127.0.0.1:1/r.dtd"><r/>',
    "a bare type": "<!DOCTYPE r><r/>",
    "depth": "<r>" * 10_000 + "</r>" * 10_000,
    "more depth than is read": "<r>" * 51 + "</r>" * 51,
    "no end": "<r>",
    "nothing": "",
    "two roots": "<r/><r/>",
    "an entity of nobody's": "<r>&nbsp;</r>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused_at_once(name):
    began = time.perf_counter()
    with pytest.raises(safe_xml.Unreadable):
        safe_xml.parsed(HOSTILE[name].encode())
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-7", "cp037"])
def test_other_encodings_hide_nothing(encoding):
    text = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x "y">]><r>&x;</r>'
    with pytest.raises(safe_xml.Unreadable):
        safe_xml.parsed(text.encode(encoding))
    with pytest.raises(safe_xml.Unreadable):
        safe_xml.parsed(f'<?xml version="1.0" encoding="{encoding}"?><r/>'.encode())


def test_includes_are_plain_elements():
    text = (
        '<r xmlns:xi="http://www.w3.org/2001/XInclude">'
        '<xi:include href="file:///etc/passwd" parse="text"/></r>'
    )
    assert len(safe_xml.parsed(text.encode())) == 1


@pytest.mark.parametrize("offered", ["", "AAAA", "not base64 at all!", encoded("<r/>"), "====="])
def test_what_is_no_response_is_refused(provider, offered):
    refused(provider, offered, INVALID)


def test_an_assertion_alone_is_no_response(provider):
    refused(provider, encoded(signed(Words().assertion)), INVALID)


# ---- What it says ------------------------------------------------------------------------------

A_MINUTE = timedelta(minutes=1)
CHANGES = {
    "another issuer": ({"issuer": "https://evil.example"}, "Issuer not present", None),
    "another audience": ({"audience": "urn:amazon:webservices"}, "audience", None),
    "no audience": ({"audience": ""}, "audience", None),
    "another recipient": ({"recipient": "https://evil.example/saml"}, "recipient", None),
    "another destination": ({"destination": "https://evil.example/saml"}, INVALID, None),
    "another method": ({"method": "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"}, "rec", None),
    "no subject": ({"subject": " "}, INVALID, None),
    "a failure": ({"status": "urn:oasis:names:tc:SAML:2.0:status:Requester"}, INVALID, None),
    "tomorrow": ({"begins": 3 * A_MINUTE}, "not valid yet", None),
    "issued tomorrow": ({"issued": 3 * A_MINUTE}, INVALID, None),
    "over": ({"ends": -3 * A_MINUTE}, "time is over", ExpiredIdentityToken),
    "confirmed no more": ({"confirmed_until": -3 * A_MINUTE}, "over", ExpiredIdentityToken),
    "issued long ago": ({"issued": -7 * A_MINUTE}, "within 5 minutes", ExpiredIdentityToken),
    "signed out": ({"session_ends": -A_MINUTE}, "session", ExpiredIdentityToken),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_thing_it_says_must_hold(provider, name):
    change, because, kind = CHANGES[name]
    for made in both(Words(**change)):
        refused(provider, made, because, kind or InvalidIdentityToken)


PARTS = [
    "Subject",
    "NameID",
    "SubjectConfirmation",
    "SubjectConfirmationData",
    "Conditions",
    "AudienceRestriction",
    "AuthnStatement",
    "Issuer",
]


@pytest.mark.parametrize("name", PARTS)
def test_each_part_of_it_must_be_there(provider, name):
    said = Words()
    root = etree.fromstring(said.assertion)
    part = root.find(f".//{{urn:oasis:names:tc:SAML:2.0:assertion}}{name}")
    part.getparent().remove(part)
    text = signed(etree.tostring(root).decode())
    with pytest.raises(InvalidIdentityToken):
        assertions.proven(encoded(said.around(text)), provider)


@pytest.mark.parametrize("name", ["Subject", "NameID", "Conditions", "Issuer"])
def test_what_is_there_twice_says_nothing(provider, name):
    said = Words()
    root = etree.fromstring(said.assertion)
    part = root.find(f".//{{urn:oasis:names:tc:SAML:2.0:assertion}}{name}")
    part.addnext(etree.fromstring(etree.tostring(part, with_tail=False)))
    with pytest.raises(InvalidIdentityToken):
        assertions.proven(encoded(said.around(signed(etree.tostring(root).decode()))), provider)


@pytest.mark.parametrize("name", ["NotOnOrAfter", "Recipient"])
def test_a_bearer_without_limits_is_refused(provider, name):
    said = Words()
    root = etree.fromstring(said.assertion)
    data = root.find(".//{urn:oasis:names:tc:SAML:2.0:assertion}SubjectConfirmationData")
    del data.attrib[name]
    text = signed(etree.tostring(root).decode())
    refused(provider, encoded(said.around(text)), "another recipient")


def test_a_condition_nobody_knows_is_refused(provider):
    said = Words()
    text = said.assertion.replace(
        "<saml:AudienceRestriction>", "<saml:Condition/><saml:AudienceRestriction>"
    )
    refused(provider, encoded(said.around(signed(text))), INVALID)


@pytest.mark.parametrize("moment", ["yesterday", "2026-13-01T00:00:00Z", "99999999999", "-1"])
def test_times_are_times(provider, moment):
    said = Words()
    text = said.assertion.replace('IssueInstant="', f'IssueInstant="{moment}" Old="', 1)
    refused(provider, encoded(said.around(signed(text))), INVALID)


def test_metadata_that_is_not_valid_any_more_vouches_for_nobody(provider):
    provider.valid_until = provider.created
    refused(provider, response(), "metadata")


# ---- Encrypted ---------------------------------------------------------------------------------


@pytest.fixture
def saml_key(provider):
    """The private key that opens what the provider encrypts."""
    key = providers.rsa_key("saml")
    row = SAMLPrivateKey(account=provider.account, provider=provider, created=provider.created)
    row.sealed_key = seal(providers.pem(key), f"saml_key:{row.key_id}")
    row.save()
    return key


def test_an_encrypted_assertion_is_opened_and_its_signature_checked(provider, saml_key):
    said = Words()
    made = encoded(said.around(providers.encrypted(signed(said.assertion), saml_key)))
    assert assertions.proven(made, provider).subject == said.subject
    forged = encoded(said.around(providers.encrypted(said.assertion, saml_key)))
    refused(provider, forged, UNSIGNED)


def test_where_encryption_is_required_nothing_else_is_read(provider, saml_key):
    provider.encryption_mode = "Required"
    refused(provider, response(), "must be encrypted")
    said = Words()
    made = encoded(said.around(providers.encrypted(signed(said.assertion), saml_key)))
    assert assertions.proven(made, provider)


def test_what_is_encrypted_for_another_is_not_opened(provider, saml_key):
    said = Words()
    for_another = providers.encrypted(signed(said.assertion), providers.rsa_key("stranger"))
    refused(provider, encoded(said.around(for_another)), "cannot be decrypted")


def test_the_oldest_mode_is_opened_only_under_a_signature(provider, saml_key):
    """Else how it fails would tell, question by question, what somebody's assertion says."""
    said = Words()
    hidden = chained(signed(said.assertion), saml_key)
    refused(provider, encoded(said.around(hidden)), "cannot be decrypted")
    proven = assertions.proven(encoded(signed(said.around(hidden))), provider)
    assert proven.subject == said.subject


def chained(text, key):
    """Encrypted by AES-128-CBC, as many providers still do."""
    secret, start = b"k" * 16, b"v" * 16
    room = 16 - len(text.encode()) % 16
    padded = text.encode() + bytes(room - 1) + bytes([room])
    encryptor = Cipher(AES(secret), CBC(start)).encryptor()
    hidden = base64.b64encode(start + encryptor.update(padded) + encryptor.finalize()).decode()
    algorithm = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
    return providers.encrypted_data(algorithm, providers.wrapped(secret, key), hidden)


def test_every_failure_to_decrypt_looks_alike(provider, saml_key):
    said = Words()
    hidden = providers.encrypted(signed(said.assertion), saml_key)
    for change in (
        hidden.replace("aes256-gcm", "aes128-gcm"),
        hidden.replace("aes256-gcm", "tripledes-cbc"),
        hidden.replace("rsa-oaep-mgf1p", "rsa-1_5"),
        hidden.replace("<xenc:CipherValue>", "<xenc:CipherValue>AAAA"),
        hidden.replace("<xenc:CipherData>", "<xenc:CipherData/><xenc:CipherData>"),
        providers.encrypted("no XML", saml_key),
        providers.encrypted(HOSTILE["a bomb"], saml_key),
    ):
        refused(provider, encoded(said.around(change)), "^The assertion cannot be decrypted$")
