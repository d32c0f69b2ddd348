from __future__ import annotations

import pytest

from accounts.models import ServerCertificate
from accounts.operations.server_certificates import tag_server_certificate
from iamconsole.errors import InvalidInput, LimitExceeded, NoSuchEntity
from tests.certificates import server_certificate
from tests.refusals import refused


def tag(caller, **tags):
    given = [{"key": key, "value": value} for key, value in tags.items()]
    tag_server_certificate(caller, server_certificate_name="www", tags=given)


def test_it_adds_tags_and_changes_values(admin, account):
    server_certificate(account, "www", tags={"team": "web"})
    tag(admin, Team="mail", cost="1")
    assert ServerCertificate.objects.get().tags == {"team": "mail", "cost": "1"}


def test_fifty_are_the_most(admin, account):
    server_certificate(account, "www", tags={f"tag{n}": "" for n in range(50)})
    message = "The number of tags has reached the maximum limit of 50."
    with refused(LimitExceeded, message):
        tag(admin, more="1")
    tag(admin, tag0="changed")


def test_reserved_keys_are_refused(admin, account):
    server_certificate(account, "www")
    with pytest.raises(InvalidInput):
        tag(admin, **{"AWS:x": "1"})


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The Server Certificate with name www cannot be found."):
        tag(admin, team="web")
