"""Whatever changes about somebody's factors signs out the browsers that did not change it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.models import ConsoleSession, MFADevice, User
from accounts.signin import sessions
from iamconsole.caller import Face, Origin
from tests import people
from tests.authenticators import authenticator_of, device_row, enrol
from tests.signin.browsers import is_signed_in, signed_in

MINE = "/console/me/mfa"


def add(user: User, client: Client, where: str) -> None:
    free = authenticator_of(device_row(user.account_id, "free"))
    sent = free.two_codes(-1)
    assert client.post(f"{where}/enable/{free.serial_number}", sent).status_code == 302


def resync(user: User, client: Client, where: str) -> None:
    phone = authenticator_of(MFADevice.objects.get(user=user))
    sent = phone.two_codes(-1)
    assert client.post(f"{where}/resync/{phone.serial_number}", sent).status_code == 302


def remove(user: User, client: Client, where: str) -> None:
    phone = MFADevice.objects.get(user=user)
    assert client.post(f"{where}/remove/{phone.serial_number}").status_code == 302


CHANGES = [add, resync, remove]


@pytest.fixture
def erin(account: object, alice: User) -> User:
    user = people.make_user(alice.account, "erin")
    people.grant(user, people.allow("iam:*"))
    people.give_password(user)
    return user


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_ones_own_keeps_the_browser_it_was_made_in(
    erin: User, change: Callable[[User, Client, str], None]
) -> None:
    mine, other = signed_in(erin), signed_in(erin)
    enrol(erin)
    change(erin, mine, MINE)
    assert is_signed_in(mine)
    assert not is_signed_in(other)


@pytest.mark.parametrize("change", CHANGES)
def test_one_by_an_administrator_keeps_none_of_the_users(
    erin: User, alice: User, change: Callable[[User, Client, str], None]
) -> None:
    people.give_password(alice)
    administrator, theirs = signed_in(alice), signed_in(erin)
    enrol(erin)
    change(erin, administrator, "/console/users/erin/mfa")
    assert is_signed_in(administrator)
    assert not is_signed_in(theirs)


def test_whoever_signs_in_while_a_factor_is_added_has_to_show_it(
    transactional_db: None, erin: User
) -> None:
    """The password was right before there was a factor; the session begins after."""

    def begin() -> None:
        try:
            sessions.begin(erin, Origin(face=Face.CONSOLE))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            held = User.objects.select_for_update().get(pk=erin.pk)
            enrol(held)
            signing_in = pool.submit(begin)
            wait([signing_in], timeout=1)
        signing_in.result(timeout=10)
    assert ConsoleSession.objects.get(user=erin).awaits_factor
