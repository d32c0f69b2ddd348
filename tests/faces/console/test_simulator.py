"""The simulator: who may do what, and why; from its own page and from every refusal."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account, Event, Group, User
from accounts.operations.users import disable_user
from iamconsole.errors import AccessDenied
from policies.console.simulator_address import address_of_refusal
from policies.engine import Kind, Layers, Source, compile, decide, parse
from policies.models import Policy
from policies.operations.inline import put_user_policy
from tests import people
from tests.faces.console.visitors import visiting

PAGE = "/console/simulator"
LAYERS = Layers(identity=compile(()))
SESSION = Source(kind=Kind.SESSION, name="session policy")
REPORTS = "arn:aws:s3:::reports/a.csv"
READING = people.allow(
    "s3:GetObject", "arn:aws:s3:::reports/*", IpAddress={"aws:SourceIp": "192.0.2.0/24"}
)
KEEPING = people.deny("s3:DeleteObject", "arn:aws:s3:::reports/*") | {"Sid": "KeepAll"}


@pytest.fixture
def reports(account: Account) -> Policy:
    return people.make_policy(account, "reports", READING, KEEPING)


@pytest.fixture
def readers(account: Account, bob: User, reports: Policy) -> Group:
    """A group by which bob reads reports and may never delete them."""
    group = people.make_group(account, "readers", bob)
    people.attach(group, reports)
    return group


def asked(client: Client, **query: Any) -> tuple[int, str]:
    """What the page answers, without what the spacing of its markup adds."""
    query = {"principal": "bob", "actions": "s3:GetObject", "resources": REPORTS} | query
    response = client.get(PAGE, {name.replace("__", ":"): each for name, each in query.items()})
    text = html.unescape(re.sub(r"<[^>]+>", " ", response.text.partition('id="answers"')[2]))
    return response.status_code, " ".join(text.split())


def errors(client: Client, **query: Any) -> str:
    query = {"principal": "bob", "actions": "s3:GetObject", "resources": REPORTS} | query
    response = client.get(PAGE, query)
    assert response.status_code == 422
    for value in query.values():
        assert html.escape(value) in response.text
    return html.unescape(response.text)


def test_what_is_allowed_names_the_statement_and_how_it_came(
    as_alice: Client, readers: Group, reports: Policy
) -> None:
    status, text = asked(as_alice, aws__SourceIp="192.0.2.7")
    assert status == 200
    assert "Allowed s3:GetObject" in text
    assert "reports : Statement 1 , line 1, by the group readers" in text
    page = as_alice.get(
        PAGE, {"principal": "bob", "actions": "s3:DeleteObject", "resources": REPORTS}
    ).text
    assert f'href="{reverse("console-policy-document", args=[reports.arn])}#L1"' in page


def test_what_a_statement_denies_is_told_apart_from_what_nothing_allows(
    as_alice: Client, readers: Group
) -> None:
    text = asked(as_alice, actions="s3:DeleteObject\ns3:PutObject")[1]
    assert "Denied by a statement s3:DeleteObject" in text
    assert "What denies it reports : KeepAll" in text
    assert "Not allowed s3:PutObject" in text
    assert "have no statement that allows this action" in text


def test_what_came_nearest_says_what_missed_and_what_the_request_had(
    as_alice: Client, readers: Group
) -> None:
    text = asked(as_alice, aws__SourceIp="198.51.100.7")[1]
    wanted = "Condition IpAddress aws:SourceIp : it wants 192.0.2.0/24 , the request has"
    assert f"would allow it, but for: {wanted} 198.51.100.7" in text


def test_a_key_that_nobody_gave_is_named_and_can_be_filled_in(
    as_alice: Client, readers: Group
) -> None:
    text = asked(as_alice)[1]
    assert "It may depend on what was not said" in text
    assert "the request has no such key" in text
    page = as_alice.get(PAGE, {"principal": "bob"}).text
    assert 'name="aws:SourceIp"' in page


def test_keys_have_values_of_their_types(as_alice: Client, bob: User) -> None:
    conditions = {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "cost"]},
        "NumericLessThan": {"aws:MultiFactorAuthAge": "60"},
    }
    people.grant(bob, people.allow("s3:*", **conditions))
    given = {"aws__MultiFactorAuthPresent": "true", "aws__TagKeys": "team\ncost"}
    assert "1 answer" in asked(as_alice, **given, aws__MultiFactorAuthAge="30")[1]
    assert "Allowed s3:GetObject" in asked(as_alice, **given, aws__MultiFactorAuthAge="30")[1]
    told = errors(as_alice, **{"aws:MultiFactorAuthAge": "soon"})
    assert "This key holds a number." in told


def test_other_keys_can_be_said_too(as_alice: Client, bob: User) -> None:
    people.grant(bob, people.allow("s3:*", StringEquals={"aws:SourceVpc": "vpc-1"}))
    assert "Allowed s3:GetObject" in asked(as_alice, more="aws:SourceVpc = vpc-1")[1]


def test_actions_and_resources_make_a_matrix(as_alice: Client, readers: Group) -> None:
    page = as_alice.get(
        PAGE,
        {
            "principal": "bob",
            "actions": "s3:GetObject, s3:DeleteObject",
            "resources": f"{REPORTS}\narn:aws:s3:::other/b.csv",
        },
    ).text
    assert page.count('href="#answer-') == 4
    assert page.count('<details class="answer"') == 4
    assert 'aria-label="Denied by a statement: s3:DeleteObject, arn:aws:s3:::reports/a.csv"' in page


def test_a_wildcard_asks_about_all_that_fit_and_each_answer_has_an_address(
    as_alice: Client, readers: Group
) -> None:
    page = as_alice.get(PAGE, {"principal": "bob", "actions": "s3:Get*", "resources": REPORTS}).text
    assert "explained one at a time" in page
    (address,) = re.findall(r'href="([^"]+actions=s3:GetObject&amp;[^"]+)"', page)
    alone = as_alice.get(html.unescape(address).partition("#")[0]).text
    assert "What came nearest" in alone


def test_a_draft_is_judged_alone_or_added_to_what_somebody_has(
    as_alice: Client, readers: Group
) -> None:
    draft = people.document(people.allow("s3:*"))
    alone = asked(as_alice, principal="", draft=draft, actions="s3:DeleteObject")[1]
    assert "Allowed s3:DeleteObject" in alone
    assert "What allows it the draft policy : Statement 1 , line 1" in alone
    together = asked(as_alice, draft=draft, actions="s3:DeleteObject")[1]
    assert "Denied by a statement s3:DeleteObject" in together


def test_a_resources_policy_takes_part(as_alice: Client, bob: User) -> None:
    document = people.document(people.allow("s3:*") | {"Principal": {"AWS": bob.arn}})
    text = asked(as_alice, resource_policy=document)[1]
    assert "Policy of the resource: Allows it This decided" in text
    assert "What allows it the resource's policy" in text


def test_for_a_role_it_says_that_the_resources_policy_is_left_out(
    as_alice: Client, account: Account
) -> None:
    people.make_role(account, "pilot")
    document = people.document(people.allow("s3:*") | {"Principal": "*"})
    text = asked(as_alice, principal="pilot", resource_policy=document)[1]
    assert "For a role, the policy of the resource is left out" in text


def test_an_inline_policy_and_a_boundary_are_linked_to(
    as_alice: Client, account: Account, bob: User
) -> None:
    people.grant(bob, people.allow("s3:*"), name="mine")
    people.bound(bob, people.make_policy(account, "limit", people.allow("s3:Put*")))
    page = as_alice.get(
        PAGE, {"principal": "bob", "actions": "s3:PutObject", "resources": REPORTS}
    ).text
    assert f'href="{reverse("console-user-inline", args=["bob", "mine"])}"' in page
    text = asked(as_alice)[1]
    assert "Policies of users and groups: Allows it" in text
    assert "Permissions boundary: Does not allow it This decided" in text


@pytest.mark.parametrize("name", ["user/bob", "arn:aws:iam::111122223333:user/bob", " bob "])
def test_somebody_is_meant_by_name_or_arn(as_alice: Client, bob: User, name: str) -> None:
    assert asked(as_alice, principal=name)[0] == 200


def test_a_session_means_its_role(as_alice: Client, account: Account) -> None:
    people.grant(people.make_role(account, "pilot"), people.allow("s3:*"))
    session = "arn:aws:sts::111122223333:assumed-role/pilot/bob"
    assert "Allowed" in asked(as_alice, principal=session)[1]


def test_who_is_meant_must_be_clear(as_alice: Client, account: Account, bob: User) -> None:
    people.make_role(account, "bob")
    assert "Say which: user/bob, role/bob." in errors(as_alice)
    assert "is called nobody" in errors(as_alice, principal="nobody")
    told = errors(as_alice, principal="arn:aws:iam::111122223333:user/nobody")
    assert "The user with name nobody cannot be found." in told
    assert "Say who, or write a draft policy below." in errors(as_alice, principal="")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"actions": "s3"}, "s3 is not of the form service:Action."),
        ({"actions": "s3:Gett*"}, "No action that is known here fits s3:Gett*."),
        ({"actions": "s3:* ec2:*"}, "a page holds 400"),
        ({"actions": ""}, "This field is required."),
        ({"resources": "reports"}, "reports is no ARN"),
        ({"draft": '{"Version":'}, "(line 1, column"),
        ({"resource_policy": '{"Version":'}, "(line 1, column"),
        ({"more": "aws:SourceVpc"}, "as key=value: aws:SourceVpc"),
        ({"aws:SourceIp": "here"}, "This key holds an IP address"),
    ],
)
def test_what_makes_no_sense_is_told_beside_its_field_and_kept(
    as_alice: Client, readers: Group, wrong: dict[str, str], told: str
) -> None:
    page = errors(as_alice, **wrong)
    assert told in page
    (field,) = wrong
    assert f'id="id_{field}_error"' in page


def test_an_action_that_no_service_has_is_asked_and_doubted(as_alice: Client, bob: User) -> None:
    text = asked(as_alice, actions="s3:GetObjekt")[1]
    assert "Is s3:GetObject meant?" in text


def test_a_question_that_is_sent_becomes_an_address(as_alice: Client, readers: Group) -> None:
    sent = {"principal": "bob", "actions": "s3:GetObject\r\ns3:PutObject", "aws:SourceIp": ""}
    response = as_alice.post(PAGE, sent)
    address = urlsplit(response["Location"])
    assert response.status_code == 302
    assert parse_qs(address.query) == {
        "principal": ["bob"],
        "actions": ["s3:GetObject\ns3:PutObject"],
    }
    assert as_alice.get(response["Location"]).status_code == 200


def test_a_question_too_long_for_an_address_is_answered_at_once(as_alice: Client) -> None:
    statements = [people.allow("s3:*", f"arn:aws:s3:::{number}{'x' * 60}") for number in range(80)]
    sent = {"draft": people.document(*statements), "actions": "s3:GetObject", "resources": REPORTS}
    response = as_alice.post(PAGE, sent)
    assert response.status_code == 200
    assert "too long for an address" in response.text
    assert 'id="answer-1-1"' in response.text


def test_before_anything_is_asked_there_are_examples(as_alice: Client) -> None:
    page = as_alice.get(PAGE).text
    assert "Nothing is asked yet" in page
    examples = re.findall(r'<a class="button" href="(/console/simulator\?[^"]+)"', page)
    assert len(examples) == 2
    for address in examples:
        assert 'id="answer-1-1"' in as_alice.get(html.unescape(address)).text


def test_the_root_user_has_no_policies_to_try(as_root: Client) -> None:
    page = as_root.get(PAGE).text
    assert "What may I do with users?" not in page
    assert "What does a small policy allow?" in page


def test_who_may_not_simulate_is_refused(as_carol: Client, bob: User) -> None:
    response = as_carol.get(PAGE, {"principal": bob.arn, "actions": "s3:GetObject"})
    assert response.status_code == 403
    assert "iam:SimulatePrincipalPolicy" in response.text
    draft = people.document(people.allow("s3:*"))
    response = as_carol.get(PAGE, {"draft": draft, "actions": "s3:GetObject"})
    assert response.status_code == 403
    assert "iam:SimulateCustomPolicy" in response.text


def test_who_may_not_read_policies_sees_the_answer_alone(
    as_carol: Client, carol: User, readers: Group, bob: User
) -> None:
    people.grant(carol, people.allow("iam:SimulatePrincipalPolicy"))
    text = asked(as_carol, principal=bob.arn, actions="s3:DeleteObject")[1]
    assert "Denied by a statement s3:DeleteObject" in text
    assert "shown to those who may read the account's policies" in text
    assert "KeepAll" not in text


def test_people_of_another_account_are_nobody(as_mallory: Client, bob: User) -> None:
    assert "is called bob" in errors(as_mallory)
    assert "does not clearly define entity" in errors(as_mallory, principal=bob.arn)


def test_names_are_offered_while_one_types(as_alice: Client, as_carol: Client, bob: User) -> None:
    address = reverse("console-simulator-principals")
    offered = as_alice.get(address, {"principal": "bo"}).text
    assert f'<option value="{bob.arn}" label="bob · User">' in offered
    assert "<option" not in as_alice.get(address).text
    assert "<option" not in as_carol.get(address, {"principal": "bo"}).text


def refused(client: Client) -> str:
    """The page that says why alice cannot be disabled."""
    response = client.post(reverse("console-user-disable", args=["alice"]))
    assert response.status_code == 403
    return response.text


def address_on(page: str) -> str:
    (address,) = re.findall(r'href="(/console/simulator\?[^"]+)"', page)
    return html.unescape(address)


def test_a_refusal_leads_to_the_simulator_with_just_that_request(
    as_bob: Client, bob: User, alice: User
) -> None:
    address = address_on(refused(as_bob))
    query = parse_qs(urlsplit(address).query)
    assert query["principal"] == [bob.arn]
    assert query["resources"] == [alice.arn]
    assert query["aws:SourceIp"] == ["127.0.0.1"]
    assert query["actions"] == ["iamconsole:DisableUser"]
    page = as_bob.get(address)
    assert page.status_code == 200
    assert "because no identity-based policy allows the iamconsole:DisableUser action" in page.text


def test_it_answers_as_the_gate_did_also_where_the_context_decides(
    as_bob: Client, bob: User, alice: User
) -> None:
    alice.tags = {"team": "red"}
    alice.save()
    denied = people.deny("*", alice.arn, StringEquals={"aws:ResourceTag/team": "red"})
    people.grant(bob, people.allow("*"), denied, name="not-the-reds")
    page = as_bob.get(address_on(refused(as_bob))).text
    assert "What denies it" in page
    assert reverse("console-user-inline", args=["bob", "not-the-reds"]) in page


def test_what_somebody_may_not_read_is_not_told_by_the_way(
    as_carol: Client, carol: User, alice: User
) -> None:
    alice.tags = {"team": "red"}
    alice.save()
    people.grant(carol, people.allow("iam:SimulatePrincipalPolicy"))
    query = parse_qs(urlsplit(address_on(refused(as_carol))).query)
    assert query["aws:username"] == ["carol"]
    assert not [key for key in query if "ResourceTag" in key]


def test_what_a_simulation_leaves_out_gets_no_link(bob: User, alice: User) -> None:
    caller = people.calling(bob)
    with pytest.raises(AccessDenied) as refusal:
        disable_user(caller, user_name="alice")
    assert address_of_refusal(refusal.value, caller).startswith(PAGE)
    limited = compile([(parse(people.document(people.allow("s3:*"))), SESSION)])
    decision = refusal.value.decision
    refusal.value.decision = decide(decision.request, replace(LAYERS, session=limited))
    assert address_of_refusal(refusal.value, caller) == ""
    refusal.value.decision = decision
    assert address_of_refusal(refusal.value, replace(caller, is_enrolling=True)) == ""


def test_who_may_not_simulate_sees_no_link_and_nothing_is_written_down(
    as_carol: Client, alice: User
) -> None:
    assert PAGE not in refused(as_carol).partition('id="content"')[2]
    assert not Event.objects.filter(action__contains="Simulate").exists()


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("user", "console-user"),
        ("group", "console-group-permissions"),
        ("role", "console-role"),
    ],
)
def test_permissions_of_everybody_lead_to_the_simulator(
    as_alice: Client, account: Account, bob: User, kind: str, page: str
) -> None:
    made: dict[str, Any] = {
        "user": bob,
        "group": people.make_group(account, "readers"),
        "role": people.make_role(account, "pilot"),
    }
    address = address_on(as_alice.get(reverse(page, args=[made[kind].name])).text)
    form = as_alice.get(address)
    assert f'value="{made[kind].arn}"' in form.text


def test_a_change_of_policies_holds_in_the_next_answer(alice: User, bob: User) -> None:
    client = visiting(alice)
    assert "Not allowed" in asked(client)[1]
    document = people.document(people.allow("s3:*"))
    put_user_policy(
        people.calling(alice), user_name="bob", policy_name="all", policy_document=document
    )
    assert "Allowed s3:GetObject" in asked(client)[1]


def test_an_answer_that_hangs_on_a_missing_key_says_both(as_alice: Client, readers: Group) -> None:
    status, text = asked(as_alice)
    assert status == 200
    assert "Depends" in text
    assert "Without any of these keys: Not allowed" in text
    assert "With aws:SourceIp = 192.0.2.0/24: Allowed" in text
    _, said = asked(as_alice, aws__SourceIp="192.0.2.7")
    assert "Depends" not in said


def test_a_deny_that_waits_for_a_factor_is_told_both_ways(
    as_alice: Client, account: Account, bob: User
) -> None:
    without = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
    people.grant(bob, people.allow("sqs:*"), people.deny("sqs:*", **without))
    _, text = asked(as_alice, actions="sqs:SendMessage", resources="*")
    assert "With aws:MultiFactorAuthPresent = false: Denied by a statement" in text
    assert "With aws:MultiFactorAuthPresent = true" not in text


def test_circumstances_are_set_by_one_button(as_alice: Client, readers: Group) -> None:
    sent = {"principal": "bob", "actions": "s3:GetObject", "resources": REPORTS}
    answer = as_alice.post(PAGE, sent | {"preset": "address"})
    address = answer.headers["Location"]
    assert parse_qs(urlsplit(address).query)["aws:SourceIp"] == ["192.0.2.7"]
    assert "preset" not in address
    assert "Allowed" in as_alice.get(address.partition("#")[0]).text


def test_a_boundary_is_tried_in_place_of_the_one_there_is(
    as_alice: Client, account: Account, bob: User
) -> None:
    people.grant(bob, people.allow("sqs:*"))
    query = {"actions": "sqs:SendMessage", "resources": "*"}
    assert "Allowed 1 answer" in asked(as_alice, **query)[1]
    narrow = people.document(people.allow("s3:*"))
    _, text = asked(as_alice, boundary=narrow, **query)
    assert "Not allowed 1 answer" in text
    assert "Permissions boundary" in text


def test_a_script_is_told_the_address_of_its_question(as_alice: Client, readers: Group) -> None:
    sent = {"principal": "bob", "actions": "s3:GetObject", "resources": REPORTS}
    answer = as_alice.post(PAGE, sent, headers={"HX-Request": "true"}, follow=True)
    assert answer.headers["HX-Push-Url"].startswith(f"{PAGE}?principal=bob")
    assert "csrf" not in answer.headers["HX-Push-Url"]
