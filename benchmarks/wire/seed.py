"""Fills an empty directory: an administrator with a key, which is printed, and many users."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.utils.timezone import now  # noqa: E402

from accounts.models import User  # noqa: E402
from tests import people  # noqa: E402

account = people.make_account(people.ACCOUNT, "benchmark")
alice = people.make_user(account, "alice")
people.grant(alice, people.allow("iam:*"))
User.objects.bulk_create(
    (
        User(account=account, name=f"user-{number:06}", path="/many/", created=now())
        for number in range(int(sys.argv[1]))
    ),
    batch_size=1000,
)
print(json.dumps(people.access_key(alice)))
