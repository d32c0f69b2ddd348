from __future__ import annotations

import re

from django.utils.timezone import now

from accounts import queries, rules, tagging, targets
from accounts.federation import jose
from accounts.models import Account, OpenIDConnectProvider
from accounts.names import (
    Arn,
    ClientID,
    ClientIDs,
    JSONWebKeySet,
    Marker,
    MaxItems,
    ProviderUrl,
    TagKeys,
    Tags,
    Thumbprints,
)
from accounts.shapes import (
    NewOpenIDConnectProviderResult,
    OpenIDConnectProviderListEntryShape,
    OpenIDConnectProviderResult,
    OpenIDConnectProvidersResult,
    TagsResult,
    tags_of,
)
from iamconsole.caller import Call
from iamconsole.errors import EntityAlreadyExists, InvalidInput, LimitExceeded, ValidationError
from iamconsole.gate import operation

MAX_PROVIDERS = 100
MAX_CLIENT_IDS = 100
MAX_THUMBPRINTS = 5
_URL = re.compile(
    r"https://[a-z0-9][a-z0-9.-]*(:[1-9][0-9]{0,4})?(/[A-Za-z0-9._~!$&'()+,;=:@%/-]*)?"
)


@operation(on=targets.new_open_id_connect_provider, is_decisive=False, is_grave=True)
def create_open_id_connect_provider(
    call: Call[None],
    *,
    url: ProviderUrl,
    client_id_list: ClientIDs = (),
    thumbprint_list: Thumbprints = (),
    tags: Tags = (),
) -> NewOpenIDConnectProviderResult:
    """Let roles trust an issuer of OpenID Connect tokens.

    The issuer is asked for its keys when the first token of its comes, not now. One that this
    directory cannot reach may have its keys registered with PutOpenIDConnectProviderKeys.
    """
    _refuse_bad_url(url)
    rules.locked(Account(id=call.account_id))
    held = queries.open_id_connect_providers(call.account_id).count()
    rules.refuse_past(held, MAX_PROVIDERS, "OpenIdConnectProvidersPerAccount")
    provider = OpenIDConnectProvider(
        account_id=call.account_id,
        url=url.removeprefix("https://"),
        client_ids=_client_ids(client_id_list),
        thumbprints=_thumbprints(thumbprint_list),
        tags=rules.merged_tags({}, tags),
        created=now(),
    )
    with rules.refusing_a_clash(EntityAlreadyExists(f"Provider with url {url} already exists.")):
        provider.save(force_insert=True)
    told = tags_of(provider.tags) or None
    return NewOpenIDConnectProviderResult(open_id_connect_provider_arn=provider.arn, tags=told)


@operation(on=targets.open_id_connect_provider)
def get_open_id_connect_provider(
    call: Call[OpenIDConnectProvider], *, open_id_connect_provider_arn: Arn
) -> OpenIDConnectProviderResult:
    """Tell what is known about an OpenID Connect provider."""
    return OpenIDConnectProviderResult.of(call.target)


@operation(on=targets.anything)
def list_open_id_connect_providers(call: Call[None]) -> OpenIDConnectProvidersResult:
    """List the account's OpenID Connect providers."""
    rows = queries.open_id_connect_providers(call.account_id).order_by("url")
    entries = tuple(OpenIDConnectProviderListEntryShape(arn=row.arn) for row in rows)
    return OpenIDConnectProvidersResult(open_id_connect_provider_list=entries)


@operation(on=targets.open_id_connect_provider, is_decisive=False, is_grave=True)
def update_open_id_connect_provider_thumbprint(
    call: Call[OpenIDConnectProvider],
    *,
    open_id_connect_provider_arn: Arn,
    thumbprint_list: Thumbprints,
) -> None:
    """Say anew which certificates to believe where none is from an authority we trust.

    A thumbprint is the SHA-1 of the certificate that the issuer's own server shows.
    """
    provider = rules.locked(call.target)
    provider.thumbprints = _thumbprints(thumbprint_list)
    provider.save(update_fields=["thumbprints"])


