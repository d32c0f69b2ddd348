from __future__ import annotations

import json

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.operations import roles
from tests.people import make_role


def test_they_come_in_name_order_page_by_page(admin, account, mallory):
    for name in ("b", "A", "c"):
        make_role(account, name)
    make_role(mallory.account, "theirs")
    first = roles.list_roles(admin, max_items=2)
    second = roles.list_roles(admin, max_items=2, marker=first.marker)
    assert [role.role_name for role in first.roles] == ["A", "b"]
    assert [role.role_name for role in second.roles] == ["c"]
    assert (first.is_truncated, second.is_truncated) == (True, False)


def test_they_are_found_by_path(admin, account):
    make_role(account, "a", path="/eng/")
    make_role(account, "b", path="/eng/web/")
    make_role(account, "c", path="/ops/")
    found = roles.list_roles(admin, path_prefix="/eng/").roles
    assert [role.role_name for role in found] == ["a", "b"]


def test_tags_boundary_and_last_use_are_left_out(admin, account, pilot):
    pilot.tags = {"team": "red"}
    pilot.save()
    (role,) = roles.list_roles(admin).roles
    assert (role.tags, role.permissions_boundary, role.role_last_used) == (None, None, None)
    assert (role.description, role.max_session_duration) == (None, 3600)


def test_trust_policies_cost_no_query_a_role(admin, account, dave, carol):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            listed = roles.list_roles(admin)
        trust = [json.loads(role.assume_role_policy_document) for role in listed.roles]
        assert all(dave.arn in one["Statement"][0]["Principal"]["AWS"] for one in trust)
        return len(queries)

    make_role(account, "first", dave.arn)
    cost()
    before = cost()
    for number in range(10):
        make_role(account, f"role-{number}", dave.arn, carol.arn)
    assert cost() == before
