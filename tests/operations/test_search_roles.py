from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.operations import roles
from iamconsole.errors import AccessDenied
from tests.people import (
    allow,
    attach,
    calling,
    document,
    grant,
    make_policy,
    make_role,
    trusting,
)


def test_roles_are_found_with_their_policies_and_their_last_use(admin, account):
    moment = now()
    pilot = make_role(account, "Pilot", last_used=moment)
    attach(pilot, "ReadOnlyAccess")
    grant(pilot, allow("s3:*"))
    make_role(account, "driver")
    (row,) = roles.search_roles(admin, search="pil").rows
    assert (row.role.role_name, row.policy_count, row.last_used) == ("Pilot", 2, moment)


def test_roles_of_other_accounts_are_not_counted(admin, pilot, mallory):
    make_role(mallory.account, "theirs")
    result = roles.search_roles(admin)
    assert (result.count, result.is_more) == (1, False)


def test_they_are_sorted_as_asked(admin, account):
    for name in ("a", "c", "b"):
        make_role(account, name)
    found = roles.search_roles(admin, sort="-name", page_size=2)
    assert [row.role.role_name for row in found.rows] == ["c", "b"]


def test_roles_are_found_by_arn_and_id(admin, account, pilot, mallory):
    make_role(account, "pilots")
    for search in (pilot.arn, pilot.role_id):
        rows = roles.search_roles(admin, search=search).rows
        assert [row.role.role_name for row in rows] == ["pilot"]
    theirs = make_role(mallory.account, "pilot")
    assert roles.search_roles(admin, search=theirs.arn).rows == ()


def test_roles_that_trust_anybody_are_found(admin, account):
    make_role(account, "open", "*")
    make_role(account, "wide", trust_policy=trusting(AWS=["arn:aws:iam::123456789012:root", "*"]))
    make_role(account, "closed", trust_policy=trusting(Service="ec2.amazonaws.com"))
    refusing = document({"Effect": "Deny", "Action": "sts:AssumeRole", "Principal": "*"})
    make_role(account, "refusing", trust_policy=refusing)
    found = roles.search_roles(admin, trusts_anybody=True)
    assert [row.role.role_name for row in found.rows] == ["open", "wide"]


def test_roles_that_were_not_used_for_long_are_found(admin, account):
    long_ago = now() - timedelta(days=200)
    make_role(account, "idle", created=long_ago)
    make_role(account, "busy", created=long_ago, last_used=now())
    make_role(account, "new")
    found = roles.search_roles(admin, unused_for=90)
    assert [row.role.role_name for row in found.rows] == ["idle"]


def test_roles_that_may_pass_any_role_are_found(admin, account):
    passing = make_policy(account, "passing", allow("iam:PassRole"))
    attach(make_role(account, "attached"), passing)
    grant(make_role(account, "inline"), allow("iam:PassRole"))
    grant(make_role(account, "careful"), allow("iam:PassRole", "arn:aws:iam::1:role/web"))
    found = roles.search_roles(admin, policy_trait="PassesAnyRole")
    assert [row.role.role_name for row in found.rows] == ["attached", "inline"]


def test_what_roles_policies_say_is_for_who_may_read_all_of_them(carol):
    grant(carol, allow("iam:ListRoles"))
    with pytest.raises(AccessDenied, match="iam:GetAccountAuthorizationDetails"):
        roles.search_roles(calling(carol), policy_trait="PassesAnyRole")
