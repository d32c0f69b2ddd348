from __future__ import annotations

from policies.operations import managed
from tests.people import attach, bound, make_policy


def names(result):
    return [policy.policy_name for policy in result.policies]


def local(caller, **filters):
    return names(managed.list_policies(caller, scope="Local", **filters))


def test_own_policies_are_listed_by_name(admin, account, foreign):
    for name in ("b", "A", "c"):
        make_policy(account, name)
    assert local(admin) == ["A", "b", "c"]


def test_a_scope_tells_own_from_aws(admin, deploy):
    aws = managed.list_policies(admin, scope="AWS", max_items=1000)
    assert aws.is_truncated
    assert "deploy" not in names(aws)
    everything = managed.list_policies(admin, only_attached=True)
    assert names(everything) == ["AdministratorAccess"]


def test_all_pages_together_hold_every_policy_once(admin, deploy):
    marker, found = None, []
    while True:
        result = managed.list_policies(admin, marker=marker, max_items=700)
        found += [policy.arn for policy in result.policies]
        marker = result.marker
        if marker is None:
            break
    assert len(set(found)) == len(found) > 1500
    assert deploy.arn in found


def test_equal_names_of_two_owners_are_both_listed(admin, account):
    make_policy(account, "ReadOnlyAccess")
    marker, found = None, []
    while True:
        result = managed.list_policies(admin, marker=marker, max_items=999)
        found += names(result)
        marker = result.marker
        if marker is None:
            break
    assert found.count("ReadOnlyAccess") == 2


def test_usage_is_counted_and_filtered_on(admin, account, dave, carol, foreign, mallory):
    used, capping = make_policy(account, "used"), make_policy(account, "capping")
    make_policy(account, "idle")
    attach(dave, used)
    bound(carol, capping)
    assert local(admin, only_attached=True) == ["capping", "used"]
    assert local(admin, policy_usage_filter="PermissionsPolicy") == ["used"]
    assert local(admin, policy_usage_filter="PermissionsBoundary") == ["capping"]
    shapes = managed.list_policies(admin, scope="Local").policies
    counts = [(p.attachment_count, p.permissions_boundary_usage_count) for p in shapes]
    assert counts == [(0, 1), (0, 0), (1, 0)]


def test_descriptions_and_tags_are_left_to_getpolicy(admin, deploy):
    policy = managed.list_policies(admin, scope="Local").policies[0]
    assert policy.description is policy.tags is None


def test_a_path_prefix_narrows_the_list(admin, account):
    make_policy(account, "deploy")
    make_policy(account, "inspect", path="/lab/")
    assert local(admin, path_prefix="/lab/") == ["inspect"]
