import pytest

from iamconsole.errors import AccessDenied, InvalidInput, NoSuchEntity, PolicyEvaluation
from policies.operations.simulation import simulate_principal_policy
from tests.people import allow, attach, bound, calling, deny, document, grant, make_policy


def simulated(caller, source, *actions, **asked):
    result = simulate_principal_policy(
        caller, policy_source_arn=source.arn, action_names=actions or ["s3:GetObject"], **asked
    )
    return result.evaluation_results


def decision(caller, source, *actions, **asked):
    return str(simulated(caller, source, *actions, **asked)[0].eval_decision)


def test_a_user_has_the_policies_of_its_groups(admin, member, crew):
    assert decision(admin, member) == "implicitDeny"
    grant(crew, allow("s3:*"), name="storage")
    (result,) = simulated(admin, member)
    assert str(result.eval_decision) == "allowed"
    assert [one.source_policy_id for one in result.matched_statements] == ["storage"]


def test_taking_on_a_role_is_simulated_by_the_taker_s_own_policies(admin, member, pilot):
    """As AWS does, which asks no role's trust policy."""
    on = {"resource_arns": [pilot.arn]}
    assert decision(admin, member, "sts:AssumeRole", **on) == "implicitDeny"
    grant(member, allow("sts:AssumeRole", pilot.arn))
    assert decision(admin, member, "sts:AssumeRole", **on) == "allowed"


def test_a_group_is_simulated_by_itself(admin, crew, deploy):
    attach(crew, deploy)
    assert decision(admin, crew) == "allowed"


def test_a_role_is_simulated_with_its_boundary_and_its_tags(admin, account, pilot):
    pilot.tags = {"team": "red"}
    pilot.save()
    grant(pilot, allow("s3:*", StringEquals={"aws:PrincipalTag/team": "red"}))
    assert decision(admin, pilot) == "allowed"
    bound(pilot, make_policy(account, "limit", allow("ec2:*")))
    assert decision(admin, pilot) == "implicitDeny"


def test_the_users_own_boundary_takes_part_unless_another_is_given(admin, dave, account):
    grant(dave, allow("s3:*"))
    bound(dave, make_policy(account, "limit", allow("ec2:*")))
    assert decision(admin, dave) == "implicitDeny"
    wider = [document(allow("*"))]
    assert decision(admin, dave, permissions_boundary_policy_input_list=wider) == "allowed"


def test_policies_can_be_added_and_left_out(admin, dave, deploy):
    attach(dave, deploy)
    grant(dave, allow("sqs:*"), name="queues")
    assert decision(admin, dave, policy_input_list=[document(deny("s3:*"))]) == "explicitDeny"
    without = [{"policy_arn": deploy.arn}]
    assert decision(admin, dave, policy_exclusion_list=without) == "implicitDeny"
    without = [{"policy_type": "user-managed"}]
    assert decision(admin, dave, policy_exclusion_list=without) == "implicitDeny"
    named = {"policy_name": "queues", "attachment_type": "user", "attachment_name": "dave"}
    without = [{"inline_policy_identifier": named}]
    (result,) = simulated(admin, dave, "sqs:SendMessage", policy_exclusion_list=without)
    assert str(result.eval_decision) == "implicitDeny"
    assert decision(admin, dave, policy_exclusion_list=without) == "allowed"


@pytest.mark.parametrize("name", ["*", "dep*", "*/deploy", "d?ploy", "?eploy*"])
def test_wildcards_leave_out_every_managed_policy_they_fit(admin, account, dave, name):
    attach(dave, make_policy(account, "deploy", allow("s3:*"), path="/lab/"))
    assert decision(admin, dave) == "allowed"
    path = "" if name.startswith("*") else "lab/"
    without = [{"policy_arn": f"arn:aws:iam::{account.id}:policy/{path}{name}"}]
    assert decision(admin, dave, policy_exclusion_list=without) == "implicitDeny"
    without = [{"policy_arn": f"arn:aws:iam::{account.id}:policy/other{name}"}]
    assert decision(admin, dave, policy_exclusion_list=without) == "allowed"


INLINE = {"policy_name": "one", "attachment_type": "user", "attachment_name": "dave"}


@pytest.mark.parametrize(
    "unclear",
    [
        {},
        {"policy_type": "inline", "policy_arn": "arn:aws:iam::aws:policy/Some"},
        {"policy_type": "inline", "inline_policy_identifier": INLINE},
        {"policy_arn": "arn:aws:iam::*:policy/Some"},
        {"policy_arn": "arn:aws:iam::aws:role/SomeRole"},
        {"policy_arn": "arn:aws:iam::aws:policy/*Some*"},
    ],
)
def test_what_is_left_out_has_to_be_clear(admin, dave, unclear):
    with pytest.raises(InvalidInput, match=r"Invalid PolicyArn|exactly one of"):
        simulated(admin, dave, policy_exclusion_list=[unclear])


