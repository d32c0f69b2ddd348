from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from iamconsole import reference


class Command(BaseCommand):
    """Write docs/operations.md anew from the declared operations."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        reference.FILE.write_text(reference.pages())
        self.stdout.write(f"Wrote {reference.FILE.name}.")
