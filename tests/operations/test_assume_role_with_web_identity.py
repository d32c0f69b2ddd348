from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from accounts.models import Event
from tests import people, providers
from tests.federated import (  # noqa: F401  # fixtures
    SAML,
    SOURCE,
    TAGS,
    URL,
    WEB,
    its_idp,
    its_issuer,
    its_role,
    its_saml_role,
    refused,
    session_client,
    taken,
    unsigned_sts,
)
from tests.issuer_site import issuer_site  # noqa: F401  # the fixture `site`
from tests.people import ACCOUNT, ELSEWHERE, allow, grant
from tests.providers import CLIENT, ISSUER, claims, token


def test_a_token_gets_a_session_of_the_role(sts, role, issuer):
    made = taken(sts, role, token(), DurationSeconds=900)
    assert made["SubjectFromWebIdentityToken"] == "subject-7"
    assert (made["Audience"], made["Provider"]) == (CLIENT, issuer.arn)
    assert made["AssumedRoleUser"] == {
        "AssumedRoleId": f"{role.role_id}:parcel-7",
        "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/courier/parcel-7",
    }
    credentials = made["Credentials"]
    identity = session_client("sts", credentials).get_caller_identity()
    assert identity["Arn"] == made["AssumedRoleUser"]["Arn"]
    assert "Users" in session_client("iam", credentials).list_users()
    refused("AccessDenied", session_client("iam", credentials).list_groups)


def test_it_leaves_an_event_in_the_roles_account_that_repeats_no_token(sts, role, issuer):
    offered = token()
    taken(sts, role, offered)
    event = Event.objects.get(action=WEB)
    assert (event.account_id, event.error, event.target_arn) == (ACCOUNT, "", role.arn)
    assert (event.caller_arn, event.caller_id) == (issuer.arn, f"{ISSUER}:{CLIENT}:subject-7")
    assert event.params["web_identity_token"] == "***"
    assert offered not in str(event.params)


def test_what_proves_nothing_leaves_an_event_too(sts, role):
    offered = token(claims(aud="another"))
    refused("InvalidIdentityToken", taken, sts, role, offered)
    event = Event.objects.get(action=WEB)
    assert (event.account_id, event.error) == (ACCOUNT, "InvalidIdentityToken")
    assert event.params == {"role_arn": role.arn, "role_session_name": "parcel-7"}


@pytest.mark.parametrize(
    ("offered", "code"),
    [
        (lambda: token(claims(exp=1, iat=0)), "ExpiredTokenException"),
        (lambda: token(claims(iss="https://another.example")), "InvalidIdentityToken"),
        (lambda: token(key=providers.signing_key("RS256", "stranger")), "InvalidIdentityToken"),
        (lambda: providers.made_by_hand({"alg": "none"}, claims()), "InvalidIdentityToken"),
        (lambda: "no token", "InvalidIdentityToken"),
        (lambda: token(claims(sub="a\0b")), "InvalidIdentityToken"),
        (lambda: token(claims(sub="a\ud800b")), "InvalidIdentityToken"),
    ],
)
def test_errors_have_the_codes_of_the_model(sts, role, offered, code):
    refused(code, taken, sts, role, offered())


def test_an_issuer_of_nobodys_is_named(sts, role, issuer):
    issuer.delete()
    message = refused("InvalidIdentityToken", taken, sts, role, token())
    assert message == f"No OpenIDConnect provider found in your account for {ISSUER}"


def test_an_issuer_that_cannot_be_asked_is_told(sts, role, issuer):
    type(issuer).objects.update(key_set="", url="10.0.0.1/realm")
    offered = token(claims(iss="https://10.0.0.1/realm"))
    assert "Couldn't retrieve" in refused("IDPCommunicationError", taken, sts, role, offered)


def test_an_issuer_is_asked_for_its_keys(sts, account, site):
    """From its registration by boto3 to the session: nothing but the issuer's own documents."""
    issuer = providers.make_issuer(account, url=site.address.removeprefix("https://"), key_set="")
    role = providers.make_federated_role(account, "courier", issuer.arn, WEB)
    assert taken(sts, role, token(claims(iss=site.address)))["Credentials"]
    assert site.asked == ["/.well-known/openid-configuration", "/keys"]
    stranger = token(claims(iss=site.address), key=providers.signing_key("RS256", "stranger"))
    refused("InvalidIdentityToken", taken, sts, role, stranger)


