from __future__ import annotations

import pytest

from accounts.models import ServerCertificate
from accounts.operations.server_certificates import update_server_certificate
from iamconsole.errors import AccessDenied, EntityAlreadyExists, NoSuchEntity
from tests.certificates import server_certificate
from tests.people import ACCOUNT, allow, calling, grant
from tests.refusals import refused


def update(caller, name="www", **more):
    update_server_certificate(caller, server_certificate_name=name, **more)


@pytest.fixture
def www(account):
    return server_certificate(account, "www")


def test_it_renames_and_moves(admin, www):
    update(admin, new_server_certificate_name="web", new_path="/sites/")
    row = ServerCertificate.objects.get()
    assert (row.name, row.path, row.certificate_id) == ("web", "/sites/", www.certificate_id)


def test_nothing_new_changes_nothing(admin, www):
    update(admin)
    row = ServerCertificate.objects.get()
    assert (row.name, row.path) == ("www", "/")


def test_a_taken_name_is_refused(admin, account, www):
    server_certificate(account, "mail")
    with refused(EntityAlreadyExists, "The Server Certificate with name MAIL already exists."):
        update(admin, new_server_certificate_name="MAIL")
    update(admin, new_server_certificate_name="WWW")


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The Server Certificate with name www cannot be found."):
        update(admin, new_path="/x/")


def test_permission_is_needed_on_the_new_name_too(carol, account):
    lab = f"arn:aws:iam::{ACCOUNT}:server-certificate/lab/*"
    grant(carol, allow("iam:UpdateServerCertificate", lab))
    server_certificate(account, "www", path="/lab/")
    update(calling(carol), new_server_certificate_name="web")
    with pytest.raises(AccessDenied):
        update(calling(carol), "web", new_path="/office/")
