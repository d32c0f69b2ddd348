"""What a decision tells beside its verdict, and what no line of JSON can ask."""

import dataclasses
from typing import Any

import pytest

from policies.engine import (
    Decision,
    Grant,
    Ground,
    Kind,
    Layers,
    Principal,
    PrincipalKind,
    Request,
    Verdict,
    compile,
    decide,
)
from policies.engine.compile import REMEMBERED_ACTIONS
from policies.engine.reserved import is_free
from policies.engine.statement import action_test

from .asking import ACCOUNT, ALICE, DEPLOY, DEPLOYER, allow, ask, deny, policies

ALICE_ARN = f"arn:aws:iam::{ACCOUNT}:user/alice"


def test_a_decision_names_its_layer_and_statement() -> None:
    decision = ask(allow("s3:Put*"), allow("s3:Get*", Sid="Read"))
    assert decision.allowed and decision.verdict == "Allowed"
    assert decision.layer is Kind.IDENTITY
    assert decision.rule and decision.rule.statement.sid
    assert decision.rule.statement.sid.value == "Read"
    assert decision.rule.source.name == "Mine"


def test_a_denial_names_its_layer_and_statement() -> None:
    own = ask(allow(), deny("s3:*", Sid="No"))
    assert own.layer is Kind.IDENTITY and own.rule and own.rule.statement.index == 1
    assert own.decisive and own.decisive.misses == ()
    resource = policies(Kind.RESOURCE, allow(Principal="*"), deny(Principal="*"))
    other = ask(allow(), resource=resource)
    assert other.layer is Kind.RESOURCE and other.rule and other.rule.statement.index == 1
    assert other.decisive and other.decisive.misses == () and other.decisive.policies is resource


def test_what_lets_a_caller_in_is_named_whatever_the_way() -> None:
    everyone = policies(Kind.RESOURCE, allow(Principal="*"), allow("s3:*", Principal="*"))
    anonymous = ask(principal=Principal(PrincipalKind.ANONYMOUS), resource=everyone)
    assert anonymous.layer is Kind.RESOURCE
    assert anonymous.rule and anonymous.rule.statement.index == 0
    assert anonymous.decisive and anonymous.decisive.misses == ()
    bounded = ask(allow(), boundary=policies(Kind.BOUNDARY, allow()))
    assert bounded.layer is Kind.IDENTITY and bounded.rule


def test_a_resource_without_a_policy_misses_nothing() -> None:
    decision = ask(allow(), boundary=policies(Kind.BOUNDARY, allow()))
    [result] = [result for result in decision.results if result.kind is Kind.RESOURCE]
    assert (result.policies, result.rule, result.misses) == (None, None, ())


def test_a_decision_lists_every_statement_that_makes_it() -> None:
    decision = ask(allow(), allow("s3:*"), allow("iam:*"), deny("iam:*"))
    assert [rule.statement.index for rule in decision.statements] == [0, 1]


def found(decision: Decision) -> list[tuple[Kind, int]]:
    return [(rule.source.kind, rule.statement.index) for rule in decision.statements]


def test_every_deny_is_listed_whichever_its_layer() -> None:
    scp = policies(Kind.SCP, allow(), deny("s3:*"))
    decision = ask(allow(), allow("s3:*"), deny("s3:Get*"), deny("s3:Put*"), scps=(scp,))
    assert found(decision) == [(Kind.SCP, 1), (Kind.IDENTITY, 2)]


def test_only_grants_to_the_caller_are_listed() -> None:
    resource = policies(
        Kind.RESOURCE,
        allow(Principal={"AWS": "444455556666"}),
        allow("iam:*", Principal="*"),
        allow("*", "arn:aws:s3:::cup", Principal="*"),
        allow(Principal="*"),
    )
    assert found(ask(resource=resource)) == [(Kind.RESOURCE, 3)]
    assert found(ask(allow(), resource=resource)) == [(Kind.RESOURCE, 3), (Kind.IDENTITY, 0)]


