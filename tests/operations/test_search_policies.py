from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iamconsole.errors import AccessDenied
from policies import bearing
from policies.models import PolicyVersion
from policies.operations import managed
from policies.operations.managed import create_policy, search_policies
from policies.operations.versions import create_policy_version
from tests.people import allow, attach, bound, calling, deny, document, grant, make_policy


def names(result):
    return [policy.policy_name for policy in result.policies]


def test_policies_are_found_by_part_of_their_name_and_by_path(admin, account):
    make_policy(account, "Deploy", path="/lab/")
    make_policy(account, "inspect")
    assert names(managed.search_policies(admin, search="PLOY")) == ["Deploy"]
    assert names(managed.search_policies(admin, search="/lab")) == ["Deploy"]


def test_aws_policies_are_searched_on_demand(admin):
    assert names(managed.search_policies(admin, search="iamreadonly")) == []
    found = managed.search_policies(admin, search="iamreadonly", scope="AWS")
    assert names(found) == ["IAMReadOnlyAccess"]


def test_other_accounts_policies_are_not_found(admin, foreign):
    found = managed.search_policies(admin, scope="All", search="deploy").policies
    assert foreign.arn not in {policy.arn for policy in found}


def test_a_row_tells_how_often_the_policy_is_used(admin, account, dave):
    attach(dave, make_policy(account, "deploy"))
    found = managed.search_policies(admin, only_attached=True)
    assert [(p.policy_name, p.attachment_count) for p in found.policies] == [("deploy", 1)]


def test_policies_are_found_by_arn_and_id(admin, account, foreign):
    policy = make_policy(account, "deploy", path="/lab/")
    make_policy(account, "deployment")
    for search in (policy.arn, policy.policy_id):
        assert names(managed.search_policies(admin, search=search)) == ["deploy"]
    assert names(managed.search_policies(admin, search=foreign.arn)) == []


def test_by_match_what_is_called_so_comes_first_and_then_what_begins_so(admin):
    found = managed.search_policies(admin, scope="AWS", search="readonlyaccess", sort="match")
    assert names(found)[0] == "ReadOnlyAccess"
    assert "AlexaForBusinessReadOnlyAccess" in names(found)


def found_names(caller, **asked):
    return names(search_policies(caller, **asked))


@pytest.mark.parametrize(
    "statement",
    [
        allow("kms:Decrypt"),
        allow("KMS:decrypt", "arn:aws:kms:us-east-1:111122223333:key/1"),
        allow("kms:*"),
        allow("kms:De*"),
        allow("*"),
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
    ],
)
def test_whatever_stands_for_the_action_allows_it(admin, account, statement):
    make_policy(account, "one", statement)
    assert found_names(admin, allowing="kms:Decrypt") == ["one"]


@pytest.mark.parametrize(
    "statements",
    [
        [allow("kms:Encrypt")],
        [deny("kms:Decrypt")],
        [allow("kms:*"), deny("kms:Decrypt")],
        [{"Effect": "Allow", "NotAction": "kms:*", "Resource": "*"}],
    ],
)
def test_what_does_not_allow_it_is_not_found(admin, account, statements):
    make_policy(account, "one", *statements)
    assert found_names(admin, allowing="kms:Decrypt") == []


def test_a_deny_on_some_things_leaves_the_others_allowed(admin, account):
    make_policy(account, "one", allow("kms:*"), deny("kms:Decrypt", "arn:aws:kms:*:*:key/1"))
    assert found_names(admin, allowing="kms:Decrypt") == ["one"]


def test_only_the_version_that_holds_counts(admin):
    made = create_policy(
        admin, policy_name="one", policy_document=document(allow("s3:GetObject"))
    ).policy
    text = document(allow("kms:Decrypt"))
    create_policy_version(admin, policy_arn=made.arn, policy_document=text)
    assert found_names(admin, allowing="kms:Decrypt") == []
    create_policy_version(admin, policy_arn=made.arn, policy_document=text, set_as_default=True)
    assert found_names(admin, allowing="kms:Decrypt") == ["one"]


def test_aws_policies_are_found_by_what_they_allow(admin):
    found = found_names(admin, allowing="kms:Decrypt", scope="AWS", page_size=200)
    assert "AdministratorAccess" in found
    assert "AmazonS3ReadOnlyAccess" not in found


