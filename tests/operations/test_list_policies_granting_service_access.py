from __future__ import annotations

import pytest

from iamconsole.errors import AccessDenied, InvalidInput, NoSuchEntity, ValidationError
from policies.engine import catalog
from policies.operations import access_advisor
from tests.people import allow, attach, bound, calling, grant
from tests.refusals import refused


def granting(caller, subject, *namespaces, **more):
    return access_advisor.list_policies_granting_service_access.perform(
        caller, {"arn": subject.arn, "service_namespaces": list(namespaces), **more}
    )


def test_it_names_managed_and_inline_policies_and_whose_they_are(admin, member, crew, deploy):
    attach(member, deploy)
    grant(crew, allow("s3:GetObject"), name="look")
    s3, sqs = granting(admin, member, "s3", "sqs").policies_granting_service_access
    assert (s3.service_namespace, sqs.service_namespace) == ("s3", "sqs")
    managed, inline = s3.policies
    assert (managed.policy_name, managed.policy_type) == ("deploy", "MANAGED")
    assert (managed.policy_arn, managed.entity_type, managed.entity_name) == (
        deploy.arn,
        None,
        None,
    )
    assert (inline.policy_name, inline.policy_type, inline.policy_arn) == ("look", "INLINE", None)
    assert (inline.entity_type, inline.entity_name) == ("GROUP", "crew")
    assert sqs.policies == ()


def test_of_a_group_only_its_own_policies_are_named(admin, member, crew):
    grant(member, allow("s3:*"))
    (entry,) = granting(admin, crew, "s3").policies_granting_service_access
    assert entry.policies == ()


def test_a_boundary_grants_nothing(admin, dave, deploy):
    bound(dave, deploy)
    (entry,) = granting(admin, dave, "s3").policies_granting_service_access
    assert entry.policies == ()


def test_a_hundred_services_are_a_page(admin, dave):
    asked = catalog.prefixes()[:150]
    first = granting(admin, dave, *asked)
    assert len(first.policies_granting_service_access) == 100
    rest = granting(admin, dave, *asked, marker=first.marker)
    assert len(rest.policies_granting_service_access) == 50
    assert (first.is_truncated, rest.is_truncated) == (True, False)


def test_a_service_nobody_knows_is_refused(admin, dave):
    with refused(InvalidInput, "unheardof is not the namespace of a service."):
        granting(admin, dave, "s3", "unheardof")


def test_a_policy_holds_no_policies(admin, deploy):
    message = f"Invalid Entity Arn: {deploy.arn} does not clearly define entity type and name."
    with refused(InvalidInput, message):
        granting(admin, deploy, "s3")


def test_missing_users_are_missed_and_limits_kept(admin, dave, carol):
    dave.name = "nobody"
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        granting(admin, dave, "s3")
    with pytest.raises(ValidationError):
        granting(admin, dave)
    with pytest.raises(AccessDenied):
        granting(calling(carol), dave, "s3")
