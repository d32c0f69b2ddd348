from __future__ import annotations

from datetime import UTC, datetime

import pytest

from accounts import usage
from accounts.operations import access_keys
from iamconsole.errors import AccessDenied
from tests.people import access_key, calling
from tests.refusals import refused


def last_used(caller, key_id):
    return access_keys.get_access_key_last_used(caller, access_key_id=key_id)


def test_a_key_that_was_never_used_says_so(admin, dave):
    result = last_used(admin, access_key(dave)[0])
    use = result.access_key_last_used
    assert (result.user_name, use.last_used_date) == ("dave", None)
    assert (use.service_name, use.region) == ("N/A", "N/A")


def test_it_tells_the_latest_use(admin, dave):
    key_id, _ = access_key(dave)
    for day in (2, 1):
        usage.key_used(key_id, datetime(2026, 11, day, tzinfo=UTC), f"iam{day}", "eu-central-1")
    use = last_used(admin, key_id).access_key_last_used
    assert use.last_used_date == datetime(2026, 11, 2, tzinfo=UTC)
    assert (use.service_name, use.region) == ("iam2", "eu-central-1")


def test_unknown_and_foreign_keys_are_denied_alike(admin, mallory):
    for key_id in ("AKIAIOSFODNN7EXAMPLE", access_key(mallory)[0]):
        message = (
            f"User: {admin.arn} is not authorized to perform iam:GetAccessKeyLastUsed "
            f"on resource: access key {key_id}"
        )
        with refused(AccessDenied, message):
            last_used(admin, key_id)


def test_who_may_not_look_it_up_does_not_learn_whose_key_it_is(carol, dave):
    answers = []
    for key_id in ("AKIAIOSFODNN7EXAMPLE", access_key(dave)[0]):
        with pytest.raises(AccessDenied) as refusal:
            last_used(calling(carol), key_id)
        answers.append(refusal.value.message.replace(key_id, "KEY"))
    assert answers[0] == answers[1]
