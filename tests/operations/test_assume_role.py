"""AssumeRole: who may take on a role, for how long, and with which rights."""

from __future__ import annotations

import pytest
from django.db import transaction

from accounts.models import Account, Event, Role, User
from accounts.operations.assume_role import assume_role
from accounts.operations.groups import list_groups
from accounts.operations.sts import get_caller_identity
from accounts.operations.users import get_user, list_users
from iamconsole.caller import Caller, CallerKind
from iamconsole.errors import (
    AccessDenied,
    InvalidParameterValue,
    MalformedPolicyDocument,
    PackedPolicyTooLarge,
    Refused,
    ValidationError,
)
from tests import people
from tests.people import allow, calling, deny, document, grant, make_role
from tests.sessions import caller_again, caller_with

ROOT = f"arn:aws:iam::{people.ACCOUNT}:root"


@pytest.fixture
def auditor(account: Account, carol: User) -> Role:
    """A role that Carol may take on, and that may list users."""
    role = make_role(account, "auditor", carol.arn, path="/audit/", tags={"team": "audit"})
    grant(role, allow("iam:ListUsers"), allow("sts:AssumeRole"))
    return role


def taken_on(caller: Caller, role: Role, **params: object) -> Caller:
    """The caller that a session of the role makes."""
    given = {"role_arn": role.arn, "role_session_name": "mine"} | params
    return caller_with(assume_role(caller, **given).credentials)


def test_a_session_may_do_what_its_role_may_and_nothing_of_its_users(
    auditor: Role, carol: User
) -> None:
    grant(carol, allow("iam:ListGroups"))
    session = taken_on(calling(carol), auditor)
    assert list_users(session).users
    with pytest.raises(AccessDenied, match=r"assumed-role/auditor/mine is not authorized"):
        list_groups(session)


def test_a_session_is_called_by_its_role_and_name(auditor: Role, carol: User) -> None:
    said = assume_role(calling(carol), role_arn=auditor.arn, role_session_name="carol@work")
    arn = f"arn:aws:sts::{people.ACCOUNT}:assumed-role/auditor/carol@work"
    assert said.assumed_role_user.arn == arn
    assert said.assumed_role_user.assumed_role_id == f"{auditor.role_id}:carol@work"
    session = caller_with(said.credentials)
    identity = get_caller_identity(session)
    assert (identity.arn, identity.user_id) == (arn, f"{auditor.role_id}:carol@work")
    assert (session.kind, session.principal_arn) == (CallerKind.ROLE_SESSION, auditor.arn)
    assert session.tags == {"team": "audit"}


def test_trust_in_the_account_leaves_it_to_the_users_own_policies(
    account: Account, carol: User
) -> None:
    role = make_role(account, "shared", ROOT)
    with pytest.raises(AccessDenied):
        taken_on(calling(carol), role)
    grant(carol, allow("sts:AssumeRole", role.arn))
    assert taken_on(calling(carol), role).session


def test_who_is_not_trusted_is_refused_as_if_there_were_no_role(
    auditor: Role, alice: User, account: Account
) -> None:
    refusals = []
    for arn in (auditor.arn, f"arn:aws:iam::{account.id}:role/none"):
        with pytest.raises(AccessDenied) as refusal:
            assume_role(calling(alice), role_arn=arn, role_session_name="mine")
        refusals.append(refusal.value.message.replace(arn, "it"))
    assert refusals[0] == refusals[1]
    assert refusals[0] == (
        f"User: {alice.arn} is not authorized to perform: sts:AssumeRole on resource: it"
    )


def test_a_deny_of_the_users_own_holds_against_trust(auditor: Role, carol: User) -> None:
    grant(carol, deny("sts:AssumeRole"))
    with pytest.raises(AccessDenied):
        taken_on(calling(carol), auditor)


def test_somebody_elses_namesake_is_not_trusted(auditor: Role, carol: User) -> None:
    account = carol.account
    carol.delete()
    impostor = people.make_user(account, "carol", path=carol.path)
    assert impostor.arn == carol.arn
    with pytest.raises(AccessDenied):
        taken_on(calling(impostor), auditor)


