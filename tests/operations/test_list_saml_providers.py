from __future__ import annotations

from accounts.operations import saml_providers
from tests import providers


def test_it_lists_the_accounts_own(admin, account, mallory):
    made = [providers.make_saml_provider(account, name).arn for name in ("b", "A")]
    providers.make_saml_provider(mallory.account)
    listed = saml_providers.list_saml_providers(admin).saml_provider_list
    assert [entry.arn for entry in listed] == list(reversed(made))
