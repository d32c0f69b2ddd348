from __future__ import annotations

from accounts import credential_report, targets
from accounts.models import Account, CredentialReport
from accounts.shapes import CredentialReportResult, ReportStateResult
from iamconsole.caller import Call
from iamconsole.errors import ReportExpired, ReportInProgress, ReportNotPresent
from iamconsole.gate import operation

_STARTED = "No report exists. Starting a new report generation task"


@operation(on=targets.account, is_read=True)
def generate_credential_report(call: Call[Account]) -> ReportStateResult:
    """Have a report written of every user's credentials, if there is none of the last four hours.

    Nothing in the directory changes, so that AWS counts this among the calls that only read.
    """
    state = credential_report.ask(call.account_id)
    return ReportStateResult(state=state, description=_STARTED if state == "STARTED" else None)


@operation(on=targets.account)
def get_credential_report(call: Call[Account]) -> CredentialReportResult:
    """Get the credential report, which is four hours old at most."""
    report = _report(call.account_id)
    if report.generated is None:
        credential_report.finish_if_left_alone(report)
        report = _report(call.account_id)
    if report.generated is None:
        raise ReportInProgress("The credential report is still being generated. Try again soon.")
    if not credential_report.is_fresh(report):
        raise ReportExpired(
            "The most recent credential report has expired. "
            "To generate a new credential report, use GenerateCredentialReport."
        )
    return CredentialReportResult(
        content=credential_report.text_of(report),
        report_format="text/csv",
        generated_time=report.generated,
    )


def _report(account_id: str) -> CredentialReport:
    report = CredentialReport.objects.filter(account_id=account_id).first()
    if report is None:
        raise ReportNotPresent(
            "The credential report does not exist. "
            "To generate a credential report, use GenerateCredentialReport."
        )
    return report
