"""The pages of policies and roles at every width and in every theme: whole, legible, operable."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Account, User
from policies.operations.managed import create_policy
from policies.operations.versions import create_policy_version
from tests import people
from tests.faces.browser.conftest import OpenAs, accessibility_problems, sideways_scroll

READ = people.document(people.allow("s3:Get*", "arn:aws:s3:::reports/*") | {"Sid": "Reading"})
CHIEF = people.document(people.allow("iam:*"), people.deny("s3:DeleteObject"))


@pytest.fixture
def addresses(account: Account, alice: User, bob: User) -> list[str]:
    caller = people.calling(alice)
    arn = create_policy(caller, policy_name="reports", policy_document=READ).policy.arn
    create_policy_version(caller, policy_arn=arn, policy_document=CHIEF)
    people.make_role(account, "pilot", alice.arn)
    of_policy = (
        "console-policy",
        "console-policy-document",
        "console-policy-versions",
        "console-policy-users",
        "console-policy-bound-users",
    )
    return [
        "/console/policies?scope=All&q=admin",
        *(reverse(name, args=[arn]) for name in of_policy),
        f"{reverse('console-policy-default', args=[arn])}?version=v2",
        f"{reverse('console-policy-compare', args=[arn])}?from=v1&to=v2",
        "/console/roles/new/for-account",
        "/console/roles/new/for-web-identity",
        "/console/roles/pilot/trust",
        "/console/roles/pilot/sessions",
        "/console/search?q=suspend+bob",
        "/console/users/nobody/permissions",
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (375, "dark")])
def test_nothing_is_wider_than_the_window_or_out_of_reach(
    open_as: OpenAs, alice: User, addresses: list[str], width: int, scheme: str
) -> None:
    page = open_as(alice, "/console/", width=width, color_scheme=scheme)
    for address in addresses:
        page.goto(address)
        assert sideways_scroll(page) <= 0, address
        assert accessibility_problems(page) == [], address


def test_a_name_without_a_gap_in_it_is_broken_where_the_window_ends(
    open_as: OpenAs, account: Account, alice: User
) -> None:
    name = "W" * 64
    people.make_user(account, name)
    people.make_group(account, name * 2)
    page = open_as(alice, "/console/", width=375)
    for address in [
        f"/console/users/{name}/permissions",
        f"/console/users/{name}/delete",
        f"/console/users/{name}/add-permissions?way=attach&q=ReadOnlyAccess",
        f"/console/users/{name}/add-permissions?q={name}",
        f"/console/groups/{name * 2}/delete",
        "/console/users/new",
    ]:
        page.goto(address)
        assert sideways_scroll(page) <= 0, address
