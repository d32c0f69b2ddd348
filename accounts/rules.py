"""Checks that several operations share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

from django.db import IntegrityError, models
from django.db.models import ProtectedError

from accounts.models import Role
from accounts.models.base import Credential
from accounts.names import Tag
from iamconsole.errors import (
    DeleteConflict,
    InvalidInput,
    LimitExceeded,
    NoSuchEntity,
    Refused,
    UnmodifiableEntity,
)
from iamconsole.prepared import Prepared

MAX_TAGS = 50
MAX_KEYS_A_USER = 2
MAX_SIGNING_CERTIFICATES_A_USER = 2
MAX_SSH_KEYS_A_USER = 5
MAX_CREDENTIALS_A_SERVICE = 2
MAX_GROUPS_A_USER = 10
MAX_ROLE_NAME_CHARACTERS = 64

M = TypeVar("M", bound=models.Model)

# What hangs on a thing, and what AWS says must happen to it first.
_MUST_GO_FIRST = {
    "Attachment": "must detach all policies first.",
    "InlinePolicy": "must delete policies first.",
    "AccessKey": "must delete access keys first.",
    "SigningCertificate": "must delete certificates first.",
    "LoginProfile": "must delete login profile first.",
    "MFADevice": "must delete MFA device first.",
    "GroupMembership": "must remove users from group first.",
    "InstanceProfile": "must remove roles from instance profile first.",
    # AWS has no words of their own for these.
    "SSHPublicKey": "must remove referenced objects first.",
    "ServiceSpecificCredential": "must remove referenced objects first.",
}


@contextmanager
def refusing_a_clash(refusal: Refused) -> Iterator[None]:
    """Turn a broken unique constraint into `refusal`, which ends the transaction: let it pass."""
    try:
        yield
    except IntegrityError:
        raise refusal from None


def refuse_past(count: int, most: int, quota: str) -> None:
    """Raise LimitExceeded, naming the quota, where there are as many as there may be."""
    if count >= most:
        raise LimitExceeded(f"Cannot exceed quota for {quota}: {most}")


def delete(row: models.Model) -> None:
    """Delete a thing nothing hangs on. Raises DeleteConflict naming the first that does."""
    try:
        locked(row).delete()
    except ProtectedError as conflict:
        kinds = {type(thing).__name__ for thing in conflict.protected_objects}
        first = next(text for kind, text in _MUST_GO_FIRST.items() if kind in kinds)
        raise DeleteConflict(f"Cannot delete entity, {first}") from None


def locked(row: M) -> M:
    """The row, fresh and held until the transaction ends, so that what hangs on it counts.

    Raises NoSuchEntity for one that was deleted after it was found.
    """
    held: M | None = _held(type(row)).find(row.pk)
    if held is None:
        raise NoSuchEntity(f"The {row._meta.verbose_name} {row} was deleted meanwhile.")
    return held


@cache
def _held(model: type[M]) -> Prepared[M]:
    manager = model._default_manager
    return Prepared(lambda pk: manager.select_for_update().filter(pk=pk))


def switch(credential: Credential, status: str) -> None:
    """Switch a credential on or off. Raises InvalidInput for what only time does."""
    if status == "Expired":
        raise InvalidInput("A key expires by itself; its status can be set to Active or Inactive.")
    held = locked(credential)
    held.status = status
    held.save(update_fields=["status"])


def protected(role: Role) -> UnmodifiableEntity:
    """The refusal to change a role that belongs to a service."""
    return UnmodifiableEntity(
        f"Cannot perform the operation on the protected role '{role.name}' - this role is only "
        "modifiable by AWS"
    )


def merged_tags(tags: Mapping[str, str], given: tuple[Tag, ...]) -> dict[str, str]:
    """`tags` with `given` laid over them; keys differ by more than case.

    Raises InvalidInput for reserved tags, LimitExceeded past 50.
    """
    spelled = {key.lower(): key for key in tags}
    merged = dict(tags)
    for tag in given:
        merged[spelled.get(tag.key.lower(), tag.key)] = tag.value
    if (problem := reserved(given)) is not None:
        raise InvalidInput(problem)
    if len(merged) > MAX_TAGS:
        raise LimitExceeded(f"The number of tags has reached the maximum limit of {MAX_TAGS}.")
    return merged


def reserved(tags: tuple[Tag, ...]) -> str | None:
    """What is wrong with tags that AWS keeps to itself: no key and no value begins as they do."""
    for part in ("key", "value"):
        if any(getattr(tag, part).lower().startswith("aws:") for tag in tags):
            return f"Tag {part}s that begin with aws: are reserved for system use."
    return None


def without_tags(tags: Mapping[str, str], keys: tuple[str, ...]) -> dict[str, str]:
    gone = {key.lower() for key in keys}
    return {key: value for key, value in tags.items() if key.lower() not in gone}
