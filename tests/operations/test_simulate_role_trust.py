from __future__ import annotations

import pytest

from iamconsole.errors import AccessDenied, InvalidInput, NoSuchEntity
from policies.engine import Kind
from policies.operations.simulated_trust import simulate_role_trust
from tests.people import ACCOUNT, ELSEWHERE, allow, calling, document, grant, make_role

ROLE = f"arn:aws:iam::{ACCOUNT}:role/driver"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
STRANGER = f"arn:aws:iam::{ELSEWHERE}:user/mallory"
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/office"


def trusting(action="sts:AssumeRole", conditions=None, **principal):
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    return document(statement | ({"Condition": conditions} if conditions else {}))


def asked(caller, text, principal, **context):
    entries = [
        {"context_key_name": name.replace("__", ":"), "context_key_values": [value]}
        for name, value in context.items()
    ]
    return simulate_role_trust(
        caller,
        policy_document=text,
        role_arn=ROLE,
        principal=principal,
        context_entries=entries,
    )


def decided(*args, **context):
    results = asked(*args, **context).evaluation_results
    return {one.eval_action_name.partition(":")[2]: str(one.eval_decision) for one in results}


def test_whom_it_names_may_without_a_policy_of_their_own(admin, dave, carol):
    text = trusting(AWS=dave.arn)
    assert decided(admin, text, dave.arn) == {"AssumeRole": "allowed"}
    assert decided(admin, text, carol.arn) == {"AssumeRole": "implicitDeny"}


def test_where_it_names_the_account_everybodys_own_policies_decide(admin, dave):
    text = trusting(AWS=ROOT)
    assert decided(admin, text, dave.arn) == {"AssumeRole": "implicitDeny"}
    grant(dave, allow("sts:AssumeRole", ROLE))
    assert decided(admin, text, dave.arn) == {"AssumeRole": "allowed"}


def test_a_role_takes_on_another(admin, account):
    chauffeur = make_role(account, "chauffeur", ROOT)
    assert decided(admin, trusting(AWS=chauffeur.arn), chauffeur.arn)["AssumeRole"] == "allowed"


def test_of_another_account_the_trust_policy_alone_is_asked(admin):
    assert decided(admin, trusting(AWS=ELSEWHERE), STRANGER)["AssumeRole"] == "allowed"
    assert decided(admin, trusting(AWS=ROOT), STRANGER)["AssumeRole"] == "implicitDeny"


def test_services_and_providers_ask_in_their_own_ways(admin):
    service = trusting(Service="ec2.amazonaws.com")
    assert decided(admin, service, "ec2.amazonaws.com") == {"AssumeRole": "allowed"}
    assert decided(admin, service, "sns.amazonaws.com") == {"AssumeRole": "implicitDeny"}
    saml = trusting("sts:AssumeRoleWithSAML", Federated=SAML)
    assert decided(admin, saml, SAML) == {"AssumeRoleWithSAML": "allowed"}
    web = trusting("sts:AssumeRoleWithWebIdentity", Federated="accounts.google.com")
    assert decided(admin, web, "accounts.google.com") == {"AssumeRoleWithWebIdentity": "allowed"}


def test_an_external_id_has_to_be_the_one_that_is_wanted(admin):
    wanted = {"StringEquals": {"sts:ExternalId": "abc"}}
    text = trusting(conditions=wanted, AWS=ELSEWHERE)
    (without,) = asked(admin, text, STRANGER).evaluation_results
    assert str(without.eval_decision) == "implicitDeny"
    assert without.missing_context_values == ("sts:ExternalId",)
    assert decided(admin, text, STRANGER, sts__ExternalId="xyz")["AssumeRole"] == "implicitDeny"
    assert decided(admin, text, STRANGER, sts__ExternalId="abc")["AssumeRole"] == "allowed"


def test_what_came_nearest_says_what_is_missing(admin, dave):
    text = trusting(conditions={"Bool": {"aws:MultiFactorAuthPresent": "true"}}, AWS=dave.arn)
    told = asked(admin, text, dave.arn).why(0, 0, Kind.TRUST)
    (part,) = told.nearest[0].missed
    assert (part.key, part.seen) == ("aws:MultiFactorAuthPresent", None)
    shown = decided(admin, text, dave.arn, aws__MultiFactorAuthPresent="true")
    assert shown == {"AssumeRole": "allowed"}


def test_a_source_identity_and_tags_are_actions_of_their_own(admin, dave):
    text = trusting(["sts:AssumeRole", "sts:TagSession"], AWS=dave.arn)
    context = {"sts__SourceIdentity": "dave", "aws__RequestTag/team": "red"}
    assert decided(admin, text, dave.arn, **context) == {
        "AssumeRole": "allowed",
        "SetSourceIdentity": "implicitDeny",
        "TagSession": "allowed",
    }


def test_the_statement_that_lets_in_is_told(admin, dave):
    (one,) = asked(admin, trusting(AWS=dave.arn), dave.arn).evaluation_results
    assert [found.source_policy_type for found in one.matched_statements] == ["Trust Policy"]


@pytest.mark.parametrize(
    ("principal", "told"),
    [
        ("nobody in particular", "is no user, role, service or provider"),
        (ROOT, "may not be assumed by root accounts"),
        (f"arn:aws:iam::{ELSEWHERE}:root", "may not be assumed by root accounts"),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/driver/me", "name the user or the role"),
        (f"arn:aws:iam::{ACCOUNT}:group/crew", "is no user, role, service or provider"),
    ],
    ids=["text", "root", "other-root", "session", "group"],
)
def test_it_refuses_who_takes_on_no_role(admin, principal, told):
    with pytest.raises(InvalidInput, match=told):
        asked(admin, trusting(AWS="*"), principal)


def test_text_that_is_no_trust_policy_is_refused(admin, dave):
    with pytest.raises(InvalidInput, match="Invalid policy in PolicyDocument"):
        asked(admin, document(allow("s3:*")), dave.arn)


def test_somebody_of_the_account_is_for_those_who_may_simulate_them(carol, dave):
    text = trusting(AWS=dave.arn)
    with pytest.raises(AccessDenied, match="SimulateCustomPolicy"):
        asked(calling(carol), text, STRANGER)
    grant(carol, allow("iam:SimulateCustomPolicy"))
    assert asked(calling(carol), text, STRANGER)
    gone = f"arn:aws:iam::{ACCOUNT}:user/nobody"
    for arn in (dave.arn, gone):
        with pytest.raises(AccessDenied, match="SimulatePrincipalPolicy"):
            asked(calling(carol), text, arn)
    grant(carol, allow("iam:SimulatePrincipalPolicy", dave.arn), name="dave")
    assert asked(calling(carol), text, dave.arn)


def test_who_is_not_there_is_missed(admin):
    with pytest.raises(NoSuchEntity):
        asked(admin, trusting(AWS="*"), f"arn:aws:iam::{ACCOUNT}:user/nobody")
