from __future__ import annotations

from accounts.operations.signing_certificates import list_signing_certificates
from iamconsole.errors import NoSuchEntity
from tests.certificates import signing_certificate
from tests.people import allow, calling, grant
from tests.refusals import refused


def ids(caller, **more):
    listed = list_signing_certificates(caller, **more).certificates
    return [certificate.certificate_id for certificate in listed]


def test_it_lists_a_users_from_the_first_in_pages(admin, dave, alice):
    made = [signing_certificate(dave).certificate_id for _ in range(2)]
    signing_certificate(alice)
    assert ids(admin, user_name="dave") == made
    first = list_signing_certificates(admin, user_name="dave", max_items=1)
    assert first.is_truncated
    assert ids(admin, user_name="dave", marker=first.marker) == made[1:]


def test_without_a_name_it_lists_the_callers_own(carol, root):
    grant(carol, allow("iam:ListSigningCertificates", carol.arn))
    for user in (carol, root):
        certificate = signing_certificate(user)
        assert ids(calling(user)) == [certificate.certificate_id]


def test_a_user_without_any_has_an_empty_list_and_an_unknown_one_is_missed(admin, dave):
    assert ids(admin, user_name="dave") == []
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        ids(admin, user_name="nobody")