def test_whoever_is_renamed_stays_trusted(auditor: Role, carol: User) -> None:
    User.objects.filter(pk=carol.pk).update(name="caroline")
    carol.refresh_from_db()
    assert taken_on(calling(carol), auditor).session


def test_another_account_needs_both_its_own_leave_and_the_roles(
    account: Account, mallory: User
) -> None:
    role = make_role(account, "open", mallory.arn)
    helper = people.make_user(mallory.account, "helper")
    Role.objects.filter(pk=role.pk).update(
        trust_policy=role.trust_policy.replace(mallory.arn, helper.arn),
        trusted={helper.arn: helper.user_id},
    )
    with pytest.raises(AccessDenied):
        taken_on(calling(helper), role)
    grant(helper, allow("sts:AssumeRole", role.arn))
    session = taken_on(calling(helper), role)
    assert session.account_id == account.id
    seen = Event.objects.filter(action="sts:AssumeRole", error="", target_arn=role.arn)
    assert {event.account_id for event in seen} == {account.id, mallory.account_id}


def test_root_takes_on_no_role(auditor: Role, root: User) -> None:
    with pytest.raises(AccessDenied, match=r"^Roles may not be assumed by root accounts\.$"):
        taken_on(calling(root), auditor)


def test_an_external_id_is_asked_for_by_the_trust_policy(account: Account, carol: User) -> None:
    role = make_role(account, "vendor", carol.arn)
    trust = document(
        {
            "Effect": "Allow",
            "Principal": {"AWS": carol.arn},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": "7f3a"}},
        }
    )
    Role.objects.filter(pk=role.pk).update(trust_policy=trust)
    with pytest.raises(AccessDenied):
        taken_on(calling(carol), role)
    with pytest.raises(AccessDenied):
        taken_on(calling(carol), role, external_id="7f3b")
    assert taken_on(calling(carol), role, external_id="7f3a").session


@pytest.mark.parametrize(
    ("policy", "may_list"),
    [
        (document(allow("iam:List*")), True),
        (document(allow("s3:*")), False),
        (document(allow("*"), deny("iam:ListUsers")), False),
    ],
)
def test_a_session_policy_only_takes_away(
    auditor: Role, carol: User, policy: str, *, may_list: bool
) -> None:
    session = taken_on(calling(carol), auditor, policy=policy)
    if may_list:
        assert list_users(session).users
    else:
        with pytest.raises(AccessDenied, match="session policy"):
            list_users(session)
    with pytest.raises(AccessDenied):
        get_user(session, user_name="carol")


