import pytest

from iamconsole.errors import AccessDenied, InvalidInput, ValidationError
from policies.operations.simulation import simulate_custom_policy
from tests.people import allow, calling, deny, document

READING = document(allow("s3:GetObject", "arn:aws:s3:::photos/*"))
CAT, LETTER = "arn:aws:s3:::photos/cat.jpg", "arn:aws:s3:::letters/a.txt"


def simulated(caller, **asked):
    given = {"policy_input_list": [READING], "action_names": ["s3:GetObject"], **asked}
    return simulate_custom_policy(caller, **given).evaluation_results


def decisions(caller, **asked):
    return [str(one.eval_decision) for one in simulated(caller, **asked)]


def test_it_says_what_policies_would_allow(admin):
    asked = {"action_names": ["s3:GetObject", "s3:PutObject"], "resource_arns": [CAT]}
    assert decisions(admin, **asked) == ["allowed", "implicitDeny"]


def test_a_deny_wins_and_is_told_with_its_place(admin):
    policies = [READING, document(deny("s3:*"))]
    (result,) = simulated(admin, policy_input_list=policies, resource_arns=[CAT])
    assert str(result.eval_decision) == "explicitDeny"
    (matched,) = result.matched_statements
    assert matched.source_policy_id == "PolicyInputList.2"
    assert (matched.start_position.line, matched.start_position.column) == (1, 42)


def test_each_resource_has_its_own_answer(admin):
    (result,) = simulated(admin, resource_arns=[CAT, LETTER])
    assert str(result.eval_decision) == "implicitDeny"
    answers = [str(one.eval_resource_decision) for one in result.resource_specific_results]
    assert answers == ["allowed", "implicitDeny"]


def test_context_is_what_the_entries_say(admin):
    only_red = [document(allow("s3:*", StringEquals={"aws:PrincipalTag/team": "red"}))]
    (without,) = simulated(admin, policy_input_list=only_red)
    assert str(without.eval_decision) == "implicitDeny"
    assert without.missing_context_values == ("aws:PrincipalTag/team",)
    entry = {
        "context_key_name": "aws:PrincipalTag/team",
        "context_key_values": ["red"],
        "context_key_type": "string",
    }
    (given,) = simulated(admin, policy_input_list=only_red, context_entries=[entry])
    assert str(given.eval_decision) == "allowed"
    assert given.missing_context_values == ()


def test_a_boundary_and_an_organization_take_part(admin):
    nothing = document(allow("ec2:*"))
    (bound,) = simulated(
        admin, permissions_boundary_policy_input_list=[nothing], resource_arns=[CAT]
    )
    detail = bound.permissions_boundary_decision_detail
    assert (str(bound.eval_decision), detail.allowed_by_permissions_boundary) == (
        "implicitDeny",
        False,
    )
    levels = [{"service_control_policy_input_list": [nothing]}]
    (ruled,) = simulated(admin, ordered_organization_policy_input_list=levels, resource_arns=[CAT])
    assert ruled.organizations_decision_detail.allowed_by_organizations is False


def test_a_resource_policy_needs_a_caller(admin):
    sharing = document({**allow("s3:GetObject"), "Principal": {"AWS": "*"}})
    with pytest.raises(InvalidInput, match="CallerArn"):
        simulated(admin, resource_policy=sharing)
    caller = "arn:aws:iam::111122223333:user/sam"
    asked = {"resource_policy": sharing, "caller_arn": caller, "resource_arns": [LETTER]}
    assert decisions(admin, **asked) == ["allowed"]


def test_without_a_caller_a_resource_is_not_taken_for_another_account_s(admin):
    role, queue = "arn:aws:iam::444455556666:role/pilot", "arn:aws:sqs:eu-west-1:444455556666:jobs"
    asked = {
        "policy_input_list": [document(allow("sts:AssumeRole", role), allow("sqs:*", queue))],
        "action_names": ["sts:AssumeRole", "sqs:SendMessage"],
    }
    assert decisions(admin, **asked, resource_arns=[role]) == ["allowed", "implicitDeny"]
    assert decisions(admin, **asked, resource_arns=[queue]) == ["implicitDeny", "allowed"]


@pytest.mark.parametrize(
    "asked",
    [
        {"action_names": ["s3:Get*"]},
        {"action_names": ["GetObject"]},
        {"policy_input_list": ["{}"]},
        {"permissions_boundary_policy_input_list": [READING, READING]},
        {"caller_arn": "arn:aws:sts::111122223333:assumed-role/a/b"},
        {"caller_arn": "sam"},
        {"resource_owner": "sam"},
        {"context_entries": [{"context_key_name": "aws:username", "context_key_type": "string"}]},
        {"context_entries": [{"context_key_values": ["a"]}]},
    ],
)
def test_it_refuses_what_cannot_be_simulated(admin, asked):
    with pytest.raises(InvalidInput):
        simulated(admin, **asked)


def test_many_answers_come_in_pages(admin):
    asked = {
        "policy_input_list": [READING],
        "action_names": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    }
    first = simulate_custom_policy(admin, **asked, max_items=2)
    assert (len(first.evaluation_results), first.is_truncated) == (2, True)
    second = simulate_custom_policy(admin, **asked, max_items=2, marker=first.marker)
    assert [one.eval_action_name for one in second.evaluation_results] == ["s3:DeleteObject"]
    assert (second.is_truncated, second.marker) == (False, None)
    with pytest.raises(ValidationError, match="Invalid Marker"):
        simulate_custom_policy(admin, **asked, marker="nonsense")


def test_it_needs_permission_of_its_own(carol):
    with pytest.raises(AccessDenied, match="iam:SimulateCustomPolicy"):
        simulated(calling(carol))
