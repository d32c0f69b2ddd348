from __future__ import annotations

from accounts.operations import oidc_providers
from tests import providers
from tests.people import calling


def test_it_lists_the_accounts_own(admin, account, mallory):
    made = [providers.make_issuer(account, url=f"{name}.example").arn for name in "ba"]
    providers.make_issuer(mallory.account)
    listed = oidc_providers.list_open_id_connect_providers(admin).open_id_connect_provider_list
    assert [entry.arn for entry in listed] == sorted(made)
    theirs = oidc_providers.list_open_id_connect_providers(calling(mallory))
    assert len(theirs.open_id_connect_provider_list) == 1