@operation(on=targets.open_id_connect_provider, is_decisive=False, is_grave=True)
def add_client_id_to_open_id_connect_provider(
    call: Call[OpenIDConnectProvider], *, open_id_connect_provider_arn: Arn, client_id: ClientID
) -> None:
    """Take tokens that were made for one more client. Once is enough."""
    provider = rules.locked(call.target)
    if client_id not in provider.client_ids:
        provider.client_ids = _client_ids((*provider.client_ids, client_id))
        provider.save(update_fields=["client_ids"])


@operation(on=targets.open_id_connect_provider, is_decisive=False, is_grave=True)
def remove_client_id_from_open_id_connect_provider(
    call: Call[OpenIDConnectProvider], *, open_id_connect_provider_arn: Arn, client_id: ClientID
) -> None:
    """Take no more tokens that were made for a client. One that is not there is passed over."""
    provider = rules.locked(call.target)
    provider.client_ids = [known for known in provider.client_ids if known != client_id]
    provider.save(update_fields=["client_ids"])


@operation(
    on=targets.open_id_connect_provider, service="iamconsole", is_decisive=False, is_grave=True
)
def put_open_id_connect_provider_keys(
    call: Call[OpenIDConnectProvider],
    *,
    open_id_connect_provider_arn: Arn,
    json_web_key_set: JSONWebKeySet,
) -> None:
    """Register an issuer's public keys, for one that this directory cannot reach.

    From then on these keys verify its tokens, and it is not asked for others. An empty key set,
    `{"keys": []}`, has it asked again.
    """
    try:
        keys = jose.public_keys(json_web_key_set)
    except jose.Unreadable as reason:
        raise InvalidInput(f"The key set cannot be used: {reason}.") from None
    provider = rules.locked(call.target)
    provider.key_set = json_web_key_set if keys else ""
    provider.save(update_fields=["key_set"])


@operation(on=targets.open_id_connect_provider_to_delete, is_decisive=False, is_grave=True)
def delete_open_id_connect_provider(
    call: Call[OpenIDConnectProvider], *, open_id_connect_provider_arn: Arn
) -> None:
    """Trust no more tokens of an issuer. Roles that name it keep doing so, in vain."""
    rules.delete(call.target)


@operation(on=targets.open_id_connect_provider, is_decisive=False)
def tag_open_id_connect_provider(
    call: Call[OpenIDConnectProvider], *, open_id_connect_provider_arn: Arn, tags: Tags
) -> None:
    """Add tags to an OpenID Connect provider, or change the values of those it has."""
    tagging.tag(call.target, tags)


@operation(on=targets.open_id_connect_provider, is_decisive=False)
def untag_open_id_connect_provider(
    call: Call[OpenIDConnectProvider], *, open_id_connect_provider_arn: Arn, tag_keys: TagKeys
) -> None:
    """Remove tags from an OpenID Connect provider. Keys it does not have are passed over."""
    tagging.untag(call.target, tag_keys)


@operation(on=targets.open_id_connect_provider)
def list_open_id_connect_provider_tags(
    call: Call[OpenIDConnectProvider],
    *,
    open_id_connect_provider_arn: Arn,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> TagsResult:
    """List an OpenID Connect provider's tags, in the order of their keys."""
    return tagging.tags_page(call)


def _refuse_bad_url(url: str) -> None:
    """Raise ValidationError for what is no plain https address of an issuer, in one spelling."""
    # A bare word would make condition keys that look like a service's: `aws:sub`.
    is_bare_word = not set(url.removeprefix("https://")) & set("./:")
    if is_bare_word or not _URL.fullmatch(url):
        raise ValidationError("Invalid Open ID Connect Provider URL")


def _client_ids(given: tuple[str, ...]) -> list[str]:
    known = list(dict.fromkeys(given))
    if len(known) > MAX_CLIENT_IDS:
        raise LimitExceeded(
            f"Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: {MAX_CLIENT_IDS}"
        )
    return known


def _thumbprints(given: tuple[str, ...]) -> list[str]:
    if len(given) > MAX_THUMBPRINTS:
        raise InvalidInput(f"Thumbprint list must contain fewer than {MAX_THUMBPRINTS} entries.")
    return list(given)
