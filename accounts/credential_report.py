"""The credential report: what stands in it, and who writes it when.

Asking leaves a row. A small account's report is written by whoever asked, a large one's by a
background job, and by whoever wants to read it where no job has begun in time.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import chain, islice, repeat
from operator import and_
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.timezone import now

from accounts import queries
from accounts.models import (
    AccessKey,
    CredentialReport,
    MFADevice,
    PasswordPolicy,
    SigningCertificate,
    User,
)
from accounts.shapes import CREDENTIAL_COLUMNS
from iamconsole.jobs import ring

TASK = "accounts.write_credential_report"
LIFETIME = timedelta(hours=4)
_TOLD = (
    "account_id",
    "is_root",
    "name",
    "path",
    "created",
    "login_profile__password_changed",
    "login_profile__password_last_used",
)
_ROOT = "<root_account>"
_NOTHING = "N/A"
_OLD = timedelta(days=90)
_NO_CERTIFICATE = ("false", _NOTHING)
_NO_KEY = ("false", *[_NOTHING] * 4)
_FEW = 2_000
_ROWS_AT_ONCE = 2_000
_PATIENCE = timedelta(seconds=30)
_LONGEST_WRITING = timedelta(minutes=10)

Row = tuple[str, ...]


# ---- Who writes it when ---------------------------------------------------------------------


def ask(account_id: str) -> str:
    """Have a report written unless there is a fresh one; STARTED, INPROGRESS or COMPLETE."""
    moment = now()
    report, is_new = CredentialReport.objects.defer("content").get_or_create(
        account_id=account_id, defaults={"requested": moment}
    )
    if not is_new and is_fresh(report):
        return "COMPLETE"
    if not is_new and not _renewed(report, moment):
        ring(TASK, account_id)
        return "INPROGRESS"
    if _is_small(account_id):
        write(account_id)
    else:
        ring(TASK, account_id)
    return "STARTED"


def is_fresh(report: CredentialReport) -> bool:
    return report.generated is not None and now() - report.generated <= LIFETIME


def _renewed(report: CredentialReport, moment: datetime) -> bool:
    """Whether an old report was cleared away, and by nobody else."""
    if report.generated is None:
        return False
    old = CredentialReport.objects.filter(pk=report.pk, generated=report.generated)
    return bool(old.update(requested=moment, claimed=None, generated=None, content=b""))


def finish_if_left_alone(report: CredentialReport) -> None:
    """Write a report that nobody has begun in time."""
    if now() - report.requested >= _PATIENCE:
        write(report.account_id)


def write(account_id: str) -> None:
    """Write the report that is due, unless there is none or somebody else is writing it."""
    moment = now()
    free = Q(claimed=None) | Q(claimed__lt=moment - _LONGEST_WRITING)
    due = CredentialReport.objects.filter(account_id=account_id, generated=None)
    if due.filter(free).update(claimed=moment):
        content = compressed(rows(account_id))
        due.filter(claimed=moment).update(generated=now(), content=content)


def _is_small(account_id: str) -> bool:
    return queries.users(account_id).order_by()[: _FEW + 1].count() <= _FEW


# ---- What stands in it ----------------------------------------------------------------------


def compressed(lines: Iterable[Row]) -> bytes:
    """The whole report, which nobody ever holds whole while it is written."""
    packer = zlib.compressobj()
    parts = [packer.compress(part.encode()) for part in _texts(lines)]
    return b"".join([*parts, packer.flush()])


def text_of(report: CredentialReport) -> bytes:
    return zlib.decompress(report.content)


def _texts(lines: Iterable[Row]) -> Iterator[str]:
    """Line after line, with nothing behind the last, as AWS ends it."""
    yield _line(CREDENTIAL_COLUMNS)
    for line in lines:
        yield f"\n{_line(line)}"


def _line(cells: Row) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="").writerow(cells)
    return file.getvalue()


def rows(account_id: str) -> Iterator[Row]:
    """What the report says of the root user, and then of every user by name."""
    max_age = max_age_of(account_id)
    root = with_credentials(User.objects.filter(account_id=account_id, is_root=True)).get()
    yield row_of(root, max_age)
    users = with_credentials(queries.users(account_id)).order_by("name__namekey")
    for user in users.iterator(chunk_size=_ROWS_AT_ONCE):
        yield row_of(user, max_age)


def with_credentials(users: QuerySet[User]) -> QuerySet[User]:
    """Users with all that the report tells of them, in a few queries for many."""
    keys = AccessKey.objects.defer("sealed_secret").order_by("key_id")
    certificates = SigningCertificate.objects.defer("body").order_by("created", "pk")
    # Plain lists: related managers would make a query of their own for every user.
    return (
        users.select_related("login_profile")
        .only(*_TOLD)
        .prefetch_related(
            Prefetch("access_keys", keys, to_attr="its_keys"),
            Prefetch("mfa_devices", MFADevice.objects.only("user"), to_attr="its_devices"),
            Prefetch("signing_certificates", certificates, to_attr="its_certificates"),
        )
    )


def max_age_of(account_id: str) -> timedelta | None:
    """How old the account's password policy lets a password be, if it says so."""
    policy = PasswordPolicy.objects.filter(account_id=account_id).first()
    return timedelta(days=policy.max_age_days) if policy and policy.max_age_days else None


