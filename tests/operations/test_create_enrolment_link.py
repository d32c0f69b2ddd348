from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.models import EnrolmentLink, Event, User
from accounts.operations.enrolment_links import create_enrolment_link
from accounts.operations.login_profiles import delete_login_profile
from accounts.signin import enrolment_links
from iamconsole.errors import AccessDenied, LimitExceeded, NoSuchEntity
from tests import people
from tests.authenticators import enrol
from tests.people import allow, calling, grant


@pytest.fixture
def carol(carol):
    people.give_password(carol)
    return carol


def link(caller, user_name="carol"):
    return create_enrolment_link(caller, user_name=user_name)


def test_it_is_the_users_for_a_day(alice, carol):
    made = link(calling(alice))
    assert made.user_name == "carol"
    assert enrolment_links.owner_of(made.link_token) == carol
    assert timedelta(hours=23) < made.expires - now() <= timedelta(hours=24)


def test_its_token_is_kept_and_written_nowhere(alice, carol):
    made = link(calling(alice))
    kept = str(list(EnrolmentLink.objects.values())) + str(list(Event.objects.values()))
    assert made.link_token not in kept + repr(made)
    assert Event.objects.get().target_arn == carol.arn


def test_another_one_ends_the_one_before(alice, carol):
    former, latter = (link(calling(alice)).link_token for _ in range(2))
    assert enrolment_links.owner_of(former) is None
    assert enrolment_links.owner_of(latter) == carol


def test_it_opens_nothing_for_who_may_not_come_to_the_console(alice, carol):
    token = link(calling(alice)).link_token
    User.objects.filter(pk=carol.pk).update(is_enabled=False)
    assert enrolment_links.owner_of(token) is None
    User.objects.filter(pk=carol.pk).update(is_enabled=True)
    delete_login_profile(calling(alice), user_name="carol")
    assert enrolment_links.owner_of(token) is None


def test_it_takes_a_password_to_sign_in_with_first(alice, bob):
    with pytest.raises(NoSuchEntity, match="Login Profile"):
        link(calling(alice), "bob")


def test_who_has_eight_devices_gets_none(alice, carol):
    for number in range(8):
        enrol(carol, f"number-{number}")
    with pytest.raises(LimitExceeded):
        link(calling(alice))


def test_it_takes_the_right_to_enable_devices_for_that_user(bob, carol):
    with pytest.raises(AccessDenied, match="iam:EnableMFADevice"):
        link(calling(bob))
    grant(bob, allow("iam:EnableMFADevice", carol.arn))
    assert link(calling(bob)).link_token
