"""Fills an empty directory: an administrator, and many users in groups, with passwords and keys."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from accounts.models import (  # noqa: E402
    AccessKey,
    Account,
    Group,
    GroupMembership,
    LoginProfile,
    User,
    new_unique_id,
)
from policies import managed  # noqa: E402
from tests import people  # noqa: E402

AT_ONCE = 5_000
GROUPS = 100


def main(wanted: int) -> None:
    managed.load()
    account = people.make_account(people.ACCOUNT, "benchmark")
    people.attach(people.make_user(account, "alice"), "AdministratorAccess")
    groups = [people.make_group(account, f"group-{number:03}") for number in range(GROUPS)]
    everyone = people.make_group(account, "everyone")
    for first in range(0, wanted, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, wanted))
        add(account, list(numbers), groups, everyone)
        print(f"\r{numbers.stop:,} of {wanted:,} users", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def add(account: Account, numbers: list[int], groups: list[Group], everyone: Group) -> None:
    owned = {"account": account, "created": now()}
    users = User.objects.bulk_create(
        User(
            name=f"User-{number:07}",
            path=f"/department-{number % 1000:03}/",
            user_id=new_unique_id("AIDA"),
            **owned,
        )
        for number in numbers
    )
    GroupMembership.objects.bulk_create(memberships(users, numbers, groups, everyone, owned))
    LoginProfile.objects.bulk_create(
        LoginProfile(user=user, password_hash="!", password_changed=now(), **owned)
        for user in users
    )
    AccessKey.objects.bulk_create(AccessKey(user=user, **owned) for user in users[::10])


def memberships(
    users: list[User],
    numbers: list[int],
    groups: list[Group],
    everyone: Group,
    owned: dict[str, object],
) -> Iterator[GroupMembership]:
    for user, number in zip(users, numbers, strict=True):
        yield GroupMembership(user=user, group=everyone, **owned)
        yield GroupMembership(user=user, group=groups[number % GROUPS], **owned)


main(int(sys.argv[1]))
