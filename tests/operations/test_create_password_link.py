from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import Event, PasswordLink
from accounts.operations.login_profiles import delete_login_profile, update_login_profile
from accounts.operations.passwords import create_password_link
from accounts.signin import password_links
from iamconsole.errors import AccessDenied, NoSuchEntity
from tests import people
from tests.people import calling
from tests.refusals import refused


def link(caller, user_name="dave"):
    return create_password_link(caller, user_name=user_name)


def test_it_is_the_user_s_for_a_day(admin, dave):
    made = link(admin)
    assert made.user_name == "dave"
    assert password_links.owner_of(made.link_token) == dave
    assert timedelta(hours=23) < made.expires - now() <= timedelta(hours=24)


def test_its_token_is_kept_and_written_nowhere(admin, dave):
    token = link(admin).link_token
    assert token not in str(list(PasswordLink.objects.values())) + str(list(Event.objects.values()))
    assert token not in repr(link(admin))


def test_another_one_ends_the_one_before(admin, dave):
    former, latter = link(admin).link_token, link(admin).link_token
    assert password_links.owner_of(former) is None
    assert password_links.owner_of(latter) == dave


def test_a_password_set_otherwise_ends_it(admin, dave):
    people.give_password(dave)
    token = link(admin).link_token
    update_login_profile(admin, user_name="dave", password="set by somebody else")
    assert password_links.owner_of(token) is None


def test_it_ends_with_console_access(admin, dave):
    people.give_password(dave)
    token = link(admin).link_token
    delete_login_profile(admin, user_name="dave")
    assert password_links.owner_of(token) is None


def test_who_may_set_another_password_may_hand_over_a_link(dave, carol):
    people.give_password(dave)
    people.grant(carol, people.allow("iam:UpdateLoginProfile", dave.arn))
    assert link(calling(carol)).link_token


def test_a_first_password_takes_the_right_to_give_one(dave, carol):
    people.grant(carol, people.allow("iam:UpdateLoginProfile", dave.arn))
    with pytest.raises(AccessDenied, match="iam:CreateLoginProfile"):
        link(calling(carol))


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        link(admin, "nobody")


def test_another_account_s_users_are_nobody(admin, mallory):
    with pytest.raises(NoSuchEntity):
        link(admin, "mallory")
