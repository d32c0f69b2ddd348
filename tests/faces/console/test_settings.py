"""The account's settings: its alias, and the switch that is root's alone."""

from __future__ import annotations

import pytest
from django.conf import settings as conf
from django.test import Client

from accounts.models import Account, User

SETTINGS, ALIAS, BILLING, CLOSE = (
    "/console/settings",
    "/console/settings/alias",
    "/console/settings/billing",
    "/console/settings/close",
)


def alias_of(account: Account) -> str | None:
    account.refresh_from_db()
    return account.alias


def test_the_account_is_told_with_its_addresses(as_bob: Client) -> None:
    page = as_bob.get(SETTINGS).text
    for text in (
        "1111-2222-3333",
        f"{conf.PUBLIC_URL}/a/example",
        f"{conf.PUBLIC_URL}/a/111122223333",
        f"<code>{conf.PUBLIC_URL}/</code>",
    ):
        assert text in page


def test_another_alias_holds_at_once_and_the_old_one_no_more(
    as_alice: Client, account: Account
) -> None:
    assert "stops working at once" in as_alice.get(ALIAS).text
    assert as_alice.post(ALIAS, {"account_alias": "acme"})["Location"] == SETTINGS
    assert alias_of(account) == "acme"


def test_the_alias_is_taken_away(as_alice: Client, account: Account) -> None:
    as_alice.post(ALIAS, {"remove": "example"})
    assert alias_of(account) is None
    assert "stops working at once" not in as_alice.get(ALIAS).text


@pytest.mark.parametrize(
    ("alias", "status"),
    [("elsewhere", 409), ("Big", 422), ("a", 422), ("a--b", 422), ("123456789012", 422), ("", 422)],
)
def test_an_alias_that_cannot_be_is_said_beside_it(
    as_alice: Client, mallory: User, account: Account, alias: str, status: int
) -> None:
    answer = as_alice.post(ALIAS, {"account_alias": alias})
    assert answer.status_code == status
    assert "id_account_alias_error" in answer.text
    assert alias_of(account) == "example"


@pytest.mark.parametrize("sent", [{"account_alias": "acme"}, {"remove": "example"}])
def test_who_may_only_read_keeps_the_alias(
    as_bob: Client, account: Account, sent: dict[str, str]
) -> None:
    answer = as_bob.post(ALIAS, sent)
    assert answer.status_code == 403
    assert "AccountAlias" in answer.text
    assert alias_of(account) == "example"


def test_root_switches_billing(as_root: Client, account: Account) -> None:
    for is_open in ("true", "false"):
        as_root.post(BILLING, {"is_open": is_open})
        account.refresh_from_db()
        assert account.is_billing_open is (is_open == "true")


def test_nobody_else_switches_billing(as_alice: Client, account: Account) -> None:
    assert BILLING not in as_alice.get(SETTINGS).text
    assert as_alice.post(BILLING, {"is_open": "true"}).status_code == 403
    account.refresh_from_db()
    assert not account.is_billing_open


def test_who_may_not_see_the_settings_is_told_why(as_carol: Client) -> None:
    answer = as_carol.get(SETTINGS)
    assert answer.status_code == 200
    assert "is not authorized to perform: iam:GetAccountSummary" in answer.text


def test_root_closes_the_account_by_typing_its_number(as_root: Client, account: Account) -> None:
    assert "for good" in as_root.get(CLOSE).text
    refused = as_root.post(CLOSE, {"typed": "111122223334"})
    assert refused.status_code == 422
    assert Account.objects.filter(id=account.id).exists()
    assert as_root.post(CLOSE, {"typed": account.id})["Location"] == "/signed-out"
    assert not Account.objects.filter(id=account.id).exists()
    assert as_root.get("/console/").status_code == 302


def test_nobody_else_closes_it(as_alice: Client, account: Account) -> None:
    assert "Only the root user may close an account." in as_alice.get(CLOSE).text
    assert as_alice.post(CLOSE, {"typed": account.id}).status_code == 403
    assert Account.objects.filter(id=account.id).exists()
