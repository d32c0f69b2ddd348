"""Typed readers of the environment: a wrong value stops the start and names its variable.

Every variable may also be given as NAME_FILE, a file holding the value. No message repeats a value,
for it may be a secret.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import EnvError, FileAwareEnv

Value = TypeVar("Value")
Network = IPv4Network | IPv6Network

DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
EMAIL_SCHEMES = ("smtp", "submission", "file", "console")
KEY_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,15}")
ENCRYPTION_KEY_BYTES = 32
SYSLOG_PORT = 514
_KEYS = "pairs id:key separated by commas, each key being 32 bytes in base64 and each id different"

declared: dict[str, str] = {}
"""Every variable read so far, and what it accepts: the documentation is tested against it."""

_source = FileAwareEnv(strip_whitespace=True)


class Misconfigured(ImproperlyConfigured):
    """The environment says something this program cannot start with."""


def is_given(name: str) -> bool:
    """An empty value counts as not given, as compose files write it."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def _read(name: str, accepts: str, default: Value, reader: Callable[[str], Value]) -> Value:
    declared[name] = accepts
    if os.environ.get(name) and os.environ.get(f"{name}_FILE"):
        raise Misconfigured(f"{name} and {name}_FILE are both set: keep one of them.")
    if not is_given(name):
        return default
    file_name = os.environ.get(f"{name}_FILE")
    if file_name and not (Path(file_name).is_file() and os.access(file_name, os.R_OK)):
        raise Misconfigured(f"{name}_FILE must name a readable file.")
    try:
        return reader(name)
    except (EnvError, ValueError, OSError):
        raise Misconfigured(f"{name} must be {accepts}.") from None


def text(name: str, default: str, accepts: str = "a text") -> str:
    return _read(name, accepts, default, _source.str)


def secret(name: str, accepts: str, at_least: int = 0) -> str:
    """The secret, or an empty text where none is given."""

    def read(name: str) -> str:
        value = _source.str(name)
        return _refuse_unless(len(value) >= at_least, value)

    return _read(name, accepts, "", read)


def flag(name: str, default: bool) -> bool:
    return _read(name, "true or false", default, _source.bool)


def number(name: str, default: int, at_least: int, at_most: int) -> int:
    def read(name: str) -> int:
        value = _source.int(name)
        return _refuse_unless(at_least <= value <= at_most, value)

    return _read(name, f"a whole number from {at_least} to {at_most}", default, read)


def choice(name: str, default: str, options: tuple[str, ...]) -> str:
    def read(name: str) -> str:
        value = _source.str(name)
        return _refuse_unless(value in options, value)

    return _read(name, f"one of {', '.join(options)}", default, read)


def choices(name: str, options: tuple[str, ...]) -> list[str]:
    def read(name: str) -> list[str]:
        chosen = _words(name)
        return _refuse_unless(set(chosen) <= set(options), chosen)

    return _read(name, f"any of {', '.join(options)}, separated by commas", [], read)


def words(name: str, default: list[str], accepts: str) -> list[str]:
    return _read(name, f"{accepts}, separated by commas", default, _words)


def _words(name: str) -> list[str]:
    return [word.strip() for word in _source.str(name).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    def read(name: str) -> Path:
        value = Path(_source.str(name))
        return _refuse_unless(value.is_absolute(), value)

    return _read(name, "the absolute path of a folder", default, read)


def url(name: str, default: str, schemes: tuple[str, ...]) -> str:
    """A URL of scheme and host alone or with a path, without a slash at its end."""

    def read(name: str) -> str:
        value = _source.str(name).rstrip("/")
        parts = urlsplit(value)
        return _refuse_unless(bool(parts.hostname) and _has_scheme(parts, schemes), value)

    return _read(name, f"a URL that begins with {_beginnings(schemes)}", default, read)


def origin(name: str, default: str) -> str:
    """The scheme and host of a web address, and nothing after them."""

    def read(name: str) -> str:
        value = _source.str(name).rstrip("/")
        parts = urlsplit(value)
        is_bare = not (parts.path or parts.query or parts.fragment or parts.username)
        is_web = bool(parts.hostname) and _has_scheme(parts, ("http", "https"))
        parts.port  # noqa: B018  # raises ValueError where the port is no number
        return _refuse_unless(is_web and is_bare, value)

    return _read(name, "a web address without a path, like https://iam.example.org", default, read)


def networks(name: str) -> list[Network]:
    def read(name: str) -> list[Network]:
        return [ip_network(word.strip()) for word in _source.str(name).split(",") if word.strip()]

    return _read(name, "addresses or networks (CIDR), separated by commas", [], read)


def database(name: str, default: dict[str, Any]) -> dict[str, Any]:
    """Django's description of one database."""

    def read(name: str) -> dict[str, Any]:
        _refuse_unless(_has_scheme(urlsplit(_source.str(name)), DATABASE_SCHEMES), None)
        return dict(_source.dj_db_url(name))

    accepts = "a URL like sqlite:////folder/file or postgresql://user:password@host:5432/name"
    return _read(name, accepts, default, read)


def email(name: str, default: dict[str, Any]) -> dict[str, Any]:
    """Django's EMAIL settings."""

    def read(name: str) -> dict[str, Any]:
        _refuse_unless(_has_scheme(urlsplit(_source.str(name)), EMAIL_SCHEMES), None)
        return dict(_source.dj_email_url(name))

    return _read(name, "a URL like submission://user:password@host:587", default, read)


def syslog(name: str) -> str | tuple[str, int] | None:
    """The socket, or the host and port, that a syslog listens at."""

    def read(name: str) -> str | tuple[str, int]:
        parts = urlsplit(_source.str(name))
        if parts.scheme == "unix":
            return _refuse_unless(parts.path.startswith("/") and not parts.netloc, parts.path)
        address = (parts.hostname or "", parts.port or SYSLOG_PORT)
        return _refuse_unless(parts.scheme == "udp" and bool(address[0]), address)

    return _read(name, "unix:///dev/log or udp://host:514", None, read)


def encryption_keys(name: str, default: dict[str, bytes]) -> dict[str, bytes]:
    """Keys by their ids, the current one first."""

    def read(name: str) -> dict[str, bytes]:
        return parsed_keys(_source.str(name))

    return _read(name, _KEYS, default, read)


def kept_keys(file: Path, written: str) -> dict[str, bytes]:
    """The same from a file we made, in which somebody may have changed a key since."""
    try:
        return parsed_keys(written)
    except ValueError:
        raise Misconfigured(f"{file} must hold {_KEYS}.") from None


def parsed_keys(written: str) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for pair in written.split(","):
        key_id, _, encoded = pair.strip().partition(":")
        _refuse_unless(bool(KEY_ID.fullmatch(key_id)) and key_id not in keys, None)
        keys[key_id] = _decoded(encoded)
    return keys


def _decoded(encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ValueError from None
    return _refuse_unless(len(key) == ENCRYPTION_KEY_BYTES, key)


def _refuse_unless(holds: bool, value: Value) -> Value:
    if not holds:
        raise ValueError
    return value


def _has_scheme(parts: SplitResult, schemes: tuple[str, ...]) -> bool:
    return parts.scheme in schemes


def _beginnings(schemes: tuple[str, ...]) -> str:
    return " or ".join(f"{scheme}://" for scheme in schemes)
