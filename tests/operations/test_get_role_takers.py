from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.operations.users import create_user, delete_user
from iamconsole.errors import AccessDenied
from policies import takers
from policies.operations.takers import get_role_takers
from tests.people import (
    ACCOUNT,
    allow,
    attach,
    bound,
    calling,
    deny,
    document,
    grant,
    make_group,
    make_policy,
    make_role,
    make_user,
)

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
DRIVER = f"arn:aws:iam::{ACCOUNT}:role/driver"


@pytest.fixture
def driver(account):
    """A role that leaves it to policies who of the account may take it on."""
    return make_role(account, "driver", ROOT)


def names(admin, **given):
    return [one.name for one in get_role_takers(admin, role_name="driver", **given).takers]


def test_those_may_whose_policies_allow_it(admin, account, driver, dave, carol):
    attach(dave, make_policy(account, "driving", allow("sts:AssumeRole", DRIVER)))
    grant(carol, allow("sts:*"))
    assert names(admin) == ["alice", "carol", "dave"]


def test_those_may_whom_a_group_lets(admin, account, driver, dave):
    crew = make_group(account, "drivers", dave)
    grant(crew, allow("sts:AssumeRole", DRIVER))
    assert names(admin) == ["alice", "dave"]


def test_roles_may_too(admin, account, driver):
    grant(make_role(account, "chauffeur", ROOT), allow("sts:AssumeRole"))
    found = get_role_takers(admin, role_name="driver").takers
    assert [(one.name, one.is_role) for one in found] == [("alice", False), ("chauffeur", True)]


def test_those_it_names_need_no_policy(admin, account, dave, carol):
    make_role(account, "driver", dave.arn)
    (one,) = get_role_takers(admin, role_name="driver").takers
    assert (one.name, one.is_named, one.needs_factor) == ("dave", True, False)


@pytest.mark.parametrize(
    "statements",
    [
        [allow("sts:AssumeRole", f"{DRIVER}s")],
        [allow("sts:AssumeRole"), deny("sts:AssumeRole", DRIVER)],
        [allow("sts:GetCallerIdentity")],
    ],
)
def test_those_do_not_whose_policies_do_not_let_them(admin, driver, dave, statements):
    grant(dave, *statements)
    assert names(admin) == ["alice"]


def test_a_boundary_and_a_switched_off_user_count(admin, account, driver, dave, carol):
    for user in (dave, carol):
        grant(user, allow("sts:AssumeRole"))
    bound(dave, make_policy(account, "narrow", allow("s3:*")))
    type(carol).objects.filter(pk=carol.pk).update(is_enabled=False)
    assert names(admin) == ["alice"]


def test_who_needs_a_second_factor_is_told_apart(admin, account, dave):
    trust = document(
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"AWS": ROOT},
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        }
    )
    make_role(account, "driver", trust_policy=trust)
    (one,) = get_role_takers(admin, role_name="driver").takers
    assert (one.name, one.needs_factor) == ("alice", True)


def test_whom_it_names_in_vain_is_told_with_name_and_day(admin, account, time_machine):
    time_machine.move_to("2026-03-01T12:00:00Z", tick=False)
    eve = create_user(admin, user_name="eve").user
    make_role(account, "driver", eve.arn)
    delete_user(admin, user_name="eve")
    (gone,) = get_role_takers(admin, role_name="driver").gone
    assert (gone.unique_id, gone.arn) == (eve.user_id, eve.arn)
    assert gone.deleted.date().isoformat() == "2026-03-01"


def test_another_accounts_people_are_not_judged(admin, account, driver, mallory):
    grant(mallory, allow("sts:AssumeRole"))
    assert "mallory" not in names(admin)


def test_of_many_the_first_are_judged(admin, account, driver, monkeypatch):
    monkeypatch.setattr(takers, "MOST_JUDGED", 2)
    crew = make_group(account, "many", *(make_user(account, f"user-{n}") for n in range(4)))
    grant(crew, allow("sts:AssumeRole"))
    found = get_role_takers(admin, role_name="driver")
    assert [one.name for one in found.takers] == ["alice", "user-0"]
    assert found.is_more


def test_those_who_have_nothing_to_do_with_it_cost_nothing(admin, account, driver):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            get_role_takers(admin, role_name="driver")
        return len(captured)

    queries()
    before = queries()
    for number in range(10):
        grant(make_user(account, f"user-{number}"), allow("s3:*"))
    queries()
    assert queries() == before


def test_who_may_not_read_everybodys_policies_is_refused(account, driver, carol):
    grant(carol, allow("iam:GetRole"))
    with pytest.raises(AccessDenied, match="iam:GetAccountAuthorizationDetails"):
        get_role_takers(calling(carol), role_name="driver")
