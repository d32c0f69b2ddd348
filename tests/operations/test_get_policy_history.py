from __future__ import annotations

import pytest

from accounts.models import User
from iamconsole.errors import AccessDenied, NoSuchEntity
from policies.engine import size
from policies.models import PolicyVersion
from policies.operations.managed import create_policy
from policies.operations.versions import (
    create_policy_version,
    get_policy_history,
    save_policy_version,
    set_default_policy_version,
)
from tests.people import allow, attach, calling, deny, document, grant

LISTING = document(allow("iam:ListUsers"))


@pytest.fixture
def policy(admin):
    """Made by alice, and changed once by dave."""
    return create_policy(admin, policy_name="reports", policy_document=LISTING).policy.arn


def history(caller, policy):
    return get_policy_history(caller, policy_arn=policy)


def authors(caller, policy):
    return [version.author_arn for version in history(caller, policy).versions]


def test_it_tells_the_newest_first_with_size_note_and_author(admin, alice, dave, policy):
    grant(dave, allow("iam:CreatePolicyVersion"))
    save_policy_version(
        calling(dave), policy_arn=policy, policy_document=LISTING, version_note="Again"
    )
    second, first = history(admin, policy).versions
    assert (second.version_id, second.note, second.author_arn) == ("v2", "Again", dave.arn)
    assert (first.version_id, first.note, first.author_arn) == ("v1", None, alice.arn)
    assert (first.is_default_version, second.is_default_version) == (True, False)
    assert first.size == size(LISTING)


def test_whoever_lets_another_version_hold_has_edited_the_policy_last(admin, alice, dave, policy):
    grant(dave, allow("iam:SetDefaultPolicyVersion"))
    create_policy_version(admin, policy_arn=policy, policy_document=LISTING)
    assert history(admin, policy).editor_arn == alice.arn
    set_default_policy_version(calling(dave), policy_arn=policy, version_id="v2")
    told = history(admin, policy)
    assert told.editor_arn == dave.arn
    assert told.versions[0].author_arn == alice.arn
    assert told.update_date > told.versions[0].create_date


def test_an_author_is_told_to_those_alone_who_may_get_that_user(policy, alice, bob, carol):
    assert authors(calling(bob), policy) == [alice.arn]
    grant(carol, allow("iam:ListPolicyVersions"))
    assert authors(calling(carol), policy) == [None]
    assert history(calling(carol), policy).editor_arn is None
    grant(carol, allow("iam:GetUser", alice.arn), name="one")
    assert authors(calling(carol), policy) == [alice.arn]


def test_a_denial_by_the_author_s_tags_holds(policy, alice, bob):
    User.objects.filter(pk=alice.pk).update(tags={"team": "secret"})
    condition = {"StringEquals": {"aws:ResourceTag/team": "secret"}}
    grant(bob, deny("iam:GetUser", **condition))
    assert authors(calling(bob), policy) == [None]


def test_everybody_is_told_of_themselves(policy, admin, carol):
    grant(carol, allow("iam:ListPolicyVersions"), allow("iam:CreatePolicyVersion"))
    create_policy_version(calling(carol), policy_arn=policy, policy_document=LISTING)
    assert authors(calling(carol), policy) == [carol.arn, None]


def test_an_author_who_is_gone_is_told_as_a_missing_user_would_be(policy, admin, bob, dave, carol):
    grant(dave, allow("iam:CreatePolicyVersion"))
    create_policy_version(calling(dave), policy_arn=policy, policy_document=LISTING)
    dave.inline_policies.all().delete()
    arn = dave.arn
    dave.delete()
    assert authors(calling(bob), policy)[0] == arn
    grant(carol, allow("iam:ListPolicyVersions"))
    assert authors(calling(carol), policy) == [None, None]


def test_a_text_that_nobody_is_known_to_have_written_has_no_author(admin, deploy):
    assert authors(admin, deploy.arn) == [None]
    assert authors(admin, "arn:aws:iam::aws:policy/ReadOnlyAccess") == [None]


def test_who_may_not_list_versions_is_refused(policy, deploy, dave, admin):
    attach(dave, deploy)
    with pytest.raises(AccessDenied):
        history(calling(dave), policy)
    with pytest.raises(NoSuchEntity):
        history(admin, policy.replace("reports", "missing"))


def test_the_history_of_a_deleted_version_is_gone_with_it(admin, policy):
    create_policy_version(admin, policy_arn=policy, policy_document=LISTING)
    PolicyVersion.objects.filter(number=2).delete()
    assert [version.version_id for version in history(admin, policy).versions] == ["v1"]
