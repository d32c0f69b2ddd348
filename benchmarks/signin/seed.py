"""Fills an empty directory with users who have passwords, hashed as in production."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from accounts.models import LoginProfile, User  # noqa: E402
from tests import people  # noqa: E402

account = people.make_account(people.ACCOUNT, "benchmark")
count = int(sys.argv[1])
users = User.objects.bulk_create(
    User(account=account, name=f"user-{number}", created=now()) for number in range(count)
)
hashed = make_password(people.PASSWORD)
LoginProfile.objects.bulk_create(
    LoginProfile(
        account=account, user=user, password_hash=hashed, created=now(), password_changed=now()
    )
    for user in users
)
print(json.dumps(people.PASSWORD))
