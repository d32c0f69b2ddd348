"""Accounts begin and end on the machine itself."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.timezone import now

from accounts.chain.sealer import seal_due
from accounts.models import Account, ConsoleSession, Event, Role, TrailStart, UsedAssertion, User
from accounts.operations.login_profiles import create_login_profile
from accounts.operations.password_policy import update_account_password_policy
from accounts.operations.passwords import create_password_link
from accounts.operations.recovery_codes import create_recovery_codes
from accounts.operations.users import create_user
from accounts.signin import drafts, table_views
from accounts.signin.shell import root_caller
from policies.models import Policy, PolicyVersion
from tests import people
from tests.contracts.world import populate
from tests.signin.browsers import signed_in, try_root


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def created(*more: str) -> dict[str, str]:
    words = ("create_account", "--alias", "acme", "--email", "Owner@acme.example", "--json")
    told: dict[str, str] = json.loads(run(*words, *more))
    return told


def test_the_root_user_signs_in_with_the_password_that_was_shown(db: None) -> None:
    told = created()
    assert try_root(Client(), told["email"], told["password"]).status_code == 302


def test_a_password_from_standard_input_is_not_repeated(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a password of my own\n"))
    told = created("--password-stdin")
    assert "password" not in told
    assert try_root(Client(), told["email"], "a password of my own").status_code == 302


def test_the_account_has_the_id_that_was_asked_for(db: None) -> None:
    assert created("--account-id", "000000000001")["account_id"] == "000000000001"


def test_an_access_key_is_made_if_asked_for(db: None) -> None:
    told = created("--access-key")
    assert told["access_key_id"].startswith("AKIA")
    assert len(told["secret_access_key"]) == 40


def test_people_are_told_in_lines(db: None) -> None:
    told = run("create_account", "--alias", "acme", "--email", "owner@acme.example")
    assert "Sign in url" in told
    assert "/a/acme" in told
    assert "shown this once" in told


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--alias", "A", "--alias: Must have at least 3 characters."),
        ("--alias", "x--y", "--alias: Use small letters"),
        ("--email", "nobody", "nobody is no e-mail address."),
        ("--account-id", "12", "--account-id: Must have at least 12 characters."),
        ("--account-id", "12345678901x", "--account-id: Must be 12 digits."),
    ],
)
def test_what_is_malformed_is_named(db: None, option: str, value: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        created(option, value)
    assert not Account.objects.exists()


@pytest.mark.parametrize("taken", ["acme", "ACME"])
def test_nothing_is_made_where_something_is_taken(db: None, taken: str) -> None:
    first = created()
    for words in (
        ("--alias", "acme", "--email", "other@acme.example"),
        ("--alias", "other", "--email", "OWNER@acme.example"),
        ("--alias", "other", "--email", "o@x.example", "--account-id", first["account_id"]),
    ):
        with pytest.raises(CommandError, match="taken already"):
            run("create_account", *words)
    assert (Account.objects.count(), User.objects.count()) == (1, 1)


def full_account(account_id: str, alias: str) -> Account:
    """An account with a row of every kind."""
    account = people.make_account(account_id, alias)
    root = root_caller(account)
    create_user(root, user_name="canary")
    create_login_profile(root, user_name="canary", password=people.PASSWORD)
    update_account_password_policy(root)
    create_password_link(root, user_name="canary")
    canary = User.objects.get(account=account, name="canary")
    people.grant(canary, people.allow("iam:*"))
    create_recovery_codes(people.calling(canary))
    UsedAssertion.objects.create(account=account, digest=account_id, expires=now())
    signed_in(canary)
    drafts.keep(people.calling(canary), "policy", "", {"policy_name": [account_id]})
    table_views.remember_size(people.calling(canary), "users", 25)
    populate(account, account_id, user="dave", group="crew", policy="deploy")
    seal_due()
    TrailStart.objects.create(
        account_id=account_id, number=0, sequence=0, kept_days=1, time=now(), signature=account_id
    )
    return account


def everything() -> dict[str, str]:
    """Every row of every model but AWS's policies, in words."""
    aws = {Policy: {"account": None}, PolicyVersion: {"policy__account": None}}
    return {
        model.__name__: serializers.serialize(
            "json", model._base_manager.exclude(**aws.get(model, {"pk": None})).order_by("pk")
        )
        for model in apps.get_models()
    }


