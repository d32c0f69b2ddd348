from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.operations.assumable_roles import list_assumable_roles
from accounts.operations.assume_role import assume_role
from iamconsole.errors import AccessDenied
from tests import people
from tests.people import allow, calling, deny, grant, make_role


def listed(user, **caller):
    return list_assumable_roles(replace(calling(user), **caller)).roles


def test_a_role_that_trusts_a_user_of_its_own_account_is_open_to_it(account, carol):
    make_role(account, "reader", carol.arn, path="/audits/", description="looks")
    (one,) = listed(carol)
    assert (one.role_name, one.path, one.account_id) == ("reader", "/audits/", account.id)
    assert (one.description, one.max_session_duration, one.needs_factor) == ("looks", 3600, False)


def test_one_that_trusts_the_account_takes_leave_of_ones_own(account, carol):
    role = make_role(account, "reader", account.root_arn)
    assert listed(carol) == ()
    grant(carol, allow("sts:AssumeRole", role.arn))
    assert [one.role_arn for one in listed(carol)] == [role.arn]


def test_it_says_what_assume_role_does(account, alice, carol, mallory):
    roles = [
        make_role(account, "named", carol.arn),
        make_role(account, "of-another", alice.arn),
        make_role(
            account, "of-machines", trust_policy=people.trusting(Service="ec2.amazonaws.com")
        ),
        make_role(account, "everybodys", "*"),
        make_role(account, "denied", carol.arn),
        make_role(mallory.account, "elsewhere", carol.arn),
    ]
    grant(carol, deny("sts:AssumeRole", roles[4].arn))
    told = {one.role_arn for one in listed(carol)}
    for role in roles:
        try:
            assume_role(calling(carol), role_arn=role.arn, role_session_name="carol")
        except AccessDenied:
            assert role.arn not in told
        else:
            assert role.arn in told


def test_roles_of_other_accounts_come_last(account, mallory, carol):
    grant(carol, allow("sts:AssumeRole"))
    theirs = make_role(mallory.account, "a", carol.arn)
    own = make_role(account, "z", carol.arn)
    assert [one.role_arn for one in listed(carol)] == [own.arn, theirs.arn]


def test_what_wants_a_second_factor_is_told_apart(account, carol):
    grant(carol, deny("sts:AssumeRole", Bool={"aws:MultiFactorAuthPresent": "false"}))
    make_role(account, "reader", carol.arn)
    (one,) = listed(carol, session_id="s", issued=carol.created)
    assert one.needs_factor
    (one,) = listed(carol, session_id="s", issued=carol.created, mfa_at=carol.created)
    assert not one.needs_factor


def test_root_takes_on_none(account, root):
    make_role(account, "reader", account.root_arn)
    assert listed(root) == ()


def test_a_policy_can_take_it_away(carol):
    grant(carol, deny("iamconsole:ListAssumableRoles"))
    with pytest.raises(AccessDenied):
        listed(carol)