def test_only_denials_of_the_caller_are_listed() -> None:
    resource = policies(
        Kind.RESOURCE,
        deny(NotPrincipal={"AWS": ALICE_ARN}),
        deny(Principal={"AWS": ACCOUNT}),
        allow(Principal="*"),
    )
    assert found(ask(resource=resource)) == [(Kind.RESOURCE, 1)]
    bounded = ask(allow(), resource=resource, boundary=policies(Kind.BOUNDARY, allow()))
    assert found(bounded) == [(Kind.RESOURCE, 0), (Kind.RESOURCE, 1)]


MANY = tuple(
    allow("s3:*", f"arn:aws:s3:::box-{number}/*", Sid=f"N{number}") for number in range(20)
)


@pytest.mark.parametrize("number", [0, 7, 19])
def test_among_many_statements_the_one_about_the_resource_is_found(number: int) -> None:
    decision = ask(*MANY, deny("iam:*"), on=f"arn:aws:s3:::box-{number}/thing")
    assert found(decision) == [(Kind.IDENTITY, number)]
    assert not ask(*MANY, on="arn:aws:s3:::box-20/thing").allowed


def test_among_many_denials_the_one_about_the_resource_is_found() -> None:
    denials = [{**statement, "Effect": "Deny"} for statement in MANY]
    assert found(ask(allow(), *denials, on="arn:aws:s3:::box-3/thing")) == [(Kind.IDENTITY, 4)]
    assert ask(allow(), *denials, on="arn:aws:s3:::box-33/thing").allowed


def test_many_statements_of_a_resource_are_looked_up_too() -> None:
    grants = [{**statement, "Principal": "*"} for statement in MANY]
    layer = policies(Kind.RESOURCE, *grants)
    assert found(ask(resource=layer, on="arn:aws:s3:::box-12/x")) == [(Kind.RESOURCE, 12)]
    denying = policies(Kind.RESOURCE, *({**grant, "Effect": "Deny"} for grant in grants))
    decision = ask(allow(), resource=denying, on="arn:aws:s3:::box-12/x")
    assert found(decision) == [(Kind.RESOURCE, 12)]


def test_silence_has_no_statements_but_misses() -> None:
    decision = ask(allow("s3:*", "arn:aws:s3:::cup/*"), allow("iam:*"))
    assert decision.statements == ()
    assert decision.decisive
    [(rule, miss)] = decision.decisive.misses
    assert (rule.statement.index, miss) == (0, "resource")


def test_limits_are_not_listed_as_grants() -> None:
    decision = ask(allow(), boundary=policies(Kind.BOUNDARY, allow()))
    assert [rule.source.kind for rule in decision.statements] == [Kind.IDENTITY]


def test_every_layer_answers_for_itself() -> None:
    decision = ask(
        allow(),
        boundary=policies(Kind.BOUNDARY, allow("iam:*")),
        scps=(policies(Kind.SCP, allow(), name="r-1"), policies(Kind.SCP, allow(), name="ou-1")),
    )
    answers = [(result.kind, result.verdict.value) for result in decision.results]
    assert answers == [
        (Kind.SCP, "Allowed"),
        (Kind.SCP, "Allowed"),
        (Kind.RESOURCE, "ImplicitlyDenied"),
        (Kind.IDENTITY, "Allowed"),
        (Kind.BOUNDARY, "ImplicitlyDenied"),
    ]
    assert [result.policies and result.policies.name for result in decision.results][:2] == [
        "r-1",
        "ou-1",
    ]


def test_a_resource_tells_how_it_names_the_caller() -> None:
    resource = policies(
        Kind.RESOURCE,
        allow(Principal={"AWS": [ACCOUNT, ALICE_ARN]}),
        allow(Principal={"AWS": ACCOUNT}),
        allow(Principal={"AWS": "444455556666"}),
    )
    decision = ask(resource=resource)
    [result] = [result for result in decision.results if result.kind is Kind.RESOURCE]
    assert result.grants == {Grant.USER, Grant.ACCOUNT}
    assert result.rule and result.rule.statement.index == 0


