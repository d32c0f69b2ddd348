"""SSH keys, signing certificates and service-specific credentials in the console."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Account, Event, User
from tests import certificates as made
from tests import people
from tests.faces.console.visitors import visiting, visiting_as_root

SSH, SIGNING, SERVICE = "ssh-keys", "signing-certificates", "service-credentials"
MAKE: dict[str, Any] = {
    SSH: lambda user: made.ssh_public_key(user).key_id,
    SIGNING: lambda user: made.signing_certificate(user).certificate_id,
    SERVICE: lambda user: made.service_credential(user).credential_id,
}
HELD = {
    SSH: "ssh_public_keys",
    SIGNING: "signing_certificates",
    SERVICE: "service_specific_credentials",
}
each_kind = pytest.mark.parametrize("kind", [SSH, SIGNING, SERVICE])


@pytest.fixture
def dave(account: Account) -> User:
    return people.make_user(account, "dave")


def url(page: str, *parts: str) -> str:
    return reverse(f"console-user-{page}", args=["dave", *parts])


def mine(page: str, *parts: str) -> str:
    return reverse(f"console-me-{page}", args=parts)


def held(user: User, kind: str) -> Any:
    return getattr(user, HELD[kind])


def sent(kind: str) -> dict[str, str]:
    if kind == SSH:
        return {"ssh_public_key_body": made.ssh(made.rsa_key()) + " dave@laptop"}
    if kind == SIGNING:
        return {"certificate_body": made.issue("dave").body}
    return {"service_name": "codecommit.amazonaws.com"}


def test_a_user_without_any_is_told_what_they_are_for(as_alice: Client, dave: User) -> None:
    page = as_alice.get(url("credentials")).text
    assert "No SSH public keys." in page
    assert "No signing certificates." in page
    assert "for one service alone" in page


@each_kind
def test_one_is_added_and_listed(as_alice: Client, dave: User, kind: str) -> None:
    assert as_alice.get(url(f"{kind}-create")).status_code == 200
    as_alice.post(url(f"{kind}-create"), sent(kind))
    row = held(dave, kind).get()
    page = as_alice.get(url("credentials")).text
    assert str(row) in page
    assert getattr(row, "fingerprint", "") in page


@each_kind
def test_one_is_switched_off_and_on(as_alice: Client, dave: User, kind: str) -> None:
    identity = MAKE[kind](dave)
    for status in ("Inactive", "Active"):
        address = url(f"{kind}-switch", identity)
        answer = as_alice.post(address, {"status": status}, follow=True)
        assert f">{status}</span>" in answer.text
        assert held(dave, kind).get().status == status
    assert as_alice.post(url(f"{kind}-switch", identity), {}).status_code == 400


@each_kind
def test_one_is_deleted_once_its_id_was_typed(as_alice: Client, dave: User, kind: str) -> None:
    identity = MAKE[kind](dave)
    address = url(f"{kind}-delete", identity)
    assert identity in as_alice.get(address).text
    assert as_alice.post(address, {"typed": "something else"}).status_code == 422
    assert held(dave, kind).exists()
    assert as_alice.post(address, {"typed": identity})["Location"] == url("credentials")
    assert not held(dave, kind).exists()


def test_what_will_not_do_is_said_beside_it(as_alice: Client, dave: User) -> None:
    for kind, given, words in (
        (SSH, {"ssh_public_key_body": "ssh-rsa AAAA"}, "malformed"),
        (SSH, {"ssh_public_key_body": ""}, "required"),
        (SIGNING, {"certificate_body": "none"}, "Certificate none is malformed."),
        (SERVICE, {"service_name": "lambda.amazonaws.com"}, "lambda.amazonaws.com"),
        (SERVICE, sent(SERVICE) | {"credential_age_days": "0"}, "Must be between 1 and 36600."),
    ):
        answer = as_alice.post(url(f"{kind}-create"), given)
        assert answer.status_code == 422
        assert words in answer.text


def test_a_full_list_has_no_way_to_another(as_alice: Client, dave: User) -> None:
    for _ in range(5):
        made.ssh_public_key(dave)
    page = as_alice.get(url("credentials")).text
    assert "Five is all a user can have." in page
    assert url(f"{SSH}-create") not in page
    answer = as_alice.post(url(f"{SSH}-create"), sent(SSH))
    assert answer.status_code == 409
    assert "SSHPublicKeysPerUser" in answer.text


@pytest.mark.parametrize("service", ["codecommit.amazonaws.com", "bedrock.amazonaws.com"])
def test_a_secret_is_shown_once(as_alice: Client, dave: User, service: str) -> None:
    answer = as_alice.post(url(f"{SERVICE}-create"), {"service_name": service})
    secret = answer.context["secret"]
    assert secret in answer.text
    assert answer["Cache-Control"] == "no-store"
    row = dave.service_specific_credentials.get()
    assert row.service_user_name in answer.text
    page = as_alice.get(url("credentials")).text
    assert service in page
    assert secret not in page


def test_a_secret_is_reset_after_asking(as_alice: Client, dave: User) -> None:
    before = made.service_credential(dave)
    address = url(f"{SERVICE}-reset", before.credential_id)
    assert "stops working at once" in as_alice.get(address).text
    secret = as_alice.post(address).context["secret"]
    after = dave.service_specific_credentials.get()
    assert after.secret_digest != before.secret_digest
    assert secret not in str(list(Event.objects.values()))


def test_what_is_past_its_time_says_so(as_alice: Client, dave: User) -> None:
    row = made.service_credential(dave, expires=now() - timedelta(days=1))
    page = as_alice.get(url("credentials")).text
    assert ">Expired</span>" in page
    assert url(f"{SERVICE}-switch", row.credential_id) not in page
    assert url(f"{SERVICE}-reset", row.credential_id) not in page


@each_kind
def test_who_may_only_look_sees_them_and_changes_nothing(
    as_bob: Client, dave: User, kind: str
) -> None:
    identity = MAKE[kind](dave)
    assert identity in as_bob.get(url("credentials")).text
    for page, parts, given in (
        ("create", (), sent(kind)),
        ("switch", (identity,), {"status": "Inactive"}),
        ("delete", (identity,), {"typed": identity}),
    ):
        assert as_bob.post(url(f"{kind}-{page}", *parts), given).status_code == 403
    assert held(dave, kind).get().is_active


def test_those_of_other_accounts_are_missed(as_alice: Client, dave: User, mallory: User) -> None:
    for kind, make in MAKE.items():
        identity = make(mallory)
        answer = as_alice.post(url(f"{kind}-delete", identity), {"typed": identity})
        assert answer.status_code == 404
        assert held(mallory, kind).exists()


@each_kind
def test_ones_own_are_managed_alike(account: Account, kind: str) -> None:
    erin = people.make_user(account, "erin")
    people.grant(erin, people.allow("iam:*", erin.arn))
    browser = visiting(erin)
    browser.post(mine(f"{kind}-create"), sent(kind))
    identity = str(held(erin, kind).get())
    assert identity in browser.get(mine("credentials")).text
    browser.post(mine(f"{kind}-switch", identity), {"status": "Inactive"})
    assert not held(erin, kind).get().is_active
    browser.post(mine(f"{kind}-delete", identity), {"typed": identity})
    assert not held(erin, kind).exists()


def test_root_has_signing_certificates_alone(root: User) -> None:
    browser = visiting_as_root(root)
    page = browser.get(mine("credentials")).text
    assert mine(f"{SIGNING}-create") in page
    assert mine(f"{SSH}-create") not in page
    browser.post(mine(f"{SIGNING}-create"), sent(SIGNING))
    assert root.signing_certificates.count() == 1


def test_who_may_manage_none_is_told_why(as_carol: Client) -> None:
    page = as_carol.get(mine("credentials"))
    assert page.status_code == 200
    assert "iam:ListSSHPublicKeys" in page.text


def test_a_user_is_deleted_with_all_of_them(as_alice: Client, dave: User) -> None:
    identities = [make(dave) for make in MAKE.values()]
    address = url("delete")
    page = as_alice.get(address).text
    assert all(identity in page for identity in identities)
    as_alice.post(address, {"typed": "dave"})
    assert not User.objects.filter(name="dave").exists()
