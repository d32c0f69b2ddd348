"""Roles in the console: made for whoever is to take them on, read, changed, revoked, deleted."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Account, InstanceProfile, Role, User
from accounts.operations.assume_role import assume_role
from accounts.operations.users import list_users
from iamconsole.errors import AccessDenied
from policies.operations.managed import create_policy
from tests import people
from tests.faces.console.visitors import queries, visiting
from tests.sessions import caller_with

READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
TABS = (
    "console-role",
    "console-role-trust",
    "console-role-sessions",
    "console-role-activity",
    "console-role-tags",
)
LINKED = "AWSServiceRoleForECS"


@pytest.fixture
def pilot(account: Account, alice: User) -> Role:
    """A role that Alice may take on, with a policy attached and one written into it."""
    role = people.make_role(account, "pilot", alice.arn, description="Flies")
    people.attach(role, "AmazonS3ReadOnlyAccess")
    people.grant(role, people.allow("sqs:ReceiveMessage"), name="queues")
    return role


@pytest.fixture
def linked(account: Account) -> Role:
    path = "/aws-service-role/ecs.amazonaws.com/"
    trust = people.trusting(Service="ecs.amazonaws.com")
    return people.make_role(account, LINKED, path=path, trust_policy=trust)


def url(page: str, *more: str, name: str = "pilot") -> str:
    return reverse(page, args=[name, *more])


def new(way: str) -> str:
    return reverse("console-role-create-for", args=[way])


def create(client: Client, way: str, **sent: Any) -> Any:
    """Walk through the pages of a new role; the first that has something against what was sent."""
    given = {"role_name": "driver", "max_session_duration": "3600"} | sent
    answer, stage = client.post(new(way), given | {"stage": "trust"}), "permissions"
    for following in ("permissions", "name", "review"):
        if answer.status_code != 302:
            return answer
        stage = following
        answer = client.post(answer.headers["Location"], given | at(answer, stage))
    return client.get(answer.headers["Location"]) if answer.status_code == 302 else answer


def at(answer: Any, stage: str) -> dict[str, str]:
    """What a page of a new role sends of itself: which one it is, and of which draft."""
    return {"stage": stage, "draft": answer.headers["Location"].split("/")[-2]}


def trust_of(name: str) -> Any:
    (statement,) = json.loads(Role.objects.get(name=name).trust_policy)["Statement"]
    return statement


def test_roles_are_listed_with_whom_they_trust(as_bob: Client, pilot: Role, linked: Role) -> None:
    page = as_bob.get("/console/roles").text
    assert f'href="{url("console-role")}"' in page
    assert "2 roles" in page
    assert f'<a href="{reverse("console-user", args=["alice"])}">alice</a>' in page
    assert "ecs.amazonaws.com" in page
    assert '<td data-label="Policies">2</td>' in page


def test_a_list_without_roles_says_what_one_is(as_alice: Client) -> None:
    page = as_alice.get("/console/roles").text
    assert "There are no roles yet." in page
    assert reverse("console-role-create") in page


def test_roles_are_found_by_name(as_alice: Client, account: Account, pilot: Role) -> None:
    people.make_role(account, "driver")
    page = as_alice.get("/console/roles", {"q": "driv"}).text
    assert ">driver</a>" in page
    assert ">pilot</a>" not in page


def test_who_may_not_list_roles_is_told_why(as_carol: Client, pilot: Role) -> None:
    answer = as_carol.get("/console/roles")
    assert answer.status_code == 403
    assert "iam:ListRoles" in answer.text


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_of_a_role_is_a_page(as_bob: Client, pilot: Role, tab: str) -> None:
    answer = as_bob.get(url(tab))
    assert answer.status_code == 200
    assert pilot.arn in answer.text


def test_a_role_is_found_by_search(as_alice: Client, pilot: Role) -> None:
    assert url("console-role") in as_alice.get("/console/search", {"q": "pil"}).text


def test_a_role_shows_its_policies_and_what_carries_it(
    as_bob: Client, account: Account, pilot: Role
) -> None:
    InstanceProfile.objects.create(account=account, name="machines", role=pilot, created=now())
    page = as_bob.get(url("console-role")).text
    assert "1 of 10" in page
    assert reverse("console-policy", args=[READ_ONLY]) in page
    assert url("console-role-inline", "queues") in page
    assert f"arn:aws:iam::{account.id}:instance-profile/machines" in page


def test_parts_that_may_not_be_seen_say_so_and_the_rest_stands(
    account: Account, carol: User, pilot: Role
) -> None:
    people.grant(carol, people.allow("iam:GetRole"))
    answer = visiting(carol).get(url("console-role"))
    assert answer.status_code == 200
    assert "You may not see this part." in answer.text
    assert "iam:ListAttachedRolePolicies" in answer.text


def test_an_unknown_role_is_missed(as_alice: Client) -> None:
    assert as_alice.get(url("console-role", name="nothing")).status_code == 404


def test_a_page_costs_no_more_with_more_roles(
    as_alice: Client, account: Account, alice: User
) -> None:
    people.make_role(account, "first", alice.arn)
    before = queries(as_alice, "/console/roles")
    for number in range(8):
        people.make_role(account, f"role-{number}", alice.arn)
    assert queries(as_alice, "/console/roles") == before


def test_a_role_for_this_account_trusts_all_of_it_or_those_named(
    as_alice: Client, account: Account, bob: User
) -> None:
    answer = create(as_alice, "account", policies=[READ_ONLY], is_mfa_required="on")
    assert "The role driver is created." in answer.text
    statement = trust_of("driver")
    assert statement["Principal"] == {"AWS": account.root_arn}
    assert statement["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    assert Role.objects.get(name="driver").attachments.get().policy.arn == READ_ONLY
    create(as_alice, "account", role_name="steward", named=f"{bob.arn}\r\n")
    assert trust_of("steward")["Principal"] == {"AWS": [bob.arn]}
    assert "Condition" not in trust_of("steward")


def test_a_role_for_another_account_comes_with_an_external_id(as_alice: Client) -> None:
    form = as_alice.get(new("other-account")).context["form"]
    external_id = form["external_id"].value()
    assert len(external_id) > 20
    create(as_alice, "other-account", trusted_account="4444-5555-6666", external_id=external_id)
    statement = trust_of("driver")
    assert statement["Principal"] == {"AWS": "arn:aws:iam::444455556666:root"}
    assert statement["Condition"] == {"StringEquals": {"sts:ExternalId": external_id}}


def test_a_role_for_machines_comes_with_an_instance_profile(as_alice: Client) -> None:
    create(as_alice, "service", service="ec2.amazonaws.com")
    assert trust_of("driver")["Principal"] == {"Service": "ec2.amazonaws.com"}
    assert InstanceProfile.objects.get(name="driver").role == Role.objects.get(name="driver")


def test_a_role_may_trust_whatever_is_written_by_hand(as_alice: Client, alice: User) -> None:
    text = people.trusting(AWS=alice.arn)
    create(as_alice, "custom", policy_document=text)
    role = Role.objects.get(name="driver")
    assert (role.trust_policy, role.trusted) == (text, {alice.arn: alice.user_id})


def test_the_trust_policy_is_shown_before_anything_is_made(as_alice: Client) -> None:
    sent = {"service": "lambda.amazonaws.com", "check": "yes"}
    page = as_alice.post(new("service"), sent).text
    assert "&quot;lambda.amazonaws.com&quot;" in page
    assert 'value="lambda.amazonaws.com"' in page
    assert not Role.objects.exists()


def test_it_can_be_gone_on_with_as_json(as_alice: Client) -> None:
    sent = {"service": "lambda.amazonaws.com", "as-json": "service"}
    answer = as_alice.post(new("custom"), sent)
    assert f'action="{new("custom")}"' in answer.text
    document = answer.context["form"]["policy_document"].value()
    assert json.loads(document)["Statement"][0]["Principal"] == {"Service": sent["service"]}


def test_what_cannot_be_told_as_json_gives_way_to_an_example(as_alice: Client) -> None:
    answer = as_alice.post(new("custom"), {"service": "example.com", "as-json": "service"})
    assert f"{people.ACCOUNT}:root" in answer.context["form"]["policy_document"].value()


def test_searching_policies_keeps_what_was_filled_in(as_alice: Client) -> None:
    begun = as_alice.post(new("service"), {"service": "lambda.amazonaws.com", "stage": "trust"})
    sent = {"policies_text": "AmazonS3ReadOnly", "find": "policies", "permissions_boundary": "x"}
    page = as_alice.post(begun.headers["Location"], sent | at(begun, "permissions")).text
    assert 'value="x"' in page
    assert f'name="policies" value="{READ_ONLY}"' in page
    assert not Role.objects.exists()


@pytest.mark.parametrize(
    ("way", "sent", "status", "field"),
    [
        ("account", {"role_name": "PILOT"}, 409, "role_name"),
        ("account", {"role_name": "a b"}, 422, "role_name"),
        ("account", {"role_name": ""}, 422, "role_name"),
        ("account", {"path": "eng"}, 422, "path"),
        ("account", {"permissions_boundary": READ_ONLY + "s"}, 404, "permissions_boundary"),
        ("other-account", {"trusted_account": "1234"}, 422, "trusted_account"),
        (
            "other-account",
            {"trusted_account": "444455556666", "external_id": "a b"},
            422,
            "external_id",
        ),
        ("service", {"service": "example.com"}, 422, "service"),
        ("custom", {"policy_document": "{"}, 422, "policy_document"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    as_alice: Client, pilot: Role, way: str, sent: dict[str, str], status: int, field: str
) -> None:
    answer = create(as_alice, way, **sent)
    assert answer.status_code == status
    assert f'href="#id_{field}"' in answer.text
    assert Role.objects.count() == 1


def test_trusting_nobody_there_is_refused_beside_the_names(as_alice: Client) -> None:
    arn = f"arn:aws:iam::{people.ACCOUNT}:user/nobody"
    answer = create(as_alice, "account", named=arn)
    assert answer.status_code == 422
    assert "Invalid principal in policy" in answer.text
    assert not Role.objects.exists()


def test_a_role_that_could_not_be_filled_says_what_took_effect(as_alice: Client) -> None:
    missing = f"arn:aws:iam::{people.ACCOUNT}:policy/nothing"
    answer = create(as_alice, "account", policies=[READ_ONLY, missing])
    assert answer.status_code == 404
    assert "Only a part of this took effect" in answer.text
    assert Role.objects.get(name="driver").attachments.count() == 1
    assert "Try the rest again" in answer.text


def test_there_are_no_other_ways_to_make_one(as_alice: Client) -> None:
    assert as_alice.get(new("nobody")).status_code == 404


def test_trust_is_told_in_words_and_as_text(
    as_bob: Client, account: Account, pilot: Role, alice: User
) -> None:
    page = as_bob.get(url("console-role-trust")).text
    assert reverse("console-user", args=["alice"]) in page
    assert "sts:AssumeRole" in page
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
        "Condition": {
            "StringEquals": {"sts:ExternalId": "abc"},
            "Bool": {"aws:MultiFactorAuthPresent": "true"},
        },
    }
    people.make_role(account, "partner", trust_policy=people.document(statement), trusted={})
    page = as_bob.get(url("console-role-trust", name="partner")).text
    assert "4444-5555-6666" in page
    assert "only with the external ID abc" in page
    assert "only with MFA" in page
    assert "those whose own policies allow sts:AssumeRole on this role" in page


def test_trust_in_everybody_and_in_the_deleted_stands_out(
    as_alice: Client, account: Account, bob: User
) -> None:
    people.make_role(account, "anybody", trust_policy=people.trusting(AWS="*"))
    assert (
        "Anybody may try this role" in as_alice.get(url("console-role-trust", name="anybody")).text
    )
    people.make_role(account, "bereft", bob.arn)
    bob.attachments.all().delete()
    bob.delete()
    page = as_alice.get(url("console-role-trust", name="bereft")).text
    assert bob.user_id in page
    assert "Nobody has this ID any more." in page


def test_the_trust_policy_is_written_anew(as_alice: Client, bob: User, pilot: Role) -> None:
    address = url("console-role-trust-edit")
    form = as_alice.get(address).context["form"]
    sent = {
        "policy_document": people.trusting(AWS=bob.arn),
        "based_on": form["based_on"].value(),
    }
    answer = as_alice.post(address, sent, follow=True)
    assert "The trust policy is saved." in answer.text
    pilot.refresh_from_db()
    assert pilot.trusted == {bob.arn: bob.user_id}


def test_a_bad_trust_policy_is_refused_beside_its_field(as_alice: Client, pilot: Role) -> None:
    address = url("console-role-trust-edit")
    for text in (people.document(people.allow("s3:*")), people.trusting(AWS="alice"), "{"):
        answer = as_alice.post(address, {"policy_document": text})
        assert answer.status_code == 422
        assert 'href="#id_policy_document"' in answer.text


def test_a_trust_policy_saved_meanwhile_is_not_written_over(
    as_alice: Client, bob: User, pilot: Role
) -> None:
    address = url("console-role-trust-edit")
    begun = as_alice.get(address).context["form"]["based_on"].value()
    Role.objects.filter(pk=pilot.pk).update(trust_policy=people.trusting(AWS="*"), trusted={})
    sent = {"policy_document": people.trusting(AWS=bob.arn), "based_on": begun}
    answer = as_alice.post(address, sent)
    assert answer.status_code == 409
    assert "Somebody saved this policy while you were writing" in answer.text
    again = answer.context["form"]["based_on"].value()
    as_alice.post(address, sent | {"based_on": again})
    pilot.refresh_from_db()
    assert pilot.trust_policy == people.trusting(AWS=bob.arn)


def test_a_trust_policy_is_checked_without_scripts_as_what_it_is(
    as_alice: Client, pilot: Role
) -> None:
    sent = {"policy_document": people.trusting(AWS="*"), "check": "yes"}
    answer = as_alice.post(url("console-role-trust-edit"), sent)
    assert answer.status_code == 200
    assert "MISSING_RESOURCE" not in answer.text


def test_the_editor_asks_for_the_checks_of_a_trust_policy(as_alice: Client, pilot: Role) -> None:
    page = as_alice.get(url("console-role-trust-edit")).text
    assert 'data-kind="trust"' in page
    sent = {"document": people.trusting(Service="ec2.amazonaws.com"), "kind": "trust"}
    answer = as_alice.post(reverse("console-policy-validate"), sent)
    assert answer.json() == {"findings": []}
    sent["kind"] = "identity"
    assert as_alice.post(reverse("console-policy-validate"), sent).json()["findings"]


def test_sessions_that_there_are_can_be_revoked(as_alice: Client, alice: User, pilot: Role) -> None:
    people.grant(pilot, people.allow("iam:ListUsers"), name="looking")
    taken = assume_role(people.calling(alice), role_arn=pilot.arn, role_session_name="flight")
    assert list_users(caller_with(taken.credentials)).users
    address = url("console-role-sessions")
    assert "No session was revoked yet." in as_alice.get(address).text
    answer = as_alice.post(address, {"is_meant": "on"}, follow=True)
    assert "Every session begun until now is refused everything." in answer.text
    assert "No session was revoked yet." not in answer.text
    with pytest.raises(AccessDenied, match="explicit deny"):
        list_users(caller_with(taken.credentials))
    (statement,) = json.loads(pilot.inline_policies.get(name="AWSRevokeOlderSessions").document)[
        "Statement"
    ]
    assert (statement["Effect"], statement["Action"]) == ("Deny", ["*"])


def test_sessions_begun_afterwards_are_not_refused(
    as_alice: Client, alice: User, pilot: Role, time_machine: Any
) -> None:
    people.grant(pilot, people.allow("iam:ListUsers"), name="looking")
    as_alice.post(url("console-role-sessions"), {"is_meant": "on"})
    time_machine.move_to(now() + timedelta(seconds=2))
    taken = assume_role(people.calling(alice), role_arn=pilot.arn, role_session_name="flight")
    assert list_users(caller_with(taken.credentials)).users


def test_revoking_must_be_meant(as_alice: Client, pilot: Role) -> None:
    answer = as_alice.post(url("console-role-sessions"), {})
    assert answer.status_code == 422
    assert "Tick this, if it is what you mean." in answer.text
    assert pilot.inline_policies.count() == 1


def test_description_and_longest_session_are_changed(as_alice: Client, pilot: Role) -> None:
    sent = {"description": "", "max_session_duration": "43200"}
    answer = as_alice.post(url("console-role-edit"), sent, follow=True)
    assert "12 hours" in answer.text
    pilot.refresh_from_db()
    assert (pilot.description, pilot.max_session_duration) == ("", 43200)


def test_a_boundary_is_set_and_taken_away(as_alice: Client, pilot: Role) -> None:
    address = url("console-role-boundary")
    answer = as_alice.post(address, {"permissions_boundary": READ_ONLY}, follow=True)
    assert "The boundary is set and holds now." in answer.text
    pilot.refresh_from_db()
    assert pilot.boundary.policy.arn == READ_ONLY
    assert as_alice.post(address, {"permissions_boundary": "x" * 20}).status_code == 422
    as_alice.post(address, {"remove": "yes"})
    assert not Role.objects.filter(boundary__isnull=False).exists()


def test_a_boundary_says_what_it_would_cut_now_and_its_end_what_comes_back(
    as_alice: Client, account: Account, pilot: Role
) -> None:
    cap = people.make_policy(account, "cap", people.allow("s3:*"))
    address = url("console-role-boundary")
    page = as_alice.get(address, {"permissions_boundary": cap.arn}).text
    assert "With this boundary" in page
    assert "Amazon SQS" in page
    assert "fewer" in page
    people.bound(pilot, cap)
    assert "more" in as_alice.get(address).text.partition("Remove the boundary")[2]


def test_a_boundary_that_does_not_exist_is_told_before_it_is_set(
    as_alice: Client, pilot: Role
) -> None:
    asked = {"permissions_boundary": "arn:aws:iam::aws:policy/NoSuchPolicy"}
    page = as_alice.get(url("console-role-boundary"), asked).text
    assert "does not exist or is not attachable" in page


def test_what_a_boundary_would_cut_is_for_who_may_see_what_the_role_may(
    account: Account, pilot: Role
) -> None:
    grace = people.make_user(account, "grace")
    people.grant(grace, people.allow("iam:GetRole"))
    page = visiting(grace).get(url("console-role-boundary"), {"permissions_boundary": READ_ONLY})
    assert "is not authorized to perform: iam:SimulatePrincipalPolicy" in page.text
    assert "fewer" not in page.text


def test_tags_are_written_as_lines(as_alice: Client, pilot: Role) -> None:
    address = url("console-role-tags")
    as_alice.post(address, {"tags": "team=red\nlevel=1"})
    as_alice.post(address, {"tags": "team=blue"})
    pilot.refresh_from_db()
    assert pilot.tags == {"team": "blue"}
    assert as_alice.post(address, {"tags": "aws:x=1"}).status_code == 400


def test_policies_are_attached_from_the_role_and_from_the_policy(
    as_alice: Client, alice: User, account: Account, pilot: Role
) -> None:
    arn = create_policy(
        people.calling(alice),
        policy_name="reports",
        policy_document=people.document(people.allow("s3:*")),
    ).policy.arn
    answer = as_alice.post(url("console-role-attach"), {"selected": [arn]}, follow=True)
    assert "2 of 10" in answer.text
    used = as_alice.get(reverse("console-policy-users", args=[arn])).text
    assert url("console-role-detach", arn) in used
    as_alice.post(url("console-role-detach", arn))
    assert pilot.attachments.count() == 1
    as_alice.post(reverse("console-policy-attach-roles", args=[arn]), {"selected": ["pilot"]})
    assert pilot.attachments.count() == 2


def test_an_inline_policy_is_written_and_deleted(as_alice: Client, pilot: Role) -> None:
    page = as_alice.get(url("console-role-inline-create")).text
    assert "Written into the role pilot" in page
    sent = {
        "policy_name": "tables",
        "policy_document": people.document(people.allow("dynamodb:GetItem")),
    }
    as_alice.post(url("console-role-inline-create"), sent)
    assert pilot.inline_policies.filter(name="tables").exists()
    as_alice.post(url("console-role-inline-delete", "tables"))
    assert not pilot.inline_policies.filter(name="tables").exists()


def test_a_role_is_deleted_with_all_that_hangs_on_it(
    as_alice: Client, account: Account, pilot: Role
) -> None:
    for name in ("pilot", "others"):
        InstanceProfile.objects.create(account=account, name=name, role=pilot, created=now())
    address = url("console-role-delete")
    page = as_alice.get(address).text
    for step in ("Detach AmazonS3ReadOnlyAccess", "Delete the inline policy queues"):
        assert step in page
    assert as_alice.post(address, {"typed": "pilots"}).status_code == 422
    answer = as_alice.post(address, {"typed": "pilot"}, follow=True)
    assert "pilot is deleted." in answer.text
    assert not Role.objects.exists()
    assert [one.name for one in InstanceProfile.objects.all()] == ["others"]


def test_who_may_only_look_deletes_nothing(as_bob: Client, pilot: Role) -> None:
    answer = as_bob.post(url("console-role-delete"), {"typed": "pilot"})
    assert answer.status_code == 403
    assert "Nothing of this took effect" in answer.text
    assert Role.objects.exists()


def test_a_services_role_is_locked_and_can_be_deleted(as_alice: Client, linked: Role) -> None:
    page = as_alice.get(url("console-role", name=LINKED)).text
    assert "This role belongs to a service" in page
    assert url("console-role-attach", name=LINKED) not in page
    sessions = as_alice.get(url("console-role-sessions", name=LINKED)).text
    assert "Revoke all sessions" not in sessions
    sent = {"policy_document": people.trusting(AWS="*")}
    answer = as_alice.post(url("console-role-trust-edit", name=LINKED), sent)
    assert "only modifiable by AWS" in answer.text
    as_alice.post(url("console-role-delete", name=LINKED), {"typed": LINKED})
    assert not Role.objects.exists()


def test_another_accounts_roles_are_not_there(as_mallory: Client, pilot: Role) -> None:
    assert "There are no roles yet." in as_mallory.get("/console/roles").text
    assert as_mallory.get(url("console-role")).status_code == 404
