"""Explanations name the layer, the statement, the condition, and what came close."""

from policies.engine import (
    Kind,
    Layers,
    Request,
    Source,
    Verdict,
    compile,
    decide,
    explain,
    parse,
)

from .asking import ACCOUNT, ALICE, allow, ask, deny, policies

USER = f"User: arn:aws:iam::{ACCOUNT}:user/alice"
ASKED = "s3:GetObject on resource: arn:aws:s3:::box/thing"


def test_what_allows_is_named_with_its_place() -> None:
    explanation = explain(ask(allow("iam:*"), allow("s3:Get*", Sid="Read")))
    assert explanation.sentences == (
        f"{USER} is authorized to perform: {ASKED} "
        "because an identity-based policy allows the s3:GetObject action",
        "This allows it: statement `Read` of the identity-based policy `Mine` (line 9, column 5).",
    )
    [place] = explanation.statements
    assert (place.policy, place.sid, place.effect, place.index) == ("Mine", "Read", "Allow", 1)
    assert (place.line, place.column) == (9, 5)


def test_what_denies_is_named_in_the_words_of_aws() -> None:
    explanation = explain(ask(allow(), deny("s3:*")))
    assert explanation.message == (
        f"{USER} is not authorized to perform: {ASKED} with an explicit deny in "
        f"an identity-based policy: arn:aws:iam::{ACCOUNT}:policy/Mine"
    )
    assert explanation.sentences[1] == (
        "This denies it: statement 2 of the identity-based policy `Mine` (line 9, column 5)."
    )


def test_who_may_not_read_the_policies_sees_only_their_kind() -> None:
    explanation = explain(ask(allow(), deny("s3:*", Sid="Secret")), shows_policies=False)
    assert explanation.sentences == (
        f"{USER} is not authorized to perform: {ASKED} "
        "with an explicit deny in an identity-based policy",
    )
    assert "Mine" not in repr(explanation) and "Secret" not in repr(explanation)


def test_who_may_not_read_the_policies_is_not_told_what_came_close() -> None:
    explanation = explain(ask(allow("s3:*", "arn:aws:s3:::secret")), shows_policies=False)
    assert explanation.nearest == () and "secret" not in repr(explanation)


