"""A link to set up a second factor: it does that, once, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils.timezone import now

from accounts.models import Account, ConsoleSession, Event, LoginProfile, MFADevice, User
from accounts.operations.mfa_devices import enable_mfa_device
from accounts.operations.security_keys import enable_security_key, get_security_key_options
from accounts.signin import enrolment_links, sessions
from tests import people
from tests.authenticators import Authenticator, authenticator_of, device_row, enrol
from tests.people import allow, calling, grant
from tests.security_keys import SecurityKey
from tests.signin.browsers import is_signed_in, signed_in, try_user

NEW = "/console/me/mfa/new"


@pytest.fixture
def erin(account: Account) -> User:
    user = people.make_user(account, "erin")
    grant(user, allow("*"))
    people.give_password(user)
    return user


@pytest.fixture
def address(erin: User) -> str:
    return f"/signin/enrol/{enrolment_links.make(erin)[0]}"


@pytest.fixture
def browser(address: str) -> Client:
    """Where somebody has just opened the link and pressed the button."""
    client = Client(headers={"accept": "text/html"})
    answer = client.post(address)
    assert (answer.status_code, answer["Location"]) == (302, NEW)
    return client


def set_up(client: Client) -> tuple[Authenticator, str]:
    """Set up an app as the pages say: the app, and where the last page leads."""
    enable = client.post(NEW, {"virtual_mfa_device_name": "phone"})["Location"]
    seed = re.search(r"secret=([A-Z2-7]+)", client.get(enable).text)[1]  # type: ignore[index]
    phone = Authenticator(seed, f"arn:aws:iam::{people.ACCOUNT}:mfa/erin/phone")
    return phone, client.post(enable, phone.two_codes(-1))["Location"]


def test_looking_at_it_opens_nothing(address: str) -> None:
    client = Client()
    for _ in range(3):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Begin" in answer.text
    assert not ConsoleSession.objects.exists()
    assert client.post(address).status_code == 302


def test_it_opens_once(address: str, browser: Client) -> None:
    assert Client().get(address).status_code == 410
    assert Client().post(address).status_code == 410
    assert Event.objects.filter(action="signin:EnrolmentLinkOpened").count() == 1


def test_it_opens_within_a_day(address: str) -> None:
    with time_machine.travel(now() + timedelta(hours=24, seconds=1)):
        assert Client().get(address).status_code == 410


@pytest.mark.parametrize("kind", ["app", "security key"])
def test_it_ends_when_its_user_sets_a_factor_up_without_it(
    erin: User, address: str, kind: str
) -> None:
    if kind == "app":
        device = device_row(erin.account_id)
        codes = authenticator_of(device).two_codes(-1)
        given = {"user_name": "erin", "serial_number": device.serial_number} | codes
        enable_mfa_device(calling(erin), **given)
    else:
        begun = get_security_key_options(calling(erin))
        made = SecurityKey().created(begun.options)
        enable_security_key(calling(erin), key_name="blue", state=begun.state, credential=made)
    assert Client().get(address).status_code == 410
    assert Client().post(address).status_code == 410


def test_a_link_nobody_made_opens_nothing(db: None) -> None:
    assert Client().post("/signin/enrol/made-up").status_code == 410


def test_nothing_else_is_open_whatever_the_user_may(browser: Client) -> None:
    for page in ("/console/", "/console/users", "/console/me/password", "/switch-role"):
        assert browser.get(page)["Location"].startswith("/console/me/mfa?next="), page
    answer = browser.get("/api/v1/users", headers={"accept": "application/json"})
    assert answer.status_code == 401


def test_a_device_is_set_up_and_then_the_password_is_asked_for(browser: Client, erin: User) -> None:
    phone, way_on = set_up(browser)
    assert way_on == "/a/example"
    assert MFADevice.objects.get().user == erin
    assert not is_signed_in(browser)
    assert not ConsoleSession.objects.exists()
    try_user(browser, "example", "erin")
    assert browser.get("/console/")["Location"].startswith("/signin/factor")
    browser.post("/signin/factor", {"choice": phone.serial_number, "code": phone.code(1)})
    assert is_signed_in(browser)


def test_it_is_over_with_the_device_whichever_page_set_it_up(browser: Client) -> None:
    enable = browser.post(NEW, {"virtual_mfa_device_name": "phone"})["Location"]
    seed = re.search(r"secret=([A-Z2-7]+)", browser.get(enable).text)[1]  # type: ignore[index]
    phone = Authenticator(seed, f"arn:aws:iam::{people.ACCOUNT}:mfa/erin/phone")
    by_name = enable.replace("/console/me/", "/console/users/erin/")
    assert browser.post(by_name, phone.two_codes(-1)).status_code == 302
    assert MFADevice.objects.get().user is not None
    assert not ConsoleSession.objects.exists()


def test_it_sets_no_password_where_a_new_one_is_due(browser: Client, erin: User) -> None:
    LoginProfile.objects.update(is_reset_required=True)
    answer = browser.get("/signin/new-password")
    assert answer.status_code == 302
    sent = {"password": "a password of a stranger", "again": "a password of a stranger"}
    browser.post("/signin/new-password", sent)
    assert try_user(Client(), "example", "erin").status_code == 302, "the password is what it was"
    assert browser.get(NEW).status_code == 200


def test_confirming_makes_it_no_more_than_it_is(browser: Client, erin: User) -> None:
    phone = enrol(erin)
    shown = {"choice": phone.serial_number, "code": phone.code()}
    assert browser.post("/signin/confirm", shown).status_code == 302
    assert browser.get("/console/users")["Location"].startswith("/console/me/mfa")


def test_it_is_over_after_half_an_hour(browser: Client) -> None:
    with time_machine.travel(now() + timedelta(minutes=31)):
        assert browser.get(NEW)["Location"].startswith("/signin?next=")


def test_the_browsers_own_session_ends(erin: User, address: str) -> None:
    client = signed_in(erin)
    before = client.cookies[sessions.COOKIE].value
    client.post(address)
    assert sessions.find(before) is None


def test_an_administrator_hands_it_over(erin: User, alice: User) -> None:
    people.give_password(alice)
    administrator = signed_in(alice, headers={"accept": "text/html"})
    assert (
        "/console/users/erin/mfa/link" in administrator.get("/console/users/erin/credentials").text
    )
    assert "Make the link" in administrator.get("/console/users/erin/mfa/link").text
    page = administrator.post("/console/users/erin/mfa/link", headers={"x-forwarded-host": "evil"})
    assert page["Cache-Control"] == "no-store"
    (link,) = set(re.findall(r"https?://[^\"<]+/signin/enrol/[\w-]+", page.text))
    assert link.startswith(settings.PUBLIC_URL)
    assert Client().get(link.removeprefix(settings.PUBLIC_URL)).status_code == 200
