"""What every call costs in SQL queries is agreed on, and does not grow with what there is.

`query_counts.json` holds what was agreed on: queries of a call with warm caches, its event
included, savepoints left out. UPDATE_QUERY_COUNTS=1 writes it anew; what changed shows in the diff.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.models import (
    AccessKey,
    Event,
    Group,
    GroupMembership,
    InstanceProfile,
    LoginProfile,
    Role,
    User,
)
from accounts.models.base import new_unique_id
from policies.models import Attachment, InlinePolicy, Policy, PolicyVersion
from tests.contracts.world import ASKED_BY_ROOT, askable, sample, undone
from tests.people import allow, calling, document

FILE = Path(__file__).with_name("query_counts.json")
MANY = 1000
TEXT = document(allow("s3:*"))
PAGE = {"max_items": 1000, "page_size": 200, "max_results": 1000}


def queries_of(op, caller, world):
    """The statements of one call, after another like it has warmed the caches."""
    params = sample(op, world) | {name: PAGE[name] for name in op.members if name in PAGE}
    with undone():
        op.perform(caller, params)
    with (
        undone(),
        CaptureQueriesContext(
            connection,
        ) as captured,
    ):
        op.perform(caller, params)
    statements = [query["sql"] for query in captured]
    return [sql for sql in statements if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]


def its_caller(op, alice, root):
    return calling(root if op.is_for_root or op.name in ASKED_BY_ROOT else alice)


def write_down(world, alice, root):
    counts = {op.name: len(queries_of(op, its_caller(op, alice, root), world)) for op in askable()}
    FILE.write_text(json.dumps(counts, indent=2, sort_keys=True) + "\n")


def test_every_call_costs_what_was_agreed_on(world, alice, root, subtests):
    if "UPDATE_QUERY_COUNTS" in os.environ:
        write_down(world, alice, root)
    agreed = json.loads(FILE.read_text())
    assert agreed.keys() == {op.name for op in askable()}
    for op in askable():
        with subtests.test(op.name):
            queries = queries_of(op, its_caller(op, alice, root), world)
            listed = "\n".join(queries)
            assert len(queries) == agreed[op.name], (
                f"{op.name} made {len(queries)} queries; {agreed[op.name]} were agreed on. "
                f"If this is meant, run with UPDATE_QUERY_COUNTS=1.\n{listed}"
            )


@pytest.fixture
def crowd(world):
    """A thousand more of everything that can be many."""
    owned = {"account": world.account, "created": now()}
    users = User.objects.bulk_create(
        User(name=f"user-{n}", **owned, user_id=new_unique_id("AIDA")) for n in range(MANY)
    )
    groups = Group.objects.bulk_create(
        Group(name=f"group-{n}", group_id=new_unique_id("AGPA"), **owned) for n in range(MANY)
    )
    policies = Policy.objects.bulk_create(
        Policy(name=f"policy-{n}", policy_id=new_unique_id("ANPA"), updated=now(), **owned)
        for n in range(MANY)
    )
    PolicyVersion.objects.bulk_create(
        PolicyVersion(policy=world.deploy, number=n, document=TEXT, created=now())
        for n in range(3, MANY)
    )
    roles = Role.objects.bulk_create(
        Role(
            name=f"role-{n}",
            role_id=new_unique_id("AROA"),
            trust_policy=TEXT,
            trusted={world.dave.arn: world.dave.user_id},
            **owned,
        )
        for n in range(MANY)
    )
    InstanceProfile.objects.bulk_create(
        InstanceProfile(
            name=f"profile-{n}", profile_id=new_unique_id("AIPA"), role=roles[n], **owned
        )
        for n in range(MANY)
    )
    GroupMembership.objects.bulk_create(
        [GroupMembership(group=world.crew, user=user, **owned) for user in users]
        + [GroupMembership(group=group, user=world.dave, **owned) for group in groups]
    )
    Attachment.objects.bulk_create(
        [Attachment(policy=world.deploy, user=user, **owned) for user in users]
        + [Attachment(policy=world.deploy, group=group, **owned) for group in groups]
        + [Attachment(policy=world.deploy, role=role, **owned) for role in roles]
        + [Attachment(policy=policy, user=world.dave, **owned) for policy in policies]
    )
    InlinePolicy.objects.bulk_create(
        InlinePolicy(
            account=world.account, name=f"i-{n}", document=TEXT, updated=now(), **{kind: holder}
        )
        for n in range(MANY)
        for kind, holder in (("user", world.dave), ("group", world.crew))
    )
    LoginProfile.objects.bulk_create(
        LoginProfile(user=user, password_changed=now(), **owned) for user in users
    )
    AccessKey.objects.bulk_create(
        AccessKey(user=user, key_id=new_unique_id("AKIA", 20), **owned) for user in users
    )
    Event.objects.bulk_create(
        Event(account_id=world.account.id, time=now(), action="iam:GetUser") for _ in range(MANY)
    )


def test_reading_costs_no_more_among_a_thousand(world, alice, root, request, subtests):
    reads = [op for op in askable() if op.is_read]
    few = {op.name: len(queries_of(op, calling(alice), world)) for op in reads}
    request.getfixturevalue("crowd")
    for op in reads:
        with subtests.test(op.name):
            queries = queries_of(op, calling(alice), world)
            assert len(queries) <= few[op.name], "\n".join(sql[:300] for sql in queries)
