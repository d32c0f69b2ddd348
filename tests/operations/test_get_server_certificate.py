from __future__ import annotations

import pytest

from accounts.operations.server_certificates import get_server_certificate
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests.certificates import server_certificate
from tests.people import allow, calling, grant
from tests.refusals import refused


def get(caller, name="www"):
    return get_server_certificate(caller, server_certificate_name=name).server_certificate


def test_it_tells_all_but_the_private_key(admin, account):
    row = server_certificate(account, "www", chain="above", tags={"team": "web"})
    told = get(admin, "WWW")
    assert (told.certificate_body, told.certificate_chain) == (row.body, "above")
    assert told.server_certificate_metadata.server_certificate_id == row.certificate_id
    assert [(tag.key, tag.value) for tag in told.tags] == [("team", "web")]


def test_tags_are_always_told_and_a_chain_only_if_there_is_one(admin, account):
    server_certificate(account, "www")
    assert (get(admin).tags, get(admin).certificate_chain) == ((), None)


def test_unknown_names_and_other_accounts_are_missed(admin, mallory):
    server_certificate(mallory.account, "theirs")
    for name in ("www", "theirs"):
        message = f"The Server Certificate with name {name} cannot be found."
        with refused(NoSuchEntity, message):
            get(admin, name)


def test_its_tags_reach_the_conditions(carol, account):
    grant(carol, allow("iam:GetServerCertificate", StringEquals={"aws:ResourceTag/team": "web"}))
    server_certificate(account, "www", tags={"team": "web"})
    server_certificate(account, "mail", tags={"team": "mail"})
    assert get(calling(carol)).certificate_body
    for name in ("mail", "nothing"):
        with pytest.raises(AccessDenied):
            get(calling(carol), name)
