"""A policy's page: its depths in place, its text for other tools, what a version would change."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
import yaml
from django.test import Client
from django.urls import reverse

from accounts.models import Account, Event, User
from policies.console.copies import as_yaml, copies_of
from policies.console.differences import differences, side_by_side
from policies.console.effects import effects
from policies.models import Boundary, Policy, PolicyVersion
from policies.operations.managed import create_policy
from policies.operations.versions import create_policy_version
from tests import people

READ = people.document(people.allow("s3:GetObject") | {"Sid": "Reading"})
WRITE = people.document(
    people.allow("s3:PutObject", "arn:aws:s3:::a/*"), people.deny("s3:DeleteObject")
)


@pytest.fixture
def policy(alice: User) -> str:
    caller = people.calling(alice)
    arn = create_policy(caller, policy_name="reports", policy_document=READ).policy.arn
    create_policy_version(caller, policy_arn=arn, policy_document=WRITE)
    return arn


def url(page: str, policy: str, *more: str) -> str:
    return reverse(page, args=[policy, *more])


def test_a_service_unfolds_to_its_actions_and_those_to_their_statements(
    as_bob: Client, policy: str
) -> None:
    page = as_bob.get(url("console-policy", policy)).text
    address = url("console-policy-service", policy, "s3")
    assert f'hx-get="{address}?effect=Allow"' in page
    part = as_bob.get(address, {"effect": "Allow"}).text
    assert "<code>GetObject</code>" in part
    assert f'{url("console-policy-document", policy)}#L1">Reading</a>' in part
    assert "<html" not in part


def test_denied_and_allowed_actions_unfold_apart(as_alice: Client, alice: User) -> None:
    arn = create_policy(people.calling(alice), policy_name="both", policy_document=WRITE).policy.arn
    address = url("console-policy-service", arn, "s3")
    denied = as_alice.get(address, {"effect": "Deny"}).text
    assert "<code>DeleteObject</code>" in denied
    assert "PutObject" not in denied
    page = as_alice.get(url("console-policy", arn)).text
    assert page.index("effect=Deny") < page.index("effect=Allow")


def test_every_service_names_the_statements_it_comes_from(as_bob: Client, policy: str) -> None:
    page = as_bob.get(url("console-policy", policy)).text
    assert f'<a href="{url("console-policy-document", policy)}#L1">Reading</a>' in page


def test_a_version_says_what_it_would_change_before_it_holds(as_alice: Client, policy: str) -> None:
    page = as_alice.get(url("console-policy-default", policy), {"version": "v2"}).text
    assert "1 action more · 1 action fewer" in page
    assert "PutObject" in page
    assert Policy.objects.get(name="reports").default_number == 1
    as_alice.post(url("console-policy-default", policy), {"version_id": "v2"})
    assert Policy.objects.get(name="reports").default_number == 2


def test_comparing_says_what_differs_in_effect(as_bob: Client, policy: str) -> None:
    page = as_bob.get(url("console-policy-compare", policy), {"from": "v1", "to": "v2"}).text
    assert "1 action more · 1 action fewer" in page
    same = as_bob.get(url("console-policy-compare", policy), {"from": "v1", "to": "v1"}).text
    assert "It makes no difference to what is allowed." in same


def test_a_version_that_is_not_there_is_missing(as_bob: Client, policy: str) -> None:
    answer = as_bob.get(url("console-policy-default", policy), {"version": "v9"})
    assert answer.status_code == 404


@pytest.mark.parametrize("page", ["console-policy-default", "console-policy-version-delete"])
def test_the_version_that_holds_is_neither_set_nor_deleted(
    as_alice: Client, policy: str, page: str
) -> None:
    for asked in ({}, {"version": "v1"}):
        answer = as_alice.get(url(page, policy), asked)
        assert answer.url == url("console-policy-versions", policy)


def test_versions_tell_who_saved_them_and_can_be_restored(as_alice: Client, policy: str) -> None:
    page = as_alice.get(url("console-policy-versions", policy)).text
    rows = page[page.index('id="versions-heading"') :]
    assert rows.count("by alice") == 2
    assert f'href="{url("console-policy-edit", policy)}?version=v2"' in page


def test_every_page_of_a_policy_tells_who_edited_it_last(as_bob: Client, policy: str) -> None:
    assert "Edited by alice: Just now" in as_bob.get(url("console-policy", policy)).text
    assert "Edited by alice: Just now" in as_bob.get(url("console-policy-tags", policy)).text
    builtin = as_bob.get(url("console-policy", "arn:aws:iam::aws:policy/ReadOnlyAccess")).text
    assert "Edited: " in builtin


def test_authors_are_not_told_to_those_who_may_not_get_them(
    as_carol: Client, carol: User, policy: str
) -> None:
    people.grant(carol, people.allow("iam:GetPolicy*"), people.allow("iam:ListPolicyVersions"))
    page = as_carol.get(url("console-policy-versions", policy)).text
    assert "Version v2" in page
    assert "alice" not in page


def test_who_may_not_list_versions_is_told_of_no_edit(
    as_carol: Client, carol: User, policy: str
) -> None:
    people.grant(carol, people.allow("iam:GetPolicy"), people.allow("iam:GetUser"))
    page = as_carol.get(url("console-policy-versions", policy)).text
    assert "iam:ListPolicyVersions" in page
    assert "alice" not in page
    before = Event.objects.exclude(error="").count()
    assert "Edited: Just now" in as_carol.get(url("console-policy-tags", policy)).text
    refusals = Event.objects.exclude(error="")
    assert refusals.count() - before == 1
    assert refusals.order_by("-id")[0].action == "iam:ListPolicyTags"


def test_a_version_s_note_stands_in_the_list_and_beside_the_differences(
    as_alice: Client, policy: str
) -> None:
    sent = {"policy_document": READ, "based_on": "v2", "version_note": "Only <reading> again"}
    page = as_alice.post(url("console-policy-edit", policy), sent, follow=True).text
    assert "Only &lt;reading&gt; again" in page
    compared = as_alice.get(url("console-policy-compare", policy), {"from": "v1", "to": "v3"}).text
    assert "Only &lt;reading&gt; again" in compared
    assert compared.count("by alice") == 3
    default = as_alice.get(url("console-policy-default", policy), {"version": "v3"}).text
    assert "Only &lt;reading&gt; again" in default


def test_a_note_that_is_too_long_loses_nothing(as_alice: Client, policy: str) -> None:
    sent = {"policy_document": READ, "based_on": "v2", "version_note": "n" * 257}
    answer = as_alice.post(url("console-policy-edit", policy), sent)
    assert answer.status_code == 422
    assert "n" * 257 in answer.text
    assert "Reading" in answer.text
    assert Policy.objects.get(name="reports").latest_number == 2


def test_when_all_are_taken_the_page_says_which_gives_way(
    as_alice: Client, alice: User, policy: str
) -> None:
    for _ in range(3):
        create_policy_version(people.calling(alice), policy_arn=policy, policy_document=READ)
    page = as_alice.get(url("console-policy-versions", policy)).text
    assert "A new one takes the place of v2" in page


def test_a_policy_is_set_as_the_boundary_of_several(
    as_alice: Client, account: Account, bob: User, carol: User, policy: str
) -> None:
    people.make_role(account, "pilot")
    page = as_alice.get(url("console-policy-users", policy)).text
    assert url("console-policy-bound-users", policy) in page
    answer = as_alice.post(
        url("console-policy-bound-users", policy), {"selected": ["bob", "carol"]}, follow=True
    )
    assert "It is the boundary of 2 more" in answer.text
    as_alice.post(url("console-policy-bound-roles", policy), {"selected": ["pilot"]})
    assert Boundary.objects.filter(policy__name="reports").count() == 3


def test_who_may_only_look_sets_no_boundary(as_bob: Client, carol: User, policy: str) -> None:
    answer = as_bob.post(url("console-policy-bound-users", policy), {"selected": ["carol"]})
    assert answer.status_code == 403
    assert not Boundary.objects.exists()


def test_the_text_is_given_in_the_forms_other_tools_want(as_bob: Client, policy: str) -> None:
    page = as_bob.get(url("console-policy-document", policy)).text
    assert "aws iam create-policy --policy-name reports" in page
    assert "resource &quot;aws_iam_policy&quot; &quot;reports&quot;" in page


def test_the_text_is_given_as_yaml_on_the_page_and_as_a_file(as_bob: Client, policy: str) -> None:
    page = as_bob.get(url("console-policy-document", policy)).text
    address = url("console-policy-yaml", policy, "v1")
    assert f'href="{address}"' in page
    assert "AWS::IAM::ManagedPolicy" in page
    answer = as_bob.get(address)
    assert answer["Content-Type"] == "application/yaml"
    assert answer["Content-Disposition"] == 'attachment; filename="reports-v1.yaml"'
    assert yaml.safe_load(answer.content) == json.loads(READ)


def test_who_may_not_read_the_text_gets_no_yaml_of_it(
    as_carol: Client, carol: User, policy: str
) -> None:
    people.grant(carol, people.allow("iam:GetPolicy"))
    answer = as_carol.get(url("console-policy-yaml", policy, "v1"))
    assert answer.status_code == 403
    assert "Reading" not in answer.text
    assert "YAML" not in as_carol.get(url("console-policy-document", policy)).text


def test_a_version_that_is_not_there_has_no_yaml(as_bob: Client, policy: str) -> None:
    assert as_bob.get(url("console-policy-yaml", policy, "v9")).status_code == 404


@pytest.mark.django_db
def test_every_policy_of_aws_s_reads_the_same_as_yaml() -> None:
    texts = PolicyVersion.objects.filter(policy__account=None)
    for text in texts.values_list("document", flat=True)[:200]:
        assert yaml.safe_load(as_yaml(json.loads(text))) == json.loads(text)


@pytest.mark.parametrize(
    "value",
    [
        "2012-10-17",
        "yes",
        "*",
        "on",
        "0x10",
        "1_000",
        "~",
        "a: b",
        "x #y",
        "\u0085é",
        "é" * 300,
        "",
    ],
)
def test_text_stays_text_in_yaml(value: str) -> None:
    said = {"Statement": [{"Sid": value, value: [value, value]}]}
    assert yaml.safe_load(as_yaml(said)) == said


@pytest.mark.parametrize("number", ["1.10", "1e999", "9" * 5_000])
def test_a_number_is_written_for_other_tools_as_it_was(
    as_alice: Client, alice: User, number: str
) -> None:
    said = people.allow("s3:ListBucket") | {"Condition": {"NumericEquals": {"s3:max-keys": 0.5}}}
    text = people.document(said).replace("0.5", number)
    caller = people.calling(alice)
    arn = create_policy(caller, policy_name="keys", policy_document=text).policy.arn
    file = yaml.safe_load(as_alice.get(url("console-policy-yaml", arn, "v1")).content)
    small, plain, *_ = (copy.text for copy in copies_of("keys", text))
    for read in (file, json.loads(small), yaml.safe_load(plain)):
        (statement,) = read["Statement"]
        assert statement["Condition"] == {"NumericEquals": {"s3:max-keys": number}}


def test_a_description_stays_and_the_pages_offer_a_copy_with_another(
    as_alice: Client, as_bob: Client, policy: str
) -> None:
    copy = f"{reverse('console-policy-create')}?from={quote(policy)}#id_description"
    for page in ("console-policy", "console-policy-edit"):
        assert f'href="{copy}"' in as_alice.get(url(page, policy)).text
    builtin = url("console-policy", "arn:aws:iam::aws:policy/ReadOnlyAccess")
    assert "#id_description" not in as_bob.get(builtin).text


def test_other_tools_read_the_same_policy() -> None:
    text = '{"Statement": {"Sid": "it\'s", "Resource": "${aws:username}"}}'
    small, plain, command, terraform, formation = (copy.text for copy in copies_of("a b", text))
    assert json.loads(small) == yaml.safe_load(plain) == json.loads(text)
    resource = yaml.safe_load(formation)["ab"]["Properties"]
    assert resource == {"ManagedPolicyName": "a b", "PolicyDocument": json.loads(text)}
    assert command.startswith("aws iam create-policy --policy-name 'a b' --policy-document '")
    assert "$${aws:username}" in terraform
    assert copies_of("a", "{") == ()


def test_lines_that_were_changed_stand_beside_each_other() -> None:
    pairs = side_by_side(differences("a\nb\nc\nd", "a\nB\nC\nC2\nd"))
    shown = [(p.before and p.before.text, p.after and p.after.text) for p in pairs]
    assert shown == [("a", "a"), ("b", "B"), ("c", "C"), (None, "C2"), ("d", "d")]
    assert [pair.is_same for pair in pairs] == [True, False, False, False, True]


def test_what_reaches_elsewhere_is_neither_gained_nor_lost() -> None:
    one, other = (
        people.document(people.allow("s3:GetObject", f"arn:aws:s3:::{name}/*")) for name in "ab"
    )
    found = effects(one, other)
    assert (found.gained, found.lost) == (0, 0)
    assert found.lines[0].moved == "GetObject"
    assert effects(one, "{").is_unreadable
