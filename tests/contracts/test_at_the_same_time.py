"""Calls that meet: quotas hold, names stay unique, and whoever loses is refused, never failed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from accounts.models import AccessKey, GroupMembership, InstanceProfile, User
from accounts.operations import (
    access_keys,
    groups,
    instance_profiles,
    login_profiles,
    roles,
    users,
)
from iamconsole.errors import Refused
from policies.models import Attachment, Boundary, Policy, PolicyVersion
from policies.operations import attachments, boundaries, inline, managed, versions
from tests.people import (
    PASSWORD,
    allow,
    calling,
    document,
    make_group,
    make_policy,
    make_role,
    make_user,
)

TEXT = document(allow("s3:*"))
Deed = tuple[Callable[..., object], dict[str, Any]]


@pytest.fixture
def at_once(transactional_db, alice):
    """Makes calls from as many threads, all at the same moment; counts how they ended."""
    admin = calling(alice)

    def run(*deeds: Deed) -> Counter[str]:
        start = threading.Barrier(len(deeds))

        def attempt(deed: Deed) -> str:
            operation, params = deed
            try:
                start.wait()
                operation(admin, **params)
            except Refused as refusal:
                return refusal.code
            finally:
                connection.close()
            return "done"

        with ThreadPoolExecutor(len(deeds)) as pool:
            return Counter(pool.map(attempt, deeds))

    return run


def test_quotas_hold_and_names_stay_unique(at_once, account):
    dave = make_user(account, "dave")
    named = {"user_name": "dave"}
    ended = at_once(*[(access_keys.create_access_key, named)] * 6)
    assert ended == {"done": 2, "LimitExceeded": 4}
    assert AccessKey.objects.filter(user=dave).count() == 2

    ended = at_once(*[(users.create_user, {"user_name": name}) for name in ("erin", "ERIN") * 3])
    assert ended == {"done": 1, "EntityAlreadyExists": 5}

    crews = [make_group(account, f"crew-{n}").name for n in range(12)]
    ended = at_once(*[(groups.add_user_to_group, named | {"group_name": crew}) for crew in crews])
    assert ended == {"done": 10, "LimitExceeded": 2}
    assert GroupMembership.objects.filter(user=dave).count() == 10

    arns = [make_policy(account, f"policy-{n}").arn for n in range(12)]
    ended = at_once(
        *[(attachments.attach_user_policy, named | {"policy_arn": arn}) for arn in arns]
    )
    assert ended == {"done": 10, "LimitExceeded": 2}
    assert Attachment.objects.filter(user=dave).count() == 10

    add = {"policy_arn": arns[0], "policy_document": TEXT, "set_as_default": True}
    ended = at_once(*[(versions.create_policy_version, add)] * 6)
    assert ended == {"done": 4, "LimitExceeded": 2}
    policy = Policy.objects.get(name="policy-0")
    assert policy.default_number == policy.latest_number == 5
    assert PolicyVersion.objects.filter(policy=policy).count() == 5

    big = document(allow("s3:" + "a" * 900))
    puts = [{"policy_name": f"p{n}", "policy_document": big} for n in range(4)]
    ended = at_once(*[(inline.put_user_policy, named | put) for put in puts])
    assert ended == {"done": 2, "LimitExceeded": 2}

    tags = [{"tags": [{"key": f"{n}-{m}", "value": ""} for m in range(20)]} for n in range(4)]
    ended = at_once(*[(users.tag_user, named | tag) for tag in tags])
    assert ended == {"done": 2, "LimitExceeded": 2}


def test_whoever_comes_second_is_refused_and_nothing_is_half_done(at_once, account):
    """Each pair meets several times, since who comes first is left to chance."""
    for number in range(5):
        name = f"dave-{number}"
        make_user(account, name)
        make_group(account, name)
        arn = make_policy(account, name).arn
        named, its_policy = {"user_name": name}, {"policy_arn": arn}
        meetings: list[tuple[Deed, Deed]] = [
            (
                (users.tag_user, named | {"tags": []}),
                (users.update_user, named | {"new_path": "/a/"}),
            ),
            (
                (users.delete_user, named),
                (login_profiles.create_login_profile, named | {"password": PASSWORD}),
            ),
            ((users.delete_user, named), (users.update_user, named | {"new_path": "/b/"})),
            ((users.delete_user, named), (users.disable_user, named)),
            ((users.delete_user, named), (access_keys.create_access_key, named)),
            (
                (managed.delete_policy, its_policy),
                (boundaries.put_user_permissions_boundary, named | {"permissions_boundary": arn}),
            ),
            (
                (managed.delete_policy, its_policy),
                (attachments.attach_group_policy, {"group_name": name} | its_policy),
            ),
            (
                (groups.delete_group, {"group_name": name}),
                (groups.add_user_to_group, named | {"group_name": name}),
            ),
        ]
        for first, second in meetings:
            ended = at_once(first, second)
            assert ended.keys() <= {"done", "DeleteConflict", "NoSuchEntity"}, (first, second)
            if not User.objects.filter(name=name).exists():
                make_user(account, name)


def test_a_profile_carries_one_role_and_a_role_ten_policies(at_once, account):
    InstanceProfile.objects.create(account=account, name="machines", created=account.created)
    pilots = [make_role(account, f"pilot-{n}").name for n in range(6)]
    given = {"instance_profile_name": "machines"}
    adding = instance_profiles.add_role_to_instance_profile
    ended = at_once(*[(adding, given | {"role_name": name}) for name in pilots])
    assert ended == {"done": 1, "LimitExceeded": 5}

    arns = [make_policy(account, f"policy-{n}").arn for n in range(12)]
    named = {"role_name": "pilot-0"}
    attaching = attachments.attach_role_policy
    ended = at_once(*[(attaching, named | {"policy_arn": arn}) for arn in arns])
    assert ended == {"done": 10, "LimitExceeded": 2}

    bounding = boundaries.put_role_permissions_boundary
    ended = at_once(*[(bounding, named | {"permissions_boundary": arn}) for arn in arns[:6]])
    assert ended == {"done": 6}
    assert Boundary.objects.count() == 1


def test_a_role_is_deleted_or_carried_and_never_both(at_once, account):
    InstanceProfile.objects.create(account=account, name="machines", created=account.created)
    make_role(account, "pilot")
    carried = {"instance_profile_name": "machines", "role_name": "pilot"}
    ended = at_once(
        (instance_profiles.add_role_to_instance_profile, carried),
        (roles.delete_role, {"role_name": "pilot"}),
    )
    assert ended["done"] == 1
    assert ended["DeleteConflict"] + ended["NoSuchEntity"] == 1
