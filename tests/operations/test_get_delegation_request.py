from __future__ import annotations

import pytest
from django.utils.timezone import now

from accounts.models import DelegationRequest
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests.operations import delegating
from tests.people import ELSEWHERE, allow, calling, grant, make_account, make_user
from tests.refusals import refused


def get(caller, request_id, **more):
    return delegating.act("get_delegation_request", caller, request_id, **more)


def test_it_tells_who_asks_for_what(admin, mallory, delegation, foreign):
    told = get(admin, delegation).delegation_request
    assert (told.delegation_request_id, told.requestor_id) == (delegation, ELSEWHERE)
    assert (told.requestor_name, told.state) == ("elsewhere", "UNASSIGNED")
    assert told.permissions.policy_template_arn == foreign.arn
    assert told.permission_policy == foreign.versions.get().document
    assert (told.owner_id, told.owner_account_id, told.approver_id) == (None, None, None)
    assert (told.description, told.session_duration) == ("Look after the photos", 3600)


def test_it_tells_who_owns_it_and_who_accepted_it(admin, alice, accepted):
    told = get(admin, accepted).delegation_request
    assert (told.owner_id, told.owner_account_id) == (alice.arn, alice.account_id)
    assert (told.approver_id, told.state) == (alice.arn, "ACCEPTED")


def test_time_alone_ends_a_request(admin, delegation):
    DelegationRequest.objects.update(expires=now())
    assert get(admin, delegation).delegation_request.state == "EXPIRED"


def test_if_asked_it_says_whether_ones_own_rights_cover_it(admin, carol, root, delegation):
    grant(carol, allow("iam:GetDelegationRequest"), allow("s3:GetObject"))
    assert get(admin, delegation).permission_check_status is None
    for caller, answer in (
        (admin, "ALLOWED"),
        (calling(carol), "DENIED"),
        (calling(root), "ALLOWED"),
    ):
        result = get(caller, delegation, delegation_permission_check=True)
        assert (result.permission_check_status, result.permission_check_result) == (
            "COMPLETE",
            answer,
        )


def test_once_it_is_owned_only_its_two_accounts_see_it(admin, mallory, owned):
    assert get(calling(mallory), owned).delegation_request.state == "ASSIGNED"
    stranger = make_user(make_account("999988887777", "third"), "stranger")
    grant(stranger, allow("iam:*"))
    with refused(NoSuchEntity, f"The delegation request {owned} cannot be found."):
        get(calling(stranger), owned)


def test_what_is_not_there_or_asked_of_another_account_is_missed(admin, mallory, foreign):
    other = delegating.create_delegation_request(
        calling(mallory),
        foreign.arn,
        owner_account_id="999988887777",
        requestor_workflow_id="w-456",
    )
    for request_id in (other, "0" * 16, "00000000-0000-4000-8000-000000000000"):
        with refused(NoSuchEntity, f"The delegation request {request_id} cannot be found."):
            delegating.act("get_delegation_request", admin, request_id)


def test_it_needs_permission(carol, delegation):
    with pytest.raises(AccessDenied):
        delegating.act("get_delegation_request", calling(carol), delegation)
