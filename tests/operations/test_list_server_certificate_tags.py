from __future__ import annotations

from accounts.operations.server_certificates import list_server_certificate_tags
from iamconsole.errors import NoSuchEntity
from tests.certificates import server_certificate
from tests.refusals import refused


def tags(caller, **more):
    return list_server_certificate_tags(caller, server_certificate_name="www", **more)


def test_it_lists_tags_by_their_keys_in_pages(admin, account):
    server_certificate(account, "www", tags={"b": "2", "a": "1", "c": "3"})
    first = tags(admin, max_items=2)
    assert [(tag.key, tag.value) for tag in first.tags] == [("a", "1"), ("b", "2")]
    assert [tag.key for tag in tags(admin, marker=first.marker).tags] == ["c"]


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The Server Certificate with name www cannot be found."):
        tags(admin)
