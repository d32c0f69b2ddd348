from __future__ import annotations

import pytest

from accounts.models import Event
from iamconsole.errors import (
    AccessDenied,
    LimitExceeded,
    MalformedPolicyDocument,
    ValidationError,
)
from policies.models import PolicyVersion
from policies.operations.versions import get_policy_version, save_policy_version
from tests.people import allow, calling, deny, document, grant
from tests.refusals import refused

LISTING = document(allow("iam:ListUsers"))


def save(caller, policy, text=LISTING, **more):
    return save_policy_version(
        caller, policy_arn=policy.arn, policy_document=text, **more
    ).policy_version


def test_it_adds_a_text_with_its_note(admin, deploy):
    made = save(admin, deploy, version_note="For the reports", set_as_default=True)
    assert (made.version_id, made.is_default_version) == ("v2", True)
    kept = get_policy_version(admin, policy_arn=deploy.arn, version_id="v2").policy_version
    assert kept.document == LISTING
    assert PolicyVersion.objects.get(policy=deploy, number=2).note == "For the reports"


def test_it_needs_no_note_and_does_not_hold_unless_asked(admin, deploy):
    assert not save(admin, deploy).is_default_version
    assert PolicyVersion.objects.get(policy=deploy, number=2).note == ""


def test_who_may_create_versions_may_save_them_and_nobody_else(deploy, bob, dave):
    grant(dave, allow("iam:CreatePolicyVersion", deploy.arn))
    assert save(calling(dave), deploy).version_id == "v2"
    grant(dave, deny("iam:CreatePolicyVersion"), name="no")
    with pytest.raises(AccessDenied):
        save(calling(dave), deploy)
    with pytest.raises(AccessDenied):
        save(calling(bob), deploy)


def test_what_cannot_be_saved_leaves_nothing(admin, deploy):
    with refused(MalformedPolicyDocument, "Syntax errors in policy."):
        save(admin, deploy, "{}}", version_note="lost")
    with refused(LimitExceeded, "Cannot exceed quota for PolicySize: 6144"):
        save(admin, deploy, document(allow("s3:" + "a" * 6144)))
    with pytest.raises(ValidationError):
        save(admin, deploy, version_note="n" * 257)
    assert PolicyVersion.objects.filter(policy=deploy).count() == 1


def test_a_policy_of_aws_s_takes_no_versions(admin):
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    with refused(AccessDenied, "Cannot update policies outside your own account."):
        save_policy_version(admin, policy_arn=arn, policy_document=LISTING)


def test_the_note_is_in_the_history_of_the_account(admin, deploy):
    save(admin, deploy, version_note="For the reports")
    event = Event.objects.get(action="iam:CreatePolicyVersion")
    assert event.params["version_note"] == "For the reports"
