"""What is asked on behalf of an organization. No account here belongs to one, and AWS's answers
to such an account are given."""

from __future__ import annotations

from accounts import access_jobs, targets
from accounts.models import AccessReport, Account
from accounts.names import (
    AccessSorting,
    EntityPath,
    JobId,
    Marker,
    MaxItems,
    OrganizationsPolicyId,
)
from accounts.shapes import (
    ErrorDetailsShape,
    JobResult,
    OrganizationsAccessResult,
    OrganizationsFeaturesResult,
)
from iamconsole.caller import Call
from iamconsole.errors import OrganizationNotFound, ValidationError
from iamconsole.gate import operation

_NO_ORGANIZATION = "Your account is not a member of an organization."


@operation(on=targets.account)
def list_organizations_features(call: Call[Account]) -> OrganizationsFeaturesResult:
    """List the features for members' root users that an organization has switched on.

    Accounts here belong to no organization: the answer is always OrganizationNotFoundException.
    """
    raise OrganizationNotFound(_NO_ORGANIZATION)


@operation(on=targets.account)
def enable_organizations_root_credentials_management(
    call: Call[Account],
) -> OrganizationsFeaturesResult:
    """Have the credentials of members' root users managed by the organization.

    Accounts here belong to no organization: the answer is always OrganizationNotFoundException.
    """
    raise OrganizationNotFound(_NO_ORGANIZATION)


@operation(on=targets.account)
def disable_organizations_root_credentials_management(
    call: Call[Account],
) -> OrganizationsFeaturesResult:
    """Leave the credentials of members' root users to the members.

    Accounts here belong to no organization: the answer is always OrganizationNotFoundException.
    """
    raise OrganizationNotFound(_NO_ORGANIZATION)


@operation(on=targets.account)
def enable_organizations_root_sessions(call: Call[Account]) -> OrganizationsFeaturesResult:
    """Let an organization act as its members' root users.

    Accounts here belong to no organization: the answer is always OrganizationNotFoundException.
    """
    raise OrganizationNotFound(_NO_ORGANIZATION)


@operation(on=targets.account)
def disable_organizations_root_sessions(call: Call[Account]) -> OrganizationsFeaturesResult:
    """Let an organization no longer act as its members' root users.

    Accounts here belong to no organization: the answer is always OrganizationNotFoundException.
    """
    raise OrganizationNotFound(_NO_ORGANIZATION)


@operation(
    on=targets.access_report,
    is_read=True,
    context={"iam:OrganizationsPolicyId": "organizations_policy_id"},
)
def generate_organizations_access_report(
    call: Call[None],
    *,
    entity_path: EntityPath,
    organizations_policy_id: OrganizationsPolicyId | None = None,
) -> JobResult:
    """Have a report made of what the accounts of an organization used.

    Accounts here belong to no organization, so that the job fails and GetOrganizationsAccessReport
    says why. It is kept for seven days, for who asked for it alone.
    """
    kind = AccessReport.Kind.ORGANIZATION
    job = access_jobs.begin(call.caller, kind=kind, subject=entity_path)
    return JobResult(job_id=str(job.job_id))


@operation(on=targets.account)
def get_organizations_access_report(
    call: Call[Account],
    *,
    job_id: JobId,
    max_items: MaxItems = 100,
    marker: Marker | None = None,
    sort_key: AccessSorting | None = None,
) -> OrganizationsAccessResult:
    """Get a report on an organization, or why there is none.

    Accounts here belong to no organization: every job has failed.
    """
    if marker is not None:
        raise ValidationError(f"Invalid Marker: {marker}")
    job = access_jobs.of_caller(call.caller, job_id, is_of_organization=True)
    return OrganizationsAccessResult(
        job_status="FAILED",
        job_creation_date=job.created,
        job_completion_date=job.created,
        error_details=ErrorDetailsShape(message=_NO_ORGANIZATION, code=OrganizationNotFound.code),
    )
