from __future__ import annotations

from accounts.models import ServerCertificate
from accounts.operations.server_certificates import untag_server_certificate
from iamconsole.errors import NoSuchEntity
from tests.certificates import server_certificate
from tests.refusals import refused


def untag(caller, *keys):
    untag_server_certificate(caller, server_certificate_name="www", tag_keys=list(keys))


def test_it_removes_tags_and_passes_over_others(admin, account):
    server_certificate(account, "www", tags={"team": "web", "cost": "1"})
    untag(admin, "TEAM", "nothing")
    assert ServerCertificate.objects.get().tags == {"cost": "1"}


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The Server Certificate with name www cannot be found."):
        untag(admin, "team")
