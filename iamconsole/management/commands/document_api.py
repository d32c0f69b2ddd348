from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from iamconsole.api import schema

FILE = Path(settings.BASE_DIR) / "docs" / "openapi.json"


def text() -> str:
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


class Command(BaseCommand):
    """Write docs/openapi.json anew from the routes and the declarations of operations."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        FILE.write_text(text())
        self.stdout.write(f"{FILE.relative_to(settings.BASE_DIR)} is written.")
