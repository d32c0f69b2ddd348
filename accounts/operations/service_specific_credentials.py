from __future__ import annotations

import hashlib
from datetime import timedelta
from itertools import count

from django.utils.timezone import now

from accounts import credential_services, rules, targets
from accounts.models import ServiceSpecificCredential, User
from accounts.names import (
    CredentialAgeDays,
    Marker,
    MaxItems,
    ServiceName,
    ServiceSpecificCredentialId,
    Status,
    UserName,
    YesOrNo,
)
from accounts.shapes import (
    ServiceSpecificCredentialMetadataShape,
    ServiceSpecificCredentialResult,
    ServiceSpecificCredentialShape,
    ServiceSpecificCredentialsResult,
)
from iamconsole.caller import Call
from iamconsole.errors import ConcurrentModification, LimitExceeded, NoSuchEntity
from iamconsole.gate import operation
from iamconsole.paging import page


@operation(on=targets.new_service_specific_credential, is_decisive=False, is_grave=True)
def create_service_specific_credential(
    call: Call[User],
    *,
    user_name: UserName,
    service_name: ServiceName,
    credential_age_days: CredentialAgeDays | None = None,
) -> ServiceSpecificCredentialResult:
    """Make a user a password or token for one service. It is in this answer and in no other."""
    service = _service(service_name)
    user, moment = rules.locked(call.target), now()
    held = user.service_specific_credentials.filter(service_name=service.name).count()
    if held >= rules.MAX_CREDENTIALS_A_SERVICE:
        quota = rules.MAX_CREDENTIALS_A_SERVICE
        raise LimitExceeded(f"Cannot exceed quota for ServiceSpecificCredentialsPerUser: {quota}")
    row = ServiceSpecificCredential(
        account_id=call.account_id,
        user=user,
        service_name=service.name,
        service_user_name=_free_name(user, service.name),
        created=moment,
        expires=moment + timedelta(days=credential_age_days) if credential_age_days else None,
    )
    secret = service.new_secret(row.service_user_name)
    row.secret_digest = _digest(secret)
    taken = ConcurrentModification("Somebody took the user name for the service meanwhile.")
    with rules.refusing_a_clash(taken):
        row.save(force_insert=True)
    return _shown_once(row, secret)


@operation(on=targets.service_specific_credentials)
def list_service_specific_credentials(
    call: Call[User | None],
    *,
    user_name: UserName | None = None,
    service_name: ServiceName | None = None,
    all_users: YesOrNo | None = None,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> ServiceSpecificCredentialsResult:
    """List a user's or all users' service-specific credentials, without their secrets."""
    rows = ServiceSpecificCredential.objects.filter(account_id=call.account_id)
    if call.target is not None:
        rows = rows.filter(user=call.target)
    if service_name:
        rows = rows.filter(service_name=_service(service_name).name)
    found, moment = page(call, rows.select_related("user"), by=["pk"]), now()
    return ServiceSpecificCredentialsResult(
        service_specific_credentials=tuple(
            ServiceSpecificCredentialMetadataShape.of(row, moment) for row in found.rows
        ),
        marker=found.marker,
        is_truncated=found.is_truncated,
    )


@operation(on=targets.service_specific_credential, is_decisive=False, is_grave=True)
def update_service_specific_credential(
    call: Call[ServiceSpecificCredential],
    *,
    user_name: UserName | None = None,
    service_specific_credential_id: ServiceSpecificCredentialId,
    status: Status,
) -> None:
    """Switch a service-specific credential on or off."""
    rules.switch(call.target, status)


@operation(on=targets.service_specific_credential, is_decisive=False, is_grave=True)
def reset_service_specific_credential(
    call: Call[ServiceSpecificCredential],
    *,
    user_name: UserName | None = None,
    service_specific_credential_id: ServiceSpecificCredentialId,
) -> ServiceSpecificCredentialResult:
    """Give a credential another secret, which only this answer tells. All else stays as it is."""
    row = rules.locked(call.target)
    service = _service(row.service_name)
    secret = service.new_secret(row.service_user_name)
    row.secret_digest = _digest(secret)
    row.save(update_fields=["secret_digest"])
    return _shown_once(row, secret)


@operation(on=targets.service_specific_credential, is_decisive=False, is_grave=True)
def delete_service_specific_credential(
    call: Call[ServiceSpecificCredential],
    *,
    user_name: UserName | None = None,
    service_specific_credential_id: ServiceSpecificCredentialId,
) -> None:
    """Delete a service-specific credential for good."""
    call.target.delete()


def _service(name: str) -> credential_services.Service:
    service = credential_services.find(name)
    if service is None:
        raise NoSuchEntity(f"No such service {name} is supported for Service Specific Credentials")
    return service


def _free_name(user: User, service_name: str) -> str:
    """`jane-at-111122223333`, or `jane+1-at-…`: renamed users keep the names they were given."""
    rows = ServiceSpecificCredential.objects.filter(service_name=service_name)
    names = (
        f"{user.name}{f'+{number}' if number else ''}-at-{user.account_id}" for number in count()
    )
    return next(
        name for name in names if not rows.filter(service_user_name__namekey=name.lower()).exists()
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _shown_once(row: ServiceSpecificCredential, secret: str) -> ServiceSpecificCredentialResult:
    shape = ServiceSpecificCredentialShape.of(row, secret, now())
    return ServiceSpecificCredentialResult(service_specific_credential=shape)
