"""Everything that reads the code without running it: format, lint, types, imports, settings."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

PRODUCTION = {
    "PUBLIC_URL": "https://iam.example.org",
    "SECRET_KEY": "only-for-this-check-" * 4,
    "ENCRYPTION_KEYS": "check:" + base64.b64encode(bytes(range(32))).decode(),
    "TRAIL_KEYS": "check:" + base64.b64encode(bytes(range(32, 64))).decode(),
    "DEBUG": "false",
}
MANAGE = [sys.executable, "manage.py"]
CHECKS = {
    "format": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "lint": [BIN / "ruff", "check", "--quiet", "."],
    "types": [BIN / "mypy"],
    "imports": [BIN / "lint-imports", "--no-logo"],
    "settings": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | PRODUCTION | {"VAR_DIR": folder}
        failed = [name for name in CHECKS if not holds(name, environment)]
    return report(failed)


def holds(name: str, environment: dict[str, str]) -> bool:
    started = time.monotonic()
    answer = subprocess.run(
        CHECKS[name],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    word = "FAILED" if answer.returncode else "ok"
    say(f"{name:<12} {word} ({time.monotonic() - started:.1f} s)")
    if answer.returncode:
        say(answer.stdout.rstrip())
    return not answer.returncode


def report(failed: list[str]) -> int:
    say(f"Failed: {', '.join(failed)}" if failed else "All checks hold.")
    return 1 if failed else 0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
