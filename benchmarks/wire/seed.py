"""Fills an empty directory: an administrator with a key, which is printed, and many users.

Beside them there is a policy to attach and a role that the administrator may take on.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from accounts.models import User  # noqa: E402
from benchmarks.wire.workloads import ACCOUNT, POLICY, ROLE  # noqa: E402
from tests import people  # noqa: E402

account = people.make_account(ACCOUNT, "benchmark")
alice = people.make_user(account, "alice")
people.grant(alice, people.allow("iam:*"), people.allow("sts:*"))
people.make_policy(account, POLICY.rpartition("/")[2], people.allow("iam:Get*"))
people.make_role(account, ROLE.rpartition("/")[2], alice.arn)
User.objects.bulk_create(
    (
        User(account=account, name=f"user-{number:06}", path="/many/", created=now())
        for number in range(int(sys.argv[1]))
    ),
    batch_size=1000,
)
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as its autovacuum does a minute after so many rows came
print(json.dumps(people.access_key(alice)))
