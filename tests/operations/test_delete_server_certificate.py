from __future__ import annotations

import pytest

from accounts.models import ServerCertificate
from accounts.operations.server_certificates import delete_server_certificate
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests.certificates import server_certificate
from tests.people import calling
from tests.refusals import refused


def test_it_deletes_one(admin, account):
    server_certificate(account, "www")
    delete_server_certificate(admin, server_certificate_name="WWW")
    assert not ServerCertificate.objects.exists()


def test_unknown_names_and_other_accounts_are_missed(admin, mallory):
    server_certificate(mallory.account, "theirs")
    for name in ("www", "theirs"):
        message = f"The Server Certificate with name {name} cannot be found."
        with refused(NoSuchEntity, message):
            delete_server_certificate(admin, server_certificate_name=name)


def test_who_may_look_may_not_delete(bob, account):
    server_certificate(account, "www")
    with pytest.raises(AccessDenied):
        delete_server_certificate(calling(bob), server_certificate_name="www")
