"""A change of policies decides at the next request, also in a process that knew the old ones."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import User
from accounts.operations import groups
from policies.operations import attachments, boundaries, inline, managed, versions
from tests import servers
from tests.people import allow, calling, deny, document

Ask = Callable[[User], str]
LISTING = document(allow("iam:ListUsers"))
OTHER_PROCESS = """
import sys
import django
django.setup()
from accounts.models import User
from accounts.operations.users import list_users
from iamconsole.errors import AccessDenied
from tests.people import calling
for line in sys.stdin:
    try:
        list_users(calling(User.objects.get(user_id=line.strip())))
        print("allowed", flush=True)
    except AccessDenied:
        print("denied", flush=True)
"""


@pytest.fixture
def elsewhere(transactional_db: None) -> Iterator[Ask]:
    """Asks another process of the site whether a user may list users there, now."""
    variables = {
        "DJANGO_SETTINGS_MODULE": "iamconsole.settings",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(settings.VAR_DIR),
        "BATCH_SECONDS": "0",
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS],
        cwd=settings.BASE_DIR,
        env=kept | variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def ask(user: User) -> str:
            process.stdin.write(f"{user.user_id}\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        yield ask
        process.stdin.close()


def database_url() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{(servers.postgresql_url() or '').rpartition('/')[0]}/{name}"


def test_every_way_to_change_a_decision_is_known_elsewhere_at_once(elsewhere, alice, carol):
    admin = calling(alice)
    crew = {"group_name": "crew"}
    to_carol = {"user_name": "carol"}
    policy = managed.create_policy(admin, policy_name="listing", policy_document=LISTING).policy
    arn = {"policy_arn": policy.arn}
    groups.create_group(admin, **crew)
    assert elsewhere(carol) == "denied"

    def now(expected: str, operation: Callable[..., object], **params: object) -> None:
        operation(admin, **params)
        assert elsewhere(carol) == expected, f"after {operation}"

    now("allowed", attachments.attach_user_policy, **to_carol, **arn)
    forbidding = {"policy_document": document(deny("*")), "set_as_default": True}
    now("denied", versions.create_policy_version, **arn, **forbidding)
    now("allowed", versions.set_default_policy_version, **arn, version_id="v1")
    bound = {"permissions_boundary": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}
    now("denied", boundaries.put_user_permissions_boundary, **to_carol, **bound)
    now("allowed", boundaries.delete_user_permissions_boundary, **to_carol)
    now("denied", attachments.detach_user_policy, **to_carol, **arn)
    named = {"policy_name": "inline"}
    now("allowed", inline.put_user_policy, **to_carol, **named, policy_document=LISTING)
    now("denied", inline.delete_user_policy, **to_carol, **named)
    now("denied", attachments.attach_group_policy, **crew, **arn)
    now("allowed", groups.add_user_to_group, **crew, **to_carol)
    now("denied", attachments.detach_group_policy, **crew, **arn)
    now("allowed", inline.put_group_policy, **crew, **named, policy_document=LISTING)
    now("denied", groups.remove_user_from_group, **crew, **to_carol)
