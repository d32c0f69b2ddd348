from __future__ import annotations

import pytest

from iamconsole.errors import (
    LimitExceeded,
    MalformedPolicyDocument,
    NoSuchEntity,
    UnmodifiableEntity,
)
from policies.operations import inline
from tests.people import allow, deny, document
from tests.refusals import refused

TEXT = document(allow("s3:*"))
LIMIT = 10240


def put(caller, text=TEXT, name="storage", role="pilot"):
    inline.put_role_policy(caller, role_name=role, policy_name=name, policy_document=text)


def sized(size):
    """A document of that many characters, white space not counted."""
    empty = document(allow("s3:")).replace(" ", "")
    return document(allow("s3:" + "a" * (size - len(empty))))


def test_it_writes_over_one_of_the_same_name_whatever_its_case(admin, pilot):
    put(admin)
    put(admin, document(deny("s3:*")), name="STORAGE")
    policy = pilot.inline_policies.get()
    assert (policy.name, policy.document) == ("storage", document(deny("s3:*")))


def test_all_documents_together_have_a_quota_white_space_left_out(admin, pilot):
    put(admin, sized(LIMIT // 2) + " " * 500, name="one")
    put(admin, sized(LIMIT // 2), name="two")
    message = f"Maximum policy size of {LIMIT} bytes exceeded for role pilot"
    with refused(LimitExceeded, message):
        put(admin, name="three")


def test_what_aws_would_not_save_is_refused_in_its_words(admin, pilot):
    with refused(MalformedPolicyDocument, "Syntax errors in policy."):
        put(admin, "{")


def test_a_services_role_takes_none(admin, linked):
    with pytest.raises(UnmodifiableEntity, match="only modifiable by AWS"):
        put(admin, role=linked.name)


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The role with name pilot cannot be found."):
        put(admin)
