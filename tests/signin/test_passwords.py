"""The sign-in pages: who gets in, what is told to whoever does not, and where it leads."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Event, LoginProfile, SignInAttempt, User
from accounts.operations.login_profiles import create_login_profile, update_login_profile
from accounts.signin import passwords, sessions
from accounts.signin.hashers import Argon2idHasher
from iamconsole.caller import Face, Origin
from iamconsole.errors import SignInRefused
from tests import people
from tests.signin.browsers import is_signed_in, signed_in, try_root, try_user

HERE = Origin(face=Face.CONSOLE, source_ip="192.0.2.1")


@pytest.fixture
def dora(account: Account) -> User:
    """A user with a password."""
    user = people.make_user(account, "dora")
    people.give_password(user)
    return user


@pytest.mark.parametrize(
    ("typed", "user_name"),
    [
        ("example", "dora"),
        ("EXAMPLE", "Dora"),
        (people.ACCOUNT, "dora"),
        ("1111-2222-3333", "dora"),
        (" 1111 2222 3333 ", " dora "),
        ("example/dora", ""),
        ("", "example/dora"),
        ("", f"{people.ACCOUNT}/dora"),
    ],
)
def test_an_account_goes_by_its_number_or_its_alias_in_one_box_or_two(
    dora: User, typed: str, user_name: str
) -> None:
    assert try_user(Client(), typed, user_name).status_code == 302


def test_a_name_in_another_account_is_another_name(dora: User, mallory: User) -> None:
    assert try_user(Client(), "elsewhere", "dora").status_code == 422


def test_root_is_not_one_of_the_users(root: User) -> None:
    for name in ("", "root", root.email):
        assert try_user(Client(), "example", name).status_code == 422


def test_users_do_not_sign_in_as_root(account: Account) -> None:
    user = people.make_user(account, "eve", email="eve@example.example")
    people.give_password(user)
    assert try_root(Client(), "eve@example.example").status_code == 422


def refused_alike(account: Account) -> dict[str, tuple[str, str, str]]:
    """Everything that can be wrong: account, name, password."""
    right = people.PASSWORD
    people.make_user(account, "programs-only")
    people.give_password(people.make_user(account, "disabled", is_enabled=False))
    people.give_password(people.make_user(account, "known"))
    return {
        "account": ("no-such-account", "known", right),
        "number": ("999999999999", "known", right),
        "user": ("example", "no-such-user", right),
        "password": ("example", "known", "wrong"),
        "no login profile": ("example", "programs-only", right),
        "disabled": ("example", "disabled", right),
    }


def test_whatever_is_wrong_the_answer_is_the_same(account: Account) -> None:
    answers = set()
    for names in refused_alike(account).values():
        answer = try_user(Client(), *names)
        text = re.sub(r'(value|data-options)="[^"]*"', "", answer.text)
        answers.add((answer.status_code, text, str(sorted(answer.headers.items()))))
    statuses = {(status, passwords.WRONG in text) for status, text, _ in answers}
    assert statuses == {(422, True)}
    assert len({text for _, text, _ in answers}) == 1


def test_whatever_is_wrong_the_same_length_comes_back(account: Account) -> None:
    """Names of one length, since the form shows them again."""
    people.give_password(people.make_user(account, "real-user"))
    lengths = set()
    for alias in ("example", "exampla"):
        for name in ("real-user", "none-user"):
            lengths.add(len(try_user(Client(), alias, name, "wrong").content))
    assert len(lengths) == 1


def test_whatever_is_wrong_the_same_work_is_done(
    account: Account, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    verify = passwords.check_password
    monkeypatch.setattr(
        passwords, "check_password", lambda *given: verified.append(given[1]) or verify(*given)
    )
    work = set()
    for names in refused_alike(account).values():
        with CaptureQueriesContext(connection) as queries, pytest.raises(SignInRefused):
            passwords.admit(passwords.user_sought(*names[:2]), names[2], HERE)
        reads = [q["sql"] for q in queries if q["sql"].startswith("SELECT")]
        work.add((len(reads), len(verified)))
        verified.clear()
    assert {hashes for _, hashes in work} == {1}
    assert len({reads for reads, _ in work}) == 1


def test_a_refusal_is_in_the_account_s_trail_without_what_was_typed(dora: User) -> None:
    try_user(Client(HTTP_USER_AGENT="Lynx"), "example", "dora", "Hunter2!")
    try_user(Client(), "example", "my-password-in-the-wrong-box", "Hunter2!")
    known, unknown = Event.objects.filter(action="signin:ConsoleLogin").order_by("id")
    assert (known.error, known.caller_arn, known.user_agent) == (
        "SignInRefused",
        dora.arn,
        "Lynx",
    )
    assert (unknown.error, unknown.caller_arn) == ("SignInRefused", "")
    kept = str(list(Event.objects.values())) + str(list(SignInAttempt.objects.values()))
    assert "unter2" not in kept
    assert "wrong-box" not in kept


def test_unknown_accounts_have_no_trail(account: Account) -> None:
    try_user(Client(), "nowhere", "dora", "wrong")
    try_root(Client(), "nobody@example.com", "wrong")
    assert not Event.objects.exists()


def test_the_same_letters_typed_otherwise_are_the_same_password(account: Account) -> None:
    user = people.make_user(account, "zoe")
    profile = people.give_password(user)
    profile.password_hash = passwords.hashed("caf\u00e9 \u2460 soci\u00e9t\u00e9")
    profile.save(update_fields=["password_hash"])
    assert (
        try_user(Client(), "example", "zoe", "cafe\u0301 1 socie\u0301te\u0301").status_code == 302
    )


def test_a_password_set_by_an_operation_is_kept_in_the_same_form(alice: User, carol: User) -> None:
    typed = "caf\u00e9 with a nice\u00a0space \u00bd"
    create_login_profile(people.calling(alice), user_name="carol", password=typed)
    assert try_user(Client(), "example", "carol", typed).status_code == 302


@pytest.mark.parametrize("wrong", [" " + people.PASSWORD, people.PASSWORD + " ", "", "x" * 5000])
def test_a_password_is_taken_as_it_is(dora: User, wrong: str) -> None:
    assert try_user(Client(), "example", "dora", wrong).status_code == 422


def test_a_hash_that_has_grown_weak_is_renewed_at_sign_in(dora: User, settings: Any) -> None:
    profile = LoginProfile.objects.get(user=dora)
    weak = make_password(people.PASSWORD)
    LoginProfile.objects.filter(user=dora).update(password_hash=weak)
    settings.PASSWORD_HASHERS = [
        "accounts.signin.hashers.Argon2idHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    assert try_user(Client(), "example", "dora").status_code == 302
    profile.refresh_from_db()
    assert profile.password_hash.startswith(f"{Argon2idHasher.algorithm}$argon2id$")
    assert try_user(Client(), "example", "dora").status_code == 302


class TestABookmark:
    def test_it_is_filled_in_with_its_account(self, db: None) -> None:
        assert 'value="my-company"' in Client().get("/a/my-company").text

    def test_it_looks_the_same_for_accounts_that_are_not(self, account: Account) -> None:
        real, unreal = (Client().get(f"/a/{alias}").text for alias in ("example", "exampla"))
        random = r'(csrfmiddlewaretoken|state)" value="[^"]+"|data-options="[^"]+"'
        blank = [re.sub(random, "", page) for page in (real, unreal)]
        assert blank[0].replace("example", "exampla") == blank[1]

    def test_it_stays_where_it_is(self, dora: User) -> None:
        form = {"account": "example", "user_name": "dora", "password": "wrong"}
        assert Client().post("/a/example", form).status_code == 422
        assert Client().post("/a/example", form | {"password": people.PASSWORD}).status_code == 302


class TestANewPassword:
    """A password that somebody else set opens one page: the one that sets another."""

    NEW = "entirely my own choice"

    @pytest.fixture
    def fresh(self, dora: User) -> Client:
        LoginProfile.objects.filter(user=dora).update(is_reset_required=True)
        return signed_in(dora)

    def choose(self, client: Client, password: str, again: str | None = None) -> Any:
        given = {"password": password, "again": password if again is None else again}
        return client.post("/signin/new-password", given)

    def test_it_is_asked_for_wherever_one_turns(self, fresh: Client) -> None:
        answer = fresh.get("/console/users?query=x")
        assert answer.status_code == 302
        assert answer.headers["Location"] == (
            "/signin/new-password?next=%2Fconsole%2Fusers%3Fquery%3Dx"
        )
        assert fresh.get("/api/v1/users").status_code == 401

    def test_once_set_the_way_is_open(self, fresh: Client, dora: User) -> None:
        before = fresh.cookies[sessions.COOKIE].value
        assert self.choose(fresh, self.NEW).status_code == 302
        assert is_signed_in(fresh)
        assert fresh.get("/api/v1/users").status_code == 403, "signed in, and without permission"
        assert sessions.find(before) is None
        assert try_user(Client(), "example", "dora").status_code == 422
        assert try_user(Client(), "example", "dora", self.NEW).status_code == 302

    def test_setting_it_is_in_the_trail(self, fresh: Client, dora: User) -> None:
        self.choose(fresh, self.NEW)
        assert Event.objects.get(action="signin:PasswordUpdated").caller_arn == dora.arn

    @pytest.mark.parametrize(
        "password", [people.PASSWORD, "short", "dora", people.ACCOUNT, "\u65e5\u672c\u8a9e" * 5]
    )
    def test_not_every_password_will_do(self, fresh: Client, password: str) -> None:
        assert self.choose(fresh, password).status_code == 422
        assert fresh.get("/api/v1/users").status_code == 401

    def test_it_is_typed_twice(self, fresh: Client) -> None:
        assert self.choose(fresh, self.NEW, "something else").status_code == 422

    def test_it_ends_the_user_s_other_sessions(self, fresh: Client, dora: User) -> None:
        other = signed_in(dora)
        self.choose(fresh, self.NEW)
        assert not is_signed_in(other)

    def test_nobody_else_sees_the_page(self, db: None, alice: User) -> None:
        people.give_password(alice)
        for client in (Client(), signed_in(alice)):
            assert client.get("/signin/new-password").status_code == 302
            assert self.choose(client, self.NEW).status_code == 302
        assert try_user(Client(), "example", "alice").status_code == 302

    def test_an_administrator_can_ask_for_it(self, dora: User, alice: User) -> None:
        browser = signed_in(dora)
        given = {"user_name": "dora", "password_reset_required": True}
        update_login_profile(people.calling(alice), **given)
        assert browser.get("/api/v1/users").status_code == 401


class TestThePages:
    PAGES = ("/signin", "/signin/root", "/a/example", "/signed-out")

    @pytest.mark.parametrize("page", PAGES)
    def test_they_are_there_for_everybody_and_kept_by_no_cache(self, db: None, page: str) -> None:
        answer = Client().get(page)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert settings.SECURE_CSP["script-src"] in answer.headers["Content-Security-Policy"]

    def test_typed_passwords_are_not_shown_again(self, dora: User) -> None:
        assert "Hunter2!" not in try_user(Client(), "example", "dora", "Hunter2!").text

    def test_forms_without_a_token_of_this_site_are_refused(self, dora: User) -> None:
        for page in ("/signin", "/signin/root", "/signin/new-password", "/signout", "/a/example"):
            client = Client(enforce_csrf_checks=True)
            assert client.post(page, {}).status_code == 403
            assert client.post(page, {}, HTTP_ORIGIN="https://evil.example").status_code == 403

    def test_a_token_does_not_help_a_foreign_origin(self, dora: User) -> None:
        client = Client(enforce_csrf_checks=True)
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get("/signin").text)
        assert token
        form = {"account": "example", "user_name": "dora", "password": people.PASSWORD}
        form |= {"csrfmiddlewaretoken": token[1]}
        evil = client.post("/signin", form, HTTP_ORIGIN="https://evil.example")
        assert evil.status_code == 403
        own = client.post("/signin", form, HTTP_ORIGIN="http://testserver")
        assert own.status_code == 302

    @pytest.mark.parametrize("given", ["", "\x00", "a\x00b", "/", "//", "a/b/c", "\ud7ff", "%00"])
    def test_odd_names_are_wrong_names(self, account: Account, given: str) -> None:
        assert try_user(Client(), given, given).status_code == 422
        assert try_root(Client(), given).status_code == 422