def test_a_condition_that_failed_is_told_with_what_was_seen() -> None:
    condition = {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-west-2"]}}
    explanation = explain(
        ask(allow("s3:*", Condition=condition), context={"aws:requestedregion": "us-east-1"})
    )
    assert explanation.sentences == (
        f"{USER} is not authorized to perform: {ASKED} "
        "because no identity-based policy allows the s3:GetObject action",
        "The nearest is statement 1 of the identity-based policy `Mine` (line 4, column 5), but "
        "its condition `StringEquals` wants `aws:RequestedRegion` `eu-west-1` or `eu-west-2`, "
        "and the request has `us-east-1`.",
    )
    [near] = explanation.nearest
    [missed] = near.missed
    assert (missed.element, missed.operator, missed.key) == (
        "Condition",
        "StringEquals",
        "aws:RequestedRegion",
    )
    assert missed.wanted == ("eu-west-1", "eu-west-2") and missed.seen == "us-east-1"
    assert (missed.line, missed.column) == (10, 11)


def test_an_absent_key_and_a_list_are_told_as_such() -> None:
    condition = {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "StringEquals": {"app:tags": []},
        "StringLike": {"app:list": "x"},
    }
    explanation = explain(
        ask(allow(Condition=condition), context={"app:tags": ("a", "b"), "app:list": ()})
    )
    assert [str(part) for part in explanation.nearest[0].missed] == [
        "its condition `Bool` wants `aws:MultiFactorAuthPresent` `true`, "
        "and the request has no such key",
        "its condition `StringEquals` wants `app:tags` nothing, and the request has `a` or `b`",
        "its condition `StringLike` wants `app:list` `x`, and the request has an empty list",
    ]


def test_a_key_that_has_to_be_absent_is_told_with_what_it_holds() -> None:
    absent = allow(Condition={"Null": {"aws:TokenIssueTime": "true"}})
    explanation = explain(ask(absent, context={"aws:TokenIssueTime": "now"}))
    assert [str(part) for part in explanation.nearest[0].missed] == [
        "its condition `Null` wants `aws:TokenIssueTime` `true`, and the request has `now`"
    ]


def test_the_nearest_misses_come_first_and_are_few() -> None:
    explanation = explain(
        ask(
            allow("iam:*", Sid="OtherAction"),
            allow("s3:*", "arn:aws:s3:::cup", Sid="Two", Condition={"Bool": {"a:b": "true"}}),
            allow("s3:Put*", Sid="AlsoOtherAction"),
            allow("s3:*", "arn:aws:s3:::cup", Sid="One"),
            allow("s3:List*", Sid="ThirdOtherAction"),
        )
    )
    assert [near.statement.sid for near in explanation.nearest] == ["One", "Two", "OtherAction"]
    assert [part.element for part in explanation.nearest[1].missed] == ["Resource", "Condition"]
    assert [sentence[:14] for sentence in explanation.sentences[1:]] == [
        "The nearest is",
        "Then comes sta",
        "Then comes sta",
    ]
    assert str(explanation.nearest[2]).endswith(
        "but its Action is `iam:*`, and the request has `s3:GetObject`"
    )


def test_the_layer_that_is_silent_is_the_one_explained() -> None:
    boundary = policies(Kind.BOUNDARY, allow("iam:*", Sid="Limit"))
    explanation = explain(ask(allow(), boundary=boundary))
    assert explanation.layer is Kind.BOUNDARY
    assert explanation.because == "because no permissions boundary allows the s3:GetObject action"
    assert [near.statement.sid for near in explanation.nearest] == ["Limit"]
    assert [(one.kind, one.verdict) for one in explanation.layers] == [
        (Kind.RESOURCE, Verdict.IMPLICITLY_DENIED),
        (Kind.IDENTITY, Verdict.ALLOWED),
        (Kind.BOUNDARY, Verdict.IMPLICITLY_DENIED),
    ]


def test_a_principal_that_is_someone_else_is_told() -> None:
    key = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"
    resource = policies(Kind.RESOURCE, allow(Principal={"AWS": "444455556666"}))
    explanation = explain(ask(allow(), action="kms:Decrypt", on=key, resource=resource))
    assert [str(part) for part in explanation.nearest[0].missed] == [
        f"its Principal is `444455556666`, and the request has `arn:aws:iam::{ACCOUNT}:user/alice`"
    ]


def test_a_principal_where_none_may_stand_is_told() -> None:
    explanation = explain(ask(allow(Principal={"AWS": ACCOUNT})))
    [missed] = explanation.nearest[0].missed
    assert (missed.element, missed.wanted) == ("Principal", (ACCOUNT,))


def test_an_operator_nobody_knows_is_told_where_it_denies() -> None:
    sounds = deny(Condition={"StringSounds": {"a:b": "c"}})
    explanation = explain(ask(allow(), sounds, context={"a:b": "d"}))
    [ignored] = explanation.ignored
    assert ignored.is_known is False and ignored.seen == "d"
    assert explanation.sentences[2] == (
        "It applies although nobody knows its condition operator `StringSounds`: "
        "a Deny does not wait."
    )


def test_an_operator_nobody_knows_is_told_where_it_does_not_allow() -> None:
    explanation = explain(ask(allow(Condition={"StringSounds": {"a:b": "c"}})))
    assert "but nobody knows its condition operator `StringSounds`." in explanation.sentences[1]


def test_a_group_that_brought_the_policy_is_named() -> None:
    text = '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
    group = f"arn:aws:iam::{ACCOUNT}:group/staff"
    layer = compile([(parse(text), Source(Kind.IDENTITY, "Staff", via=group))])
    decision = decide(Request(ALICE, "s3:GetObject"), Layers(layer))
    assert str(explain(decision).statements[0]) == (
        f"statement 1 of the identity-based policy `Staff`, which comes from `{group}`, "
        "(line 1, column 15)"
    )


def test_where_no_policy_decided_the_ground_is_told() -> None:
    explanation = explain(ask(action="sts:GetCallerIdentity", on="*"))
    assert explanation.sentences == (
        f"{USER} is authorized to perform: sts:GetCallerIdentity on resource: * "
        "because everyone may ask who they are",
    )
    assert explanation.layer is None