def test_the_role_must_trust_the_provider(sts, account, issuer):
    another = f"arn:aws:iam::{ACCOUNT}:oidc-provider/another.example"
    role = providers.make_federated_role(account, "aloof", another, WEB)
    message = refused("AccessDenied", taken, sts, role, token())
    assert message == "Not authorized to perform sts:AssumeRoleWithWebIdentity"
    missing = providers.make_federated_role(account, "gone", another, WEB)
    missing.delete()
    assert refused("AccessDenied", taken, sts, missing, token()) == message
    plain = people.make_role(account, "plain", f"arn:aws:iam::{ACCOUNT}:root", actions=["sts:*"])
    assert refused("AccessDenied", taken, sts, plain, token()) == message


def test_trust_for_one_kind_of_word_is_none_for_another(sts, account, issuer):
    role = providers.make_federated_role(account, "aloof", issuer.arn, SAML)
    refused("AccessDenied", taken, sts, role, token())


@pytest.mark.parametrize(
    ("conditions", "is_let_in"),
    [
        ({f"{URL}:aud": CLIENT, f"{URL}:sub": "subject-7"}, True),
        ({f"{URL}:sub": "subject-8"}, False),
        ({f"{URL}:aud": "another"}, False),
        ({f"{URL}:amr": "mfa"}, True),
        ({f"{URL}:email": "dora@example.com"}, True),
        ({"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{URL}"}, False),
        ({"aws:PrincipalAccount": ACCOUNT}, False),
        ({"sts:DurationSeconds": "900"}, True),
    ],
)
def test_the_trust_policy_may_ask_what_the_token_says(sts, account, issuer, conditions, is_let_in):
    role = providers.make_federated_role(
        account, "asking", issuer.arn, WEB, **{"ForAnyValue:StringEquals": conditions}
    )
    offered = token(claims(amr=["pwd", "mfa"], email="dora@example.com"))
    if is_let_in:
        taken(sts, role, offered, DurationSeconds=900)
    else:
        refused("AccessDenied", taken, sts, role, offered, DurationSeconds=900)


def test_what_aws_knows_of_an_issuer_may_be_asked_as_well(sts, account):
    """Pipelines say which repository they run for; claims nobody knows are not told."""
    url = "token.actions.githubusercontent.com"
    github = providers.make_issuer(account, url=url)
    said = {"repository": "octo/app", "Repository": "evil/app", "ref": "refs/heads/main"}
    hostile = {"": "x", "${x}": "x", "*": "x", "aws:SourceIp": "x", "is_true": True, "aud ": "x"}
    offered = token(claims(iss=f"https://{url}", **said, **hostile))
    conditions = (
        ({f"{url}:repository": "octo/app", f"{url}:ref": "refs/heads/main"}, True),
        ({f"{url}:repository": "evil/app"}, False),
        ({f"{url}:*": "x"}, False),
        ({f"{url}:is_true": "true"}, False),
    )
    for number, (asked, is_let_in) in enumerate(conditions):
        name = f"pipeline-{number}"
        role = providers.make_federated_role(account, name, github.arn, WEB, StringEquals=asked)
        if is_let_in:
            taken(sts, role, offered)
        else:
            refused("AccessDenied", taken, sts, role, offered)


def test_a_provider_of_another_account_vouches_for_nobody_here(sts, role, issuer, mallory):
    issuer.delete()
    providers.make_issuer(mallory.account)
    refused("InvalidIdentityToken", taken, sts, role, token())


def test_a_role_of_another_account_asks_its_own_providers(sts, role, issuer, mallory):
    foreign = providers.make_federated_role(mallory.account, "theirs", issuer.arn, WEB)
    assert foreign.arn.startswith(f"arn:aws:iam::{ELSEWHERE}:")
    refused("InvalidIdentityToken", taken, sts, foreign, token())


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::999999999999:role/nobody",
        "arn:aws:iam::example:role/courier",
        "arn:aws:iam:::role/courier-of-none",
        "arn:aws:iam::111122223333:role/../../x",
    ],
)
def test_an_account_that_is_not_there_is_nobodys_and_leaves_no_event(sts, role, arn):
    with pytest.raises(ClientError):
        sts.assume_role_with_web_identity(
            RoleArn=arn, RoleSessionName="parcel", WebIdentityToken=token()
        )
    assert set(Event.objects.values_list("account_id", flat=True)) <= {ACCOUNT}
    assert ACCOUNT in arn or not Event.objects.exists()


