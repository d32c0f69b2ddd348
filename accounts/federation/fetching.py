"""Asks identity providers for their keys, and cannot be sent anywhere else.

Only HTTPS; only addresses that everybody on the internet could ask, unless the operator of this
site named the host; the address that was checked is the one that is connected to; no redirects;
little time and little room. A request carries nothing but its address.
"""

from __future__ import annotations

import hashlib
import http.client
import socket
import ssl
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import constant_time_compare

SECONDS = 5.0
MAX_BYTES = 1024 * 1024
_HTTPS_PORT = 443
# Addresses of IPv6 that stand for others of IPv4, which might be anybody's.
_TRANSLATED = tuple(ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"))


class Unreachable(Exception):
    """The answer cannot be had. The message says why, for the log and for who configures it."""


class WrongCertificate(Unreachable):
    """Somebody answers, and does not prove to be who was asked."""


@dataclass(frozen=True)
class Place:
    """Where a document is: the host as its certificate names it, and what to ask it for."""

    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> Place:
        """Raises Unreachable for what is no plain https address."""
        try:
            parts = urlsplit(url)
            port = parts.port or _HTTPS_PORT
        except ValueError:
            raise Unreachable("the address cannot be read") from None
        if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
            raise Unreachable("the address must begin with https:// and name a host")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if not (url.isascii() and url.isprintable()) or " " in url:
            raise Unreachable("the address has characters that addresses have not")
        return cls(parts.hostname, port, path)


def fetched(url: str, thumbprints: Collection[str] = ()) -> bytes:
    """The document at an address.

    Its server is known by a certificate that this machine trusts, or else by one whose SHA-1 is
    among `thumbprints`. Raises Unreachable.
    """
    place = Place.of(url)
    address = _address_of(place)
    try:
        return _asked(place, address, ())
    except ssl.SSLCertVerificationError:
        if not thumbprints:
            raise WrongCertificate("its certificate is none that this machine trusts") from None
        return _asked(place, address, thumbprints)


def _address_of(place: Place) -> str:
    """The one address to connect to: names that lead to two kinds of places lead nowhere."""
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("the name of its host is not known") from None
    addresses = [str(entry[4][0]) for entry in found]
    is_named_here = place.host in settings.PRIVATE_ISSUER_HOSTS
    if not is_named_here and not all(is_public(address) for address in addresses):
        raise Unreachable("its host is in a private network, and PRIVATE_ISSUER_HOSTS has it not")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether anybody on the internet could ask there; what cannot be read is not."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(parsed.version == net.version and parsed in net for net in _TRANSLATED):
        return False
    return parsed.is_global and not parsed.is_multicast


def _asked(place: Place, address: str, thumbprints: Collection[str]) -> bytes:
    context = ssl.create_default_context()
    if thumbprints:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    try:
        bare = socket.create_connection((address, place.port), timeout=SECONDS)
        with (
            # An end that nobody said is no end: half an answer is not taken for a whole one.
            context.wrap_socket(
                bare,
                server_hostname=place.host,
                do_handshake_on_connect=False,
                suppress_ragged_eofs=False,
            ) as secure,
            _deadline(secure),
        ):
            secure.do_handshake()
            if thumbprints:
                _refuse_stranger(secure, thumbprints)
            return _answer(place, secure, context)
    except ssl.SSLCertVerificationError:
        raise
    except (OSError, http.client.HTTPException, ValueError):
        raise Unreachable("it does not answer as it should") from None


@contextmanager
def _deadline(secure: ssl.SSLSocket) -> Iterator[None]:
    """Ends the connection when its time is over, however slowly something still comes."""

    def end() -> None:
        # The bare socket's shutdown: that of the secure one would go on reading in the clear.
        with suppress(OSError):
            socket.socket.shutdown(secure, socket.SHUT_RDWR)

    timer = threading.Timer(SECONDS, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _refuse_stranger(secure: ssl.SSLSocket, thumbprints: Collection[str]) -> None:
    certificate = secure.getpeercert(binary_form=True) or b""
    seen = hashlib.sha1(certificate, usedforsecurity=False).hexdigest()
    if not any(constant_time_compare(seen, known.lower()) for known in thumbprints):
        raise WrongCertificate("its certificate does not match a configured thumbprint")


def _answer(place: Place, secure: ssl.SSLSocket, context: ssl.SSLContext) -> bytes:
    connection = http.client.HTTPSConnection(place.host, place.port, context=context)
    connection.sock = secure
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"}
    connection.request("GET", place.path, headers=headers)
    answer = connection.getresponse()
    if answer.status != http.client.OK:
        raise Unreachable(f"it answers with status {answer.status}")
    body = answer.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise Unreachable("its answer is too long")
    return body