def test_policies_are_found_by_a_service_they_speak_of(admin, account):
    make_policy(account, "keys", allow("kms:Decrypt"))
    make_policy(account, "no-keys", deny("kms:*"), allow("s3:*"))
    make_policy(account, "buckets", allow("s3:*"))
    assert found_names(admin, about_service="kms") == ["keys", "no-keys"]
    assert found_names(admin, about_service="s3") == ["buckets", "no-keys"]


@pytest.mark.parametrize(
    ("statements", "is_found"),
    [
        ([allow("*")], True),
        ([allow("iam:*")], True),
        ([allow("iam:PutUserPolicy")], True),
        ([{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}], True),
        ([allow("iam:PutUserPolicy", "arn:aws:iam::111122223333:user/dave")], False),
        ([allow("iam:*", Bool={"aws:MultiFactorAuthPresent": "true"})], False),
        ([allow("*"), deny("iam:*")], False),
        ([allow("iam:List*")], False),
    ],
)
def test_what_grants_administration_is_found(admin, account, statements, is_found):
    make_policy(account, "one", *statements)
    assert found_names(admin, trait="GrantsAdministration") == ["one"] * is_found


def test_no_number_hides_what_a_policy_allows(admin, account):
    text = document(
        allow("*"), deny("s3:*") | {"Condition": {"NumericEquals": {"s3:max-keys": 0.5}}}
    )
    create_policy(admin, policy_name="wide", policy_document=text.replace("0.5", "9" * 5_000))
    assert found_names(admin, trait="GrantsAdministration") == ["wide"]


def test_those_with_findings_are_found_among_the_accounts_own(admin, account):
    make_policy(account, "odd", allow("s3:GetObjects"))
    make_policy(account, "plain", allow("s3:GetObject", "arn:aws:s3:::reports/*"))
    assert found_names(admin, trait="HasFindings", scope="All") == ["odd"]


def test_those_that_nobody_uses_are_found(admin, account, dave):
    attach(dave, make_policy(account, "held"))
    bound(dave, make_policy(account, "bounding"))
    make_policy(account, "idle")
    assert found_names(admin, only_unused=True) == ["idle"]


def test_a_text_without_a_digest_is_read_all_the_same(admin, account):
    make_policy(account, "one", allow("kms:Decrypt"))
    PolicyVersion.objects.filter(policy__name="one").update(digest="")
    assert found_names(admin, allowing="kms:Decrypt") == ["one"]


def test_facts_are_told_of_each_on_request(admin, account, dave, crew):
    policy = make_policy(account, "one", allow("s3:*"))
    attach(dave, policy)
    attach(crew, policy)
    make_policy(account, "two", allow("iam:PutUserPolicy"))
    assert search_policies(admin).facts == ()
    one, two = search_policies(admin, with_facts=True).facts
    assert (one.user_count, one.group_count, one.role_count, one.version_count) == (1, 1, 0, 1)
    assert one.access_level == "Permissions management"
    assert (one.grants_administration, two.grants_administration) == (False, True)
    assert one.size == len(document(allow("s3:*")).replace(" ", ""))


def test_it_costs_as_much_for_many_policies_as_for_few(admin, account):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            search_policies(admin, allowing="kms:Decrypt", with_facts=True)
        return len(captured)

    make_policy(account, "first", allow("kms:Decrypt"))
    search_policies(admin, allowing="kms:Decrypt", with_facts=True)
    before = queries()
    for number in range(20):
        make_policy(account, f"policy-{number}", allow("kms:Decrypt"))
    queries()
    assert queries() == before


def test_a_text_that_is_no_policy_says_nothing():
    for text in ("", "[]", "{", '{"Statement": 1}', '{"Statement": [1, null]}'):
        assert bearing.bearing_of(PolicyVersion.digest_of(text), text).statements == ()


@pytest.mark.parametrize(
    "asked",
    [
        {"allowing": "kms:Decrypt"},
        {"about_service": "kms"},
        {"trait": "HasFindings"},
        {"with_facts": True},
        {"with_facts": True, "scope": "AWS"},
    ],
)
def test_what_texts_say_is_for_those_who_may_read_them(carol, account, asked):
    make_policy(account, "keys", allow("kms:Decrypt"))
    grant(carol, allow("iam:ListPolicies"))
    assert found_names(calling(carol)) == ["keys"]
    with pytest.raises(AccessDenied, match="iam:GetPolicyVersion"):
        search_policies(calling(carol), **asked)
