"""Background jobs of the directory. Each looks at what is due, and does it once."""

from __future__ import annotations

from accounts import credential_report
from iamconsole.celery import app


@app.task(name=credential_report.TASK)
def write_credential_report(account_id: str) -> None:
    credential_report.write(account_id)
