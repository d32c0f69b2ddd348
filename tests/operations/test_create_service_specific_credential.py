from __future__ import annotations

import base64
import hashlib
import re
from datetime import timedelta

import pytest

from accounts.models import Event, ServiceSpecificCredential, User
from accounts.operations.service_specific_credentials import create_service_specific_credential
from iamconsole.errors import AccessDenied, LimitExceeded, NoSuchEntity, ValidationError
from tests.certificates import service_credential
from tests.people import ACCOUNT, allow, calling, grant, make_user
from tests.refusals import refused

CODECOMMIT = "codecommit.amazonaws.com"
BEDROCK = "bedrock.amazonaws.com"
TOKENS = {
    BEDROCK: "ABSK",
    "logs.amazonaws.com": "ACWL",
    "cloudwatch.amazonaws.com": "APIAACWM",
    "aws-external-anthropic.amazonaws.com": "AEAA",
}


def create(caller, service_name=CODECOMMIT, user_name="dave", **more):
    answer = create_service_specific_credential(
        caller, user_name=user_name, service_name=service_name, **more
    )
    return answer.service_specific_credential


@pytest.mark.parametrize("service_name", [CODECOMMIT, "cassandra.amazonaws.com"])
def test_it_makes_a_user_name_and_a_password(admin, dave, service_name):
    told = create(admin, service_name)
    assert re.fullmatch(r"ACCA[A-Z2-7]{17}", told.service_specific_credential_id)
    assert told.service_user_name == f"dave-at-{ACCOUNT}"
    assert re.fullmatch(r"[A-Za-z0-9+/]{60}", told.service_password)
    assert (told.user_name, told.service_name, told.status) == ("dave", service_name, "Active")
    assert told.service_credential_alias is told.service_credential_secret is None
    assert told.expiration_date is None


@pytest.mark.parametrize("service_name", TOKENS)
def test_services_that_take_tokens_get_one(admin, dave, service_name):
    told = create(admin, service_name, credential_age_days=30)
    prefix, alias = TOKENS[service_name], f"dave-at-{ACCOUNT}"
    assert told.service_credential_alias == alias
    assert told.service_credential_secret.startswith(prefix)
    inside = base64.b64decode(told.service_credential_secret.removeprefix(prefix)).decode()
    assert re.fullmatch(rf"{alias}:[A-Za-z0-9+/]{{60}}", inside)
    assert told.service_user_name is told.service_password is None
    assert told.expiration_date - told.create_date == timedelta(days=30)


@pytest.mark.parametrize("service_name", [CODECOMMIT, BEDROCK])
def test_only_a_digest_of_the_secret_is_kept(admin, dave, service_name):
    told = create(admin, service_name)
    secret = told.service_password or told.service_credential_secret
    kept = ServiceSpecificCredential.objects.get()
    assert kept.secret_digest == hashlib.sha256(secret.encode()).hexdigest()
    for shown in (told, vars(kept), list(Event.objects.values())):
        assert secret not in str(shown)


def test_two_a_service_are_the_most(admin, dave):
    names = [create(admin).service_user_name for _ in range(2)]
    assert names == [f"dave-at-{ACCOUNT}", f"dave+1-at-{ACCOUNT}"]
    message = "Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2"
    with refused(LimitExceeded, message):
        create(admin)
    create(admin, BEDROCK)


def test_a_namesake_of_a_renamed_user_gets_another_name(admin, dave):
    service_credential(dave)
    User.objects.filter(pk=dave.pk).update(name="david")
    make_user(dave.account, "Dave")
    assert create(admin).service_user_name == f"Dave+1-at-{ACCOUNT}"


def test_services_are_known_in_capitals_too(admin, dave):
    assert create(admin, "CodeCommit.amazonaws.com").service_name == CODECOMMIT


@pytest.mark.parametrize("name", ["lambda.amazonaws.com", ""])
def test_other_services_are_missed(admin, dave, name):
    message = f"No such service {name} is supported for Service Specific Credentials"
    with refused(NoSuchEntity, message):
        create(admin, name)


@pytest.mark.parametrize("days", [0, 36_601])
def test_an_age_keeps_to_its_limits(admin, dave, days):
    with pytest.raises(ValidationError):
        create(admin, BEDROCK, credential_age_days=days)


def test_unknown_users_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        create(admin)


def test_policies_may_say_which_service_and_how_old(carol, dave):
    condition = {
        "StringEquals": {"iam:ServiceSpecificCredentialServiceName": BEDROCK},
        "NumericLessThanEquals": {"iam:ServiceSpecificCredentialAgeDays": "90"},
    }
    grant(carol, allow("iam:CreateServiceSpecificCredential", **condition))
    create(calling(carol), "Bedrock.amazonaws.com", credential_age_days=90)
    for name, more in (
        (CODECOMMIT, {"credential_age_days": 90}),
        (BEDROCK, {"credential_age_days": 91}),
        (BEDROCK, {}),
    ):
        with pytest.raises(AccessDenied):
            create(calling(carol), name, **more)
