from __future__ import annotations

from accounts.operations.sts import get_caller_identity
from tests.people import ACCOUNT, calling, deny, grant


def test_it_tells_a_user_who_it_is(carol):
    identity = get_caller_identity(calling(carol))
    assert identity.user_id == carol.user_id
    assert (identity.account, identity.arn) == (ACCOUNT, carol.arn)


def test_it_tells_root_its_account(root):
    identity = get_caller_identity(calling(root))
    assert (identity.user_id, identity.arn) == (ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root")


def test_nothing_can_deny_it(carol):
    grant(carol, deny("*"))
    assert get_caller_identity(calling(carol)).arn == carol.arn
