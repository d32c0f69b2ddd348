from __future__ import annotations

from accounts.operations.assume_role import assume_role
from accounts.operations.sts import get_federation_token, get_session_token
from policies.operations.effective_access import get_own_access
from tests.operations.test_get_session_token import by_key
from tests.people import (
    allow,
    attach,
    bound,
    calling,
    deny,
    document,
    grant,
    make_policy,
    make_role,
)
from tests.sessions import caller_with


def levels(result):
    return {
        one.service_namespace: {level.level: (level.count, level.total) for level in one.levels}
        for one in result.services
    }


def test_everybody_is_told_and_without_policies_it_is_what_everybody_has(carol):
    found = get_own_access(calling(carol))
    assert set(levels(found)) <= {"iam", "iamconsole"}
    assert levels(found)["iam"]["Write"][0] == 1
    assert not found.is_everything


def test_services_are_told_by_level(carol):
    grant(carol, allow("sqs:SendMessage"), name="one")
    grant(carol, allow("s3:GetObject", "arn:aws:s3:::reports/*"), name="two")
    found = {one.service_namespace: one for one in get_own_access(calling(carol)).services}
    assert not found["sqs"].is_partial
    assert found["s3"].is_partial
    assert [level.level for level in found["s3"].levels] == ["Read"]


def test_what_is_denied_or_cut_is_not_told(account, carol):
    attach(carol, "AmazonS3FullAccess")
    grant(carol, deny("s3:PutObject"), allow("ses:*"))
    bound(carol, make_policy(account, "cap", allow("s3:*")))
    found = get_own_access(calling(carol))
    assert "ses" not in levels(found)
    count, total = levels(found)["s3"]["Write"]
    assert count == total - 1


def test_root_may_everything(root):
    found = get_own_access(calling(root))
    assert found.is_everything
    assert found.services == ()


def test_a_deny_of_everything_leaves_nothing_and_the_answer_comes_all_the_same(carol):
    grant(carol, deny("*"))
    assert get_own_access(calling(carol)).services == ()


def test_of_a_session_only_what_its_policies_leave_is_told(account, carol):
    role = make_role(account, "deployer", carol.arn)
    grant(role, allow("s3:*"), allow("sqs:*"))
    grant(carol, allow("sts:AssumeRole"))
    taken = assume_role(
        calling(carol),
        role_arn=role.arn,
        role_session_name="now",
        policy=document(allow("s3:Get*")),
    )
    found = levels(get_own_access(caller_with(taken.credentials)))
    assert set(found) == {"s3"}
    assert "Write" not in found["s3"]


def test_a_federated_session_is_told_what_its_policies_leave_and_never_iam(alice, root):
    policy = document(allow("s3:Get*"), allow("iam:*"))
    for caller in (alice, root):
        made = get_federation_token(by_key(caller), name="sam", policy=policy)
        assert set(levels(get_own_access(caller_with(made.credentials)))) == {"s3"}
    bare = get_federation_token(by_key(alice), name="sam")
    assert get_own_access(caller_with(bare.credentials)).services == ()


def test_a_users_session_without_a_second_factor_is_not_told_of_iam(alice):
    made = get_session_token(by_key(alice))
    found = levels(get_own_access(caller_with(made.credentials)))
    assert "s3" in found
    assert "iam" not in found
