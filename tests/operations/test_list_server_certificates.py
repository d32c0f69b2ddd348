from __future__ import annotations

import pytest

from accounts.operations.server_certificates import list_server_certificates
from iamconsole.errors import AccessDenied, ValidationError
from tests.certificates import server_certificate
from tests.people import calling


def names(caller, **more):
    listed = list_server_certificates(caller, **more).server_certificate_metadata_list
    return [row.server_certificate_name for row in listed]


def test_it_lists_this_accounts_in_name_order(admin, account, mallory):
    for name in ("b", "A", "c"):
        server_certificate(account, name)
    server_certificate(mallory.account, "theirs")
    assert names(admin) == ["A", "b", "c"]


def test_it_keeps_to_a_path(admin, account):
    server_certificate(account, "www", path="/sites/")
    server_certificate(account, "mail", path="/Sites/")
    assert names(admin, path_prefix="/sites/") == ["www"]
    assert names(admin, path_prefix="/nothing/") == []


def test_it_comes_in_pages(admin, account):
    for name in "abc":
        server_certificate(account, name)
    first = list_server_certificates(admin, max_items=2)
    assert first.is_truncated
    assert names(admin, marker=first.marker) == ["c"]
    with pytest.raises(ValidationError):
        names(admin, marker=first.marker, path_prefix="/other/")


def test_it_needs_permission(carol):
    with pytest.raises(AccessDenied):
        names(calling(carol))
