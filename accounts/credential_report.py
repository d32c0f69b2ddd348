"""The credential report: what stands in it, and who writes it when.

Asking leaves a row. A small account's report is written by whoever asked, a large one's by a
background job, and by whoever wants to read it where no job has begun in time.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import chain, islice, repeat
from operator import and_

from django.db.models import Exists, OuterRef, Q, QuerySet
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

JOB = "accounts.write_credential_reports"
LIFETIME = timedelta(hours=4)
_OF_USER = ("account_id", "is_root", "name", "path", "created")
_OF_PASSWORD = tuple(
    f"login_profile__{name}" for name in ("pk", "password_changed", "password_last_used")
)
_OF_KEY = (
    "user_id",
    "status",
    "expires",
    "created",
    "last_used",
    "last_used_region",
    "last_used_service",
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
        ring(JOB)
        return "INPROGRESS"
    if _is_small(account_id):
        write(account_id)
    else:
        ring(JOB)
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


def due() -> QuerySet[CredentialReport]:
    """Reports that were asked for and that nobody is writing."""
    free = Q(claimed=None) | Q(claimed__lt=now() - _LONGEST_WRITING)
    return CredentialReport.objects.filter(free, generated=None)


def write_due() -> int:
    """Write every report that is due; how many were."""
    waiting = due().order_by("requested").values_list("account_id", flat=True)
    return sum(write(account_id) for account_id in list(waiting))


def write(account_id: str) -> bool:
    """Write the report that is due, unless there is none or somebody else is writing it."""
    moment = now()
    if not due().filter(account_id=account_id).update(claimed=moment):
        return False
    content = compressed(rows(account_id))
    ours = CredentialReport.objects.filter(account_id=account_id, claimed=moment)
    return ours.update(generated=now(), content=content) == 1


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
    root = User.objects.filter(account_id=account_id, is_root=True)
    for user in chain(told_of(root), told_of(queries.users(account_id).order_by("name__namekey"))):
        yield row_of(user, max_age)


@dataclass(frozen=True, slots=True)
class Told:
    """What the report tells of a user: plain values, for rows of many would hold on to each other.

    `password` is when it was set and last used, None where there is none.
    """

    account_id: str
    is_root: bool
    name: str
    path: str
    created: datetime
    password: tuple[datetime, datetime | None] | None
    has_device: bool
    keys: Sequence[Row]
    certificates: Sequence[Row]

    @property
    def arn(self) -> str:
        at = "root" if self.is_root else f"user{self.path}{self.name}"
        return f"arn:aws:iam::{self.account_id}:{at}"


def told_of(users: QuerySet[User]) -> Iterator[Told]:
    """Users with all that the report tells of them, in a few queries for many."""
    lines = users.values_list("pk", *_OF_USER, *_OF_PASSWORD).iterator(chunk_size=_ROWS_AT_ONCE)
    while several := list(islice(lines, _ROWS_AT_ONCE)):
        numbers = [line[0] for line in several]
        keys, certificates = _keys_of(numbers), _certificates_of(numbers)
        devices = MFADevice.objects.filter(user__in=numbers)
        with_device = set(devices.values_list("user", flat=True))
        for pk, account_id, is_root, name, path, created, profile, changed, used in several:
            yield Told(
                account_id=account_id,
                is_root=is_root,
                name=name,
                path=path,
                created=created,
                password=(changed, used) if profile else None,
                has_device=pk in with_device,
                keys=keys[pk],
                certificates=certificates[pk],
            )


def _keys_of(users: Sequence[int]) -> Mapping[int, Sequence[Row]]:
    found, moment = defaultdict[int, list[Row]](list), now()
    keys = AccessKey.objects.filter(user__in=users).order_by("key_id")
    for user, status, expires, created, used, region, service in keys.values_list(*_OF_KEY):
        is_active = status == AccessKey.Status.ACTIVE and (expires is None or expires > moment)
        used_at = (_moment(used), region or _NOTHING, service or _NOTHING)
        found[user].append((_flag(is_active), _moment(created), *used_at))
    return found


def _certificates_of(users: Sequence[int]) -> Mapping[int, Sequence[Row]]:
    found = defaultdict[int, list[Row]](list)
    certificates = SigningCertificate.objects.filter(user__in=users).order_by("created", "pk")
    for user, status, created in certificates.values_list("user_id", "status", "created"):
        is_active = status == SigningCertificate.Status.ACTIVE
        found[user].append((_flag(is_active), _moment(created)))
    return found


def max_age_of(account_id: str) -> timedelta | None:
    """How old the account's password policy lets a password be, if it says so."""
    policy = PasswordPolicy.objects.filter(account_id=account_id).first()
    return timedelta(days=policy.max_age_days) if policy and policy.max_age_days else None


def row_of(user: Told, max_age: timedelta | None) -> Row:
    """The line of a user, in the words of AWS."""
    return (
        _ROOT if user.is_root else user.name,
        user.arn,
        _moment(user.created),
        *_password(user, max_age),
        _flag(user.has_device),
        *_both(user.keys, _NO_KEY),
        *_both(user.certificates, _NO_CERTIFICATE),
    )


def _password(user: Told, max_age: timedelta | None) -> Row:
    """Whether there is a password, and when it was used, changed, and has to be changed."""
    changed, used = user.password or (None, None)
    told = _moment(used, "no_information") if user.password else _NOTHING
    if user.is_root:
        return ("not_supported", told, "not_supported", "not_supported")
    if changed is None:
        return (_flag(False), _NOTHING, _NOTHING, _NOTHING)
    return (_flag(True), told, _moment(changed), _moment(changed + max_age if max_age else None))


def _both(found: Iterable[Row], none: Row) -> Row:
    """Two of a user's credentials, with what stands for those it does not have."""
    first, second = islice(chain(found, repeat(none)), 2)
    return (*first, *second)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _moment(value: datetime | None, otherwise: str = _NOTHING) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds") if value else otherwise


# ---- Whom it is asked about -----------------------------------------------------------------


def in_state(password: str | None, mfa: str | None, keys: str | None) -> Q:
    """What users have in common whose credentials are as asked for; None asks for nothing."""
    then = now() - _OLD
    active = queries.keys_in_force().filter(user=OuterRef("pk"))
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
