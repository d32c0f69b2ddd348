"""Fills an empty directory with users and their credentials, and has their report measured."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from accounts.models import (  # noqa: E402
    AccessKey,
    Account,
    LoginProfile,
    MFADevice,
    SigningCertificate,
    User,
    new_unique_id,
)
from tests import people  # noqa: E402

AT_ONCE = 5_000


def main(report: str, wanted: int) -> None:
    account = people.make_account(people.ACCOUNT, "benchmark")
    for first in range(0, wanted, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, wanted))
        add(account, numbers)
        print(f"\r{numbers.stop:,} of {wanted:,} users", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    # In a process of its own: what filling took is not the report's.
    subprocess.run(
        [sys.executable, "-m", "benchmarks.reports.credentials_measure", report], check=True
    )


def add(account: Account, numbers: Sequence[int]) -> None:
    """Give everybody a password, two in three a device, half a key, one in ten a second one."""
    moment = now() - timedelta(days=30)
    owned = {"account": account, "created": moment}
    users = User.objects.bulk_create(
        User(name=f"User-{n:07}", path=f"/d-{n % 1000:03}/", user_id=new_unique_id("AIDA"), **owned)
        for n in numbers
    )
    LoginProfile.objects.bulk_create(
        LoginProfile(
            user=user,
            password_hash="!",
            password_changed=moment,
            password_last_used=moment,
            **owned,
        )
        for user in users
    )
    for share in (users[::2], users[::10]):
        AccessKey.objects.bulk_create(
            AccessKey(
                user=user,
                last_used=moment,
                last_used_service="iam",
                last_used_region="eu-central-1",
                **owned,
            )
            for user in share
        )
    MFADevice.objects.bulk_create(
        MFADevice(
            user=user,
            kind=MFADevice.Kind.VIRTUAL,
            serial_number=f"arn:aws:iam::{account.pk}:mfa/{user.name}",
            enabled=moment,
            **owned,
        )
        for user in users
        if user.pk % 3
    )
    SigningCertificate.objects.bulk_create(
        SigningCertificate(user=user, digest=user.name, body="-", **owned) for user in users[::50]
    )


main(sys.argv[1], int(sys.argv[2]))
