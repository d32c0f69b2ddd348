from __future__ import annotations

import pytest

from accounts.operations.delegations import get_human_readable_summary
from iamconsole.errors import AccessDenied, InvalidInput, NoSuchEntity
from tests.people import ACCOUNT, calling
from tests.refusals import refused


def arn(request_id):
    return f"arn:aws:iam::{ACCOUNT}:delegation-request/{request_id}"


def test_it_says_what_the_request_asks_for(admin, delegation):
    result = get_human_readable_summary(admin, entity_arn=arn(delegation))
    assert (result.summary_state, result.locale) == ("AVAILABLE", "en")
    assert result.summary_content == "Allows everything of Amazon S3."


def test_it_speaks_english_only(admin, delegation):
    for locale, state in (("en_US", "AVAILABLE"), ("fr_FR", "NOT_SUPPORTED")):
        result = get_human_readable_summary(admin, entity_arn=arn(delegation), locale=locale)
        assert (result.locale, result.summary_state) == (locale, state)
        assert (result.summary_content is None) == (state == "NOT_SUPPORTED")


def test_other_things_have_none(admin, alice):
    with refused(InvalidInput, f"{alice.arn} is not the ARN of a delegation request."):
        get_human_readable_summary(admin, entity_arn=alice.arn)
    nobodys = "0" * 16
    with refused(NoSuchEntity, f"The delegation request {nobodys} cannot be found."):
        get_human_readable_summary(admin, entity_arn=arn(nobodys))


def test_it_needs_permission(carol, delegation):
    with pytest.raises(AccessDenied):
        get_human_readable_summary(calling(carol), entity_arn=arn(delegation))
