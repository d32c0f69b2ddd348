"""Another process of the site, which is asked what it thinks of requests made here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from django.conf import settings

from tests.contracts.test_other_processes import database_url

PROCESS = """
import json, logging, sys
import django
django.setup()
logging.disable(logging.CRITICAL)
from django.test import Client
for line in sys.stdin:
    asked = json.loads(line)
    kind = asked["headers"].pop("Content-Type", "")
    answer = Client().generic(
        asked["method"], asked["path"], asked["body"], content_type=kind, headers=asked["headers"]
    )
    print(answer.status_code, flush=True)
"""


@dataclass(frozen=True)
class Asked:
    """A request as it would be sent."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


class Elsewhere:
    """The other process. It keeps whatever processes keep between requests."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def status_of(self, asked: Asked) -> int:
        """The status of its answer, now."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        headers = {"Host": "127.0.0.1"} | dict(asked.headers)
        stdin.write(json.dumps(asdict(asked) | {"headers": headers}) + "\n")
        stdin.flush()
        return int(stdout.readline())


@contextmanager
def another_process() -> Iterator[Elsewhere]:
    """It has the same database and the same keys, and nothing else of this one."""
    variables = {
        "DJANGO_SETTINGS_MODULE": "iamconsole.settings",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(settings.VAR_DIR),
        "BATCH_SECONDS": "0",
        "KEY_REQUESTS_A_SECOND": "0",
        "ACCOUNT_REQUESTS_A_SECOND": "0",
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with subprocess.Popen(
        [sys.executable, "-c", PROCESS],
        cwd=settings.BASE_DIR,
        env=kept | variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Elsewhere(process)
        finally:
            process.kill()
