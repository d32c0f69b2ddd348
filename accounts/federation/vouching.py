"""What tokens and assertions say of a session: its name, its tags, and what conditions may ask."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from accounts.federation.assertions import Assertion
from accounts.federation.id_tokens import IDToken
from accounts.models import OpenIDConnectProvider, SAMLProvider
from accounts.names import RoleDuration, RoleSessionName, SourceIdentity, TagKeys, Tags
from iamconsole.caller import Vouched
from iamconsole.errors import AccessDenied, InvalidIdentityToken, Violation
from iamconsole.fields import field_of
from policies.engine import catalog

_TAGS_CLAIM = "https://aws.amazon.com/tags"
_SOURCE_CLAIM = "https://aws.amazon.com/source_identity"
_ATTRIBUTE = "https://aws.amazon.com/SAML/Attributes/"
_TAG = f"{_ATTRIBUTE}PrincipalTag:"
_FORMAT = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
_TOLD_CLAIMS = ("azp", "email")
_KEPT_CLAIMS = ("aud", "sub", "amr")
_KEPT_FACTS = ("saml:namequalifier", "saml:sub", "saml:sub_type")
# What conditions may ask of an assertion's attributes, by the names that assertions have for them.
_EDU_PERSON = "urn:oid:1.3.6.1.4.1.5923.1.1.1."
_EDU_ORG = "urn:oid:1.3.6.1.4.1.5923.1.2.1."
_X500, _PILOT = "urn:oid:2.5.4.", "urn:oid:0.9.2342.19200300100.1."
_CLAIM = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
_FACTS = (
    (f"{_EDU_PERSON}1", "edupersonaffiliation"),
    (f"{_EDU_PERSON}2", "edupersonnickname"),
    (f"{_EDU_PERSON}3", "edupersonorgdn"),
    (f"{_EDU_PERSON}4", "edupersonorgunitdn"),
    (f"{_EDU_PERSON}5", "edupersonprimaryaffiliation"),
    (f"{_EDU_PERSON}6", "edupersonprincipalname"),
    (f"{_EDU_PERSON}7", "edupersonentitlement"),
    (f"{_EDU_PERSON}8", "edupersonprimaryorgunitdn"),
    (f"{_EDU_PERSON}9", "edupersonscopedaffiliation"),
    (f"{_EDU_PERSON}10", "edupersontargetedid"),
    (f"{_EDU_PERSON}11", "edupersonassurance"),
    (f"{_EDU_ORG}2", "eduorghomepageuri"),
    (f"{_EDU_ORG}3", "eduorgidentityauthnpolicyuri"),
    (f"{_EDU_ORG}4", "eduorglegalname"),
    (f"{_EDU_ORG}5", "eduorgsuperioruri"),
    (f"{_EDU_ORG}6", "eduorgwhitepagesuri"),
    (f"{_X500}3", "cn"),
    (f"{_X500}3", "commonName"),
    (f"{_X500}4", "surname"),
    (f"{_X500}42", "givenName"),
    (f"{_X500}45", "x500UniqueIdentifier"),
    (f"{_PILOT}1", "uid"),
    (f"{_PILOT}3", "mail"),
    (f"{_PILOT}45", "organizationStatus"),
    (f"{_CLAIM}name", "name"),
    (f"{_CLAIM}CommonName", "commonName"),
    (f"{_CLAIM}givenname", "givenName"),
    (f"{_CLAIM}surname", "surname"),
    (f"{_CLAIM}emailaddress", "mail"),
    ("http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid", "primaryGroupSID"),
)

Context = dict[str, str | tuple[str, ...]]


def vouched_by_token(provider: OpenIDConnectProvider, token: IDToken) -> Vouched:
    """What an ID token says of the session it is exchanged for.

    Raises InvalidIdentityToken for tags and the like that no session could have.
    """
    told: Context = {
        name: str(value)
        for name, value in token.claims.items()
        if type(value) in (str, int) and _is_told(provider.url, name)
    }
    told |= {"aud": token.audience, "sub": token.subject}
    if authenticated_by := _texts(token.claims.get("amr")):
        told["amr"] = authenticated_by
    if meant_for := _texts(token.claims.get("aud")):
        told["oaud"] = meant_for if len(meant_for) > 1 else meant_for[0]
    asked = _object(token.claims.get(_TAGS_CLAIM))
    given = _object(asked.get("principal_tags"))
    context = {f"{provider.url}:{name}": value for name, value in told.items()}
    kept = {f"{provider.url}:{name}": told[name] for name in _KEPT_CLAIMS if name in told}
    return Vouched(
        provider=provider.arn,
        issuer=provider.issuer,
        subject=_legible(token.subject),
        audience=token.audience,
        context=context,
        kept=kept | {"aws:FederatedProvider": provider.arn},
        tags=_tags({name: _one(values) for name, values in given.items()}),
        transitive_tag_keys=_checked(TagKeys, _texts(asked.get("transitive_tag_keys"))),
        source_identity=_source_identity(token.claims.get(_SOURCE_CLAIM)),
    )


def vouched_by_assertion(provider: SAMLProvider, proven: Assertion, role_arn: str) -> Vouched:
    """What an assertion says of the session it is exchanged for, if it names the role.

    Raises AccessDenied where it does not, InvalidIdentityToken for what no session could have.
    """
    attributes = proven.attributes
    _refuse_unnamed_role(attributes.get(f"{_ATTRIBUTE}Role", ()), provider.arn, role_arn)
    qualifier = hashlib.sha1(
        f"{proven.issuer}{provider.account_id}/{provider.name}".encode(), usedforsecurity=False
    )
    kind = proven.subject_format.removeprefix(_FORMAT) or "unspecified"
    context: Context = {
        "saml:aud": proven.recipient,
        "saml:iss": proven.issuer,
        "saml:sub": proven.subject,
        "saml:sub_type": kind,
        "saml:doc": f"{provider.account_id}/{provider.name}",
        "saml:namequalifier": base64.b64encode(qualifier.digest()).decode(),
    }
    tags = {
        name.removeprefix(_TAG): _one(list(values))
        for name, values in attributes.items()
        if name.startswith(_TAG)
    }
    return Vouched(
        provider=provider.arn,
        issuer=proven.issuer,
        subject=_legible(proven.subject),
        subject_type=kind,
        qualifier=str(context["saml:namequalifier"]),
        audience=proven.recipient,
        context=context | _facts(attributes),
        kept={name: context[name] for name in _KEPT_FACTS}
        | {"aws:FederatedProvider": provider.arn},
        tags=_tags(tags),
        transitive_tag_keys=_checked(TagKeys, attributes.get(f"{_ATTRIBUTE}TransitiveTagKeys", ())),
        source_identity=_source_identity(_single(attributes, "SourceIdentity")),
        session_name=_session_name(attributes),
        seconds=_seconds(attributes),
        ends=proven.ends,
        digest=proven.digest,
        redeemable_until=proven.redeemable_until,
    )


def _is_told(url: str, claim: str) -> bool:
    """Whether conditions may ask a claim: some of every issuer, more of those AWS knows."""
    known = catalog.condition_key(f"{url}:{claim}")
    # To the letter: two claims that differ by case would be one key.
    return claim in _TOLD_CLAIMS or (known is not None and known.name.endswith(f":{claim}"))


def _refuse_unnamed_role(pairs: tuple[str, ...], provider_arn: str, role_arn: str) -> None:
    """Each value names a role and a provider, in whichever order."""
    wanted = {provider_arn, role_arn}
    if not any({part.strip() for part in pair.split(",")} == wanted for pair in pairs):
        raise AccessDenied("Not authorized to perform sts:AssumeRoleWithSAML")


def _facts(attributes: Mapping[str, tuple[str, ...]]) -> Context:
    """Attributes as condition keys. A key for one value says nothing where there are several."""
    found: Context = {}
    for name, key in _FACTS:
        known = catalog.condition_key(f"saml:{key}")
        values = attributes.get(name, ())
        if known and known.is_multivalued and values:
            found[known.name] = values
        elif known and len(values) == 1:
            found[known.name] = values[0]
    return found


def _session_name(attributes: Mapping[str, tuple[str, ...]]) -> str:
    name = _single(attributes, "RoleSessionName")
    if name is None:
        raise InvalidIdentityToken("RoleSessionName is required in AuthnResponse")
    if _violations(RoleSessionName, name):
        raise InvalidIdentityToken(
            "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"
        )
    return name


def _seconds(attributes: Mapping[str, tuple[str, ...]]) -> int | None:
    asked = _single(attributes, "SessionDuration")
    if asked is None:
        return None
    if _violations(RoleDuration, asked):
        raise InvalidIdentityToken("SessionDuration in AuthnResponse must be 900 to 43200 seconds")
    return int(asked)


def _single(attributes: Mapping[str, tuple[str, ...]], name: str) -> str | None:
    """The value of an attribute that has one; None where it is not there."""
    values = attributes.get(f"{_ATTRIBUTE}{name}", ())
    if len(values) > 1:
        raise InvalidIdentityToken(f"{name} is there more than once")
    return values[0] if values else None


def _tags(given: Mapping[str, str]) -> dict[str, str]:
    """Session tags. Conditions cannot tell keys apart that differ only by case."""
    _checked(Tags, [{"key": key, "value": value} for key, value in given.items()])
    folded = {key.lower() for key in given}
    if len(folded) < len(given) or any(key.startswith("aws:") for key in folded):
        raise InvalidIdentityToken("The session tags have keys that cannot be used")
    return dict(given)


def _source_identity(value: Any) -> str:
    return str(_checked(SourceIdentity, value)) if value is not None else ""


def _checked(kind: Any, value: Any) -> Any:
    if _violations(kind, value):
        raise InvalidIdentityToken("What is said of the session is not what a session can have")
    return value


def _violations(kind: Any, value: Any) -> list[Violation]:
    violations: list[Violation] = []
    field_of(kind).read(value, (), violations)
    return violations


def _legible(subject: str) -> str:
    if not subject.isprintable():
        raise InvalidIdentityToken("The subject has characters that names have not")
    return subject


def _one(values: Any) -> str:
    """A tag's value, which comes by itself or in a list of one."""
    if isinstance(values, list) and len(values) == 1:
        values = values[0]
    if not isinstance(values, str):
        raise InvalidIdentityToken("A session tag must have one value")
    return values


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(one for one in values if isinstance(one, str))
