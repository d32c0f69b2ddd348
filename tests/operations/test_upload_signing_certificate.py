from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from accounts.models import Event, SigningCertificate
from accounts.operations.signing_certificates import upload_signing_certificate
from iamconsole.errors import (
    DuplicateCertificate,
    InvalidCertificate,
    LimitExceeded,
    MalformedCertificate,
    NoSuchEntity,
)
from tests.certificates import issue, signing_certificate
from tests.people import allow, calling, grant, make_user
from tests.refusals import refused

DUPLICATE = "The certificate is already associated with an IAM user."


def upload(caller, body, user_name="dave"):
    answer = upload_signing_certificate(caller, user_name=user_name, certificate_body=body)
    return answer.certificate


def test_it_keeps_a_certificate_for_a_user(admin, dave):
    issued = issue()
    told = upload(admin, issued.body)
    assert re.fullmatch(r"[A-Z2-7]{32}", told.certificate_id)
    assert (told.user_name, told.status) == ("dave", "Active")
    row = SigningCertificate.objects.get()
    assert told.certificate_body == row.body == issued.body.strip()
    assert (row.user, row.created) == (dave, told.upload_date)


def test_without_a_name_it_is_the_callers_and_root_may_have_some(carol, alice, root):
    grant(carol, allow("iam:UploadSigningCertificate", carol.arn))
    assert upload(calling(carol), issue().body, None).user_name == "carol"
    upload(calling(root), issue().body, None)
    assert root.signing_certificates.count() == 1


def test_the_third_is_refused(admin, dave):
    for _ in range(2):
        signing_certificate(dave)
    with refused(LimitExceeded, "Cannot exceed quota for CertificatesPerUser: 2"):
        upload(admin, issue().body)


def test_two_users_of_an_account_cannot_share_one(admin, dave, mallory):
    make_user(dave.account, "erin")
    body = issue().body
    upload(admin, body)
    for user_name in ("dave", "erin"):
        with refused(DuplicateCertificate, DUPLICATE):
            upload(admin, body, user_name)
    upload(calling(mallory), body, "mallory")


@pytest.mark.parametrize("body", ["invalid-certificate-body", "-----BEGIN CERTIFICATE-----"])
def test_what_is_no_certificate_is_malformed(admin, dave, body):
    with refused(MalformedCertificate, f"Certificate {body} is malformed."):
        upload(admin, body)


def test_a_private_key_pasted_by_mistake_is_told_to_nobody(admin, dave):
    issued = issue()
    for body in (issued.key, issued.body + issued.key):
        with pytest.raises(MalformedCertificate) as refusal:
            upload(admin, body)
        assert issued.key.splitlines()[1] not in refusal.value.message
    assert issued.key.splitlines()[1] not in str(list(Event.objects.values()))


def test_a_certificate_past_its_time_is_invalid(admin, dave):
    past = issue(begins=datetime(2020, 1, 1, tzinfo=UTC), ends=datetime(2021, 1, 1, tzinfo=UTC))
    message = "The certificate does not hold now, but from 2020-01-01 to 2021-01-01."
    with refused(InvalidCertificate, message):
        upload(admin, past.body)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name dave cannot be found."):
        upload(admin, issue().body)