def test_what_is_no_roles_arn_is_refused(sts, account):
    user = f"arn:aws:iam::{ACCOUNT}:user/alice"
    with pytest.raises(ClientError, match="is invalid"):
        sts.assume_role_with_web_identity(
            RoleArn=user, RoleSessionName="parcel", WebIdentityToken=token()
        )


def test_a_session_is_no_longer_than_the_role_allows(sts, role):
    message = refused("ValidationError", taken, sts, role, token(), DurationSeconds=7200)
    assert "exceeds the MaxSessionDuration" in message


def test_session_policies_cut_what_the_role_may_do(sts, role):
    made = taken(sts, role, token(), Policy=people.document(allow("s3:*")))
    refused("AccessDenied", session_client("iam", made["Credentials"]).list_users)
    refused("MalformedPolicyDocument", taken, sts, role, token(), Policy="{}")


def test_tags_need_a_right_of_their_own_and_travel_with_the_session(sts, account, issuer, role):
    tags = {
        "principal_tags": {"team": ["blue"], "level": "2"},
        "transitive_tag_keys": ["team"],
    }
    offered = token(claims(**{TAGS: tags}))
    refused("AccessDenied", taken, sts, role, offered)
    tagging = providers.make_federated_role(account, "tagged", issuer.arn, WEB, "sts:TagSession")
    grant(tagging, allow("iam:ListUsers", StringEquals={"aws:PrincipalTag/team": "blue"}))
    made = taken(sts, tagging, offered)
    assert made["PackedPolicySize"] > 0
    assert "Users" in session_client("iam", made["Credentials"]).list_users()
    red = token(claims(**{TAGS: {"principal_tags": {"team": ["red"]}}}))
    credentials = taken(sts, tagging, red)["Credentials"]
    refused("AccessDenied", session_client("iam", credentials).list_users)


@pytest.mark.parametrize(
    "tags",
    [
        {"principal_tags": {"team": ["a", "b"]}},
        {"principal_tags": {"team": 7}},
        {"principal_tags": {"team": "a", "Team": "b"}},
        {"principal_tags": {"aws:team": "a"}},
        {"principal_tags": {"<>": "a"}},
        {"principal_tags": {"team": "x" * 257}},
        {"principal_tags": {f"t{n}": "x" for n in range(51)}},
    ],
)
def test_tags_no_session_could_have_are_refused(sts, account, issuer, tags):
    role = providers.make_federated_role(account, "tagged", issuer.arn, WEB, "sts:TagSession")
    refused("InvalidIdentityToken", taken, sts, role, token(claims(**{TAGS: tags})))


def test_a_transitive_key_must_be_among_the_tags(sts, account, issuer):
    role = providers.make_federated_role(account, "tagged", issuer.arn, WEB, "sts:TagSession")
    tags = {"principal_tags": {"team": "blue"}, "transitive_tag_keys": ["level"]}
    refused("InvalidParameterValue", taken, sts, role, token(claims(**{TAGS: tags})))


def test_a_source_identity_needs_a_right_of_its_own(sts, account, issuer, role):
    offered = token(claims(**{SOURCE: "dora"}))
    refused("AccessDenied", taken, sts, role, offered)
    other = providers.make_federated_role(
        account, "named", issuer.arn, WEB, "sts:SetSourceIdentity"
    )
    assert taken(sts, other, offered)["SourceIdentity"] == "dora"
    refused("InvalidIdentityToken", taken, sts, other, token(claims(**{SOURCE: "no spaces"})))
    refused("InvalidIdentityToken", taken, sts, other, token(claims(**{SOURCE: ["dora"]})))


def test_the_session_remembers_who_vouched_for_it(sts, role, issuer):
    grant(
        role,
        allow(
            "iam:ListGroups",
            StringEquals={f"{URL}:sub": "subject-7", "aws:FederatedProvider": issuer.arn},
        ),
        name="remembered",
    )
    credentials = taken(sts, role, token())["Credentials"]
    assert "Groups" in session_client("iam", credentials).list_groups()


def test_oauth_tokens_of_other_kinds_are_refused(sts, role):
    refused("ValidationError", taken, sts, role, token(), ProviderId="www.amazon.com")


def test_limits_are_the_models(sts, role):
    with pytest.raises(ClientError, match="roleSessionName"):
        sts.assume_role_with_web_identity(
            RoleArn=role.arn, RoleSessionName="a:b", WebIdentityToken=token()
        )
    message = refused("ValidationError", taken, sts, role, "x")
    assert "webIdentityToken" in message and "'x'" not in message
