"""What becomes of access when other policies hold: gained, lost, and what makes no difference."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from policies.engine import Kind, Source, catalog, parse
from policies.engine.catalog import Action, Service
from policies.engine.change import Access, ServiceChange, changes
from policies.engine.simulation import Sourced

READING = {"Effect": "Allow", "Action": ["shop:GetOrder", "shop:ListOrders"], "Resource": "*"}
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


@pytest.fixture(autouse=True)
def shop() -> Iterator[None]:
    """A service with three actions, so that counts stay what they are."""
    levels = {"ListOrders": "List", "GetOrder": "Read", "PutOrder": "Write"}
    actions = {name.lower(): Action("shop", name, level) for name, level in levels.items()}
    catalog.register(Service("shop", "Shop", actions))
    yield
    catalog.unregister("shop")


def policy(name: str, *statements: dict[str, Any], via: str | None = None) -> Sourced:
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return parse(text), Source(Kind.IDENTITY, name, via=via)


def allow(action: str, resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def boundary(*statements: dict[str, Any]) -> Sourced:
    found, _ = policy("cap", *statements)
    return found, Source(Kind.BOUNDARY, "cap")


def shops(before: Access, after: Access) -> ServiceChange:
    return next(one for one in changes(before, after) if one.prefix == "shop")


def names(change: ServiceChange, part: str) -> set[str]:
    return {name for level in change.levels for name in getattr(level, part)}


def test_what_only_the_new_policy_allows_is_gained() -> None:
    held = policy("reading", READING)
    found = shops(Access((held,)), Access((held, policy("all", allow("shop:*")))))
    assert names(found, "gained") == {"putorder"}
    assert names(found, "unchanged") == {"getorder", "listorders"}
    assert [one.name for one in found.others] == ["reading"]
    assert found.is_difference


def test_a_second_policy_that_says_the_same_makes_no_difference() -> None:
    held = policy("reading", READING)
    found = shops(Access((held,)), Access((held, policy("again", READING))))
    assert not found.is_difference
    assert names(found, "unchanged") == {"getorder", "listorders"}


def test_what_only_the_policy_allowed_that_goes_is_lost() -> None:
    held, all_of_it = policy("reading", READING), policy("all", allow("shop:*"))
    found = shops(Access((held, all_of_it)), Access((held,)))
    assert names(found, "lost") == {"putorder"}
    assert names(found, "unchanged") == {"getorder", "listorders"}
    assert [one.name for one in found.others] == ["reading"]


def test_more_resources_are_wider_and_fewer_are_narrower() -> None:
    one, two = (
        policy("one", allow("shop:GetOrder", "1")),
        policy("two", allow("shop:GetOrder", "2")),
    )
    assert names(shops(Access((one,)), Access((one, two))), "wider") == {"getorder"}
    assert names(shops(Access((one, two)), Access((one,))), "narrower") == {"getorder"}


def test_a_condition_less_is_wider() -> None:
    asked = {"StringEquals": {"aws:PrincipalTag/team": "shop"}}
    held = policy("team", allow("shop:GetOrder", Condition=asked))
    found = shops(Access((held,)), Access((held, policy("all", allow("shop:GetOrder")))))
    assert names(found, "wider") == {"getorder"}


def test_what_holds_everywhere_already_cannot_become_wider() -> None:
    held = policy("all", allow("shop:GetOrder"))
    found = shops(Access((held,)), Access((held, policy("one", allow("shop:GetOrder", "1")))))
    assert not names(found, "wider")
    assert names(found, "unchanged") == {"getorder"}


def test_a_deny_everywhere_takes_away_and_one_in_places_makes_narrower() -> None:
    held = policy("reading", READING)
    everywhere = policy("no", {**READING, "Effect": "Deny", "Action": "shop:GetOrder"})
    places = policy("here", {**READING, "Effect": "Deny", "Resource": "1"})
    assert names(shops(Access((held,)), Access((held, everywhere))), "lost") == {"getorder"}
    found = shops(Access((held,)), Access((held, places)))
    assert names(found, "narrower") == {"getorder", "listorders"}
    assert names(shops(Access((held, places)), Access((held,))), "wider") == {
        "getorder",
        "listorders",
    }


def test_what_the_boundary_cuts_of_a_new_policy_is_blocked() -> None:
    bound, held = boundary(READING), policy("reading", allow("shop:GetOrder"))
    after = Access((held, policy("all", allow("shop:*"))), bound)
    found = shops(Access((held,), bound), after)
    assert names(found, "gained") == {"listorders"}
    assert names(found, "blocked") == {"putorder"}


def test_a_new_boundary_takes_away_what_it_does_not_allow() -> None:
    held = policy("all", allow("shop:*"))
    found = shops(Access((held,)), Access((held,), boundary(READING)))
    assert names(found, "lost") == {"putorder"}
    freed = shops(Access((held,), boundary(READING)), Access((held,)))
    assert names(freed, "gained") == {"putorder"}


def test_a_boundary_that_reaches_less_makes_narrower() -> None:
    held = policy("all", allow("shop:*"))
    found = shops(Access((held,)), Access((held,), boundary(allow("shop:*", "1"))))
    assert names(found, "narrower") == {"getorder", "listorders", "putorder"}


def test_the_same_on_both_sides_is_no_change() -> None:
    held = policy("all", EVERYTHING)
    assert changes(Access((held,)), Access((held,))) == ()


def test_levels_tell_how_many_actions_there_are() -> None:
    found = shops(Access(()), Access((policy("all", allow("shop:PutOrder")),)))
    assert [(one.level, one.total, one.gained) for one in found.levels] == [
        ("Write", 1, frozenset({"putorder"}))
    ]
