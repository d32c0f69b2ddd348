"""Mail about sign-ins from somewhere new, and about what root does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils.timezone import now

from accounts import mails, trail
from accounts.models import Account, Event, Mail, ReminderPolicy, User
from accounts.operations.access_keys import create_access_key
from accounts.operations.account import close_account
from accounts.operations.login_profiles import create_login_profile, update_login_profile
from accounts.operations.passwords import change_password
from accounts.operations.users import create_user, disable_user, get_user
from iamconsole.caller import Caller, Face, Origin
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests import people
from tests.authenticators import enrol
from tests.people import calling
from tests.signin.browsers import try_root, try_user

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def erin(account: Account) -> User:
    user = people.make_user(account, "erin", tags={"email": "erin@example.com"})
    people.give_password(user)
    return user


def sign_in(client: Client, address: str = "192.0.2.7", **more: Any) -> None:
    form = {"account": "example", "user_name": "erin", "password": people.PASSWORD}
    answer = client.post("/signin", form, REMOTE_ADDR=address, **more)
    assert answer.status_code == 302


def events() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("kind", flat=True))


def test_one_address_has_so_much_mail_a_day_whoever_is_tagged_with_it(
    erin: User, account: Account
) -> None:
    for number in range(25):
        user = people.make_user(account, f"user-{number}", tags={"email": "ERIN@example.com"})
        facts = {"name": user.name, "time": "", "sessions": ""}
        mails.post(account.id, "ERIN@example.com", "sign_in", event=f"{number}", facts=facts)
    mails.post(account.id, "dan@example.com", "sign_in", event="dan", facts={"name": "dan"})
    with time_machine.travel("2026-11-22T12:00:00Z"):
        Mail.objects.update(due=now(), expires=now() + timedelta(days=1))
        assert mails.send_due() == 21
        assert Mail.objects.filter(state=Mail.State.GIVEN_UP).count() == 5
        mails.post(account.id, "root@example.example", "root_act", event="act", facts={})
        assert mails.send_due() == 1, "root's own address is no tag"
    trail.flush()
    held = Event.objects.get(action="signin:MailHeldBack")
    assert (held.error, held.face, held.account_id) == ("Throttling", "job", account.id)
    assert "user-20" in held.message
    assert "example.com" not in held.message


def test_nobody_uses_up_what_another_account_s_user_or_root_is_told_with(
    erin: User, root: User, mallory: User
) -> None:
    sent = {"name": "erin", "time": "", "sessions": ""}
    with time_machine.travel("2026-11-22T12:00:00Z"):
        for account, address in ((mallory.account, "erin@example.com"), (root.account, root.email)):
            for number in range(20):
                event = f"{address}-{number}"
                mails.post(account.id, address, "sign_in", event=event, facts=sent)
        assert mails.send_due() == 40
        for user in (erin, root):
            address = mails.address_of(user)
            mails.post(user.account_id, address, "sign_in", event=f"to-{user.pk}", facts=sent)
        assert mails.send_due() == 2


def test_a_new_browser_is_told_of_with_when_where_and_what_to_do(erin: User) -> None:
    sign_in(Client(), headers={"user-agent": FIREFOX})
    mails.send_due()
    (sent,) = mail.outbox
    assert sent.to == ["erin@example.com"]
    assert sent.subject == "New sign-in as erin"
    assert isinstance(sent, EmailMultiAlternatives)
    html = str(sent.alternatives[0][0])
    for text in (sent.body, html):
        assert "192.0.2.7" in text
        assert "Firefox on Linux" in text
        assert "UTC" in text
        assert f"{settings.PUBLIC_URL}/console/me/sessions" in text
        assert "change your password" in text


def test_the_same_browser_in_the_same_network_is_not(erin: User) -> None:
    client = Client()
    sign_in(client)
    sign_in(client, "192.0.2.200")
    assert events() == ["sign_in"]


def test_another_browser_in_a_known_network_is(erin: User) -> None:
    sign_in(Client())
    sign_in(Client())
    assert events() == ["sign_in"] * 2


def test_the_same_browser_in_another_network_is(erin: User) -> None:
    client = Client()
    sign_in(client)
    sign_in(client, "198.51.100.7")
    sign_in(client, "198.51.100.8")
    assert events() == ["sign_in"] * 2


def test_a_network_is_known_for_one_user_alone(erin: User, root: User) -> None:
    sign_in(Client())
    client = Client()
    try_root(client, root.email)
    assert Mail.objects.filter(to=root.email).count() == 1


def test_a_password_without_the_second_factor_is_no_sign_in(erin: User) -> None:
    phone, client = enrol(erin), Client()
    sign_in(client)
    assert events() == []
    client.post("/signin/factor", {"choice": phone.serial_number, "code": phone.code()})
    assert events() == ["sign_in"]


def test_who_has_no_address_gets_none(account: Account, carol: User) -> None:
    people.give_password(carol)
    assert try_user(Client(), "example", "carol").status_code == 302
    assert events() == []


def test_addresses_are_in_the_tag_the_account_says(erin: User) -> None:
    ReminderPolicy.objects.create(account=erin.account, address_tag="mail")
    sign_in(Client())
    assert events() == []
    User.objects.filter(pk=erin.pk).update(tags={"mail": "e@example.com"})
    sign_in(Client())
    assert Mail.objects.get().to == "e@example.com"


def as_root(root: User) -> Caller:
    origin = Origin(face=Face.CONSOLE, source_ip="192.0.2.1", user_agent=FIREFOX)
    return replace(calling(root), origin=origin)


def test_root_is_told_of_its_grave_acts(root: User, carol: User) -> None:
    create_login_profile(as_root(root), user_name="carol", password="a long new password")
    mails.send_due()
    (sent,) = mail.outbox
    assert sent.to == [root.email]
    assert sent.subject == "The root user did iam:CreateLoginProfile"
    assert carol.arn in sent.body
    assert "a long new password" not in sent.body


def test_not_of_others_nor_of_what_others_do(root: User, alice: User, carol: User) -> None:
    get_user(as_root(root), user_name="carol")
    create_user(as_root(root), user_name="dave")
    disable_user(calling(alice), user_name="carol")
    assert events() == []


def test_what_is_refused_is_not_told(root: User) -> None:
    with pytest.raises(NoSuchEntity):
        disable_user(as_root(root), user_name="nobody")
    assert events() == []


def test_an_account_that_is_closed_is_told_nothing(root: User) -> None:
    close_account(as_root(root), account_id=people.ACCOUNT)
    assert not Mail.objects.exists()


class TestChangedCredentials:
    def test_a_user_is_told_of_what_an_administrator_does(self, erin: User, alice: User) -> None:
        update_login_profile(calling(alice), user_name="erin", password="a long new password")
        create_access_key(calling(alice), user_name="erin")
        mails.send_due()
        passwords, keys = (str(sent.body) for sent in mail.outbox)
        assert "The password of erin, or a link to set one, was made or changed." in passwords
        assert "An access key was made for erin." in keys
        for text in (passwords, keys):
            assert f"Done by: {alice.arn}" in text
            assert "a long new password" not in text
        assert mail.outbox[0].to == ["erin@example.com"]

    def test_and_of_what_was_done_in_its_own_name(self, erin: User) -> None:
        given = {"old_password": people.PASSWORD, "new_password": "a long new password"}
        change_password(calling(erin), **given)
        mails.send_due()
        (sent,) = mail.outbox
        assert "Done by" not in sent.body

    def test_not_of_what_was_refused_or_is_anothers(
        self, erin: User, carol: User, alice: User
    ) -> None:
        with pytest.raises(AccessDenied):
            create_access_key(calling(carol), user_name="erin")
        create_access_key(calling(alice), user_name="carol")
        assert events() == []