def test_managed_policies_cut_a_session_as_well(auditor: Role, carol: User) -> None:
    readable = [{"descriptor_arn": "arn:aws:iam::aws:policy/IAMReadOnlyAccess"}]
    assert list_users(taken_on(calling(carol), auditor, policy_arns=readable)).users
    other = [{"descriptor_arn": "arn:aws:iam::aws:policy/AmazonS3FullAccess"}]
    with pytest.raises(AccessDenied, match="session policy"):
        list_users(taken_on(calling(carol), auditor, policy_arns=other))


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ({"policy": "{}"}, MalformedPolicyDocument, "Syntax errors in policy"),
        ({"policy": "no policy"}, MalformedPolicyDocument, "Syntax errors in policy"),
        (
            {"policy_arns": [{"descriptor_arn": "arn:aws:iam::aws:policy/NoSuchPolicy"}]},
            MalformedPolicyDocument,
            "does not exist or is not attachable",
        ),
        ({"policy_arns": [{"descriptor_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}] * 11},
         ValidationError, "less than or equal to 10"),
        ({"duration_seconds": 899}, ValidationError, "greater than or equal to 900"),
        ({"duration_seconds": 3601}, ValidationError, "exceeds the MaxSessionDuration set for"),
        ({"role_session_name": "a b"}, ValidationError, "roleSessionName"),
        ({"role_session_name": "a"}, ValidationError, "greater than or equal to 2"),
        ({"role_arn": "arn:aws:s3:::bucket-of-roles"}, ValidationError, "is invalid"),
        ({"transitive_tag_keys": ["team"]}, InvalidParameterValue, "must be included"),
        ({"serial_number": "arn:aws:iam::111122223333:mfa/phone", "token_code": "12345"},
         ValidationError, "tokenCode"),
        ({"serial_number": "arn:aws:iam::111122223333:mfa/phone"},
         ValidationError, "must be given together"),
        ({"token_code": "123456"}, ValidationError, "must be given together"),
    ],
)  # fmt: skip
def test_what_makes_no_session_is_refused(
    auditor: Role, carol: User, params: dict[str, object], error: type[Refused], message: str
) -> None:
    with pytest.raises(error, match=message):
        taken_on(calling(carol), auditor, **params)


def test_a_role_says_how_long_its_sessions_may_last(auditor: Role, carol: User) -> None:
    Role.objects.filter(pk=auditor.pk).update(max_session_duration=43200)
    said = assume_role(
        calling(carol), role_arn=auditor.arn, role_session_name="long", duration_seconds=43200
    )
    session = caller_with(said.credentials)
    assert session.issued
    assert (said.credentials.expiration - session.issued).total_seconds() == 43200


def test_a_chain_of_roles_lasts_an_hour_at_most(auditor: Role, carol: User) -> None:
    second = make_role(auditor.account, "second", auditor.arn, max_session_duration=43200)
    first = taken_on(calling(carol), auditor)
    assert taken_on(first, second).session
    with pytest.raises(ValidationError, match="1 hour session limit for roles assumed by role"):
        taken_on(first, second, duration_seconds=3601)


TAGS = [{"key": "cost", "value": "7"}, {"key": "Team", "value": "red"}]


@pytest.mark.parametrize(("key", "value"), [("aws:team", "red"), ("team", "aws:red")])
def test_tags_of_the_system_are_not_passed(
    auditor: Role, carol: User, key: str, value: str
) -> None:
    tagging(auditor, carol.arn)
    with pytest.raises(InvalidParameterValue, match="that begin with aws: are reserved"):
        taken_on(calling(carol), auditor, tags=[{"key": key, "value": value}])


def tagging(role: Role, arn: str) -> None:
    """Let somebody tag the sessions they take on, and say who they are."""
    actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    trust = {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": actions}
    Role.objects.filter(pk=role.pk).update(trust_policy=document(trust))


def test_tags_are_a_right_of_their_own(auditor: Role, carol: User) -> None:
    with pytest.raises(AccessDenied, match="sts:TagSession"):
        taken_on(calling(carol), auditor, tags=TAGS)
    tagging(auditor, carol.arn)
    session = taken_on(calling(carol), auditor, tags=TAGS)
    assert session.tags == {"cost": "7", "Team": "red"}, "the session's stands for the role's"


def test_tags_that_differ_only_by_case_are_refused_in_stss_own_words(
    auditor: Role, carol: User
) -> None:
    tagging(auditor, carol.arn)
    twins = [{"key": "a", "value": "1"}, {"key": "A", "value": "2"}]
    with pytest.raises(InvalidParameterValue, match="Duplicate tag keys found"):
        taken_on(calling(carol), auditor, tags=twins)


def test_a_transitive_tag_goes_on_along_the_chain_and_cannot_be_changed(
    auditor: Role, carol: User
) -> None:
    tagging(auditor, carol.arn)
    first = taken_on(calling(carol), auditor, tags=TAGS, transitive_tag_keys=["cost"])
    second = make_role(auditor.account, "second", auditor.arn, actions=["sts:*"])
    assert taken_on(first, second).tags == {"cost": "7"}
    with pytest.raises(InvalidParameterValue, match="conflicts with a transitive tag key"):
        taken_on(first, second, tags=[{"key": "Cost", "value": "8"}])


def test_a_source_identity_is_a_right_of_its_own_and_stays(auditor: Role, carol: User) -> None:
    with pytest.raises(AccessDenied, match="sts:SetSourceIdentity"):
        taken_on(calling(carol), auditor, source_identity="carol")
    tagging(auditor, carol.arn)
    first = taken_on(calling(carol), auditor, source_identity="carol")
    second = make_role(auditor.account, "second", auditor.arn)
    with pytest.raises(AccessDenied, match="sts:SetSourceIdentity"):
        taken_on(first, second)
    tagging(second, auditor.arn)
    assert first.session
    assert first.session.source_identity == "carol"
    kept = taken_on(first, second)
    assert kept.session
    assert kept.session.source_identity == "carol"
    grant(second, allow("iam:ListUsers"), deny("*", StringEquals={"aws:SourceIdentity": "carol"}))
    with pytest.raises(AccessDenied, match="explicit deny"):
        list_users(caller_again(kept))


def test_tags_that_come_along_are_a_right_of_their_own_too(auditor: Role, carol: User) -> None:
    tagging(auditor, carol.arn)
    first = taken_on(calling(carol), auditor, tags=TAGS, transitive_tag_keys=["cost"])
    second = make_role(auditor.account, "second", auditor.arn)
    with pytest.raises(AccessDenied, match="sts:TagSession"):
        taken_on(first, second)
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": auditor.arn},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Condition": {"StringEqualsIfExists": {"aws:RequestTag/cost": "8"}},
    }
    Role.objects.filter(pk=second.pk).update(trust_policy=document(trust))
    with pytest.raises(AccessDenied, match="sts:TagSession"):
        taken_on(first, second)


def test_a_long_session_policy_is_refused_however_small_it_packs(
    auditor: Role, carol: User
) -> None:
    policy = document(*[allow("iam:List*")] * 100)
    with pytest.raises(PackedPolicyTooLarge, match="at most 2048 characters"):
        taken_on(calling(carol), auditor, policy=policy)


def test_numbers_in_a_trust_policy_stay_as_they_are_written(auditor: Role, carol: User) -> None:
    trust = auditor.trust_policy.replace(
        '"Principal"', '"Condition": {"StringEquals": {"sts:ExternalId": 1.10}}, "Principal"'
    )
    Role.objects.filter(pk=auditor.pk).update(trust_policy=trust)
    assert taken_on(calling(carol), auditor, external_id="1.10").session
    with pytest.raises(AccessDenied):
        taken_on(calling(carol), auditor, external_id="1.1")


def test_what_does_not_fit_into_a_token_is_refused(auditor: Role, carol: User) -> None:
    tagging(auditor, carol.arn)
    noise = [{"key": people.noise(128), "value": people.noise(256)} for _ in range(50)]
    with pytest.raises(PackedPolicyTooLarge, match="of allotted space"):
        taken_on(calling(carol), auditor, tags=noise)


def test_how_much_of_its_room_a_session_takes_is_told(auditor: Role, carol: User) -> None:
    caller = calling(carol)
    said = assume_role(caller, role_arn=auditor.arn, role_session_name="mine")
    assert said.packed_policy_size is None
    assert said.session_token_size == len(said.credentials.session_token) <= 4096
    cut = assume_role(
        caller,
        role_arn=auditor.arn,
        role_session_name="mine",
        policy=document(allow("iam:List*")),
        minimum_session_token_size=4096,
    )
    assert cut.packed_policy_size
    assert cut.session_token_size >= 4096
    assert caller_with(cut.credentials).session


def test_a_session_is_over_when_what_it_stands_on_ends(auditor: Role, carol: User) -> None:
    made = assume_role(calling(carol), role_arn=auditor.arn, role_session_name="mine").credentials
    assert caller_with(made)
    with transaction.atomic():
        User.objects.filter(pk=carol.pk).update(is_enabled=False)
        with pytest.raises(LookupError):
            caller_with(made)
        User.objects.filter(pk=carol.pk).update(is_enabled=True)
    assert caller_with(made)
    auditor.inline_policies.all().delete()
    auditor.delete()
    with pytest.raises(LookupError):
        caller_with(made)
