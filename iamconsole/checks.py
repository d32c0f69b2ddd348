"""System checks: settings with which this site would be unsafe are errors, not advice."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, register

LEAST_PREFIX_LENGTH = 8
_VERIFYING = ("verify-ca", "verify-full")
_ENCRYPTED = {
    "database": "Add ?sslmode=verify-full to DATABASE_URL.",
    "redis": "Begin REDIS_URL with rediss://.",
    "mail": "Begin EMAIL_URL with submission://.",
    "syslog": "Give a syslog on this machine (unix:///dev/log), and have that pass lines on.",
}


@register(Tags.security)
def check_hosts(**_: Any) -> list[CheckMessage]:
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "ALLOWED_HOSTS answers for any name.",
            hint="Name the hosts of this site: signatures and links depend on them.",
            id="iamconsole.E001",
        )
    ]


@register(Tags.security)
def check_public_url(**_: Any) -> list[CheckMessage]:
    if settings.IS_HTTPS or settings.IS_LOOPBACK:
        return []
    return [
        Error(
            "PUBLIC_URL would have people send their passwords in clear.",
            hint="Serve it over HTTPS, or only on this machine (http://127.0.0.1:8000).",
            id="iamconsole.E002",
        )
    ]


@register(Tags.security)
def check_debug(**_: Any) -> list[CheckMessage]:
    if settings.IS_LOOPBACK or not settings.DEBUG:
        return []
    return [
        Error(
            "DEBUG shows settings and variables to whoever meets an error.",
            hint="Set DEBUG=false wherever others can reach the site.",
            id="iamconsole.E003",
        )
    ]


@register(Tags.security)
def check_trusted_proxies(**_: Any) -> list[CheckMessage]:
    if all(network.prefixlen >= LEAST_PREFIX_LENGTH for network in settings.TRUSTED_PROXIES):
        return []
    return [
        Error(
            "TRUSTED_PROXIES believes nearly everybody about where a request comes from.",
            hint="Name your proxies' own addresses or networks.",
            id="iamconsole.E004",
        )
    ]


@register(Tags.security)
def check_key_files(**_: Any) -> list[CheckMessage]:
    files = [settings.SECRET_KEY_FILE, settings.ENCRYPTION_KEYS_FILE, settings.TRAIL_KEYS_FILE]
    return [
        Error(
            f"Others on this machine can read {file.name}.",
            hint=f"Run: chmod 600 {file}",
            id="iamconsole.E005",
        )
        for file in files
        if file.exists() and _is_open_to_others(file)
    ]


def _is_open_to_others(file: Path) -> bool:
    return bool(file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


@register(Tags.security)
def check_clear_text(**_: Any) -> list[CheckMessage]:
    """What goes beyond this machine is encrypted, unless it is said to be wanted otherwise."""
    found = dict(_in_clear())
    wanted = [
        Info(
            f"The way to the {name} at {host} is not encrypted, as CLEAR_TEXT_TO wants it.",
            id="iamconsole.I001",
        )
        for name, host in found.items()
        if name in settings.CLEAR_TEXT_TO
    ]
    return wanted + [
        Error(
            f"The way to the {name} at {host} is not encrypted and verified.",
            hint=f"{_ENCRYPTED[name]} CLEAR_TEXT_TO={name} says that it is wanted so.",
            id="iamconsole.E008",
        )
        for name, host in found.items()
        if name not in settings.CLEAR_TEXT_TO
    ]


def _in_clear() -> Iterator[tuple[str, str]]:
    """What is reached beyond this machine without encryption, and where that is."""
    database = settings.DATABASES["default"]
    mode = database["OPTIONS"].get("sslmode") or os.environ.get("PGSSLMODE", "")
    is_postgresql = database["ENGINE"].endswith("postgresql")
    if is_postgresql and _is_elsewhere(database["HOST"]) and mode not in _VERIFYING:
        yield "database", database["HOST"]
    redis = urlsplit(settings.REDIS_URL)
    if _is_elsewhere(redis.hostname) and (redis.scheme != "rediss" or "none" in redis.query):
        yield "redis", str(redis.hostname)
    is_encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    is_smtp = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
    if is_smtp and _is_elsewhere(settings.EMAIL_HOST) and not is_encrypted:
        yield "mail", settings.EMAIL_HOST
    if isinstance(settings.SYSLOG, tuple) and _is_elsewhere(settings.SYSLOG[0]):
        yield "syslog", settings.SYSLOG[0]


def _is_elsewhere(hosts: str | None) -> bool:
    """Whether any of these hosts, separated by commas, is another machine; a path is a socket."""
    return any(
        host and not host.startswith("/") and not _is_here(host)
        for host in (hosts or "").split(",")
    )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@register(Tags.security, deploy=True)
def check_keys_are_given(**_: Any) -> list[CheckMessage]:
    if not settings.HAS_GENERATED_KEYS:
        return []
    return [
        Error(
            "SECRET_KEY, ENCRYPTION_KEYS or TRAIL_KEYS were made by this machine for itself.",
            hint="Give all three from your secret store: every process on every machine needs the "
            "same, sealed credentials are lost with them, and the trail is proven by them.",
            id="iamconsole.E006",
        )
    ]


@register(Tags.security, deploy=True)
def check_deployed_over_https(**_: Any) -> list[CheckMessage]:
    if settings.IS_HTTPS:
        return []
    return [
        Error(
            "PUBLIC_URL is not an HTTPS address.",
            hint="Set PUBLIC_URL to the address people use, like https://iam.example.org.",
            id="iamconsole.E007",
        )
    ]
