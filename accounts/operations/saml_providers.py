from __future__ import annotations

from django.utils.timezone import now

from accounts import queries, rules, tagging, targets
from accounts.federation import saml_metadata, xml_encryption
from accounts.federation.saml_metadata import Metadata
from accounts.models import Account, SAMLPrivateKey, SAMLProvider
from accounts.names import (
    Arn,
    AssertionEncryptionMode,
    Marker,
    MaxItems,
    PrivateKey,
    SAMLMetadataDocument,
    SAMLPrivateKeyId,
    SAMLProviderName,
    TagKeys,
    Tags,
)
from accounts.shapes import (
    NewSAMLProviderResult,
    SAMLProviderArnResult,
    SAMLProviderListEntryShape,
    SAMLProviderResult,
    SAMLProvidersResult,
    TagsResult,
    tags_of,
)
from iamconsole.caller import Call
from iamconsole.errors import EntityAlreadyExists, InvalidInput, NoSuchEntity
from iamconsole.gate import operation
from iamconsole.sealing import seal

MAX_PROVIDERS = 100
MAX_PRIVATE_KEYS = 2


@operation(on=targets.new_saml_provider, is_decisive=False, is_grave=True)
def create_saml_provider(
    call: Call[None],
    *,
    saml_metadata_document: SAMLMetadataDocument,
    name: SAMLProviderName,
    tags: Tags = (),
    assertion_encryption_mode: AssertionEncryptionMode | None = None,
    add_private_key: PrivateKey | None = None,
) -> NewSAMLProviderResult:
    """Let roles trust a SAML 2.0 identity provider, by its metadata."""
    metadata = _metadata_in(saml_metadata_document)
    rules.locked(Account(id=call.account_id))
    held = queries.saml_providers(call.account_id).count()
    rules.refuse_past(held, MAX_PROVIDERS, "SAMLProvidersPerAccount")
    provider = SAMLProvider(
        account_id=call.account_id,
        name=name,
        metadata=saml_metadata_document,
        valid_until=metadata.valid_until,
        encryption_mode=assertion_encryption_mode or "",
        tags=rules.merged_tags({}, tags),
        created=now(),
    )
    clash = EntityAlreadyExists(f"SAMLProvider with name {name} already exists.")
    with rules.refusing_a_clash(clash):
        provider.save(force_insert=True)
    if add_private_key is not None:
        _add_key(provider, add_private_key)
    _refuse_locked_out(provider)
    return NewSAMLProviderResult(
        saml_provider_arn=provider.arn, tags=tags_of(provider.tags) or None
    )


@operation(on=targets.saml_provider)
def get_saml_provider(call: Call[SAMLProvider], *, saml_provider_arn: Arn) -> SAMLProviderResult:
    """Tell what is known about a SAML provider. Its private keys are not told."""
    return SAMLProviderResult.of(call.target)


@operation(on=targets.anything)
def list_saml_providers(call: Call[None]) -> SAMLProvidersResult:
    """List the account's SAML providers."""
    rows = queries.saml_providers(call.account_id).order_by("name__namekey").defer("metadata")
    return SAMLProvidersResult(
        saml_provider_list=tuple(
            SAMLProviderListEntryShape(
                arn=row.arn, valid_until=row.valid_until, create_date=row.created
            )
            for row in rows
        )
    )


@operation(on=targets.saml_provider, is_decisive=False, is_grave=True)
def update_saml_provider(
    call: Call[SAMLProvider],
    *,
    saml_metadata_document: SAMLMetadataDocument | None = None,
    saml_provider_arn: Arn,
    assertion_encryption_mode: AssertionEncryptionMode | None = None,
    add_private_key: PrivateKey | None = None,
    remove_private_key: SAMLPrivateKeyId | None = None,
) -> SAMLProviderArnResult:
    """Replace a SAML provider's metadata, or change how its assertions are encrypted."""
    provider = rules.locked(call.target)
    if saml_metadata_document is not None:
        provider.valid_until = _metadata_in(saml_metadata_document).valid_until
        provider.metadata = saml_metadata_document
    if assertion_encryption_mode is not None:
        provider.encryption_mode = assertion_encryption_mode
    provider.save(update_fields=["metadata", "valid_until", "encryption_mode"])
    if remove_private_key is not None:
        _remove_key(provider, remove_private_key)
    if add_private_key is not None:
        _add_key(provider, add_private_key)
    _refuse_locked_out(provider)
    return SAMLProviderArnResult(saml_provider_arn=provider.arn)


@operation(on=targets.saml_provider, is_decisive=False, is_grave=True)
def delete_saml_provider(call: Call[SAMLProvider], *, saml_provider_arn: Arn) -> None:
    """Trust no more assertions of a provider. Roles that name it keep doing so, in vain."""
    rules.delete(call.target)


@operation(on=targets.saml_provider, is_decisive=False)
def tag_saml_provider(call: Call[SAMLProvider], *, saml_provider_arn: Arn, tags: Tags) -> None:
    """Add tags to a SAML provider, or change the values of those it has."""
    tagging.tag(call.target, tags)


@operation(on=targets.saml_provider, is_decisive=False)
def untag_saml_provider(
    call: Call[SAMLProvider], *, saml_provider_arn: Arn, tag_keys: TagKeys
) -> None:
    """Remove tags from a SAML provider. Keys it does not have are passed over."""
    tagging.untag(call.target, tag_keys)


@operation(on=targets.saml_provider)
def list_saml_provider_tags(
    call: Call[SAMLProvider],
    *,
    saml_provider_arn: Arn,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> TagsResult:
    """List a SAML provider's tags, in the order of their keys."""
    return tagging.tags_page(call)


def _metadata_in(document: str) -> Metadata:
    try:
        metadata = saml_metadata.metadata_in(document)
    except saml_metadata.Unreadable:
        raise InvalidInput("Could not parse metadata") from None
    if metadata.valid_until and metadata.valid_until <= now():
        raise InvalidInput("The metadata is not valid any more")
    return metadata


def _add_key(provider: SAMLProvider, pem: str) -> None:
    try:
        xml_encryption.rsa_key(pem)
    except xml_encryption.CannotDecrypt:
        raise InvalidInput(
            "The private key must be an RSA key of at least "
            f"{xml_encryption.MIN_RSA_BITS} bits in PEM, without a passphrase."
        ) from None
    held = provider.private_keys.count()
    rules.refuse_past(held, MAX_PRIVATE_KEYS, "PrivateKeysPerSAMLProvider")
    key = SAMLPrivateKey(account_id=provider.account_id, provider=provider, created=now())
    key.sealed_key = seal(pem, f"saml_key:{key.key_id}")
    key.save(force_insert=True)


def _remove_key(provider: SAMLProvider, key_id: str) -> None:
    if not provider.private_keys.filter(key_id=key_id).delete()[0]:
        raise NoSuchEntity(f"Private key {key_id} cannot be found.")


def _refuse_locked_out(provider: SAMLProvider) -> None:
    """Raise InvalidInput where assertions must be encrypted and no key could open them."""
    if provider.encryption_mode == "Required" and not provider.private_keys.exists():
        raise InvalidInput("AssertionEncryptionMode Required needs a private key.")
