"""What passwords an account takes, in each place where one is set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts import password_rules
from accounts.founding import new_password
from accounts.models import Account, FormerPassword, LoginProfile, PasswordPolicy, User
from accounts.operations.login_profiles import (
    create_login_profile,
    delete_login_profile,
    update_login_profile,
)
from accounts.operations.passwords import change_password, change_root_password
from accounts.operations.users import delete_user
from accounts.signin import new_passwords, password_links
from iamconsole import settings as production
from iamconsole.errors import PasswordPolicyViolation, Refused
from tests import people
from tests.people import PASSWORD, calling
from tests.refusals import refused
from tests.signin.browsers import signed_in

GOOD = "Wide-open-7-fields"
SETTINGS = {
    "minimum_length": (
        24,
        "Password should have a minimum length of 24",
        "Wide-open-7-fields-at-dawn",
    ),
    "requires_symbols": (True, "Password should have at least one symbol", GOOD),
    "requires_numbers": (True, "Password should have at least one number", GOOD),
    "requires_uppercase": (True, "Password should have at least one uppercase letter", GOOD),
    "requires_lowercase": (True, "Password should have at least one lowercase letter", GOOD),
}
WITHOUT = {
    "minimum_length": GOOD,
    "requires_symbols": "Wide7open7fields",
    "requires_numbers": "Wide-open-fields",
    "requires_uppercase": "wide-open-7-fields",
    "requires_lowercase": "WIDE-OPEN-7-FIELDS",
}
Setter = Callable[[User, User, User, str], str]


@pytest.fixture
def dora(account: Account) -> User:
    user = people.make_user(account, "dora")
    people.give_password(user)
    return user


def _refusal(act: Callable[[], Any]) -> str:
    try:
        act()
    except Refused as refusal:
        return refusal.message
    return ""


def _shown(answer: Any) -> str:
    """What a page says is wrong; empty where it went on."""
    return "" if answer.status_code == 302 else answer.text


def by_create(alice: User, dora: User, root: User, password: str) -> str:
    delete_login_profile(calling(alice), user_name="dora")
    given = {"user_name": "dora", "password": password}
    return _refusal(lambda: create_login_profile(calling(alice), **given))


def by_update(alice: User, dora: User, root: User, password: str) -> str:
    given = {"user_name": "dora", "password": password}
    return _refusal(lambda: update_login_profile(calling(alice), **given))


def by_change(alice: User, dora: User, root: User, password: str) -> str:
    given = {"old_password": PASSWORD, "new_password": password}
    return _refusal(lambda: change_password(calling(dora), **given))


def by_root(alice: User, dora: User, root: User, password: str) -> str:
    given = {"old_password": PASSWORD, "new_password": password}
    return _refusal(lambda: change_root_password(calling(root), **given))


def by_link(alice: User, dora: User, root: User, password: str) -> str:
    token, _ = password_links.make(dora, password_links.HANDED_OVER_FOR)
    typed = {"password": password, "again": password}
    return _shown(Client().post(f"/signin/reset/{token}", typed))


def by_force(alice: User, dora: User, root: User, password: str) -> str:
    LoginProfile.objects.filter(user=dora).update(is_reset_required=True)
    typed = {"password": password, "again": password}
    return _shown(signed_in(dora).post("/signin/new-password", typed))


def by_own_page(alice: User, dora: User, root: User, password: str) -> str:
    typed = {"old_password": PASSWORD, "new_password": password, "again": password}
    return _shown(signed_in(dora).post("/console/me/password", typed))


def by_administrator_s_page(alice: User, dora: User, root: User, password: str) -> str:
    if not LoginProfile.objects.filter(user=alice).exists():
        people.give_password(alice)
    typed = {"way": "typed", "password": password}
    return _shown(signed_in(alice).post("/console/users/dora/password", typed))


FACES: list[Setter] = [
    by_create,
    by_update,
    by_change,
    by_root,
    by_link,
    by_force,
    by_own_page,
    by_administrator_s_page,
]


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_is_kept_wherever_a_password_is_set(
    face: Setter, name: str, alice: User, dora: User, root: User
) -> None:
    value, refusal, good = SETTINGS[name]
    policy = PasswordPolicy.objects.create(account=alice.account, users_may_change=True)
    setattr(policy, name, value)
    policy.save(update_fields=[name])
    assert refusal in face(alice, dora, root, WITHOUT[name])
    if face is by_create:
        people.give_password(dora)
    assert face(alice, dora, root, good) == ""


@pytest.mark.parametrize("face", FACES)
def test_without_a_policy_the_directory_s_own_rules_hold(
    face: Setter, alice: User, dora: User, root: User
) -> None:
    for password in ("sevench", "password123", "example-1"):
        if face is by_create and not hasattr(User.objects.get(pk=dora.pk), "login_profile"):
            people.give_password(dora)
        assert face(alice, dora, root, password), password


@pytest.mark.parametrize("password", ["Wide-open-7-fields\n", "x" * 128, "!\u00a0\u00e9 \u00ff~  "])
def test_whatever_can_be_typed_is_taken_to_128_characters(
    alice: User, dora: User, root: User, password: str
) -> None:
    assert by_update(alice, dora, root, password) == ""


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "PASSWORD123",
        "iloveyou1",
        "Dora",
        "doradora",
        "dora2026!",
        "EXAMPLE123",
        "111122223333",
        "IAMConsole1",
        "\uff50assword1",
    ],
)
def test_what_many_use_or_a_stranger_would_try_is_refused(
    password: str, dora: User, db: None
) -> None:
    policy = PasswordPolicy(account=dora.account, minimum_length=4)
    with pytest.raises(PasswordPolicyViolation):
        password_rules.refuse_weak(password, dora, policy)


@pytest.mark.parametrize("password", ["dora and her seven doves", "an example that is long", GOOD])
def test_a_name_within_a_long_password_does_no_harm(password: str, dora: User) -> None:
    password_rules.refuse_weak(password, dora, password_rules.policy_of(dora.account_id))


class TestFormerPasswords:
    MESSAGE = "Policy constraint violation with password reuse prevention during password change"

    @pytest.fixture(autouse=True)
    def policy(self, account: Account) -> PasswordPolicy:
        return PasswordPolicy.objects.create(account=account, reuse_prevention=24)

    def give(self, alice: User, number: int) -> None:
        password = f"password of the day {number}"
        update_login_profile(calling(alice), user_name="dora", password=password)

    def test_the_last_24_are_refused_and_the_one_before_is_taken(
        self, alice: User, dora: User
    ) -> None:
        for number in range(25):
            self.give(alice, number)
        for number in (1, 12, 24):
            with refused(PasswordPolicyViolation, self.MESSAGE):
                self.give(alice, number)
        self.give(alice, 0)
        assert FormerPassword.objects.filter(user=dora).count() == 24

    def test_fewer_are_refused_where_fewer_are_asked_for(
        self, alice: User, dora: User, policy: PasswordPolicy
    ) -> None:
        PasswordPolicy.objects.update(reuse_prevention=2)
        for number in range(3):
            self.give(alice, number)
        for number in (1, 2):
            with refused(PasswordPolicyViolation, self.MESSAGE):
                self.give(alice, number)
        self.give(alice, 0)

    def test_one_set_before_anything_was_remembered_is_refused_while_it_is_in_use(
        self, alice: User, dora: User
    ) -> None:
        with refused(PasswordPolicyViolation, self.MESSAGE):
            update_login_profile(calling(alice), user_name="dora", password=PASSWORD)

    def test_taking_console_access_away_forgets_nothing(self, alice: User, dora: User) -> None:
        self.give(alice, 1)
        delete_login_profile(calling(alice), user_name="dora")
        with refused(PasswordPolicyViolation, self.MESSAGE):
            given = {"user_name": "dora", "password": "password of the day 1"}
            create_login_profile(calling(alice), **given)

    def test_what_another_user_had_is_nobody_s_business(
        self, alice: User, dora: User, carol: User
    ) -> None:
        self.give(alice, 1)
        given = {"user_name": "carol", "password": "password of the day 1"}
        create_login_profile(calling(alice), **given)

    def test_the_same_letters_typed_otherwise_are_the_same(self, alice: User, dora: User) -> None:
        given = {"user_name": "dora"}
        update_login_profile(calling(alice), password="caf\u00e9 au lait \u00bd", **given)
        self.give(alice, 1)
        with refused(PasswordPolicyViolation, self.MESSAGE):
            update_login_profile(
                calling(alice), password="caf\u00e9 au lait 1\u20442"[:13] + "\u00bd", **given
            )

    def test_they_are_kept_as_hashes(self, alice: User, dora: User) -> None:
        self.give(alice, 1)
        kept = FormerPassword.objects.get(user=dora).password_hash
        assert "day" not in kept

    def test_a_full_history_costs_one_hashing(
        self, alice: User, dora: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(24):
            self.give(alice, number)
        hashings: list[str] = []

        def counting(*given: Any, **more: Any) -> str:
            hashings.append("made")
            return make_password(*given, **more)

        monkeypatch.setattr(new_passwords, "make_password", counting)
        with pytest.raises(PasswordPolicyViolation):
            self.give(alice, 0)
        assert len(hashings) == 1

    def test_those_hashed_before_a_change_of_strength_are_still_known(
        self, alice: User, dora: User, settings: Any
    ) -> None:
        self.give(alice, 1)
        self.give(alice, 2)
        settings.PASSWORD_HASHERS = [
            *production.PASSWORD_HASHERS,
            "django.contrib.auth.hashers.MD5PasswordHasher",
        ]
        with refused(PasswordPolicyViolation, self.MESSAGE):
            self.give(alice, 1)


def test_what_is_remembered_of_a_user_s_passwords_goes_with_it(alice: User, dora: User) -> None:
    update_login_profile(calling(alice), user_name="dora", password=GOOD)
    password_links.make(dora, password_links.HANDED_OVER_FOR)
    delete_login_profile(calling(alice), user_name="dora")
    delete_user(calling(alice), user_name="dora")
    assert not FormerPassword.objects.exists()


class TestAMadePassword:
    def test_it_meets_the_strictest_policy(self, account: Account) -> None:
        policy = PasswordPolicy.objects.create(
            account=account,
            minimum_length=128,
            requires_symbols=True,
            requires_numbers=True,
            requires_uppercase=True,
            requires_lowercase=True,
        )
        user = people.make_user(account, "pam")
        password_rules.refuse_weak(new_password(account.id), user, policy)

    def test_it_is_another_each_time(self, db: None) -> None:
        made = {new_password() for _ in range(100)}
        assert len(made) == 100
        assert {len(password) for password in made} == {20}
