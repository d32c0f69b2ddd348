from __future__ import annotations

from accounts import credential_report, queries, targets
from accounts.models import Account, CredentialReport, User
from accounts.names import CredentialState, PageNumber, PageSize, Presence, SearchText
from accounts.shapes import (
    CredentialReportResult,
    CredentialRowShape,
    CredentialRowsResult,
    ReportStateResult,
)
from iamconsole.caller import Call
from iamconsole.errors import ReportExpired, ReportInProgress, ReportNotPresent
from iamconsole.gate import operation
from iamconsole.paging import numbered_page

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


@operation(on=targets.account, service="iamconsole", action="iam:GetCredentialReport")
def search_credentials(
    call: Call[Account],
    *,
    search: SearchText = "",
    password: CredentialState | None = None,
    mfa: Presence | None = None,
    keys: CredentialState | None = None,
    page_number: PageNumber = 1,
    page_size: PageSize = 50,
) -> CredentialRowsResult:
    """List what the credential report tells as it is now, the root user first.

    A password or an active key is `old` if it was made over 90 days ago, and `unused` if it was not
    used since.
    """
    wanted = credential_report.in_state(password, mfa, keys)
    everybody = User.objects.filter(wanted, account_id=call.account_id)
    in_order = queries.matching(everybody, search).order_by("-is_root", "name__namekey")
    found = numbered_page(in_order, page_number, page_size)
    max_age = credential_report.max_age_of(call.account_id)
    shown = User.objects.filter(pk__in=[user.pk for user in found.rows])
    told = credential_report.told_of(shown.order_by("-is_root", "name__namekey"))
    return CredentialRowsResult(
        rows=tuple(
            CredentialRowShape(
                user_name=None if user.is_root else user.name,
                cells=credential_report.row_of(user, max_age),
            )
            for user in told
        ),
        count=found.count,
        is_more=found.is_more,
    )


def _report(account_id: str) -> CredentialReport:
    report = CredentialReport.objects.filter(account_id=account_id).first()
    if report is None:
        raise ReportNotPresent(
            "The credential report does not exist. "
            "To generate a credential report, use GenerateCredentialReport."
        )
    return report
