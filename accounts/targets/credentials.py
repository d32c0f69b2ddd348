"""How parameters name a credential."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from accounts import queries
from accounts.models import AccessKey, ServiceSpecificCredential, User
from accounts.targets.users import user, user_or_caller
from iamconsole.caller import Caller, Found
from iamconsole.errors import AccessDenied, NoSuchEntity, ValidationError

_SERVICE = "iam:ServiceSpecificCredentialServiceName"
_AGE = "iam:ServiceSpecificCredentialAgeDays"


def owner_of_key(caller: Caller, *, access_key_id: str, **_: Any) -> Found[AccessKey]:
    """The user a key belongs to. An unknown key and another account's are refused alike."""
    shown = f"access key {access_key_id}"
    row = queries.key_with_id(caller.account_id, access_key_id)
    if row is None:
        denied = AccessDenied(
            f"User: {caller.arn} is not authorized to perform iam:GetAccessKeyLastUsed "
            f"on resource: {shown}"
        )
        nobody = f"arn:aws:iam::{caller.account_id}:user/*"
        return Found(arn=nobody, row=AccessKey(), shown=shown, missing=denied)
    return Found(arn=row.user.arn, row=row, shown=shown, tags=row.user.tags)


def new_service_specific_credential(
    caller: Caller,
    *,
    user_name: str,
    service_name: str,
    credential_age_days: int | None = None,
    **_: Any,
) -> Found[User]:
    """The user that gets a credential, with what conditions may say of it."""
    found = user(caller, user_name=user_name)
    context = {_SERVICE: service_name.lower()}
    if credential_age_days is not None:
        context[_AGE] = str(credential_age_days)
    return replace(found, context={**found.context, **context})


def service_specific_credential(
    caller: Caller,
    *,
    user_name: str | None = None,
    service_specific_credential_id: str,
    **_: Any,
) -> Found[ServiceSpecificCredential]:
    """A credential of the named user or of the caller. Another user's is missed."""
    owner = user_or_caller(caller, user_name=user_name)
    row = queries.service_specific_credential_of(owner.row, service_specific_credential_id)
    absent = NoSuchEntity(f"No such credential {service_specific_credential_id} exists")
    return Found(
        arn=owner.arn,
        row=row or ServiceSpecificCredential(),
        missing=owner.missing or (None if row else absent),
        tags=owner.tags,
        context={**owner.context, _SERVICE: row.service_name} if row else owner.context,
    )


def service_specific_credentials(
    caller: Caller, *, user_name: str | None = None, all_users: bool | None = None, **_: Any
) -> Found[Any]:
    """A user whose credentials are meant, or no one where everybody's are."""
    if not all_users:
        return user_or_caller(caller, user_name=user_name)
    if user_name is not None:
        raise ValidationError("UserName cannot be specified together with AllUsers.")
    return Found(arn=f"arn:aws:iam::{caller.account_id}:user/*", row=None)
