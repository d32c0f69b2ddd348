from __future__ import annotations

import json

import pytest

from accounts.models import Role
from accounts.operations.assume_role import assume_role
from accounts.operations.roles import list_roles
from accounts.operations.users import list_users
from iamconsole.errors import (
    AccessDenied,
    InvalidInput,
    MalformedPolicyDocument,
    NoSuchEntity,
)
from policies.operations.simulated_limits import simulate_limited_access
from tests.people import allow, bound, calling, deny, document, grant, make_policy, make_user
from tests.sessions import caller_with

GONE = "arn:aws:iam::111122223333:policy/gone"


@pytest.fixture
def storing(pilot: Role) -> Role:
    """The pilot, who may do everything with S3."""
    grant(pilot, allow("s3:*"), name="storing")
    return pilot


def simulated(caller, source, *actions, **asked):
    return simulate_limited_access(
        caller, policy_source_arn=source.arn, action_names=actions or ["s3:GetObject"], **asked
    )


def decided(caller, source, *actions, **asked):
    """The decision, and the kind of policy that made it."""
    result = simulated(caller, source, *actions, **asked)
    why = result.why(0, 0)
    return str(result.evaluation_results[0].eval_decision), why.layer and why.layer.value


def test_without_limits_it_says_what_the_policies_do(admin, storing):
    assert decided(admin, storing) == ("allowed", "identity")
    assert decided(admin, storing, "sqs:SendMessage") == ("implicitDeny", "identity")


def test_a_session_policy_cuts_what_the_role_may(admin, storing):
    cut = document(allow("s3:ListBucket"))
    assert decided(admin, storing, session_policy=cut) == ("implicitDeny", "session")
    wide = document(allow("*"))
    assert decided(admin, storing, session_policy=wide) == ("allowed", "identity")
    missing = decided(admin, storing, "sqs:SendMessage", session_policy=wide)
    assert missing == ("implicitDeny", "identity")
    denied = document(allow("*"), deny("s3:*"))
    assert decided(admin, storing, session_policy=denied) == ("explicitDeny", "session")


def test_managed_policies_cut_it_too_and_together_allow_what_one_of_them_does(
    admin, account, storing
):
    reading = make_policy(account, "reading", allow("s3:GetObject"))
    listing = make_policy(account, "listing", allow("s3:ListBucket"))
    one = {"session_policy_arns": [listing.arn]}
    assert decided(admin, storing, **one) == ("implicitDeny", "session")
    both = {"session_policy_arns": [listing.arn, reading.arn]}
    assert decided(admin, storing, **both) == ("allowed", "identity")


def test_only_roles_have_sessions_to_be_cut(admin, dave, crew):
    for source in (dave, crew):
        with pytest.raises(InvalidInput, match="are simulated for roles"):
            simulated(admin, source, session_policy=document(allow("*")))


def test_a_managed_policy_that_is_not_there_is_refused_as_for_a_real_session(admin, storing):
    with pytest.raises(MalformedPolicyDocument, match="does not exist or is not attachable"):
        simulated(admin, storing, session_policy_arns=[GONE])


def test_policies_of_another_account_are_not_there(admin, storing, foreign):
    with pytest.raises(MalformedPolicyDocument, match="does not exist"):
        simulated(admin, storing, session_policy_arns=[foreign.arn])


def test_who_may_not_read_a_policy_learns_nothing_of_it(account, carol, storing, deploy):
    grant(carol, allow("iam:SimulatePrincipalPolicy"))
    for arn in (deploy.arn, GONE):
        with pytest.raises(AccessDenied, match="iam:GetPolicyVersion on resource: " + arn):
            simulated(calling(carol), storing, session_policy_arns=[arn])
    grant(carol, allow("iam:GetPolicyVersion", deploy.arn), name="reading")
    assert simulated(calling(carol), storing, session_policy_arns=[deploy.arn])


def test_tags_of_the_role_open_no_policy(account, carol, storing, deploy):
    """Whether a policy may be read is decided by its own tags."""
    storing.tags = {"team": "red"}
    storing.save()
    tagged = allow("iam:GetPolicyVersion", StringEquals={"aws:ResourceTag/team": "red"})
    grant(carol, allow("iam:SimulatePrincipalPolicy"), tagged)
    with pytest.raises(AccessDenied):
        simulated(calling(carol), storing, session_policy_arns=[deploy.arn])


def test_a_policys_own_tags_decide_who_may_cut_a_session_with_it(account, carol, storing, deploy):
    tagged = {"StringEquals": {"aws:ResourceTag/team": "red"}}
    grant(carol, allow("iam:SimulatePrincipalPolicy"), allow("iam:GetPolicyVersion"))
    grant(carol, deny("iam:GetPolicyVersion", **tagged), name="kept")
    assert simulated(calling(carol), storing, session_policy_arns=[deploy.arn])
    deploy.tags = {"team": "red"}
    deploy.save()
    with pytest.raises(AccessDenied):
        simulated(calling(carol), storing, session_policy_arns=[deploy.arn])


