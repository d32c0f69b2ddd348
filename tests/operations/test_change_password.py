from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.utils.timezone import now

from accounts.models import ConsoleSession, Event, LoginProfile, PasswordPolicy, SignInAttempt
from accounts.operations.passwords import change_password
from accounts.signin import passwords
from accounts.signin.throttle import TooManyTries
from iamconsole.caller import CallerKind
from iamconsole.errors import (
    AccessDenied,
    EntityTemporarilyUnmodifiable,
    InvalidUserType,
    NoSuchEntity,
    PasswordPolicyViolation,
    ValidationError,
)
from tests import people
from tests.people import PASSWORD, calling
from tests.refusals import refused

NEW = "another battery staple"
WRONG_OLD = "The old password was incorrect."


@pytest.fixture
def dave(dave):
    people.give_password(dave)
    return dave


def change(user, old=PASSWORD, new=NEW, **caller):
    change_password(replace(calling(user), **caller), old_password=old, new_password=new)


def is_password(user, password):
    return check_password(password, LoginProfile.objects.get(user=user).password_hash)


def session(user, name):
    moment = now()
    return ConsoleSession.objects.create(
        digest=name,
        public_id=name,
        account=user.account,
        user=user,
        created=moment,
        last_seen=moment,
        expires=moment + timedelta(hours=1),
    )


def test_it_changes_the_caller_s_own(dave, carol):
    people.give_password(carol)
    change(dave)
    assert is_password(dave, NEW)
    assert is_password(carol, PASSWORD)


def test_neither_password_is_in_the_trail(dave):
    change(dave)
    with pytest.raises(AccessDenied):
        change(dave, old="a wrong guess")
    kept = str(list(Event.objects.values()))
    assert PASSWORD not in kept
    assert NEW not in kept
    assert "a wrong guess" not in kept
    assert Event.objects.first().params == {"old_password": "***", "new_password": "***"}


def test_the_old_one_has_to_be_right(dave):
    with refused(AccessDenied, WRONG_OLD):
        change(dave, old="not the password")
    assert is_password(dave, PASSWORD)


def test_root_s_is_not_changed_this_way(root):
    with refused(InvalidUserType, "Only IAM Users can change their own password"):
        change(root)


@pytest.mark.parametrize("kind", [CallerKind.ROLE_SESSION, CallerKind.FEDERATED])
def test_sessions_of_roles_have_none(dave, kind):
    with refused(InvalidUserType, "Only IAM Users can change their own password"):
        change(dave, kind=kind)


def test_a_user_without_one_is_told_so(carol):
    with refused(NoSuchEntity, "Login Profile for User carol cannot be found."):
        change(carol)


def test_guesses_are_counted_though_the_call_is_undone(dave):
    for _ in range(5):
        with refused(AccessDenied, WRONG_OLD):
            change(dave, old="a guess")
    with pytest.raises(TooManyTries):
        change(dave)
    assert is_password(dave, PASSWORD)
    assert SignInAttempt.objects.filter(subject__startswith="user:60:", count=5).exists()


def test_guesses_here_are_counted_with_those_at_sign_in(dave):
    for _ in range(5):
        with pytest.raises(AccessDenied):
            change(dave, old="a guess")
    with pytest.raises(TooManyTries):
        sought = passwords.user_sought(dave.account_id, "DAVE")
        passwords.admit(sought, PASSWORD, calling(dave).origin)


def test_nobody_else_s_guesses_keep_a_browser_from_changing_it(dave):
    session(dave, "here")
    for _ in range(5):
        with pytest.raises(AccessDenied):
            change(dave, old="a guess")
    with pytest.raises(TooManyTries):
        change(dave)
    change(dave, session_id="here")
    assert is_password(dave, NEW)


def test_what_is_right_is_no_guess(dave):
    for number in range(8):
        change(dave, old=NEW + str(number - 1) if number else PASSWORD, new=NEW + str(number))
    assert not SignInAttempt.objects.filter(count__gt=0).exists()


def test_other_browsers_are_signed_out_and_this_one_stays(dave):
    mine, _other = session(dave, "mine"), session(dave, "other")
    change(dave, session_id="mine")
    kept = ConsoleSession.objects.get()
    assert kept == mine
    assert kept.created >= LoginProfile.objects.get(user=dave).password_changed


def test_with_a_key_every_browser_is_signed_out(dave):
    session(dave, "mine")
    change(dave)
    assert not ConsoleSession.objects.exists()


def test_it_does_away_with_having_to_change_it(dave):
    LoginProfile.objects.update(is_reset_required=True)
    change(dave)
    assert not LoginProfile.objects.get(user=dave).is_reset_required


def test_the_same_one_is_no_change(dave):
    with pytest.raises(PasswordPolicyViolation):
        change(dave, new=PASSWORD)


def test_the_policy_holds_for_the_new_one(dave):
    PasswordPolicy.objects.create(account=dave.account, minimum_length=30, users_may_change=True)
    with refused(PasswordPolicyViolation, "Password should have a minimum length of 30"):
        change(dave)
    assert is_password(dave, PASSWORD)


@pytest.mark.parametrize("password", ["", "p" * 129, "日本語のパスワード"])
def test_both_keep_to_aws_alphabet_and_length(dave, password):
    with pytest.raises(ValidationError):
        change(dave, new=password)
    with pytest.raises(ValidationError):
        change(dave, old=password)


def test_where_users_may_not_a_policy_can_allow_it(dave):
    PasswordPolicy.objects.create(account=dave.account)
    with pytest.raises(AccessDenied, match="iam:ChangePassword on resource"):
        change(dave)
    people.grant(dave, people.allow("iam:ChangePassword", dave.arn))
    change(dave)
    assert is_password(dave, NEW)


def test_where_users_may_a_policy_can_forbid_it(dave):
    people.grant(dave, people.deny("iam:ChangePassword"))
    with pytest.raises(AccessDenied, match="explicit deny"):
        change(dave)


def test_nobody_guesses_who_may_not_change_it(dave):
    PasswordPolicy.objects.create(account=dave.account)
    for _ in range(9):
        with pytest.raises(AccessDenied, match="not authorized"):
            change(dave, old="a guess")
    assert not SignInAttempt.objects.exists()


def test_a_password_set_by_somebody_else_meanwhile_is_not_overwritten(dave, monkeypatch):
    prove = passwords.prove

    def prove_and_be_overtaken(*given):
        prove(*given)
        theirs = passwords.hashed("set by an administrator")
        LoginProfile.objects.update(password_hash=theirs, password_changed=now())

    monkeypatch.setattr(passwords, "prove", prove_and_be_overtaken)
    with pytest.raises(EntityTemporarilyUnmodifiable):
        change(dave)
    assert is_password(dave, "set by an administrator")


class TestAfterAHardExpiry:
    @pytest.fixture(autouse=True)
    def expired(self, dave):
        PasswordPolicy.objects.create(
            account=dave.account, users_may_change=True, max_age_days=90, is_expiry_hard=True
        )
        LoginProfile.objects.update(password_changed=now() - timedelta(days=91))

    def test_a_browser_is_sent_to_an_administrator(self, dave):
        session(dave, "mine")
        with pytest.raises(PasswordPolicyViolation, match="administrator"):
            change(dave, session_id="mine")

    def test_a_key_still_helps_as_in_aws(self, dave):
        change(dave, access_key_id="AKIA")
        assert is_password(dave, NEW)
