"""What the gate promises, whatever the operation."""

from __future__ import annotations

import re

import pytest

from accounts import trail
from accounts.models import Account, Event, User
from accounts.operations import groups, users
from iamconsole.errors import AccessDenied, NoSuchEntity, ValidationError
from iamconsole.gate import operations
from policies import authorizer
from policies.operations import attachments
from tests.people import ACCOUNT, allow, calling, deny, grant, make_policy


def test_a_crash_undoes_the_change_and_is_written_down(alice, monkeypatch):
    monkeypatch.setattr(users.UserShape, "whole", lambda user: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        users.create_user(calling(alice), user_name="dave")
    assert not User.objects.filter(name="dave").exists()
    assert Event.objects.get().error == "ServiceFailure"


def test_a_change_that_cannot_be_written_down_does_not_happen(alice, monkeypatch):
    monkeypatch.setattr(trail, "insert", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        users.create_user(calling(alice), user_name="dave")
    assert not User.objects.filter(name="dave").exists()


def test_one_operation_cannot_run_inside_another(alice, monkeypatch):
    def nosy(call, **params):
        return users.get_user(call.caller, user_name="alice")

    monkeypatch.setattr(users.list_users, "_body", nosy)
    with pytest.raises(RuntimeError, match="GetUser was called inside ListUsers"):
        users.list_users(calling(alice))


def test_what_a_proof_writes_stays_when_the_call_does_not(alice, monkeypatch):
    def prove(call):
        assert call.params["user_name"] == "dave"
        Account.objects.filter(id=call.account_id).update(alias="counted")

    monkeypatch.setattr(users.create_user, "_proof", prove)
    monkeypatch.setattr(users.UserShape, "whole", lambda user: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        users.create_user(calling(alice), user_name="dave")
    assert not User.objects.filter(name="dave").exists()
    assert Account.objects.get(id=ACCOUNT).alias == "counted"


def test_nobody_may_prove_anything_who_may_not_make_the_call(carol, monkeypatch):
    monkeypatch.setattr(users.create_user, "_proof", lambda call: 1 / 0)
    with pytest.raises(AccessDenied):
        users.create_user(calling(carol), user_name="dave")


def test_a_wrong_proof_refuses_the_call_and_is_written_down(alice, monkeypatch):
    def refuse(call):
        raise AccessDenied("That is not the password.")

    monkeypatch.setattr(users.create_user, "_proof", refuse)
    with pytest.raises(AccessDenied, match="not the password"):
        users.create_user(calling(alice), user_name="dave")
    assert not User.objects.filter(name="dave").exists()
    assert Event.objects.get().message == "That is not the password."


@pytest.mark.parametrize("given", [{"user": "x"}, {"user_name": 7}, {"user_name": ""}])
def test_input_is_checked_before_anything_else(carol, given):
    with pytest.raises(ValidationError):
        users.get_user.perform(calling(carol), given)


def test_every_broken_limit_is_named_in_the_words_of_aws(alice):
    with pytest.raises(ValidationError) as refusal:
        users.create_user.perform(
            calling(alice),
            {"user_name": "no spaces", "tags": [{"key": "team", "value": "x" * 257}]},
        )
    assert refusal.value.message == (
        "2 validation errors detected: "
        "Value 'no spaces' at 'userName' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\w+=,.@-]+; "
        f"Value '{'x' * 256}' at 'tags.1.member.value' failed to satisfy constraint: "
        "Member must have length less than or equal to 256"
    )


def test_missing_and_forbidden_names_are_refused_alike(bob, carol):
    answers = []
    for name in ("bob", "nobody"):
        with pytest.raises(AccessDenied) as refusal:
            users.get_user(calling(carol), user_name=name)
        answers.append(refusal.value.message.replace(name, "X"))
    assert answers[0] == answers[1]


def test_who_may_look_learns_that_a_name_is_free(bob):
    with pytest.raises(NoSuchEntity, match="The user with name nobody cannot be found"):
        users.get_user(calling(bob), user_name="nobody")


def test_a_refusal_is_written_down_with_its_reason(carol):
    with pytest.raises(AccessDenied):
        users.create_user(calling(carol), user_name="dave")
    event = Event.objects.get()
    assert (event.action, event.error) == ("iam:CreateUser", "AccessDenied")
    assert event.caller_arn == carol.arn
    assert "no identity-based policy allows the iam:CreateUser action" in event.message


def test_a_policy_that_denies_wins_over_one_that_allows(alice, bob):
    grant(alice, deny("iam:DeleteUser"))
    users.create_user(calling(alice), user_name="dave")
    with pytest.raises(AccessDenied, match="with an explicit deny in an identity-based policy"):
        users.delete_user(calling(alice), user_name="dave")


def test_permission_can_be_kept_to_a_path(carol, alice):
    grant(carol, allow("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/lab/*"))
    users.create_user(calling(carol), user_name="dave", path="/lab/")
    with pytest.raises(AccessDenied):
        users.create_user(calling(carol), user_name="erin", path="/")


def test_renaming_needs_permission_on_both_names(carol, alice):
    grant(carol, allow("iam:*", f"arn:aws:iam::{ACCOUNT}:user/lab/*"))
    users.create_user(calling(carol), user_name="dave", path="/lab/")
    with pytest.raises(AccessDenied):
        users.update_user(calling(carol), user_name="dave", new_path="/office/")
    users.update_user(calling(carol), user_name="dave", new_user_name="david")


def test_tags_of_the_target_and_of_the_request_reach_the_conditions(carol, alice):
    grant(
        carol,
        allow("iam:TagUser", StringEquals={"iam:ResourceTag/team": "lab"}),
        allow("iam:TagUser", StringEquals={"aws:RequestTag/team": "lab"}),
        allow("iam:CreateUser", StringEquals={"aws:RequestTag/team": "lab"}),
    )
    lab, late = [{"key": "team", "value": "lab"}], [{"key": "shift", "value": "late"}]
    users.create_user.perform(calling(carol), {"user_name": "dave", "tags": lab})
    users.tag_user.perform(calling(carol), {"user_name": "dave", "tags": late})
    with pytest.raises(AccessDenied):
        users.create_user(calling(carol), user_name="erin")
    with pytest.raises(AccessDenied):
        users.tag_user.perform(calling(carol), {"user_name": "alice", "tags": late})


@pytest.mark.parametrize(
    ("operation", "given", "right"),
    [
        ("CreateUser", {"user_name": "dave"}, "iam:TagUser"),
        ("CreateRole", {"role_name": "new", "assume_role_policy_document": "{}"}, "iam:TagRole"),
        ("CreatePolicy", {"policy_name": "new", "policy_document": "{}"}, "iam:TagPolicy"),
        ("CreateInstanceProfile", {"instance_profile_name": "new"}, "iam:TagInstanceProfile"),
        ("CreateVirtualMFADevice", {"virtual_mfa_device_name": "new"}, "iam:TagMFADevice"),
        (
            "CreateOpenIDConnectProvider",
            {"url": "https://new.example"},
            "iam:TagOpenIDConnectProvider",
        ),
        (
            "CreateSAMLProvider",
            {"name": "new", "saml_metadata_document": "x" * 1000},
            "iam:TagSAMLProvider",
        ),
        (
            "UploadServerCertificate",
            {"server_certificate_name": "new", "certificate_body": "x", "private_key": "x"},
            "iam:TagServerCertificate",
        ),
    ],
)
def test_tags_on_something_new_are_a_right_of_their_own(carol, operation, given, right):
    """Or whoever may make things could give them the tags by which policies tell things apart."""
    grant(carol, allow(f"iam:{operation}"))
    tagged = {**given, "tags": [{"key": "team", "value": "lab"}]}
    with pytest.raises(AccessDenied, match=f"is not authorized to perform: {right} on resource"):
        operations[operation].perform(calling(carol), tagged)


def test_root_is_not_limited_by_the_policies_of_its_account(root):
    created = users.create_user(calling(root), user_name="dave")
    assert created.user.arn == f"arn:aws:iam::{ACCOUNT}:user/dave"


def test_a_change_to_a_group_holds_for_its_members_at_the_next_request(alice, carol):
    with pytest.raises(AccessDenied):
        users.list_users(calling(carol))
    groups.create_group(calling(alice), group_name="readers")
    groups.add_user_to_group(calling(alice), group_name="readers", user_name="carol")
    grant(carol.memberships.get().group, allow("iam:ListUsers"))
    assert users.list_users(calling(carol)).users
    groups.remove_user_from_group(calling(alice), group_name="readers", user_name="carol")
    with pytest.raises(AccessDenied):
        users.list_users(calling(carol))


def test_a_policy_that_cannot_be_read_denies(alice):
    alice.inline_policies.create(
        account_id=ACCOUNT, name="broken", document="{", updated=alice.created
    )
    authorizer.decisions_changed(ACCOUNT)
    with pytest.raises(AccessDenied, match="one of the policies cannot be read"):
        users.list_users(calling(alice))


def test_reading_leaves_the_account_unchanged_and_changing_counts_its_epoch(alice):
    before = Account.objects.get(id=ACCOUNT).epoch
    users.list_users(calling(alice))
    assert Account.objects.get(id=ACCOUNT).epoch == before
    grant(alice, allow("s3:*"))
    assert Account.objects.get(id=ACCOUNT).epoch > before


def test_it_can_be_asked_whether_a_call_would_be_let_through(alice, bob, carol):
    asked = {"user_name": "dave"}
    assert users.create_user.is_open_to(calling(alice), **asked)
    assert not users.create_user.is_open_to(calling(bob), **asked)
    assert not users.create_user.is_open_to(calling(alice), user_name="")
    assert not users.get_user.is_open_to(calling(alice), **asked)
    assert users.get_user.is_open_to(calling(bob), user_name="carol")
    assert not User.objects.filter(name="dave").exists()
    assert not Event.objects.exists()


def test_what_is_decided_for_one_user_leaves_what_is_known_of_all_others(alice, bob):
    policy = make_policy(alice.account, "look", allow("iam:Get*"))
    bobs, alices = calling(bob).epoch, calling(alice).epoch
    attachments.attach_user_policy(calling(alice), user_name="bob", policy_arn=policy.arn)
    assert (calling(bob).epoch > bobs, calling(alice).epoch == alices) == (True, True)


def test_every_operation_that_decides_for_its_target_has_a_user_or_role_for_one():
    for operation in operations:
        if operation.decides_for_target:
            assert operation.noun in ("attachments", "inline", "boundaries"), operation.name
            assert re.search("User|Role", operation.name), operation.name