def test_a_statement_that_names_someone_else_misses_on_its_principal() -> None:
    resource = policies(Kind.RESOURCE, allow(Principal={"AWS": "444455556666"}))
    decision = ask(resource=resource)
    [result] = [result for result in decision.results if result.kind is Kind.RESOURCE]
    assert [miss for _, miss in result.misses] == ["principal"]


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (allow("s3:*", Principal="*"), Verdict.ALLOWED),
        (allow("iam:*", Principal="*"), Verdict.IMPLICITLY_DENIED),
        (deny("s3:*", Principal="*"), Verdict.EXPLICITLY_DENIED),
        (allow("s3:*"), Verdict.IMPLICITLY_DENIED),
    ],
)
def test_an_endpoint_has_to_allow(statement: dict[str, Any], verdict: Verdict) -> None:
    decision = ask(allow(), endpoint=policies(Kind.ENDPOINT, statement))
    assert decision.verdict is verdict
    if not decision.allowed:
        assert "VPC endpoint policy" in decision.because


def test_a_living_id_is_its_user_or_role() -> None:
    alice = dataclasses.replace(ALICE, unique_id="AIDAALICE")
    deployer = dataclasses.replace(DEPLOYER, unique_id="AROADEPLOY")
    by_id = policies(Kind.RESOURCE, allow(Principal={"AWS": ["AIDAALICE", "AROADEPLOY"]}))
    assert ask(principal=alice, resource=by_id).allowed
    assert ask(principal=deployer, resource=by_id).allowed
    assert not ask(principal=ALICE, resource=by_id).allowed


def test_a_canonical_id_is_its_account() -> None:
    root = Principal(
        PrincipalKind.ROOT, f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT, canonical_id="79a5"
    )
    denying = policies(Kind.RESOURCE, deny(Principal={"CanonicalUser": "79a5"}))
    assert not ask(principal=root, resource=denying).allowed


