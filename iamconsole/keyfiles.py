"""Secrets a small installation makes for itself at its first start, and keeps in files."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from iamconsole.env import ENCRYPTION_KEY_BYTES

OWNER_ONLY = 0o600


def kept(file: Path, make: Callable[[], str]) -> str:
    """What the file holds; the first to ask makes it, and all who ask at once read the same."""
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        _put(file, make())
        return file.read_text().strip()


def _put(file: Path, content: str) -> None:
    """Give the file its name only when its content is whole, and only if nobody else has."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "w") as opened:
            opened.write(content + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass  # Another process was first: its key counts.
    finally:
        draft.unlink()


def new_secret_key() -> str:
    return secrets.token_urlsafe(64)


def new_encryption_keys() -> str:
    return new_encryption_key("k1")


def new_encryption_key(key_id: str) -> str:
    """A key under an id, as it stands in ENCRYPTION_KEYS."""
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(ENCRYPTION_KEY_BYTES)).decode()}"
