from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta

from django.utils.timezone import now

from accounts import rules, targets
from accounts.models import AccessKey, Account, User, new_unique_id
from accounts.names import (
    AccessKeyId,
    ExistingUserName,
    KeyDescription,
    KeyExpiry,
    Marker,
    MaxItems,
    Status,
)
from accounts.shapes import (
    AccessKeyDetailShape,
    AccessKeyDetailsResult,
    AccessKeyLastUsedResult,
    AccessKeyLastUsedShape,
    AccessKeyMetadataShape,
    AccessKeyResult,
    AccessKeyShape,
    AccessKeysResult,
    IssuedAccessKeyResult,
)
from iamconsole.caller import Call
from iamconsole.errors import InvalidInput, LimitExceeded, NoSuchEntity
from iamconsole.gate import operation
from iamconsole.paging import page
from iamconsole.sealing import seal

_SECRET_BYTES = 30  # 40 characters of base64, as AWS's


@operation(on=targets.user_or_caller, is_decisive=False, is_grave=True)
def create_access_key(
    call: Call[User], *, user_name: ExistingUserName | None = None
) -> AccessKeyResult:
    """Make a key for programs. Its secret is in this answer and in no other."""
    key, secret = _new_key(call.target)
    return AccessKeyResult(access_key=AccessKeyShape.of(key, secret))


@operation(
    on=targets.user_or_caller,
    service="iamconsole",
    action="iam:CreateAccessKey",
    is_decisive=False,
    is_grave=True,
)
def issue_access_key(
    call: Call[User],
    *,
    user_name: ExistingUserName | None = None,
    description: KeyDescription = "",
    expires: KeyExpiry | None = None,
) -> IssuedAccessKeyResult:
    """Make a key for programs that says what it is for, and that may come to an end by itself.

    Once it has expired, it and the sessions that were asked for with it are refused for good. One
    that is given no end lasts as long as the account lets such keys last.
    """
    _refuse_past(expires)
    key, secret = _new_key(call.target, description=description, expires=expires)
    return IssuedAccessKeyResult(
        access_key=AccessKeyShape.of(key, secret), description=description, expires=key.expires
    )


@operation(on=targets.user_or_caller)
def list_access_keys(
    call: Call[User],
    *,
    user_name: ExistingUserName | None = None,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> AccessKeysResult:
    """List a user's keys, without their secrets."""
    keys = AccessKey.objects.filter(user=call.target).select_related("user")
    found, moment = page(call, keys, by=["pk"]), now()
    return AccessKeysResult(
        access_key_metadata=tuple(AccessKeyMetadataShape.of(key, moment) for key in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=targets.user_or_caller, service="iamconsole", action="iam:ListAccessKeys")
def list_access_key_details(
    call: Call[User], *, user_name: ExistingUserName | None = None
) -> AccessKeyDetailsResult:
    """List a user's keys with what they are for and when they end, without their secrets."""
    keys, moment = AccessKey.objects.filter(user=call.target).order_by("pk"), now()
    return AccessKeyDetailsResult(
        user_name=call.target.name, keys=tuple(AccessKeyDetailShape.of(key, moment) for key in keys)
    )


@operation(on=targets.user_or_caller, is_decisive=False, is_grave=True)
def update_access_key(
    call: Call[User],
    *,
    user_name: ExistingUserName | None = None,
    access_key_id: AccessKeyId,
    status: Status,
) -> None:
    """Switch a key on or off. The next request made with it is answered accordingly."""
    key = _key(call.target, access_key_id)
    if status == AccessKey.Status.ACTIVE:
        _refuse_expired(key)
    rules.switch(key, status)


@operation(
    on=targets.user_or_caller,
    service="iamconsole",
    action="iam:UpdateAccessKey",
    is_decisive=False,
    is_grave=True,
)
def put_access_key_details(
    call: Call[User],
    *,
    user_name: ExistingUserName | None = None,
    access_key_id: AccessKeyId,
    description: KeyDescription = "",
    expires: KeyExpiry | None = None,
) -> None:
    """Say what a key is for and when it ends; what is left out is cleared.

    A key that has expired stays so: there is no way back but another key.
    """
    _refuse_past(expires)
    key = rules.locked(_key(call.target, access_key_id))
    _refuse_expired(key)
    key.description, key.expires = description, expires
    key.save(update_fields=["description", "expires"])


@operation(on=targets.user_or_caller, is_decisive=False, is_grave=True)
def delete_access_key(
    call: Call[User],
    *,
    user_name: ExistingUserName | None = None,
    access_key_id: AccessKeyId,
) -> None:
    """Delete a key for good."""
    _key(call.target, access_key_id).delete()


@operation(on=targets.owner_of_key)
def get_access_key_last_used(
    call: Call[AccessKey], *, access_key_id: AccessKeyId
) -> AccessKeyLastUsedResult:
    """Tell when, for which service and in which region a key was last used."""
    key = call.target
    return AccessKeyLastUsedResult(
        user_name=key.user.name,
        access_key_last_used=AccessKeyLastUsedShape(
            last_used_date=key.last_used,
            service_name=key.last_used_service or "N/A",
            region=key.last_used_region or "N/A",
        ),
    )


def _new_key(
    owner: User, *, description: str = "", expires: datetime | None = None
) -> tuple[AccessKey, str]:
    """A key and its secret. Raises LimitExceeded for a third one."""
    user, moment = rules.locked(owner), now()
    if user.access_keys.count() >= rules.MAX_KEYS_A_USER:
        raise LimitExceeded(f"Cannot exceed quota for AccessKeysPerUser: {rules.MAX_KEYS_A_USER}")
    key_id = new_unique_id("AKIA", 20)
    secret = base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    key = AccessKey.objects.create(
        account_id=user.account_id,
        user=user,
        key_id=key_id,
        sealed_secret=seal(secret, f"access_key:{key_id}"),
        description=description,
        created=moment,
        expires=expires or _usual_end(user.account_id, moment),
    )
    return key, secret


def _usual_end(account_id: str, moment: datetime) -> datetime | None:
    days = Account.objects.values_list("key_lifetime_days", flat=True).get(id=account_id)
    return moment + timedelta(days=days) if days else None


def _refuse_past(expires: datetime | None) -> None:
    if expires is not None and expires <= now():
        raise InvalidInput(f"A key can expire after this moment only, not at {expires:%Y-%m-%d}.")


def _refuse_expired(key: AccessKey) -> None:
    if key.status_at(now()) == "Expired":
        raise InvalidInput(f"The access key {key} has expired. Create another one.")


def _key(user: User, access_key_id: str) -> AccessKey:
    key = AccessKey.objects.filter(user=user, key_id=access_key_id).first()
    if key is None:
        raise NoSuchEntity(f"The Access Key with id {access_key_id} cannot be found.")
    return key
