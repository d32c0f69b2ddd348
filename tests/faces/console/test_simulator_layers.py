"""The simulator beyond what one has: cut sessions, an organization, several beside one another."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account, Role, User
from tests import people

PAGE = "/console/simulator"
REPORTS = "arn:aws:s3:::reports/a.csv"


@pytest.fixture
def pilot(account: Account) -> Role:
    """A role that may do everything with S3."""
    role = people.make_role(account, "pilot")
    people.grant(role, people.allow("s3:*"), name="storing")
    return role


def page_of(client: Client, **query: str) -> str:
    query = {"principal": "pilot", "actions": "s3:GetObject", "resources": REPORTS} | query
    response = client.get(PAGE, query)
    assert response.status_code == 200, response.text
    return response.text


def asked(client: Client, **query: str) -> str:
    """What the page answers, without its markup."""
    answers = page_of(client, **query).partition('id="answers"')[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answers)).split())


def errors(client: Client, **query: str) -> str:
    query = {"principal": "pilot", "actions": "s3:GetObject", "resources": REPORTS} | query
    response = client.get(PAGE, query)
    assert response.status_code == 422
    return html.unescape(response.text)


def test_a_session_policy_is_the_layer_that_decides(as_alice: Client, pilot: Role) -> None:
    cut = people.document(people.allow("s3:ListBucket"))
    text = asked(as_alice, session_policy=cut)
    assert "Not allowed 1 answer" in text
    assert "Session policy: Does not allow it This decided" in text
    assert "Policies of users and groups: Allows it" in text
    wide = people.document(people.allow("s3:*"))
    assert "Session policy: Allows it" in asked(as_alice, session_policy=wide)


def test_a_policy_of_the_role_is_not_taken_for_one_that_came_along(
    as_alice: Client, pilot: Role
) -> None:
    people.grant(pilot, people.allow("sqs:SendMessage"), name="SessionPolicy")
    page = page_of(as_alice, actions="sqs:SendMessage", resources="*")
    assert reverse("console-role-inline", args=["pilot", "SessionPolicy"]) in page
    assert "the session policy" not in page


def test_a_statement_of_the_session_policy_is_led_to(as_alice: Client, pilot: Role) -> None:
    cut = people.document(people.allow("*"), people.deny("s3:*") | {"Sid": "NoFiles"})
    page = page_of(as_alice, session_policy=cut)
    assert '<a href="#session">the session policy</a>: <b>NoFiles</b>' in page


def test_managed_session_policies_cut_too(as_alice: Client, account: Account, pilot: Role) -> None:
    listing = people.make_policy(account, "listing", people.deny("s3:GetObject"))
    page = page_of(as_alice, session_arns=listing.arn)
    assert "Denied by a statement" in page
    assert f'href="{reverse("console-policy-document", args=[listing.arn])}#L1"' in page


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"session_policy": "{"}, "session_policy", "(line 1, column"),
        ({"session_arns": "listing"}, "session_arns", "listing is not the ARN of a policy."),
        (
            {"session_arns": f"arn:aws:iam::{people.ACCOUNT}:policy/gone"},
            "session_arns",
            "policy/gone does not exist",
        ),
        ({"scp": "{"}, "scp", "(line 1, column"),
        ({"rcp": people.document(people.allow("s3:*"))}, "rcp", "does not meet the requirements"),
    ],
    ids=["session", "arn", "gone", "scp", "rcp"],
)
def test_what_is_wrong_with_a_layer_is_told_beside_it(
    as_alice: Client, pilot: Role, wrong: dict[str, str], field: str, told: str
) -> None:
    page = errors(as_alice, **wrong)
    assert told in page
    assert f'id="id_{field}_error"' in page


@pytest.mark.parametrize("principal", ["bob", ""])
def test_only_sessions_of_roles_are_cut(as_alice: Client, bob: User, principal: str) -> None:
    cut = {"session_policy": people.document(people.allow("*"))}
    told = errors(as_alice, principal=principal, **cut)
    assert ("Only the sessions of roles are cut." in told) == bool(principal)
    assert ("Say first who it is about." in told) == (not principal)


def test_who_may_not_read_a_managed_policy_may_not_try_it(
    as_carol: Client, carol: User, account: Account, pilot: Role
) -> None:
    listing = people.make_policy(account, "listing", people.deny("s3:GetObject"))
    people.grant(carol, people.allow("iam:SimulatePrincipalPolicy"))
    query = {"principal": pilot.arn, "actions": "s3:GetObject", "session_arns": listing.arn}
    response = as_carol.get(PAGE, query)
    assert response.status_code == 403
    assert "iam:GetPolicyVersion" in response.text


def test_what_if_an_organization_said_no(as_alice: Client, pilot: Role, bob: User) -> None:
    denying = people.document(people.deny("s3:*") | {"Sid": "NoFiles"})
    text = asked(as_alice, scp=denying)
    assert "Denied by a statement s3:GetObject" in text
    assert "Service control policy: Denies it This decided" in text
    assert "the organization's policy : NoFiles , line 1" in text
    people.grant(bob, people.allow("sqs:*"))
    other = asked(as_alice, scp=denying, principal="bob", actions="sqs:SendMessage", resources="*")
    assert "Allowed 1 answer" in other


def test_an_allow_list_closes_what_it_does_not_name(as_alice: Client, pilot: Role) -> None:
    listed = people.document(people.allow("sqs:*"))
    assert "Allowed 1 answer" in asked(as_alice, scp=listed)
    text = asked(as_alice, scp=listed, stands_alone="on")
    assert "Service control policy: Does not allow it This decided" in text


def test_what_if_an_organization_guarded_its_resources(as_alice: Client, pilot: Role) -> None:
    guard = people.document(people.deny("s3:*") | {"Principal": "*"})
    text = asked(as_alice, rcp=guard)
    assert "Resource control policy: Denies it This decided" in text
    assert "Say first who it is about." in errors(as_alice, principal="", rcp=guard)


def test_a_draft_alone_is_tried_in_an_organization(as_alice: Client) -> None:
    draft = people.document(people.allow("s3:*"))
    denying = people.document(people.deny("s3:*"))
    assert "Denied by a statement" in asked(as_alice, principal="", draft=draft, scp=denying)


def fields(client: Client, **query: str) -> list[str]:
    """The condition keys that are offered, in their order."""
    page = client.get(PAGE, query).text.partition('id="context-keys"')[2]
    return re.findall(r'<div class="field" id="key-([^"]+)"', page)


def test_the_keys_are_those_that_all_the_texts_ask_for(
    as_alice: Client, account: Account, bob: User
) -> None:
    people.grant(bob, people.allow("s3:*", IpAddress={"aws:SourceIp": "192.0.2.0/24"}))
    assert fields(as_alice, principal="bob") == ["aws:SourceIp"]
    draft = people.document(people.allow("s3:*", StringEquals={"aws:SourceVpc": "vpc-1"}))
    scp = people.document(people.deny("s3:*", Bool={"aws:SecureTransport": "false"}))
    found = fields(as_alice, principal="bob", draft=draft, scp=scp, rcp="{")
    assert found == ["aws:SourceIp", "aws:SourceVpc", "aws:SecureTransport"]


def test_keys_of_services_that_are_not_asked_about_are_left_out(
    as_alice: Client, bob: User
) -> None:
    people.grant(
        bob,
        people.allow("*", StringEquals={"ec2:Region": "eu-west-1", "aws:SourceVpc": "vpc-1"}),
    )
    assert fields(as_alice, principal="bob") == ["ec2:Region", "aws:SourceVpc"]
    assert fields(as_alice, principal="bob", actions="s3:GetObject") == ["aws:SourceVpc"]
    assert "ec2:Region" in fields(
        as_alice, principal="bob", actions="s3:GetObject ec2:RunInstances"
    )


def test_a_value_that_somebody_typed_is_kept_though_nobody_asks_for_it(
    as_alice: Client, bob: User
) -> None:
    query = {"principal": "bob", "actions": "s3:GetObject", "aws:SourceIp": "192.0.2.7"}
    page = as_alice.get(PAGE, query).text
    assert 'name="aws:SourceIp" value="192.0.2.7"' in page
    assert fields(as_alice, **query | {"aws:SourceIp": ""}) == []


def test_several_are_compared_and_each_answer_leads_to_its_trace(
    as_alice: Client, account: Account, bob: User, pilot: Role
) -> None:
    people.grant(people.make_group(account, "readers"), people.allow("s3:GetObject"))
    page = page_of(as_alice, others="bob\nreaders\nrole/pilot", actions="s3:GetObject s3:PutObject")
    assert page.count('<tr><th scope="row" class="break">') == 3
    assert f'aria-label="Allowed: group/readers, s3:GetObject, {REPORTS}"' in page
    assert f'aria-label="Not allowed: group/readers, s3:PutObject, {REPORTS}"' in page
    addresses = re.findall(r'<a href="([^"]+)" aria-label="Not allowed: user/bob', page)
    assert len(addresses) == 2
    query = parse_qs(urlsplit(html.unescape(addresses[0])).query)
    assert query["principal"] == [bob.arn]
    assert "others" not in query
    trace = as_alice.get(html.unescape(addresses[0]).partition("#")[0]).text
    assert "Who was heard, in this order" in trace


def test_resources_make_columns_of_their_own(as_alice: Client, bob: User, pilot: Role) -> None:
    page = page_of(as_alice, others="bob", resources=f"{REPORTS}\narn:aws:s3:::other/b")
    assert page.count('<th scope="col" class="break">') == 2
    assert page.count('aria-label="Allowed: role/pilot') == 2


def test_circumstances_hold_for_all_of_them(as_alice: Client, bob: User, pilot: Role) -> None:
    people.grant(bob, people.allow("s3:*", IpAddress={"aws:SourceIp": "192.0.2.0/24"}))
    assert 'aria-label="Not allowed: user/bob' in page_of(as_alice, others="bob")
    given = {"aws:SourceIp": "192.0.2.7"}
    assert 'aria-label="Allowed: user/bob' in page_of(as_alice, others="bob", **given)


def test_nobody_sees_somebody_they_may_not_simulate(
    as_carol: Client, carol: User, bob: User, pilot: Role
) -> None:
    people.grant(carol, people.allow("iam:SimulatePrincipalPolicy", pilot.arn))
    gone = f"arn:aws:iam::{people.ACCOUNT}:user/gone"
    query = {"principal": pilot.arn, "actions": "s3:GetObject"}
    told = {}
    for arn in (bob.arn, gone):
        page = as_carol.get(PAGE, query | {"others": arn})
        assert page.status_code == 200
        table = page.text.partition("<tbody>")[2].partition("</tbody>")[0]
        told[arn] = table.replace(arn.rpartition("/")[2], "")
        assert "You may not ask what this one may do." in table
        assert 'aria-label="Allowed: role/pilot' in table
    assert told[bob.arn] == told[gone]
    refused = as_carol.get(PAGE, query | {"principal": bob.arn, "others": gone})
    assert refused.status_code == 403


def test_names_that_mean_nobody_are_told_beside_the_others(as_alice: Client, pilot: Role) -> None:
    for name, words in (
        ("nobody", "is called nobody"),
        (f"arn:aws:iam::{people.ACCOUNT}:user/nobody", "with name nobody cannot be found"),
    ):
        page = errors(as_alice, others=name)
        assert words in page
        assert 'id="id_others_error"' in page


def test_not_more_are_compared_than_fit(as_alice: Client, account: Account, pilot: Role) -> None:
    for number in range(10):
        people.make_user(account, f"user-{number}")
    named = [f"user-{number}" for number in range(10)]
    assert "At most 10 can be compared" in errors(as_alice, others="\n".join(named))
    assert page_of(as_alice, others="\n".join(named[:9])).count('scope="row"') == 10
    many = {"others": "user-1", "actions": "s3:Get*\ns3:Put*\niam:Get*\niam:List*\niam:Put*"}
    assert "a page holds 400" in errors(as_alice, **many, resources=f"{REPORTS}\n*")


def test_a_comparison_is_shared_by_its_address(as_alice: Client, bob: User, pilot: Role) -> None:
    sent = {"principal": "pilot", "others": "bob\r\n", "actions": "s3:GetObject", "scp": ""}
    address = as_alice.post(PAGE, sent)["Location"]
    assert parse_qs(urlsplit(address).query)["others"] == ["bob\n"]
    assert 'aria-label="Not allowed: user/bob' in as_alice.get(address.partition("#")[0]).text
