"""The keys of issuers: those given to us, or those the issuer publishes, kept for a while."""

from __future__ import annotations

import json
import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from time import monotonic

from accounts.federation import fetching, jose
from accounts.federation.jose import PublicKey
from accounts.models import OpenIDConnectProvider
from iamconsole.errors import IDPCommunicationError, InvalidIdentityToken, Refused

_KEPT_SECONDS = 3600.0
_REST_SECONDS = 60.0  # between two questions to the same issuer, whatever tokens say
_MOST_KEPT = 1000

_NO_ANSWER = (
    "Couldn't retrieve verification key from your identity provider,  "
    "please reference AssumeRoleWithWebIdentity documentation for requirements"
)
_WRONG_CERTIFICATE = (
    "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Kept:
    """What an issuer answered, and since when; `asked` is when it was last asked, in vain or not.

    `failure` is the refusal to answer with where it never answered.
    """

    keys: tuple[PublicKey, ...]
    since: float
    asked: float
    failure: Refused | None = None

    def needs_asking(self, key_id: str | None) -> bool:
        moment = monotonic()
        if self.failure is None and moment - self.since >= _KEPT_SECONDS:
            return True
        is_useless = self.failure is not None or all(key.key_id != key_id for key in self.keys)
        return is_useless and moment - self.asked >= _REST_SECONDS


_kept: OrderedDict[tuple[str, ...], _Kept] = OrderedDict()
_lock = threading.Lock()


def keys_for(provider: OpenIDConnectProvider, key_id: str | None) -> tuple[PublicKey, ...]:
    """The keys that may have signed a token which names `key_id`.

    An issuer is asked again when it signs with a key that was not among those it published, and
    not more often than once a minute. Raises IDPCommunicationError where it does not answer.
    """
    if provider.key_set:
        return jose.public_keys(provider.key_set)
    place = (provider.issuer, *sorted(provider.thumbprints))
    kept = _kept.get(place)
    if kept is None or kept.needs_asking(key_id):
        kept = _asked(provider, kept)
        _keep(place, kept)
    if kept.failure:
        raise type(kept.failure)(kept.failure.message)
    return kept.keys


def forget() -> None:
    """Ask every issuer anew."""
    with _lock:
        _kept.clear()


def _keep(place: tuple[str, ...], kept: _Kept) -> None:
    with _lock:
        _kept[place] = kept
        if len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)


def _asked(provider: OpenIDConnectProvider, before: _Kept | None) -> _Kept:
    """Its answer. Where it fails to answer, what it said before holds until its time is over."""
    moment = monotonic()
    try:
        return _Kept(_published_keys(provider), moment, moment)
    except (fetching.Unreachable, jose.Unreadable, ValueError) as failure:
        # Why is not told to whoever sends tokens: it may say what this machine can reach.
        log.warning("no keys from %s: %s", provider.issuer, failure)
        is_fresh = before and not before.failure and moment - before.since < _KEPT_SECONDS
        if before and is_fresh:
            return replace(before, asked=moment)
        return _Kept((), moment, moment, _refusal_for(failure))


def _refusal_for(failure: Exception) -> Refused:
    if isinstance(failure, fetching.WrongCertificate):
        return InvalidIdentityToken(_WRONG_CERTIFICATE)
    return IDPCommunicationError(_NO_ANSWER)


def _published_keys(provider: OpenIDConnectProvider) -> tuple[PublicKey, ...]:
    thumbprints = provider.thumbprints
    address = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
    said = json.loads(fetching.fetched(address, thumbprints))
    if not isinstance(said, dict) or said.get("issuer") != provider.issuer:
        raise fetching.Unreachable("its configuration is another issuer's")
    return jose.public_keys(fetching.fetched(str(said.get("jwks_uri")), thumbprints).decode())
