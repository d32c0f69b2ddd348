from __future__ import annotations

import pytest

from accounts.operations import users
from iamconsole.errors import (
    AccessDenied,
    LimitExceeded,
    MalformedPolicyDocument,
    NoSuchEntity,
    ValidationError,
)
from policies.operations import inline
from tests.people import allow, calling, deny, document
from tests.refusals import refused

LIMIT = 5120
LISTING = document(allow("iam:ListUsers"))


def put(caller, text=LISTING, name="listing"):
    inline.put_group_policy(caller, group_name="crew", policy_name=name, policy_document=text)


def sized(size):
    """A document of that many characters, white space not counted."""
    empty = document(allow("s3:")).replace(" ", "")
    return document(allow("s3:" + "a" * (size - len(empty))))


def test_the_policy_holds_at_once(admin, member):
    with pytest.raises(AccessDenied):
        users.list_users(calling(member))
    put(admin)
    assert users.list_users(calling(member)).users


def test_it_writes_over_one_of_the_same_name_whatever_its_case(admin, crew, member):
    put(admin)
    put(admin, document(deny("iam:ListUsers")), name="LISTING")
    assert [policy.name for policy in crew.inline_policies.all()] == ["listing"]
    with pytest.raises(AccessDenied, match="explicit deny"):
        users.list_users(calling(member))


def test_the_document_is_kept_as_given(admin, crew):
    text = "\n " + LISTING + "\t\n"
    put(admin, text)
    assert crew.inline_policies.get().document == text


def test_all_documents_together_have_a_quota_white_space_left_out(admin, crew):
    half = LIMIT // 2
    put(admin, sized(half) + " " * 500, name="one")
    put(admin, sized(LIMIT - half), name="two")
    message = f"Maximum policy size of {LIMIT} bytes exceeded for group crew"
    with refused(LimitExceeded, message):
        put(admin, name="three")
    with refused(LimitExceeded, message):
        put(admin, sized(LIMIT - half + 1), name="two")
    put(admin, sized(half), name="ONE")


def test_what_aws_would_not_save_is_refused_in_its_words(admin, crew):
    with refused(MalformedPolicyDocument, "Syntax errors in policy."):
        put(admin, "{")
    with refused(MalformedPolicyDocument, "Policy document should not specify a principal."):
        put(admin, document(allow("s3:*") | {"Principal": "*"}))
    assert not crew.inline_policies.exists()


@pytest.mark.parametrize("text", ["", "{\u0000}", "{Ω}", "x" * 131073])
def test_text_outside_aws_alphabet_and_length_is_refused(admin, crew, text):
    with pytest.raises(ValidationError, match="at 'policyDocument' failed to satisfy"):
        put(admin, text)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The group with name crew cannot be found."):
        put(admin)
