from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.operations.service_specific_credentials import list_service_specific_credentials
from iamconsole.errors import AccessDenied, NoSuchEntity, ValidationError
from tests.certificates import service_credential
from tests.people import ACCOUNT, allow, calling, grant
from tests.refusals import refused

BEDROCK = "bedrock.amazonaws.com"


def listed(caller, **more):
    return list_service_specific_credentials(caller, **more).service_specific_credentials


def ids(caller, **more):
    return [row.service_specific_credential_id for row in listed(caller, **more)]


def test_it_lists_a_users_from_the_first_in_pages(admin, dave, alice):
    made = [service_credential(dave).credential_id for _ in range(2)]
    service_credential(alice)
    assert ids(admin, user_name="dave") == made
    first = list_service_specific_credentials(admin, user_name="dave", max_items=1)
    assert first.is_truncated
    assert ids(admin, user_name="dave", marker=first.marker) == made[1:]


def test_it_keeps_to_a_service(admin, dave):
    service_credential(dave)
    token = service_credential(dave, BEDROCK)
    assert ids(admin, user_name="dave", service_name="Bedrock.amazonaws.com") == [
        token.credential_id
    ]
    assert len(ids(admin, user_name="dave", service_name="")) == 2
    message = "No such service x.amazonaws.com is supported for Service Specific Credentials"
    with refused(NoSuchEntity, message):
        ids(admin, user_name="dave", service_name="x.amazonaws.com")


def test_what_a_name_is_called_depends_on_the_service(admin, dave):
    service_credential(dave)
    service_credential(dave, BEDROCK)
    password, token = listed(admin, user_name="dave")
    name = f"dave-at-{ACCOUNT}"
    assert (password.service_user_name, password.service_credential_alias) == (name, None)
    assert (token.service_user_name, token.service_credential_alias) == (None, name)


def test_time_makes_one_expire(admin, dave):
    service_credential(dave, BEDROCK, expires=now() + timedelta(hours=1))
    service_credential(dave, BEDROCK, expires=now() - timedelta(hours=1))
    assert [row.status for row in listed(admin, user_name="dave")] == ["Active", "Expired"]


def test_without_a_name_it_lists_the_callers_own(carol, alice):
    grant(carol, allow("iam:ListServiceSpecificCredentials", carol.arn))
    row = service_credential(carol)
    service_credential(alice)
    assert ids(calling(carol)) == [row.credential_id]
    assert ids(calling(carol), user_name="carol", all_users=False) == [row.credential_id]


def test_everybodys_are_listed_for_those_who_may_see_every_user(admin, carol, dave, mallory):
    rows = [service_credential(user) for user in (dave, carol)]
    service_credential(mallory)
    assert ids(admin, all_users=True) == [row.credential_id for row in rows]
    grant(carol, allow("iam:ListServiceSpecificCredentials", carol.arn))
    with pytest.raises(AccessDenied):
        ids(calling(carol), all_users=True)


def test_everybody_and_somebody_cannot_both_be_meant(admin, dave):
    message = "UserName cannot be specified together with AllUsers."
    with refused(ValidationError, message):
        ids(admin, user_name="dave", all_users=True)


def test_unknown_users_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        ids(admin, user_name="dave")
