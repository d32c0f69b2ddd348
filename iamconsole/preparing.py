"""Brings an installation up to date before it serves; what is not due costs next to nothing."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def prepare(output: OutputWrapper) -> None:
    """Database, managed policies, static files, and a demonstration where nothing is yet."""
    migrate(output)
    call_command("load_managed_policies", stdout=output)
    collect_static_files(output)
    if not apps.get_model("accounts", "Account").objects.exists():
        with told(output, "Making a demonstration account"):
            call_command("seed_demo", stdout=output)


def migrate(output: OutputWrapper) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with told(output, "Bringing the database up to date"):
            call_command("migrate", verbosity=0, interactive=False)


def collect_static_files(output: OutputWrapper) -> None:
    stamp = settings.STATIC_ROOT / ".collected"
    digest = static_files_digest()
    if stamp.is_file() and stamp.read_text() == digest:
        return
    with told(output, "Compressing static files"):
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(digest)


def static_files_digest() -> str:
    """Changes when a static file is added, removed or written again."""
    digest = hashlib.sha256()
    for _, folder in settings.STATICFILES_DIRS:
        for file in sorted(folder.rglob("*")):
            status = file.stat()
            digest.update(f"{file} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@contextmanager
def told(output: OutputWrapper, step: str) -> Iterator[None]:
    output.write(f"{step} ...\n")
    output.flush()
    started = time.monotonic()
    yield
    output.write(f"    done in {time.monotonic() - started:.1f} s\n")