def test_deleting_an_account_leaves_nothing_of_it_and_takes_nothing_of_another(db: None) -> None:
    full_account("111122223333", "stays")
    before = everything()
    full_account("444455556666", "goes")
    of_nobody = {"ContentType", "ForgottenPassword", "JobState", "SignInAttempt", "PolicyVersion"}
    lacking = {kind for kind, rows in everything().items() if "444455556666" not in rows}
    assert lacking <= of_nobody, "the account has a row of every kind"
    run("delete_account", "444455556666", "--yes")
    after = everything()
    for kinds in (before, after):
        del kinds["SignInAttempt"]  # counts by digest, which lapse within days
    assert after == before


def test_nothing_is_deleted_without_a_yes(account: Account) -> None:
    with pytest.raises(CommandError, match="Add --yes"):
        run("delete_account", account.id)
    assert Account.objects.filter(id=account.id).exists()


def test_an_unknown_account_is_named(db: None) -> None:
    with pytest.raises(CommandError, match="There is no account 123456789012"):
        run("delete_account", "123456789012", "--yes")


def test_a_deleted_account_lets_nobody_in(account: Account, carol: User) -> None:
    people.give_password(carol)
    browser = signed_in(carol)
    run("delete_account", account.id, "--yes")
    assert browser.get("/api/v1/users").status_code == 401
    assert not ConsoleSession.objects.exists()


class TestTheDemonstration:
    @pytest.fixture
    def told(self, db: None) -> Any:
        return json.loads(run("seed_demo", "--json"))

    def test_everybody_signs_in_with_the_password_shown(self, told: Any) -> None:
        for name, password in told["passwords"].items():
            form = {"account": "demo", "user_name": name, "password": password}
            assert Client().post("/signin", form).status_code == 302, name
        assert try_root(Client(), **told["root"]).status_code == 302

    def test_no_password_is_the_same_twice(self, told: Any) -> None:
        passwords = [told["root"]["password"], *told["passwords"].values()]
        assert len(set(passwords)) == len(passwords)
        again = json.loads(run_again())
        assert not set(passwords) & set(again["passwords"].values())

    def test_sam_has_a_key_and_no_password(self, told: Any) -> None:
        sam = User.objects.get(name="Sam")
        assert not hasattr(sam, "login_profile")
        assert sam.access_keys.get().key_id == told["access_keys"]["Sam"]["access_key_id"]

    def test_a_machine_has_a_role_and_nobodys_keys(self, told: Any) -> None:
        role = Role.objects.get()
        assert role.attachments.get().policy.name == "AmazonS3ReadOnlyAccess"
        assert role.instance_profiles.get().name == role.name

    def test_it_is_marked_as_a_demonstration(self, told: Any) -> None:
        account = Account.objects.get()
        assert account.is_demo
        assert {tuple(user.tags.items()) for user in User.objects.filter(is_root=False)} == {
            (("demo", "yes"),)
        }

    def test_it_came_about_by_calls_that_are_in_the_history(self, told: Any) -> None:
        assert Event.objects.filter(action="iam:CreateUser", face="shell").count() == 8

    def test_it_is_not_made_beside_real_accounts_by_accident(self, account: Account) -> None:
        with pytest.raises(CommandError, match="Add --force"):
            run("seed_demo")
        run("seed_demo", "--force")
        assert Account.objects.filter(is_demo=True).count() == 1


def run_again() -> str:
    run("delete_account", Account.objects.get().id, "--yes")
    return run("seed_demo", "--json")