def levels(*statements):
    return [{"service_control_policy_input_list": [document(one)]} for one in statements]


def test_every_level_of_the_organization_has_to_allow(admin, storing):
    name = "ordered_organization_policy_input_list"
    assert decided(admin, storing, **{name: levels(allow("*"))}) == ("allowed", "identity")
    both = {name: levels(allow("*"), allow("sqs:*"))}
    assert decided(admin, storing, **both) == ("implicitDeny", "scp")
    denied = [{"service_control_policy_input_list": [document(allow("*")), document(deny("s3:*"))]}]
    assert decided(admin, storing, **{name: denied}) == ("explicitDeny", "scp")


def test_resource_control_policies_stand_beside_the_one_that_allows_everything(admin, storing):
    denied = deny("s3:*", "arn:aws:s3:::vault/*") | {"Principal": "*"}
    asked = {"resource_control_policy_input_list": [document(denied)]}
    vault, box = (
        decided(admin, storing, **asked, resource_arns=[f"arn:aws:s3:::{name}/a"])
        for name in ("vault", "box")
    )
    assert vault == ("explicitDeny", "rcp")
    assert box == ("allowed", "identity")


def test_organizations_do_not_bind_the_roles_of_services(admin, linked):
    grant(linked, allow("s3:*"))
    asked = {"ordered_organization_policy_input_list": levels(deny("*"))}
    assert decided(admin, linked, **asked) == ("allowed", "identity")


def test_drafts_and_another_boundary_take_part(admin, account, dave):
    draft = [document(allow("s3:*"))]
    assert decided(admin, dave, policy_input_list=draft) == ("allowed", "identity")
    bound(dave, make_policy(account, "limit", allow("ec2:*")))
    assert decided(admin, dave, policy_input_list=draft) == ("implicitDeny", "boundary")
    wider = {"permissions_boundary_policy_input_list": [document(allow("*"))]}
    assert decided(admin, dave, policy_input_list=draft, **wider) == ("allowed", "identity")


def test_keys_of_the_session_policy_are_missing_until_they_are_given(admin, storing):
    cut = document(allow("s3:*", IpAddress={"aws:SourceIp": "192.0.2.0/24"}))
    (one,) = simulated(admin, storing, session_policy=cut).evaluation_results
    assert one.missing_context_values == ("aws:SourceIp",)
    given = [{"context_key_name": "aws:SourceIp", "context_key_values": ["192.0.2.7"]}]
    assert decided(admin, storing, session_policy=cut, context_entries=given)[0] == "allowed"


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"session_policy": "{}"}, "SessionPolicy:"),
        ({"resource_control_policy_input_list": ["{}"]}, "ResourceControlPolicy.1:"),
        (
            {
                "ordered_organization_policy_input_list": [
                    {"service_control_policy_input_list": ["{}"]}
                ]
            },
            "ServiceControlPolicy.1:",
        ),
    ],
    ids=["session", "rcp", "scp"],
)
def test_text_that_is_no_policy_is_told_by_its_place(admin, storing, asked, where):
    with pytest.raises(InvalidInput, match=f"Invalid policy in {where}"):
        simulated(admin, storing, **asked)


def test_it_says_what_a_real_session_may(admin, dave, storing):
    """The same session policy, simulated and in a session that Dave takes."""
    grant(storing, allow("iam:*"), name="directing")
    cut = document(allow("iam:ListUsers"))
    taken = assume_role(calling(dave), role_arn=storing.arn, role_session_name="cut", policy=cut)
    session = caller_with(taken.credentials)
    assert decided(admin, storing, "iam:ListUsers", session_policy=cut)[0] == "allowed"
    assert list_users(session).users
    assert decided(admin, storing, "iam:ListRoles", session_policy=cut)[0] == "implicitDeny"
    with pytest.raises(AccessDenied):
        list_roles(session)


def test_it_refuses_who_may_not_simulate_and_whom_nobody_knows(carol, admin, account, storing):
    with pytest.raises(AccessDenied):
        simulated(calling(carol), storing)
    gone = make_user(account, "gone")
    gone.delete()
    with pytest.raises(NoSuchEntity):
        simulated(admin, gone)


def test_policies_are_shown_to_those_alone_who_may_read_them(carol, storing):
    grant(carol, allow("iam:SimulatePrincipalPolicy"))
    result = simulated(calling(carol), storing)
    assert not result.why(0, 0).statements
    assert "storing" not in json.dumps([str(one) for one in result.why(0, 0).sentences])
