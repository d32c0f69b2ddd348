from __future__ import annotations

import base64
import secrets

from django.utils.timezone import now

from accounts import rules, targets
from accounts.models import AccessKey, User, new_unique_id
from accounts.names import AccessKeyId, ExistingUserName, Marker, MaxItems, Status
from accounts.shapes import (
    AccessKeyLastUsedResult,
    AccessKeyLastUsedShape,
    AccessKeyMetadataShape,
    AccessKeyResult,
    AccessKeyShape,
    AccessKeysResult,
)
from iamconsole.caller import Call
from iamconsole.errors import LimitExceeded, NoSuchEntity
from iamconsole.gate import operation
from iamconsole.paging import page
from iamconsole.sealing import seal

_SECRET_BYTES = 30  # 40 characters of base64, as AWS's


@operation(on=targets.user_or_caller, is_decisive=False, is_grave=True)
def create_access_key(
    call: Call[User], *, user_name: ExistingUserName | None = None
) -> AccessKeyResult:
    """Make a key for programs. Its secret is in this answer and in no other."""
    user = rules.locked(call.target)
    if user.access_keys.count() >= rules.MAX_KEYS_A_USER:
        raise LimitExceeded(f"Cannot exceed quota for AccessKeysPerUser: {rules.MAX_KEYS_A_USER}")
    key_id = new_unique_id("AKIA", 20)
    secret = base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    key = AccessKey.objects.create(
        account_id=call.account_id,
        user=user,
        key_id=key_id,
        sealed_secret=seal(secret, f"access_key:{key_id}"),
        created=now(),
    )
    return AccessKeyResult(
        access_key=AccessKeyShape(
            user_name=user.name,
            access_key_id=key.key_id,
            status=key.status,
            secret_access_key=secret,
            create_date=key.created,
        )
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
    found = page(call, keys, by=["pk"])
    return AccessKeysResult(
        access_key_metadata=tuple(AccessKeyMetadataShape.of(key) for key in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
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
    rules.switch(_key(call.target, access_key_id), status)


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


def _key(user: User, access_key_id: str) -> AccessKey:
    key = AccessKey.objects.filter(user=user, key_id=access_key_id).first()
    if key is None:
        raise NoSuchEntity(f"The Access Key with id {access_key_id} cannot be found.")
    return key
