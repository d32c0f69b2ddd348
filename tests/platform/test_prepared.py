"""Prepared queries give what the same queries give that are written anew each time."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.forms import model_to_dict
from django.utils.timezone import now

from accounts.models import Account, Group, LoginProfile, User
from iamconsole.prepared import (
    Prepared,
    PreparedUpdate,
    PreparedValues,
    fetched,
    insert,
    insert_all,
)
from tests import people


def named(account_id: str, name: str) -> QuerySet[User]:
    return User.objects.filter(account_id=account_id, name=name)


@pytest.fixture
def users(account: Account) -> dict[str, User]:
    made = {name: people.make_user(account, name) for name in ("alice", "bob")}
    people.give_password(made["alice"])
    return made


def test_a_row_is_what_the_query_gives(account, users):
    found = Prepared(named).find(account.id, "alice")
    assert found == users["alice"]
    assert model_to_dict(found) == model_to_dict(named(account.id, "alice").get())
    assert not found._state.adding
    assert Prepared(named).find(account.id, "nobody") is None


def test_what_is_joined_comes_along_or_is_known_not_to_be(
    account, users, django_assert_num_queries
):
    joined = Prepared(lambda name: User.objects.filter(name=name).select_related("login_profile"))
    with django_assert_num_queries(2):
        alice, bob = joined.find("alice"), joined.find("bob")
        assert isinstance(alice.login_profile, LoginProfile)
        assert alice.login_profile.user is alice
        assert not hasattr(bob, "login_profile")


def test_columns_left_out_are_read_when_they_are_asked_for(users):
    lean = Prepared(lambda name: User.objects.filter(name=name).only("name"))
    found = lean.find("alice")
    assert found.get_deferred_fields() >= {"path", "user_id"}
    assert found.user_id == users["alice"].user_id


def test_a_found_row_can_be_changed_and_saved(account, users):
    found = Prepared(named).find(account.id, "bob")
    found.path = "/moved/"
    found.save()
    assert named(account.id, "bob").get().path == "/moved/"


def test_keys_are_numbers_or_texts_as_the_model_has_them(account, users):
    assert Prepared(lambda pk: User.objects.filter(pk=pk)).find(users["bob"].pk) == users["bob"]
    assert Prepared(lambda pk: Account.objects.filter(pk=pk)).find(account.pk) == account


def test_values_of_every_row_in_their_own_types(account, users):
    every = PreparedValues(
        lambda pk: (
            User.objects.filter(account=pk, is_root=False)
            .order_by("name")
            .values_list("name", "created")
        )
    )
    assert every.rows(account.pk) == [(name, user.created) for name, user in users.items()]


def test_an_update_says_how_many_rows_it_changed(users):
    count_on = PreparedUpdate(lambda pk: User.objects.filter(pk=pk), epoch=F("epoch") + 1)
    before = users["bob"].epoch
    assert [count_on.run(users["bob"].pk), count_on.run(users["bob"].pk)] == [1, 1]
    assert count_on.run(0) == 0
    users["bob"].refresh_from_db()
    assert users["bob"].epoch == before + 2


def test_a_query_that_looks_at_its_parameters_is_refused():
    with pytest.raises(TypeError):
        Prepared(lambda name: User.objects.filter(name=name[:4])).find("alice")


def test_a_list_is_the_same_as_ever_with_what_was_annotated_and_prefetched(
    account, users, django_assert_num_queries
):
    key_id, _ = people.access_key(users["alice"])
    rows = (
        User.objects.filter(account=account, is_root=False)
        .select_related("login_profile")
        .annotate(key=F("name"))
        .prefetch_related("access_keys")
        .order_by("name")
    )
    expected = [model_to_dict(user) for user in rows]
    with django_assert_num_queries(2):
        found = fetched(rows)
        assert [user.key for user in found] == ["alice", "bob"]
        assert [key.key_id for user in found for key in user.access_keys.all()] == [key_id]
        assert [hasattr(user, "login_profile") for user in found] == [True, False]
    assert [model_to_dict(user) for user in found] == expected
    assert fetched(rows.filter(name="nobody")) == []
    assert fetched(rows.none()) == []


def test_what_is_inserted_knows_its_key_and_is_whole(account):
    group = Group(account=account, name="staff", path="/", created=now())
    insert(group)
    assert model_to_dict(Group.objects.get(pk=group.pk)) == model_to_dict(group)


def test_many_are_inserted_all_or_none(account):
    def groups(*names):
        return [Group(account=account, name=name, path="/", created=now()) for name in names]

    insert_all(groups("one", "two"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_all(groups("three", "two"))
    assert set(Group.objects.values_list("name", flat=True)) == {"one", "two"}
