from __future__ import annotations

from iamconsole.errors import NoSuchEntity
from policies.operations import attachments
from tests.people import allow, attach, grant, make_policy
from tests.refusals import refused


def listed(caller, **more):
    return attachments.list_attached_role_policies(caller, role_name="pilot", **more)


def test_it_lists_managed_policies_page_by_page(admin, account, pilot):
    grant(pilot, allow("s3:*"))
    for name in ("b", "A", "c"):
        attach(pilot, make_policy(account, name, path=f"/{name}/"))
    first = listed(admin, max_items=2)
    second = listed(admin, marker=first.marker)
    names = [one.policy_name for one in (*first.attached_policies, *second.attached_policies)]
    assert names == ["A", "b", "c"]
    found = listed(admin, path_prefix="/A/").attached_policies
    assert [one.policy_arn for one in found] == [f"arn:aws:iam::{account.id}:policy/A/A"]


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        listed(admin)
