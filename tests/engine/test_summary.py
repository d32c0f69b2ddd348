"""What policies come to, for people: services, levels, resources, conditions."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from policies.engine import Kind, Source, catalog, parse
from policies.engine.catalog import Action, Service
from policies.engine.simulation import Sourced
from policies.engine.summary import Summary, effective_actions, summarize
from policies.engine.summary_lines import ServiceLine

from .managed import managed_policies


def policy(*statements: dict[str, Any], name: str = "mine", via: str | None = None) -> Sourced:
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return parse(text), Source(Kind.IDENTITY, name, via=via)


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {**allow(action, resource, **more), "Effect": "Deny"}


def summary(*statements: dict[str, Any]) -> Summary:
    return summarize([policy(*statements)])


def line(found: Summary, prefix: str) -> ServiceLine:
    return next(one for one in found.allowed if one.prefix == prefix)


def managed(name: str) -> Sourced:
    return parse(managed_policies()[name]), Source(Kind.IDENTITY, name)


@pytest.fixture
def shop() -> Iterator[None]:
    """A service with four actions, so that counts stay what they are."""
    levels = {"ListOrders": "List", "GetOrder": "Read", "GetPrice": "Read", "PutOrder": "Write"}
    actions = {name.lower(): Action("shop", name, level) for name, level in levels.items()}
    catalog.register(Service("shop", "Shop", actions))
    yield
    catalog.unregister("shop")


@pytest.mark.usefixtures("shop")
def test_actions_are_counted_by_level() -> None:
    found = line(summary(allow(["shop:List*", "shop:GetOrder"])), "shop")
    assert [str(one) for one in found.levels] == ["List 1/1", "Read 1/2", "Write 0/1"]
    assert found.access == "Full: List Limited: Read"


def test_every_action_of_a_service_is_full_access() -> None:
    found = line(summary(allow("sqs:*")), "sqs")
    assert found.access == "Full access"
    assert all(one.is_full and one.has_wildcard for one in found.levels)


def test_one_resource_is_shown_and_several_are_listed_once() -> None:
    statements = [allow("s3:GetObject", "arn:aws:s3:::a/*") for _ in range(2)]
    found = line(summary(*statements, allow("s3:PutObject", "arn:aws:s3:::b/*")), "s3")
    assert found.resources == ("arn:aws:s3:::a/*", "arn:aws:s3:::b/*")


def test_resources_of_other_services_are_left_out() -> None:
    queue = "arn:aws:sqs:eu-north-1:111122223333:q"
    found = summary(allow(["s3:GetObject", "sqs:SendMessage"], ["arn:aws:s3:::a/*", queue]))
    assert line(found, "s3").resources == ("arn:aws:s3:::a/*",)
    assert line(found, "sqs").resources == (queue,)


def test_a_statement_without_limit_makes_it_all_resources() -> None:
    found = line(summary(allow("s3:GetObject", "arn:aws:s3:::a/*"), allow("s3:PutObject")), "s3")
    assert found.resources == ("All resources",)


def test_not_resource_is_everything_but() -> None:
    statement = {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::secret/*"}
    found = line(summary(statement), "s3")
    assert found.resources == ("All resources except arn:aws:s3:::secret/*",)


def test_not_action_is_worked_out_against_the_catalogue() -> None:
    found = summary({"Effect": "Allow", "NotAction": ["iam:*", "sts:Get*"], "Resource": "*"})
    assert found.not_granted == ("iam",)
    assert line(found, "s3").is_full
    assert line(found, "s3").statements[0].is_computed
    assert "getcalleridentity" not in line(found, "sts").names
    assert "assumerole" in line(found, "sts").names


def test_conditions_are_shown_unless_one_statement_has_none() -> None:
    with_mfa = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    found = line(summary(allow("s3:GetObject", **with_mfa)), "s3")
    assert [str(one) for one in found.conditions] == ["Bool aws:MultiFactorAuthPresent: true"]
    found = line(summary(allow("s3:GetObject", **with_mfa), allow("s3:PutObject")), "s3")
    assert found.conditions == ()


def test_what_is_denied_stands_apart() -> None:
    found = summary(allow("s3:*"), deny("s3:DeleteBucket"))
    assert [one.prefix for one in found.denied] == ["s3"]
    assert found.denied[0].names == frozenset(["deletebucket"])
    assert line(found, "s3").is_full


def test_a_line_tells_where_its_statements_come_from() -> None:
    own = policy(allow("s3:GetObject", Sid="Photos"))
    group = policy(allow("s3:PutObject"), name="uploads", via="arn:aws:iam::1:group/eng")
    found = line(summarize([own, group]), "s3")
    assert [(one.source.name, one.source.via, one.sid) for one in found.statements] == [
        ("mine", None, "Photos"),
        ("uploads", "arn:aws:iam::1:group/eng", ""),
    ]
    assert (found.statements[0].line, found.statements[0].column) == (1, 41)


def test_an_action_tells_why_it_comes_to_nothing() -> None:
    found = summary(
        allow(["s3:ListAllMyBuckets", "s3:GetObject", "s3:CreateBucket"], "arn:aws:s3:::a"),
        allow("sqs:ListQueues", Condition={"StringEquals": {"sqs:Nope": "a"}}),
    )
    problems = {one.action.name: one.problem for one in line(found, "s3").actions}
    assert problems == {
        "CreateBucket": "",
        "GetObject": "takes none of the resources named",
        "ListAllMyBuckets": "takes no resource: it needs `*`",
    }
    (listing,) = line(found, "sqs").actions
    assert listing.problem == "its requests do not carry `sqs:Nope`"


def test_entries_nobody_knows_are_listed() -> None:
    found = summary(allow(["s3:Fly", "warehouse:*", "s3:GetObject"]))
    assert [one.text for one in found.unknown] == ["s3:Fly", "warehouse:*"]


def test_a_boundary_cuts_what_it_does_not_allow() -> None:
    limit, _ = policy(allow(["s3:Get*", "s3:List*"]), deny("s3:GetObject"))
    found = line(
        summarize([policy(allow(["s3:GetObject", "s3:PutObject", "s3:ListBucket"]))], limit), "s3"
    )
    assert {one.action.name: one.is_cut for one in found.actions} == {
        "GetObject": True,
        "ListBucket": False,
        "PutObject": True,
    }
    assert {one.level: one.cut for one in found.levels if one.cut} == {"Read": 1, "Write": 1}


def test_effective_actions_are_those_not_denied_on_everything() -> None:
    own = policy(
        allow(["sqs:SendMessage", "sqs:DeleteMessage", "sqs:PurgeQueue"]),
        deny("sqs:PurgeQueue"),
        deny("sqs:DeleteMessage", "arn:aws:sqs:*:*:orders"),
    )
    names = [one.full_name for one in effective_actions([own])]
    assert names == ["sqs:DeleteMessage", "sqs:SendMessage"]


def test_effective_actions_stay_within_the_boundary() -> None:
    limit, _ = policy(allow("sqs:Send*"))
    (action,) = effective_actions([policy(allow("sqs:*"))], limit)
    assert action.full_name == "sqs:SendMessage"


def test_the_administrator_may_do_everything() -> None:
    found = summarize([managed("AdministratorAccess")])
    assert found.sentence == "Allows every action of every service."
    assert found.not_granted == ()
    assert found.deepest_level == "Permissions management"


def test_everything_save_what_is_denied_is_not_everything() -> None:
    found = summary(allow("*"), deny("s3:GetObject"))
    assert found.sentence == "Allows every action of every service, save what is denied."


def test_a_few_services_are_said_in_a_sentence() -> None:
    found = summary(allow("sqs:*"), allow("sts:AssumeRole"))
    sentence = "Allows everything of Amazon SQS; AWS Security Token Service (Write)."
    assert found.sentence in (
        sentence,
        "Allows AWS Security Token Service (Write); everything of Amazon SQS.",
    )
    assert summary(deny("*")).sentence == "Allows nothing."


def test_managed_policies_have_a_summary() -> None:
    for name in sorted(managed_policies())[::4]:
        found = summarize([managed(name)])
        assert found.allowed or found.denied or found.unknown
        assert all(one.access and one.resources for one in found.allowed)
