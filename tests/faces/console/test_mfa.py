"""Setting up, following and taking away second factors on the console's pages."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from django.test import Client

from accounts.models import Account, Event, MFADevice, User
from accounts.signin import recovery, sessions
from tests import people
from tests.authenticators import (
    OATHTOOL,
    Authenticator,
    authenticator_of,
    code_by_oathtool,
    device_row,
    enrol,
)
from tests.security_keys import enrol_key
from tests.signin.browsers import signed_in, try_user

SERIAL = f"arn:aws:iam::{people.ACCOUNT}:mfa/alice/phone"


@pytest.fixture
def browser(alice: User) -> Client:
    people.give_password(alice)
    return signed_in(alice)


def scanned(page: str) -> str:
    """What a camera reads off the drawing: its modules are painted, and the picture decoded."""
    size = int(re.search(r'class="qr" viewBox="0 0 (\d+) ', page)[1])  # type: ignore[index]
    drawing = re.search(r'<path d="(M[^"]*)" fill="currentColor"/>', page)[1]  # type: ignore[index]
    grey = bytearray(b"\xff" * size * size)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", drawing):
        start = int(y) * size + int(x)
        grey[start : start + int(length)] = bytes(int(length))
    dots = 4
    rows = [bytes(grey[at : at + size]) for at in range(0, size * size, size)]
    wide = [b"".join(bytes([dot]) * dots for dot in row) for row in rows]
    image = b"".join(row * dots for row in wide)
    return zxingcpp.read_barcodes(memoryview(image).cast("B", (size * dots,) * 2))[0].text


def begin(browser: Client, address: str = "/console/me/mfa", name: str = "phone") -> str:
    """The address of the page that shows the seed."""
    answer = browser.post(f"{address}/new", {"virtual_mfa_device_name": name})
    assert answer.status_code == 302, answer.text
    return str(answer["Location"])


def app_with(page: str) -> Authenticator:
    """An app that scanned the code on a page."""
    link = scanned(page)
    return Authenticator(parse_qs(urlsplit(link).query)["secret"][0])


def test_a_phone_is_set_up_from_the_drawing_and_signs_in(browser: Client, alice: User) -> None:
    address = begin(browser)
    page = browser.get(address).text
    link = scanned(page)
    assert link in unescape(page)
    phone = app_with(page)
    assert " ".join(re.findall("....", phone.seed)) in page
    answer = browser.post(address, phone.two_codes(-1))
    assert answer["Location"] == "/console/me/recovery-codes"
    other = Client()
    try_user(other, "example", "alice")
    shown = {"choice": SERIAL, "code": phone.code(1)}
    assert other.post("/signin/factor", shown).status_code == 302
    assert other.get("/console/").status_code == 200


@pytest.mark.skipif(not OATHTOOL, reason="oathtool is not installed")
def test_oathtool_is_set_up_from_the_drawing_and_signs_in(browser: Client, alice: User) -> None:
    address = begin(browser)
    seed = app_with(browser.get(address).text).seed
    codes = {f"authentication_code{n}": code_by_oathtool(seed, n - 2) for n in (1, 2)}
    assert browser.post(address, codes).status_code == 302
    other = Client()
    try_user(other, "example", "alice")
    shown = {"choice": SERIAL, "code": code_by_oathtool(seed, 1)}
    assert other.post("/signin/factor", shown).status_code == 302
    assert other.get("/console/").status_code == 200


def test_the_page_shows_the_same_seed_again(browser: Client) -> None:
    address = begin(browser)
    assert app_with(browser.get(address).text) == app_with(browser.get(address).text)


def test_the_seed_is_in_no_address_and_no_trail(browser: Client) -> None:
    address = begin(browser)
    seed = app_with(browser.get(address).text).seed
    assert seed not in address
    assert seed not in str(Event.objects.values())
    assert browser.get(address).headers["Cache-Control"].count("no-store")


def test_whoever_set_one_up_is_signed_in_with_it(browser: Client, alice: User) -> None:
    before = browser.cookies[sessions.COOKIE].value
    address = begin(browser)
    browser.post(address, app_with(browser.get(address).text).two_codes())
    session = sessions.find(browser.cookies[sessions.COOKIE].value)
    assert session is not None
    assert session.mfa_at is not None
    assert sessions.find(before) is None


def test_twelve_digits_in_one_box_are_two_codes(browser: Client, alice: User) -> None:
    address = begin(browser)
    codes = "".join(app_with(browser.get(address).text).two_codes().values())
    sent = {"authentication_code1": f"{codes[:6]} {codes[6:]}", "authentication_code2": ""}
    assert browser.post(address, sent).status_code == 302
    assert alice.mfa_devices.exists()


def test_wrong_codes_are_said_to_be_wrong_and_the_seed_stays(browser: Client) -> None:
    address = begin(browser)
    wrong = {"authentication_code1": "000000", "authentication_code2": "000001"}
    answer = browser.post(address, wrong)
    assert answer.status_code == 403
    assert "Neither is a code of this device" in answer.text
    assert scanned(answer.text)


def test_recovery_codes_are_shown_once(browser: Client, alice: User) -> None:
    enrol(alice)
    answer = browser.post("/console/me/recovery-codes")
    codes = re.findall(r"<code>([A-Z2-7-]{29})</code>", answer.text)
    assert len(codes) == 10
    assert recovery.left(alice) == 10
    assert codes[0] not in browser.get("/console/me/recovery-codes").text
    assert codes[0] not in str(Event.objects.values())


def test_an_administrator_sets_one_up_for_a_user(browser: Client, carol: User) -> None:
    address = begin(browser, "/console/users/carol/mfa")
    answer = browser.post(address, app_with(browser.get(address).text).two_codes())
    assert answer["Location"] == "/console/users/carol/credentials"
    assert carol.mfa_devices.get().serial_number.endswith(":mfa/carol/phone")
    assert "phone" in browser.get("/console/users/carol/credentials").text
    session = sessions.find(browser.cookies[sessions.COOKIE].value)
    assert session is not None
    assert session.mfa_at is None


def test_an_administrator_removes_a_lost_device(browser: Client, carol: User) -> None:
    serial = enrol(carol).serial_number
    recovery.new_codes(carol)
    address = f"/console/users/carol/mfa/remove/{serial}"
    assert "phone" in browser.get(address).text
    assert browser.post(address)["Location"] == "/console/users/carol/credentials"
    assert not MFADevice.objects.exists()
    assert recovery.left(carol) == 0


def test_a_users_devices_go_with_the_user(browser: Client, account: Account) -> None:
    dave = people.make_user(account, "dave")
    enrol(dave)
    enrol(dave, "GAHT12345678", "hardware")
    enrol_key(dave)
    recovery.new_codes(dave)
    page = browser.get("/console/users/dave/delete").text
    assert "Take the MFA device phone away" in page
    answer = browser.post("/console/users/dave/delete", {"typed": "dave"})
    assert answer.status_code == 302, answer.text
    assert not User.objects.filter(name="dave").exists()
    assert [device.kind for device in MFADevice.objects.all()] == ["hardware"]


def test_a_device_is_resynced(browser: Client, carol: User) -> None:
    phone = enrol(carol)
    address = f"/console/users/carol/mfa/resync/{phone.serial_number}"
    assert browser.get(address).status_code == 200
    assert browser.post(address, phone.two_codes(20)).status_code == 302
    assert carol.mfa_devices.get().drift in (20, 21)


def test_those_who_may_only_look_are_told_so(bob: User, carol: User) -> None:
    people.give_password(bob)
    browser, serial = signed_in(bob), enrol(carol).serial_number
    assert browser.get("/console/users/carol/credentials").status_code == 200
    answers = [
        browser.post("/console/users/carol/mfa/new", {"virtual_mfa_device_name": "x"}),
        browser.post(f"/console/users/carol/mfa/remove/{serial}"),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert carol.mfa_devices.exists()


def test_root_sets_up_its_own(root: User) -> None:
    browser = Client()
    browser.post("/signin/root", {"email": root.email, "password": people.PASSWORD})
    address = begin(browser)
    answer = browser.post(address, app_with(browser.get(address).text).two_codes())
    assert answer["Location"] == "/console/me/recovery-codes"
    assert root.mfa_devices.exists()
    assert browser.get("/console/me/mfa").status_code == 200


def test_a_user_without_permissions_sees_why_there_is_nothing(carol: User) -> None:
    people.give_password(carol)
    page: Any = signed_in(carol).get("/console/me/mfa")
    assert page.status_code == 200
    assert "You may not see this part." in page.text


@pytest.mark.parametrize(
    ("codes", "field", "words"),
    [
        ((None, 0), 1, "This is no code of the device; the one after it is."),
        ((0, None), 2, "This is no code of the device; the first one is."),
        ((None, None), 1, "Neither is a code of this device."),
        ((0, 3), 2, "this is not the one right after the first"),
        ((1, 0), 2, "this is not the one right after the first"),
    ],
)
def test_a_wrong_code_says_which_it_is(
    as_alice: Client, alice: User, codes: tuple[int | None, ...], field: int, words: str
) -> None:
    free = authenticator_of(device_row(alice.account_id, "free"))
    wrong = next(f"{n:06}" for n in range(1_000_000) if is_no_code(free, f"{n:06}"))
    typed = [wrong if step is None else free.code(step) for step in codes]
    sent = {f"authentication_code{n}": code for n, code in enumerate(typed, start=1)}
    answer = as_alice.post(f"/console/me/mfa/enable/{free.serial_number}", sent)
    assert answer.status_code == 403
    assert words in answer.text
    assert f"id_authentication_code{field}_error" in answer.text


def is_no_code(device: Authenticator, code: str) -> bool:
    return all(device.code(step) != code for step in range(-140, 140))


def test_of_a_device_in_use_it_is_not_said_which(as_alice: Client, alice: User) -> None:
    phone = enrol(alice)
    sent = {"authentication_code1": phone.code(), "authentication_code2": phone.code(5)}
    answer = as_alice.post(f"/console/me/mfa/resync/{phone.serial_number}", sent)
    assert "The two codes must be of this device" in answer.text
    assert "not the one right after" not in answer.text
