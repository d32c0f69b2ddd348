"""Background jobs of the directory. Each looks at what is due, and does it once."""

from __future__ import annotations

from accounts import credential_report
from accounts.signin import forgotten
from iamconsole.celery import app


@app.task(name=credential_report.TASK)  # type: ignore[untyped-decorator]  # Celery has no types
def write_credential_report(account_id: str) -> None:
    credential_report.write(account_id)


@app.task(name=forgotten.TASK)  # type: ignore[untyped-decorator]  # Celery has no types
def send_recovery_mail() -> None:
    forgotten.send_due()
