"""The simulator's answers (rules S-1 to S-11), on the same decisions that enforce."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine import Kind, Layers, Request, Source, Verdict, compile, decide, parse
from policies.engine.asked_keys import keys_asked_for
from policies.engine.principals import principal_named
from policies.engine.simulate import simulate
from policies.engine.simulation import (
    EvalDecision,
    EvaluationResult,
    Position,
    Simulation,
    Sourced,
    Unsimulatable,
    context_value,
)

ALICE = "arn:aws:iam::111122223333:user/alice"
BUCKET, OBJECT = "arn:aws:s3:::photos", "arn:aws:s3:::photos/cat.jpg"


def document(*statements: dict[str, Any], version: str = "2012-10-17") -> str:
    return json.dumps({"Version": version, "Statement": list(statements)})


def statement(
    action: Any, resource: Any = "*", effect: str = "Allow", **more: Any
) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def policy(
    *statements: dict[str, Any], name: str = "PolicyInputList.1", kind: Kind = Kind.IDENTITY
) -> Sourced:
    return parse(document(*statements)), Source(kind, name)


def one(simulation: Simulation) -> EvaluationResult:
    (result,) = simulate(simulation)
    return result


def reading(**more: Any) -> Simulation:
    """Alice, who may read photos, reads one."""
    given = {
        "identity": (policy(statement("s3:GetObject", f"{BUCKET}/*")),),
        "actions": ("s3:GetObject",),
        "resources": (OBJECT,),
        "caller": principal_named(ALICE),
        **more,
    }
    return Simulation(**given)


def boundary(*statements: dict[str, Any]) -> Sourced:
    return policy(*statements, name="boundary", kind=Kind.BOUNDARY)


def levels(*policies: dict[str, Any]) -> tuple[tuple[Sourced, ...], ...]:
    return tuple((policy(one, name="scp", kind=Kind.SCP),) for one in policies)


ALL = statement("*")


def test_what_is_allowed_tells_the_statement_that_allows() -> None:
    result = one(reading())
    assert result.eval_decision is EvalDecision.ALLOWED
    assert [one.source_policy_id for one in result.matched_statements] == ["PolicyInputList.1"]
    assert result.matched_statements[0].source_policy_type == "IAM Policy"


def test_positions_are_counted_as_aws_counts_them() -> None:
    """S-7: the recorded answer had the braces at 39 and 111, and said 41 and 113."""
    text = (
        '{"Version":"2012-10-17","Statement":['
        + "  "
        + '{"Effect":"Allow","Action":"s3:ListBucket"'
        + ',"Resource":"*"               }]}'
    )
    assert (text.index("{", 1), len(text) - 3) == (39, 111)
    source = Source(Kind.IDENTITY, "PolicyInputList.1")
    result = one(Simulation(identity=((parse(text), source),), actions=("s3:ListBucket",)))
    (matched,) = result.matched_statements
    assert matched.start_position == Position(line=1, column=41)
    assert matched.end_position == Position(line=1, column=113)


def test_a_deny_tells_only_the_statements_that_deny() -> None:
    """S-6."""
    denying = policy(statement("s3:*", effect="Deny"), name="PolicyInputList.2")
    result = one(reading(identity=(*reading().identity, denying)))
    assert result.eval_decision is EvalDecision.EXPLICIT_DENY
    assert [one.source_policy_id for one in result.matched_statements] == ["PolicyInputList.2"]


def test_silence_tells_no_statement() -> None:
    result = one(reading(actions=("s3:PutObject",)))
    assert result.eval_decision is EvalDecision.IMPLICIT_DENY
    assert result.matched_statements == ()


def test_an_action_has_one_result_as_strict_as_its_strictest_resource() -> None:
    """S-5."""
    other = "arn:aws:s3:::letters/a.txt"
    result = one(reading(resources=(OBJECT, other)))
    assert result.eval_decision is EvalDecision.IMPLICIT_DENY
    assert result.matched_statements == ()
    decisions = [
        (one.eval_resource_name, one.eval_resource_decision)
        for one in result.resource_specific_results
    ]
    assert decisions == [
        (OBJECT, EvalDecision.ALLOWED),
        (other, EvalDecision.IMPLICIT_DENY),
    ]


def test_the_resource_of_a_result_is_the_form_of_its_arn() -> None:
    assert one(reading()).eval_resource_name == "arn:${Partition}:s3:::${BucketName}/${ObjectName}"
    assert one(reading(resources=("*",))).eval_resource_name == "*"


def test_without_resources_the_result_is_about_every_resource() -> None:
    result = one(reading(resources=("*",), identity=(policy(ALL),)))
    assert result.eval_decision is EvalDecision.ALLOWED
    assert result.resource_specific_results == ()


def test_an_action_without_resources_of_its_own_needs_the_star() -> None:
    listing = {"actions": ("s3:ListAllMyBuckets",), "resources": ("*",)}
    only_arns = (policy(statement("s3:*", "arn:aws:s3:::*")),)
    assert one(reading(**listing, identity=only_arns)).eval_decision is EvalDecision.IMPLICIT_DENY
    assert one(reading(**listing, identity=(policy(ALL),))).eval_decision is EvalDecision.ALLOWED


def test_a_boundary_tells_whether_it_allows() -> None:
    """S-10."""
    assert one(reading()).permissions_boundary_decision_detail is None
    allowing = one(reading(boundary=boundary(ALL)))
    silent = one(reading(boundary=boundary(statement("ec2:*"))))
    denying = one(reading(boundary=boundary(ALL, statement("s3:*", effect="Deny"))))
    details = [
        one.permissions_boundary_decision_detail
        and one.permissions_boundary_decision_detail.allowed_by_permissions_boundary
        for one in (allowing, silent, denying)
    ]
    assert details == [True, False, False]
    assert allowing.eval_decision is EvalDecision.ALLOWED
    assert silent.eval_decision is EvalDecision.IMPLICIT_DENY
    assert denying.eval_decision is EvalDecision.EXPLICIT_DENY
    assert denying.matched_statements == ()


def test_every_level_of_an_organization_must_allow() -> None:
    open_, closed = levels(ALL, ALL), levels(ALL, statement("ec2:*"))
    allowed, denied = one(reading(organization=open_)), one(reading(organization=closed))
    assert allowed.organizations_decision_detail is not None
    assert allowed.organizations_decision_detail.allowed_by_organizations
    assert denied.organizations_decision_detail is not None
    assert not denied.organizations_decision_detail.allowed_by_organizations
    assert denied.eval_decision is EvalDecision.IMPLICIT_DENY
    assert one(reading()).organizations_decision_detail is None


def test_organization_policies_are_never_among_the_statements() -> None:
    """S-6."""
    denying = levels(statement("s3:*", effect="Deny"))
    result = one(reading(organization=denying))
    assert result.eval_decision is EvalDecision.EXPLICIT_DENY
    assert result.matched_statements == ()
    assert result.eval_decision_details is None


def shared(principal: str) -> Sourced:
    granting = statement("s3:GetObject", f"{BUCKET}/*", Principal={"AWS": principal})
    return policy(granting, name="ResourcePolicy", kind=Kind.RESOURCE)


def test_across_accounts_each_side_is_told() -> None:
    """S-9."""
    abroad = {"resource_owner": "444455556666"}
    both = one(reading(**abroad, resource_policy=shared(ALICE)))
    assert both.eval_decision is EvalDecision.ALLOWED
    assert both.eval_decision_details == {
        "IAM Policy": EvalDecision.ALLOWED,
        "Resource Policy": EvalDecision.ALLOWED,
    }
    alone = one(reading(**abroad))
    assert alone.eval_decision is EvalDecision.IMPLICIT_DENY
    assert alone.eval_decision_details == {
        "IAM Policy": EvalDecision.ALLOWED,
        "Resource Policy": EvalDecision.IMPLICIT_DENY,
    }


def test_within_an_account_there_is_nothing_to_tell() -> None:
    """S-9."""
    assert one(reading()).eval_decision_details == {}
    assert one(reading(resources=("*",))).eval_decision_details is None


def test_a_resource_policy_that_names_the_caller_is_enough() -> None:
    result = one(reading(identity=(), resource_policy=shared(ALICE)))
    assert result.eval_decision is EvalDecision.ALLOWED
    assert [one.source_policy_id for one in result.matched_statements] == ["ResourcePolicy"]


def test_resource_policies_are_not_simulated_for_roles() -> None:
    """S-4."""
    role = "arn:aws:iam::111122223333:role/reader"
    caller = principal_named(role)
    result = one(reading(identity=(), caller=caller, resource_policy=shared(role)))
    assert result.eval_decision is EvalDecision.IMPLICIT_DENY


CONDITIONAL = statement(
    "s3:GetObject",
    f"{BUCKET}/${{aws:PrincipalTag/Team}}/*",
    Condition={
        "StringEquals": {"aws:username": "alice", "s3:ExistingObjectTag/kind": "${aws:userid}"},
        "DateLessThan": {"aws:CurrentTime": "2030-01-01"},
        "Bool": {"aws:SecureTransport": "true"},
    },
)


def test_keys_nobody_gave_are_missing() -> None:
    """S-8: what the simulator fills in by itself is not missing."""
    result = one(reading(identity=(policy(CONDITIONAL),)))
    missing = (
        "aws:PrincipalTag/Team",
        "s3:ExistingObjectTag/kind",
        "aws:userid",
        "aws:SecureTransport",
    )
    assert result.missing_context_values == missing
    assert result.resource_specific_results[0].missing_context_values == missing


def test_keys_that_are_given_are_not_missing() -> None:
    given = {"AWS:principaltag/team": "red", "aws:securetransport": "true"}
    result = one(reading(identity=(policy(CONDITIONAL),), context=given))
    assert result.missing_context_values == ("s3:ExistingObjectTag/kind", "aws:userid")


def test_keys_of_organization_policies_are_not_missing() -> None:
    scp = {**ALL, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}
    assert one(reading(organization=levels(scp))).missing_context_values == ()


def test_keys_of_a_session_policy_are_missing() -> None:
    conditional = {**ALL, "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}}
    result = one(reading(session=(policy(conditional),)))
    assert result.eval_decision is EvalDecision.IMPLICIT_DENY
    assert result.missing_context_values == ("aws:SourceVpc",)


def test_session_policies_cut_and_are_not_among_the_statements() -> None:
    assert one(reading(session=(policy(ALL),))).eval_decision is EvalDecision.ALLOWED
    denying = policy({**ALL, "Effect": "Deny"}, kind=Kind.SESSION)
    result = one(reading(session=(denying,)))
    assert result.eval_decision is EvalDecision.EXPLICIT_DENY
    assert [one.source_policy_type for one in result.matched_statements] == []


def test_a_trust_policy_decides_who_takes_a_role_on() -> None:
    role = "arn:aws:iam::111122223333:role/pilot"
    caller = principal_named("arn:aws:iam::111122223333:user/alice")
    letting_in = {
        "Effect": "Allow",
        "Principal": {"AWS": caller.arn},
        "Action": "sts:AssumeRole",
    }
    trust = parse(document(letting_in)), Source(Kind.TRUST, "trust")
    taking = Simulation(
        identity=(), actions=("sts:AssumeRole",), resources=(role,), trust=trust, caller=caller
    )
    (result,) = simulate(taking)
    assert result.eval_decision is EvalDecision.ALLOWED
    assert [one.source_policy_type for one in result.matched_statements] == ["Trust Policy"]
    stranger = principal_named("arn:aws:iam::111122223333:user/bob")
    (result,) = simulate(replace(taking, caller=stranger))
    assert result.eval_decision is EvalDecision.IMPLICIT_DENY


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("sts:AssumeRole", "arn:aws:iam::111122223333:role/pilot"),
        ("kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/1"),
    ],
)
@pytest.mark.parametrize("caller", [ALICE, "arn:aws:iam::111122223333:role/reader"])
def test_a_trust_or_key_policy_that_nobody_told_leaves_the_say_to_the_caller_s(
    action: str, resource: str, caller: str
) -> None:
    asked = reading(
        identity=(policy(ALL),),
        actions=(action,),
        resources=(resource,),
        caller=principal_named(caller),
    )
    result = one(asked)
    assert result.eval_decision is EvalDecision.ALLOWED
    assert [one.source_policy_type for one in result.matched_statements] == ["IAM Policy"]
    for silent in ({"identity": ()}, {"boundary": boundary(statement("s3:*"))}):
        assert one(replace(asked, **silent)).eval_decision is EvalDecision.IMPLICIT_DENY
    elsewhere = replace(asked, resources=(resource.replace("111122223333", "444455556666"),))
    assert one(elsewhere).eval_decision is EvalDecision.IMPLICIT_DENY


def test_where_nobody_is_named_as_caller_no_resource_is_another_account_s() -> None:
    queue = "arn:aws:sqs:eu-west-1:444455556666:jobs"
    sending = Simulation(
        identity=(policy(statement("sqs:SendMessage", queue)),),
        actions=("sqs:SendMessage",),
        resources=(queue,),
    )
    assert one(sending).eval_decision is EvalDecision.ALLOWED
    assert one(sending).eval_decision_details == {}
    named = replace(sending, caller=principal_named(ALICE))
    assert one(named).eval_decision is EvalDecision.IMPLICIT_DENY


def test_a_given_key_stands_for_what_would_be_filled_in() -> None:
    only_bob = {**ALL, "Condition": {"StringEquals": {"aws:username": "bob"}}}
    simulation = reading(identity=(policy(only_bob),))
    assert one(simulation).eval_decision is EvalDecision.IMPLICIT_DENY
    as_bob = replace(simulation, context={"aws:UserName": "bob"})
    assert one(as_bob).eval_decision is EvalDecision.ALLOWED


def test_context_keys_are_told_once_each_as_they_are_written() -> None:
    """S-11."""
    again = {**ALL, "Condition": {"StringLike": {"AWS:USERNAME": "a*"}}}
    found = keys_asked_for([parse(document(CONDITIONAL)), parse(document(again))])
    assert found == (
        "aws:PrincipalTag/Team",
        "aws:username",
        "s3:ExistingObjectTag/kind",
        "aws:userid",
        "aws:CurrentTime",
        "aws:SecureTransport",
    )


def test_before_2012_a_variable_is_text_and_no_key() -> None:
    assert (
        keys_asked_for([parse(document(statement("s3:*", "${aws:userid}"), version="2008-10-17"))])
        == ()
    )


@pytest.mark.parametrize("action", ["GetObject", "s3:", ":GetObject", "s3:Get*", "s3:GetObjec?"])
def test_an_action_is_named_whole(action: str) -> None:
    """S-1."""
    with pytest.raises(Unsimulatable):
        list(simulate(reading(actions=(action,))))


def test_a_context_entry_has_the_form_of_its_type() -> None:
    assert context_value("string", ("a",)) == "a"
    assert context_value("stringList", ("a",)) == ("a",)
    assert context_value("booleanList", ()) == ()
    with pytest.raises(Unsimulatable):
        context_value("numeric", ("1", "2"))
    with pytest.raises(Unsimulatable):
        context_value("word", ("a",))


ENTRIES = st.builds(
    statement,
    st.sampled_from(["s3:GetObject", "s3:Get*", "*", "ec2:*"]),
    st.sampled_from(["*", OBJECT, f"{BUCKET}/*", "arn:aws:s3:::letters/*"]),
    st.sampled_from(["Allow", "Deny"]),
)
DECISIONS = {
    Verdict.ALLOWED: EvalDecision.ALLOWED,
    Verdict.IMPLICITLY_DENIED: EvalDecision.IMPLICIT_DENY,
    Verdict.EXPLICITLY_DENIED: EvalDecision.EXPLICIT_DENY,
}


@settings(max_examples=150, deadline=None)
@given(st.lists(ENTRIES, min_size=1, max_size=3), st.lists(ENTRIES, max_size=2))
def test_it_decides_as_the_gate_decides(own: list[Any], limits: list[Any]) -> None:
    identity, limit = policy(*own), boundary(*limits) if limits else None
    simulated = one(reading(identity=(identity,), boundary=limit))
    layers = Layers(compile((identity,)), boundary=compile((limit,)) if limit else None)
    caller = principal_named(ALICE)
    enforced = decide(Request(caller, "s3:GetObject", OBJECT, "111122223333"), layers)
    assert simulated.eval_decision is DECISIONS[enforced.verdict]
