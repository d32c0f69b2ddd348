from __future__ import annotations

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError
from django.utils.timezone import now

from accounts.models import Event, UsedAssertion
from iamconsole import job_runs
from tests import providers
from tests.federated import (  # noqa: F401  # fixtures
    SAML,
    its_idp,
    its_issuer,
    its_role,
    its_saml_role,
    redeemed,
    refused,
    session_client,
    unsigned_sts,
    words,
)
from tests.people import ACCOUNT, allow, grant
from tests.providers import response


def test_an_assertion_gets_a_session_of_the_role(sts, saml_role, idp):
    made = redeemed(sts, saml_role, idp, response(words(saml_role, idp)))
    assert made["AssumedRoleUser"]["Arn"].endswith(":assumed-role/clerk/dora")
    assert (made["Subject"], made["SubjectType"]) == ("dora@idp.example", "persistent")
    assert made["Issuer"] == "https://idp.example/saml"
    assert made["Audience"] == "http://127.0.0.1:8000/saml"
    assert len(made["NameQualifier"]) == 28
    identity = session_client("sts", made["Credentials"]).get_caller_identity()
    assert identity["UserId"] == f"{saml_role.role_id}:dora"
    event = Event.objects.get(action=SAML)
    assert (event.caller_arn, event.error) == (idp.arn, "")
    assert event.params["saml_assertion"] == "***"


def test_an_assertion_is_redeemed_once(sts, saml_role, idp):
    offered = response(words(saml_role, idp))
    redeemed(sts, saml_role, idp, offered)
    message = refused("IDPRejectedClaim", redeemed, sts, saml_role, idp, offered)
    assert message == "The assertion was redeemed already"


def test_an_assertion_that_got_nothing_is_not_used_up(sts, saml_role, idp):
    offered = response(words(saml_role, idp))
    refused("ValidationError", redeemed, sts, saml_role, idp, offered, DurationSeconds=7200)
    assert not UsedAssertion.objects.exists()
    redeemed(sts, saml_role, idp, offered)


def test_used_assertions_are_forgotten_when_they_are_over(sts, saml_role, idp, account):
    UsedAssertion.objects.create(account=account, digest="old", expires=account.created)
    redeemed(sts, saml_role, idp, response(words(saml_role, idp)))
    job_runs.run("accounts.forget_used_assertions")
    assert UsedAssertion.objects.exists()
    assert not UsedAssertion.objects.filter(digest="old").exists()


def test_the_role_must_be_named_with_the_provider(sts, account, saml_role, idp):
    other = providers.make_saml_provider(account, "other")
    for pairs in (
        [],
        [saml_role.arn],
        [f"{saml_role.arn},{other.arn}"],
        [f"{saml_role.arn}x,{idp.arn}"],
        [f"{saml_role.arn},{idp.arn},{other.arn}"],
    ):
        offered = response(words(saml_role, idp, attributes={"Role": pairs}))
        message = refused("AccessDenied", redeemed, sts, saml_role, idp, offered)
        assert message == "Not authorized to perform sts:AssumeRoleWithSAML"
    pairs = ["something", f" {idp.arn} , {saml_role.arn} "]
    redeemed(sts, saml_role, idp, response(words(saml_role, idp, attributes={"Role": pairs})))


def test_the_provider_must_be_there_and_its_own(sts, saml_role, idp, mallory):
    theirs = providers.make_saml_provider(mallory.account)
    for arn in (theirs.arn, idp.arn.replace("idp", "nobody"), saml_role.arn):
        with pytest.raises(ClientError, match="Specified provider doesn't exist"):
            sts.assume_role_with_saml(
                RoleArn=saml_role.arn,
                PrincipalArn=arn,
                SAMLAssertion=response(words(saml_role, idp)),
            )


def test_a_name_for_the_session_is_needed(sts, saml_role, idp):
    for names, because in ((None, "required"), (["a b"], "match"), (["x"], "match")):
        offered = response(words(saml_role, idp, attributes={"RoleSessionName": names}))
        assert because in refused("InvalidIdentityToken", redeemed, sts, saml_role, idp, offered)


def seconds_left(made):
    return (made["Credentials"]["Expiration"] - now()).total_seconds()


def test_the_assertion_bounds_the_session(sts, saml_role, idp):
    short = {"SessionDuration": ["900"]}
    made = redeemed(sts, saml_role, idp, response(words(saml_role, idp, attributes=short)))
    assert 800 < seconds_left(made) <= 900
    longer = response(words(saml_role, idp, attributes=short))
    assert seconds_left(redeemed(sts, saml_role, idp, longer, DurationSeconds=3600)) <= 900
    ending = response(words(saml_role, idp, session_ends=timedelta(minutes=10)))
    assert 500 < seconds_left(redeemed(sts, saml_role, idp, ending)) <= 600
    for asked in (["100"], ["x"], ["900", "901"]):
        offered = response(words(saml_role, idp, attributes={"SessionDuration": asked}))
        refused("InvalidIdentityToken", redeemed, sts, saml_role, idp, offered)


def test_tags_and_facts_reach_the_conditions(sts, account, idp):
    role = providers.make_federated_role(
        account,
        "facts",
        idp.arn,
        SAML,
        "sts:TagSession",
        StringEquals={
            "saml:aud": "http://127.0.0.1:8000/saml",
            "saml:iss": "https://idp.example/saml",
            "saml:doc": f"{ACCOUNT}/idp",
            "saml:sub": "dora@idp.example",
            "saml:sub_type": "persistent",
        },
    )
    grant(role, allow("iam:ListUsers", StringEquals={"aws:PrincipalTag/team": "blue"}))
    said = {"PrincipalTag:team": ["blue"], "TransitiveTagKeys": ["team"]}
    made = redeemed(sts, role, idp, response(words(role, idp, attributes=said)))
    assert "Users" in session_client("iam", made["Credentials"]).list_users()


def test_groups_at_the_provider_reach_the_conditions(sts, account, idp):
    staff = {"ForAnyValue:StringEquals": {"saml:edupersonaffiliation": "staff"}}
    role = providers.make_federated_role(account, "staff", idp.arn, SAML, **staff)
    affiliation = "urn:oid:1.3.6.1.4.1.5923.1.1.1.1"
    for values, is_let_in in ((["student"], False), (["student", "staff"], True)):
        offered = response(words(role, idp, attributes={affiliation: values}))
        if is_let_in:
            redeemed(sts, role, idp, offered)
        else:
            refused("AccessDenied", redeemed, sts, role, idp, offered)


def test_what_proves_nothing_leaves_an_event(sts, saml_role, idp):
    offered = response(words(saml_role, idp), key="stranger")
    refused("InvalidIdentityToken", redeemed, sts, saml_role, idp, offered)
    event = Event.objects.get(action=SAML)
    assert (event.error, event.message) == ("InvalidIdentityToken", "Response signature invalid")
