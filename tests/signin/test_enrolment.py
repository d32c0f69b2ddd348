"""An account that asks for a second factor: those without one may set one up, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import Account, User
from accounts.operations import account as account_operations
from accounts.operations import mfa_devices, recovery_codes, users
from iamconsole.errors import AccessDenied
from tests import people
from tests.authenticators import Authenticator, device_row, enrol
from tests.faces.console.test_mfa import app_with, begin
from tests.signin.browsers import signed_in, try_root, try_user


@pytest.fixture
def strict(account: Account) -> Account:
    Account.objects.update(is_mfa_required=True)
    return account


@pytest.fixture
def newcomer(carol: User, strict: Account) -> Client:
    """Signed in with a password, without any policy and without a second factor."""
    people.give_password(carol)
    return signed_in(carol)


def test_everything_leads_to_setting_one_up(newcomer: Client) -> None:
    for address in ("/console/", "/console/me", "/console/users", "/console/me/credentials"):
        assert newcomer.get(address)["Location"].startswith("/console/me/mfa?next=")
    assert newcomer.post("/console/settings/mfa", {"is_required": "false"}).status_code == 302
    assert newcomer.get("/api/v1/caller-identity").status_code == 401
    assert "Set one up now" in newcomer.get("/console/me/mfa").text
    assert Account.objects.get().is_mfa_required


def test_without_any_policy_one_sets_it_up_and_is_in(newcomer: Client, carol: User) -> None:
    address = begin(newcomer)
    phone = app_with(newcomer.get(address).text)
    answer = newcomer.post(address, phone.two_codes(-1))
    assert answer.status_code == 302
    assert carol.mfa_devices.exists()
    assert newcomer.get("/console/me").status_code == 200
    later = Client()
    try_user(later, "example", "carol")
    choice = carol.mfa_devices.get().serial_number
    later.post("/signin/factor", {"choice": choice, "code": phone.code(1)})
    assert later.get("/console/me").status_code == 200


def test_root_has_to_set_one_up_too(strict: Account, root: User) -> None:
    browser = Client()
    try_root(browser, root.email)
    assert browser.get("/console/")["Location"].startswith("/console/me/mfa")
    address = begin(browser)
    browser.post(address, app_with(browser.get(address).text).two_codes())
    assert browser.get("/console/").status_code == 200


def test_who_has_one_shows_it(carol: User, account: Account) -> None:
    """The account may begin to ask, and a device be set up, while a session goes on."""
    people.give_password(carol)
    browser = signed_in(carol)
    phone = enrol(carol)
    Account.objects.update(is_mfa_required=True)
    assert browser.get("/console/me")["Location"].startswith("/console/me/mfa")
    assert 'href="/signin/confirm"' in browser.get("/console/me/mfa").text
    shown = {"choice": phone.serial_number, "code": phone.code(), "next": "/console/me"}
    assert browser.post("/signin/confirm", shown)["Location"] == "/console/me"
    assert browser.get("/console/me").status_code == 200


@pytest.mark.parametrize("who", ["alice", "root", "carol"])
def test_whatever_policies_say_nothing_else_is_allowed(
    alice: User, root: User, carol: User, who: str
) -> None:
    caller = replace(people.calling({"alice": alice, "root": root, "carol": carol}[who]))
    caller = replace(caller, is_enrolling=True)
    others = device_row(people.ACCOUNT, "others")
    with pytest.raises(AccessDenied):
        users.list_users(caller)
    with pytest.raises(AccessDenied):
        account_operations.update_mfa_requirement(caller, is_required=False)
    with pytest.raises(AccessDenied):
        mfa_devices.create_virtual_mfa_device(caller, virtual_mfa_device_name="phone")
    with pytest.raises(AccessDenied):
        mfa_devices.delete_virtual_mfa_device(caller, serial_number=others.serial_number)
    with pytest.raises(AccessDenied):
        mfa_devices.list_mfa_devices(caller, user_name="alice" if who == "carol" else "carol")
    with pytest.raises(AccessDenied):
        mfa_devices.deactivate_mfa_device(caller, serial_number=others.serial_number)


@pytest.mark.parametrize("name", ["carol", "carol2"])
def test_ones_own_is_allowed_and_not_that_of_a_longer_name(carol: User, name: str) -> None:
    people.make_user(carol.account, "carol2", path="/x*/")
    caller = replace(people.calling(User.objects.get(name=name)), is_enrolling=True)
    made = mfa_devices.create_virtual_mfa_device(
        caller, path=f"/{name}/", virtual_mfa_device_name="phone"
    ).virtual_mfa_device
    phone = Authenticator(made.base32_string_seed.decode(), made.serial_number)  # type: ignore[union-attr]
    mfa_devices.enable_mfa_device(
        caller, user_name=name, serial_number=phone.serial_number, **phone.two_codes()
    )
    assert recovery_codes.create_recovery_codes(caller).recovery_codes
    other = "carol2" if name == "carol" else "carol"
    with pytest.raises(AccessDenied):
        mfa_devices.list_mfa_devices(caller, user_name=other)
    with pytest.raises(AccessDenied):
        mfa_devices.create_virtual_mfa_device(
            caller, path=f"/{other}/", virtual_mfa_device_name="phone"
        )


def test_an_administrator_switches_it(alice: User) -> None:
    people.give_password(alice)
    browser = signed_in(alice)
    assert browser.post("/console/settings/mfa", {"is_required": "true"}).status_code == 302
    assert Account.objects.get().is_mfa_required
    assert browser.get("/console/")["Location"].startswith("/console/me/mfa")


def test_keys_of_programs_are_not_asked(strict: Account, alice: User) -> None:
    assert json.dumps([one.user_name for one in users.list_users(people.calling(alice)).users])