def test_the_boundary_can_be_left_out(admin, dave, account):
    grant(dave, allow("s3:*"))
    bound(dave, make_policy(account, "limit", allow("ec2:*")))
    without = [{"policy_type": "permission-boundary"}]
    assert decision(admin, dave, policy_exclusion_list=without) == "allowed"


def test_variables_are_filled_from_the_user(admin, dave):
    grant(dave, allow("s3:GetObject", "arn:aws:s3:::homes/${aws:username}/*"))
    own, other = "arn:aws:s3:::homes/dave/a", "arn:aws:s3:::homes/eve/a"
    assert decision(admin, dave, resource_arns=[own]) == "allowed"
    assert decision(admin, dave, resource_arns=[other]) == "implicitDeny"


def test_tags_are_filled_from_the_user(admin, dave):
    dave.tags = {"team": "red"}
    dave.save(update_fields=["tags"])
    grant(dave, allow("s3:*", StringEquals={"aws:PrincipalTag/team": "red"}))
    assert decision(admin, dave) == "allowed"


def test_another_caller_may_stand_in(admin, dave):
    grant(dave, allow("s3:*", StringEquals={"aws:username": "eve"}))
    assert decision(admin, dave) == "implicitDeny"
    eve = "arn:aws:iam::111122223333:user/eve"
    assert decision(admin, dave, caller_arn=eve) == "allowed"


def test_it_says_what_the_gate_does(admin, dave, alice):
    """The same question asked of the simulator and of the directory itself."""
    grant(dave, allow("iam:SimulatePrincipalPolicy", dave.arn))
    action, allowed, denied = "iam:SimulatePrincipalPolicy", dave, alice
    simulation = {"resource_arns": [allowed.arn, denied.arn]}
    (result,) = simulated(admin, dave, action, **simulation)
    answers = [str(one.eval_resource_decision) for one in result.resource_specific_results]
    assert answers == ["allowed", "implicitDeny"]
    assert simulated(calling(dave), allowed)
    with pytest.raises(AccessDenied):
        simulated(calling(dave), denied)


def test_a_stored_policy_nobody_can_read_is_told(admin, dave):
    grant(dave, allow("s3:*"), name="broken")
    dave.inline_policies.update(document="{}")
    with pytest.raises(PolicyEvaluation, match="The policy broken cannot be read"):
        simulated(admin, dave)


def test_it_misses_an_unknown_user_in_the_words_of_aws(admin):
    arn = "arn:aws:iam::111122223333:user/nobody"
    with pytest.raises(NoSuchEntity, match="The user with name nobody cannot be found"):
        simulate_principal_policy(admin, policy_source_arn=arn, action_names=["s3:GetObject"])


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::111122223333:root",
        "arn:aws:iam::444455556666:user/mallory",
        "arn:aws:s3:::a-bucket-of-photos",
        "not an ARN, though long enough",
    ],
)
def test_it_refuses_what_is_no_principal_of_the_account(admin, arn):
    with pytest.raises(InvalidInput, match="does not clearly define entity type and name"):
        simulate_principal_policy(admin, policy_source_arn=arn, action_names=["s3:GetObject"])


def why(caller, source):
    asked = {"policy_source_arn": source.arn, "action_names": ["s3:GetObject"]}
    return simulate_principal_policy(caller, **asked).why(0, 0)


def test_it_can_say_which_statement_came_nearest(admin, dave):
    grant(dave, allow("s3:GetObject", "arn:aws:s3:::box/*"), name="reading")
    told = why(admin, dave)
    assert told.because == "because no identity-based policy allows the s3:GetObject action"
    near = told.nearest[0]
    assert (near.statement.policy, near.missed[0].element) == ("reading", "Resource")


def test_who_may_not_read_the_policies_is_not_told_what_stands_in_them(carol, dave):
    grant(carol, allow("iam:SimulatePrincipalPolicy"))
    grant(dave, allow("s3:GetObject", "arn:aws:s3:::box/*"))
    told = why(calling(carol), dave)
    assert told.verdict == "ImplicitlyDenied"
    assert not (told.nearest or told.statements)
    grant(carol, allow("iam:GetAccountAuthorizationDetails"), name="reading")
    assert why(calling(carol), dave).nearest
