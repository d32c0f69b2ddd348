"""Has the credential report of the one account written, and reads it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

django.setup()

from accounts import credential_report  # noqa: E402
from accounts.models import CredentialReport, User  # noqa: E402
from accounts.operations.credential_reports import (  # noqa: E402
    generate_credential_report,
    get_credential_report,
    search_credentials,
)
from tests import people  # noqa: E402


def main(report: str) -> None:
    root = people.calling(User.objects.get(account_id=people.ACCOUNT, is_root=True))
    before = peak()
    asked = seconds(lambda: generate_credential_report(root))
    begun, written = time.process_time(), 0.0
    if not CredentialReport.objects.exclude(generated=None).exists():
        written = seconds(lambda: credential_report.write(people.ACCOUNT))
    worked, after = time.process_time() - begun, peak()
    content = get_credential_report(root).content
    read = seconds(lambda: get_credential_report(root))
    page = seconds(lambda: search_credentials(root, page_number=2))
    lines = len(content.splitlines())
    told = {
        "lines": f"{lines:,}",
        "megabytes as read": f"{len(content) / 1e6:.1f}",
        "asking for it, seconds": f"{asked:.3f}",
        "writing it, seconds": f"{written:.2f}",
        "of that, the program's own": f"{worked:.2f}",
        "memory before, at its peak, megabytes": f"{before:.0f}, {after:.0f}",
        "reading it, seconds": f"{read:.3f}",
        "a page of the table on screen, seconds": f"{page:.3f}",
    }
    Path(report).write_text(json.dumps(told))


def seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def peak() -> float:
    """The most memory this program ever had, in megabytes: not what its parent had."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


main(sys.argv[1])