def row_of(user: Any, max_age: timedelta | None) -> Row:
    """The line of a user `with_credentials`, in the words of AWS."""
    return (
        _ROOT if user.is_root else user.name,
        user.arn,
        _moment(user.created),
        *_password(user, max_age),
        _flag(bool(user.its_devices)),
        *_both(map(_key, user.its_keys), _NO_KEY),
        *_both(map(_certificate, user.its_certificates), _NO_CERTIFICATE),
    )


def _password(user: User, max_age: timedelta | None) -> Row:
    """Whether there is a password, and when it was used, changed, and has to be changed."""
    profile = getattr(user, "login_profile", None)
    used = _moment(profile.password_last_used, "no_information") if profile else _NOTHING
    if user.is_root:
        return ("not_supported", used, "not_supported", "not_supported")
    if profile is None:
        return (_flag(False), _NOTHING, _NOTHING, _NOTHING)
    changed = profile.password_changed
    return (_flag(True), used, _moment(changed), _moment(changed + max_age if max_age else None))


def _both(found: Iterable[Row], none: Row) -> Row:
    """Two of a user's credentials, with what stands for those it does not have."""
    first, second = islice(chain(found, repeat(none)), 2)
    return (*first, *second)


def _key(key: AccessKey) -> Row:
    return (
        _flag(key.is_active),
        _moment(key.created),
        _moment(key.last_used),
        key.last_used_region or _NOTHING,
        key.last_used_service or _NOTHING,
    )


def _certificate(certificate: SigningCertificate) -> Row:
    return (_flag(certificate.is_active), _moment(certificate.created))


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _moment(value: datetime | None, otherwise: str = _NOTHING) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds") if value else otherwise


# ---- Whom it is asked about -----------------------------------------------------------------


def in_state(password: str | None, mfa: str | None, keys: str | None) -> Q:
    """What users have in common whose credentials are as asked for; None asks for nothing."""
    then = now() - _OLD
    active = AccessKey.objects.filter(user=OuterRef("pk"), status=AccessKey.Status.ACTIVE)
    has_password = Q(login_profile__isnull=False)
    has_device = Q(Exists(MFADevice.objects.filter(user=OuterRef("pk"))))
    passwords = {
        "any": has_password,
        "none": ~has_password,
        "old": Q(login_profile__password_changed__lt=then),
        "unused": has_password & ~Q(login_profile__password_last_used__gte=then),
    }
    devices = {"any": has_device, "none": ~has_device}
    of_keys = {
        "any": Q(Exists(active)),
        "none": ~Q(Exists(active)),
        "old": Q(Exists(active.filter(created__lt=then))),
        "unused": Q(Exists(active.exclude(last_used__gte=then))),
    }
    asked = ((passwords, password), (devices, mfa), (of_keys, keys))
    return reduce(and_, (states[state] for states, state in asked if state), Q())
