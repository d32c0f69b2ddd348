"""The catalogue of services, as other parts ask it."""

from collections.abc import Iterator

import pytest

from policies.engine import catalog
from policies.engine.catalog import Action, ResourceType, Service, Target
from policies.engine.operator_names import every_operator, read_operator


@pytest.fixture
def directory() -> Iterator[Service]:
    """A service of our own, registered for one test."""
    export = Action("harbour", "ExportTrail", "Read", targets=(Target("trail", True),))
    service = Service(
        "harbour",
        "Harbour",
        {"exporttrail": export},
        {"trail": ResourceType("trail", "arn:${Partition}:harbour::${Account}:trail")},
    )
    catalog.register(service)
    yield service
    catalog.unregister("harbour")


def test_an_action_is_found_in_any_case() -> None:
    action = catalog.action("S3:getobject")
    assert action is not None
    assert (action.full_name, action.level) == ("s3:GetObject", "Read")
    assert [one.name for one in catalog.resource_types_of(action)] == [
        "accesspointobject",
        "object",
    ]


def test_the_first_word_of_two_levels_counts() -> None:
    levels = [catalog.action(name) for name in ("iam:AttachUserPolicy", "iam:TagUser")]
    assert [one and one.level for one in levels] == ["Permissions management", "Tagging"]


def test_a_pattern_stands_for_its_actions() -> None:
    names = [one.full_name for one in catalog.expand("iam:*LoginProfile")]
    assert names == [
        "iam:CreateLoginProfile",
        "iam:DeleteLoginProfile",
        "iam:GetLoginProfile",
        "iam:UpdateLoginProfile",
    ]


def test_the_star_stands_for_every_action_of_every_service() -> None:
    assert catalog.expand("*") == catalog.expand("*:*") == catalog.every_action()
    assert len(catalog.every_action()) > 20_000


def test_a_wildcard_in_a_service_stands_for_nothing() -> None:
    assert catalog.expand("i*m:CreateUser") == ()


@pytest.mark.parametrize("prefix", ["../services", "/etc/passwd", "s3/..", "", "\x00"])
def test_a_prefix_is_never_a_path(prefix: str) -> None:
    assert catalog.service(prefix) is None


def test_a_key_is_found_with_the_part_that_varies() -> None:
    key = catalog.condition_key("AWS:RequestTag/Team")
    assert key is not None
    assert (key.name, key.is_multivalued) == ("aws:RequestTag/${TagKey}", False)


def test_keys_carried_by_another_service_are_found() -> None:
    assert catalog.condition_key("saml:aud") is not None
    assert catalog.condition_key("ec2:osuser") is not None


def test_a_service_of_our_own_is_like_the_others(directory: Service) -> None:
    assert catalog.action("harbour:exporttrail") == directory.actions["exporttrail"]
    assert catalog.nearest_action("harbour", "ExportTrial") == "harbour:ExportTrail"
    assert "harbour" in catalog.prefixes()
    assert [one.name for one in catalog.resource_types_in_arn("harbour")] == ["trail"]


def test_every_operator_is_known_by_its_name() -> None:
    assert all(str(read_operator(name)) == name for name in every_operator())
