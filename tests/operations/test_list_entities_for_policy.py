from __future__ import annotations

import pytest

from iamconsole.errors import NoSuchEntity
from policies.operations import attachments
from tests.people import ACCOUNT, attach, bound, make_group, make_policy, make_user
from tests.refusals import refused


def entities(caller, policy, **filters):
    result = attachments.list_entities_for_policy(caller, policy_arn=policy.arn, **filters)
    groups = [group.group_name for group in result.policy_groups]
    return groups, [user.user_name for user in result.policy_users]


def test_it_lists_groups_then_users_that_hold_it_or_are_bound_by_it(
    admin, deploy, dave, crew, carol
):
    attach(crew, deploy)
    attach(dave, deploy)
    bound(dave, deploy)
    bound(carol, deploy)
    assert entities(admin, deploy) == (["crew"], ["carol", "dave"])


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"entity_filter": "User"}, ([], ["carol", "dave"])),
        ({"entity_filter": "Group"}, (["crew"], [])),
        ({"entity_filter": "LocalManagedPolicy"}, ([], [])),
        ({"entity_filter": "AWSManagedPolicy"}, ([], [])),
        ({"policy_usage_filter": "PermissionsPolicy"}, (["crew"], ["dave"])),
        ({"policy_usage_filter": "PermissionsBoundary"}, ([], ["carol"])),
        ({"path_prefix": "/lab/"}, ([], [])),
    ],
)
def test_filters_narrow_the_list(admin, deploy, dave, crew, carol, filters, expected):
    attach(crew, deploy)
    attach(dave, deploy)
    bound(carol, deploy)
    assert entities(admin, deploy, **filters) == expected


def test_pages_run_on_from_groups_to_users(admin, account, deploy):
    for name in ("a", "b", "c"):
        attach(make_group(account, name), deploy)
        attach(make_user(account, name), deploy)
    marker, found = None, []
    for _ in range(3):
        result = attachments.list_entities_for_policy(
            admin, policy_arn=deploy.arn, max_items=2, marker=marker
        )
        found.append((len(result.policy_groups), len(result.policy_users)))
        marker = result.marker
    assert (found, marker) == ([(2, 0), (1, 1), (0, 2)], None)


def test_roles_come_last(admin, deploy, dave, pilot):
    attach(pilot, deploy)
    attach(dave, deploy)
    result = attachments.list_entities_for_policy(admin, policy_arn=deploy.arn)
    assert len(result.policy_users) == 1
    assert [(one.role_name, one.role_id) for one in result.policy_roles] == [
        ("pilot", pilot.role_id)
    ]
    bounds = {"entity_filter": "Role", "policy_usage_filter": "PermissionsBoundary"}
    bound(pilot, make_policy(pilot.account, "other"))
    result = attachments.list_entities_for_policy(admin, policy_arn=deploy.arn, **bounds)
    assert result.policy_roles == ()


def test_of_aws_policies_it_lists_this_accounts_holders_alone(admin, alice, mallory):
    held = alice.attachments.get().policy
    assert entities(admin, held) == ([], ["alice"])


def test_unknown_policies_are_missed(admin):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/nothing"
    with refused(NoSuchEntity, f"Policy {arn} does not exist or is not attachable."):
        attachments.list_entities_for_policy(admin, policy_arn=arn)