def test_a_federated_session_belongs_to_the_user_it_is_told_of() -> None:
    session = Principal(
        PrincipalKind.FEDERATED_SESSION,
        f"arn:aws:sts::{ACCOUNT}:federated-user/fed",
        ACCOUNT,
        user_arn=ALICE_ARN,
    )
    to_alice = policies(Kind.RESOURCE, allow(Principal={"AWS": ALICE_ARN}))
    to_fed = policies(Kind.RESOURCE, allow(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:user/fed"}))
    assert ask(principal=session, resource=to_alice).allowed
    assert not ask(principal=session, resource=to_fed).allowed


@pytest.mark.parametrize(
    ("action", "context", "is_allowed"),
    [
        ("s3:GetObject", {}, True),
        ("iam:GetUser", {}, False),
        ("iam:GetUser", {"aws:MultiFactorAuthPresent": "false"}, False),
        ("iam:GetUser", {"aws:MultiFactorAuthPresent": "true"}, True),
        ("sts:AssumeRole", {}, True),
        ("sts:GetCallerIdentity", {}, True),
        ("sts:GetSessionToken", {}, True),  # refused by the operation, in AWS's words
        ("sts:TagSession", {}, True),
        ("sts:SetSourceIdentity", {}, True),
        ("sts:GetFederationToken", {"aws:MultiFactorAuthPresent": "true"}, False),
    ],
)
def test_a_session_token_does_not_open_iam_and_sts(
    action: str, context: dict[str, Any], is_allowed: bool
) -> None:
    alice = dataclasses.replace(ALICE, has_session_token=True)
    decision = ask(allow(), principal=alice, action=action, on="*", context=context)
    assert decision.allowed is is_allowed
    if not is_allowed:
        assert decision.ground is Ground.CREDENTIALS


def test_a_role_does_not_assume_itself_on_a_stars_word() -> None:
    trust = policies(Kind.TRUST, allow("sts:AssumeRole", Principal={"AWS": ["*", ACCOUNT]}))
    decision = ask(allow(), principal=DEPLOYER, action="sts:AssumeRole", on=DEPLOY, resource=trust)
    assert decision.because == "because no role trust policy allows the sts:AssumeRole action"


def test_a_resource_without_an_owner_is_the_callers() -> None:
    request = Request(ALICE, "s3:ListAllMyBuckets")
    assert decide(request, Layers(policies(Kind.IDENTITY, allow()))).allowed


def test_context_keys_that_differ_only_in_case_are_refused() -> None:
    with pytest.raises(ValueError, match="differ only in the case"):
        Request(ALICE, "s3:GetObject", context={"aws:username": "alice", "AWS:UserName": "bob"})


def test_a_layer_remembers_a_bounded_number_of_actions() -> None:
    layer = policies(Kind.IDENTITY, allow("s3:Get*"))
    for number in range(REMEMBERED_ACTIONS + 10):
        layer.about(f"s3:get{number}")
    assert len(layer._remembered) <= REMEMBERED_ACTIONS
    assert layer.about("s3:get1").allows.rules == layer.rules
    assert layer.about("s3:put1").allows.rules == ()


def test_no_policies_allow_nothing() -> None:
    assert not decide(Request(ALICE, "s3:GetObject"), Layers(compile([]))).allowed


def test_the_order_of_policies_does_not_change_what_decides_first() -> None:
    first = ask(allow("s3:*", Sid="Wide"), allow("s3:Get*", Sid="Narrow"))
    assert first.rule and first.rule.statement.sid and first.rule.statement.sid.value == "Wide"


@pytest.mark.parametrize("kind", [Kind.RESOURCE, Kind.ENDPOINT])
def test_p21_a_deny_by_notprincipal_spares_nobody_who_has_a_boundary(kind: Kind) -> None:
    """P-21: whatever it lists, of whichever policy with principals it is."""
    spares_alice = policies(
        kind, allow(Principal="*"), deny(NotPrincipal={"AWS": [ALICE_ARN, ACCOUNT]})
    )
    layer = {"resource": spares_alice} if kind is Kind.RESOURCE else {"endpoint": spares_alice}
    assert ask(allow(), **layer).allowed
    bounded = ask(allow(), boundary=policies(Kind.BOUNDARY, allow()), **layer)
    assert (bounded.verdict, bounded.layer) == (Verdict.EXPLICITLY_DENIED, kind)
    assert bounded.rule and bounded.rule.denies


def test_a_condition_that_holds_does_not_stand_in_for_the_resource() -> None:
    condition = {"StringEquals": {"aws:username": "alice"}}
    context = {"aws:username": "alice"}
    elsewhere = allow(resource="arn:aws:s3:::cup/*", Condition=condition)
    assert not ask(elsewhere, context=context).allowed
    there = allow(resource="arn:aws:s3:::box/*", Condition=condition)
    assert ask(there, context=context).allowed


def test_what_spares_callers_by_name_does_not_spare_the_bounded() -> None:
    spared = {"NotPrincipal": {"AWS": ALICE_ARN}}
    rcps = (policies(Kind.RCP, allow(Principal="*"), deny(**spared)),)
    assert ask(allow(), rcps=rcps).allowed
    assert not ask(allow(), rcps=rcps, boundary=policies(Kind.BOUNDARY, allow())).allowed


def test_an_allow_without_actions_is_about_none_and_found_under_none() -> None:
    test = action_test(None, denies=False)
    assert test.services == frozenset() and not test.fits("s3:getobject")
    assert action_test(None, denies=True).fits("s3:getobject")


@pytest.mark.parametrize("resource", ["*", "arn:aws:s3:::box/*"])
def test_what_allowed_is_told_without_misses(resource: str) -> None:
    decision = ask(allow("s3:*", "arn:aws:s3:::cup"), allow("s3:*", resource))
    [result] = decision.results
    assert result.misses == ()
    assert [rule.statement.index for rule in decision.statements] == [1]
    assert decision.rule is decision.statements[0]


def test_what_needs_no_policy_is_known_by_its_name_in_any_case() -> None:
    assert is_free("STS:GetCallerIdentity")
    assert not is_free("sts:AssumeRole")
