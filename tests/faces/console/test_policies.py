"""Policies in the console: found, read, tagged, compared, deleted; refused where they must be."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account, User
from accounts.operations.users import create_user
from policies.models import Policy
from policies.operations.attachments import attach_group_policy, attach_user_policy
from policies.operations.boundaries import put_user_permissions_boundary
from policies.operations.managed import create_policy, tag_policy
from policies.operations.versions import create_policy_version
from tests import people
from tests.faces.console.visitors import queries, visiting

AWS = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
TABS = (
    "console-policy",
    "console-policy-document",
    "console-policy-versions",
    "console-policy-users",
    "console-policy-tags",
    "console-policy-activity",
)


@pytest.fixture
def policy(alice: User) -> str:
    """A policy of Alice's own: its ARN."""
    caller = people.calling(alice)
    text = people.document(people.allow("s3:GetObject", "arn:aws:s3:::reports/*"))
    made = create_policy(
        caller, policy_name="reports", path="/team/", policy_document=text, description="Reading."
    )
    return made.policy.arn


def add_version(alice: User, policy: str, action: str, is_default: bool = False) -> None:
    create_policy_version(
        people.calling(alice),
        policy_arn=policy,
        policy_document=people.document(people.allow(action)),
        set_as_default=is_default,
    )


def text_of(client: Client, name: str, *args: str, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_list_begins_with_the_policies_of_ones_own(as_bob: Client, policy: str) -> None:
    page = text_of(as_bob, "console-policies")
    assert ">reports</a>" in page
    assert "1 policy" in page
    assert "AdministratorAccess" not in page


def test_aws_policies_are_a_filter_away(as_bob: Client, policy: str) -> None:
    page = text_of(as_bob, "console-policies", scope="AWS", q="AmazonS3ReadOnly")
    assert "AmazonS3ReadOnlyAccess" in page
    assert "Kind: AWS managed" in page
    assert ">reports</a>" not in page


def test_an_empty_list_says_what_a_policy_is(as_alice: Client) -> None:
    page = text_of(as_alice, "console-policies")
    assert "You have no policies of your own yet." in page
    assert reverse("console-policy-create") in page


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("arn", ["own", AWS])
def test_every_tab_of_a_policy_is_a_page(as_bob: Client, policy: str, tab: str, arn: str) -> None:
    page = text_of(as_bob, tab, policy if arn == "own" else arn)
    assert 'aria-current="page"' in page
    if arn == "own":
        assert "Reading." in page


def test_a_policy_of_aws_offers_a_copy_and_nothing_else(as_alice: Client) -> None:
    page = text_of(as_alice, "console-policy-versions", AWS)
    assert "Copy to edit" in page
    assert reverse("console-policy-delete", args=[AWS]) not in page
    assert reverse("console-policy-edit", args=[AWS]) not in page


def test_a_policy_that_ends_like_a_tab_is_not_mistaken_for_it(
    as_alice: Client, alice: User
) -> None:
    caller = people.calling(alice)
    text = people.document(people.allow("s3:GetObject"))
    made = create_policy(caller, policy_name="delete", path="/summary/", policy_document=text)
    page = text_of(as_alice, "console-policy-document", made.policy.arn)
    assert made.policy.arn in page


def test_the_summary_says_how_far_a_policy_goes(as_bob: Client, policy: str) -> None:
    page = text_of(as_bob, "console-policy", policy)
    assert "Amazon S3" in page
    assert "arn:aws:s3:::reports/*" in page
    assert reverse("console-policy-service", args=[policy, "s3"]) in page


def test_the_summary_puts_what_is_denied_first(as_alice: Client, alice: User) -> None:
    text = people.document(people.allow("ec2:*"), people.deny("s3:DeleteBucket"))
    made = create_policy(people.calling(alice), policy_name="mixed", policy_document=text)
    page = text_of(as_alice, "console-policy", made.policy.arn)
    assert page.index("Denied") < page.index("Allowed")
    assert "What it denies, nothing else can allow." in page


def test_the_summary_names_what_nobody_knows_and_what_has_no_effect(
    as_alice: Client, alice: User
) -> None:
    text = people.document(
        people.allow("s3:GetObjects"), people.allow("s3:ListAllMyBuckets", "arn:aws:s3:::one")
    )
    made = create_policy(people.calling(alice), policy_name="vain", policy_document=text)
    page = text_of(as_alice, "console-policy", made.policy.arn)
    assert "Nobody knows these actions" in page
    assert "1 without effect" in page
    actions = text_of(as_alice, "console-policy-service", made.policy.arn, "s3")
    assert "takes no resource" in actions


def test_a_service_shows_its_actions_and_the_statements_behind_them(
    as_bob: Client, policy: str
) -> None:
    page = text_of(as_bob, "console-policy-service", policy, "s3")
    assert "GetObject" in page
    assert f"{reverse('console-policy-document', args=[policy])}#L1" in page
    assert as_bob.get(reverse("console-policy-service", args=[policy, "nope"])).status_code == 404


def test_services_that_are_not_granted_are_a_filter_away(as_bob: Client, policy: str) -> None:
    page = text_of(as_bob, "console-policy", policy, show="not-granted", q="EC2")
    assert "Amazon EC2" in page
    assert "Not granted" in page


def test_the_text_is_downloaded_to_the_byte(as_bob: Client, alice: User) -> None:
    text = (
        '{"Version": "2012-10-17",\r\n\t"Statement": {"Effect":"Deny","Action":"*","Resource":"*"}}'
    )
    made = create_policy(people.calling(alice), policy_name="crlf", policy_document=text)
    answer = as_bob.get(reverse("console-policy-download", args=[made.policy.arn, "v1"]))
    assert answer.content.decode() == text
    assert answer.headers["Content-Disposition"] == 'attachment; filename="crlf-v1.json"'


def test_two_versions_are_compared_line_by_line(as_bob: Client, alice: User, policy: str) -> None:
    add_version(alice, policy, "s3:PutObject")
    page = text_of(as_bob, "console-policy-compare", policy)
    assert "What changes from v1 to v2" in page
    assert "<del>" in page
    assert "<ins>" in page
    same = text_of(as_bob, "console-policy-compare", policy, **{"from": "v2", "to": "v2"})
    assert "<ins>" not in same


def test_another_version_is_made_the_default(as_alice: Client, alice: User, policy: str) -> None:
    add_version(alice, policy, "s3:PutObject")
    answer = as_alice.post(
        reverse("console-policy-default", args=[policy]), {"version_id": "v2"}, follow=True
    )
    assert "Version v2 holds now" in answer.text
    assert Policy.objects.get(name="reports").default_number == 2


def test_a_version_is_shown_before_it_is_deleted(
    as_alice: Client, alice: User, policy: str
) -> None:
    add_version(alice, policy, "s3:PutObject")
    address = reverse("console-policy-version-delete", args=[policy])
    assert "s3:PutObject" in as_alice.get(address, {"version": "v2"}).text
    answer = as_alice.post(address, {"version_id": "v2"}, follow=True)
    assert "Version v2 is deleted." in answer.text
    assert Policy.objects.get(name="reports").versions.count() == 1


def test_the_default_version_is_not_deleted(as_alice: Client, policy: str) -> None:
    answer = as_alice.post(
        reverse("console-policy-version-delete", args=[policy]), {"version_id": "v1"}
    )
    assert answer.status_code == 409
    assert "Cannot delete the default version of a policy." in answer.text


def test_tags_are_written_all_at_once(as_alice: Client, alice: User, policy: str) -> None:
    tag_policy(people.calling(alice), policy_arn=policy, tags=[{"key": "old", "value": "1"}])
    address = reverse("console-policy-tags", args=[policy])
    assert "old=1" in as_alice.get(address).text
    answer = as_alice.post(address, {"tags": "team = blue\nstage=live"}, follow=True)
    assert "The tags are saved." in answer.text
    assert Policy.objects.get(name="reports").tags == {"team": "blue", "stage": "live"}


def test_a_tag_without_a_key_is_refused_beside_its_field(as_alice: Client, policy: str) -> None:
    answer = as_alice.post(reverse("console-policy-tags", args=[policy]), {"tags": "=blue"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_those_who_hold_a_policy_are_listed_with_how(
    as_alice: Client, alice: User, account: Account, bob: User, policy: str
) -> None:
    caller = people.calling(alice)
    people.make_group(account, "readers")
    attach_group_policy(caller, group_name="readers", policy_arn=policy)
    put_user_permissions_boundary(caller, user_name="bob", permissions_boundary=policy)
    page = text_of(as_alice, "console-policy-users", policy)
    assert reverse("console-group-detach", args=["readers", policy]) in page
    assert page.index("readers") < page.index("Bounds") < page.rindex(">bob</a>")


def test_the_activity_of_a_policy_shows_who_changed_it(
    as_alice: Client, alice: User, policy: str
) -> None:
    add_version(alice, policy, "s3:PutObject")
    page = text_of(as_alice, "console-policy-activity", policy)
    assert "iam:CreatePolicyVersion" in page
    assert "iam:GetPolicy<" not in page
    assert "iam:GetPolicy<" in text_of(as_alice, "console-policy-activity", policy, show="all")


def test_deleting_says_everything_that_goes(
    as_alice: Client, alice: User, account: Account, policy: str
) -> None:
    add_version(alice, policy, "s3:PutObject")
    people.make_group(account, "readers")
    attach_group_policy(people.calling(alice), group_name="readers", policy_arn=policy)
    page = text_of(as_alice, "console-policy-delete", policy)
    steps = [
        "Detach it from the group readers",
        "Delete version v2",
        "Delete the policy and its default version",
    ]
    places = [page.index(step) for step in steps]
    assert places == sorted(places)


def test_deleting_clears_away_what_is_in_the_way(
    as_alice: Client, alice: User, policy: str
) -> None:
    add_version(alice, policy, "s3:PutObject", is_default=True)
    attach_user_policy(people.calling(alice), user_name="alice", policy_arn=policy)
    answer = as_alice.post(
        reverse("console-policy-delete", args=[policy]), {"typed": "reports"}, follow=True
    )
    assert "reports is deleted." in answer.text
    assert not Policy.objects.filter(name="reports").exists()


def test_deleting_wants_the_name_typed(as_alice: Client, policy: str) -> None:
    answer = as_alice.post(reverse("console-policy-delete", args=[policy]), {"typed": "report"})
    assert answer.status_code == 422
    assert "This is not what was asked for." in answer.text
    assert Policy.objects.filter(name="reports").exists()


def test_nothing_takes_a_boundary_off_by_itself(
    as_alice: Client, alice: User, bob: User, policy: str
) -> None:
    put_user_permissions_boundary(
        people.calling(alice), user_name="bob", permissions_boundary=policy
    )
    answer = as_alice.post(reverse("console-policy-delete", args=[policy]), {"typed": "reports"})
    assert "This stands in the way" in answer.text
    assert Policy.objects.filter(name="reports").exists()


def test_a_deletion_that_stops_half_way_says_how_far_it_came(
    alice: User, carol: User, policy: str
) -> None:
    add_version(alice, policy, "s3:PutObject")
    people.attach(carol, "IAMFullAccess")
    people.grant(carol, people.deny("iam:DeletePolicy"))
    answer = visiting(carol).post(
        reverse("console-policy-delete", args=[policy]), {"typed": "reports"}
    )
    assert answer.status_code == 403
    assert "Only a part of this took effect" in answer.text
    assert Policy.objects.get(name="reports").versions.count() == 1


ACTS = (
    ("console-policy-default", {"version_id": "v1"}),
    ("console-policy-version-delete", {"version_id": "v1"}),
    ("console-policy-tags", {"tags": "a=b"}),
    ("console-policy-delete", {"typed": "reports"}),
    ("console-policy-attach-users", {"selected": "bob"}),
    ("console-policy-attach-groups", {"selected": "readers"}),
)


@pytest.mark.parametrize(("name", "sent"), ACTS)
def test_who_may_only_read_is_refused_every_act(
    as_bob: Client, account: Account, policy: str, name: str, sent: dict[str, str]
) -> None:
    people.make_group(account, "readers")
    before = list(Policy.objects.filter(account=account).values())
    answer = as_bob.post(reverse(name, args=[policy]), sent)
    assert answer.status_code == 403
    assert "is not authorized to perform: iam:" in answer.text
    assert list(Policy.objects.filter(account=account).values()) == before


@pytest.mark.parametrize("tab", [*TABS, "console-policy-delete", "console-policy-edit"])
def test_who_may_nothing_is_told_what_is_missing(as_carol: Client, policy: str, tab: str) -> None:
    answer = as_carol.get(reverse(tab, args=[policy]))
    assert answer.status_code == 403
    assert "iam:GetPolicy" in answer.text
    assert "Nothing allows it" in answer.text
    assert "Request ID" in answer.text


def test_a_refusal_says_that_a_policy_denies_it(alice: User, policy: str) -> None:
    people.grant(alice, people.deny("iam:GetPolicy"))
    answer = visiting(alice).get(reverse("console-policy", args=[policy]))
    assert answer.status_code == 403
    assert "Policies of users and groups" in answer.text
    assert "Explicit deny" in answer.text


def test_a_tab_that_may_not_be_read_leaves_the_rest_of_the_page(carol: User, policy: str) -> None:
    people.grant(carol, people.allow("iam:GetPolicy"))
    client = visiting(carol)
    for tab in TABS:
        page = text_of(client, tab, policy)
        assert "You may not see this part." in page
        assert "Reading." in page


@pytest.mark.parametrize("tab", TABS)
def test_a_policy_of_another_account_is_not_there(
    as_mallory: Client, policy: str, tab: str
) -> None:
    answer = as_mallory.get(reverse(tab, args=[policy]))
    assert answer.status_code == 404
    assert "Reading." not in answer.text


def test_a_list_costs_no_more_the_longer_it_is(as_bob: Client, alice: User) -> None:
    counts = []
    for number in (5, 60):
        for index in range(number):
            name = f"policy-{number}-{index}"
            text = people.document(people.allow("s3:GetObject"))
            create_policy(people.calling(alice), policy_name=name, policy_document=text)
        counts.append(queries(as_bob, reverse("console-policies") + "?size=200"))
    assert counts[0] == counts[1]


def test_those_who_hold_a_policy_cost_no_more_the_more_they_are(
    as_bob: Client, alice: User, policy: str
) -> None:
    counts = []
    for number in (5, 60):
        for index in range(number):
            name = f"user-{number}-{index}"
            create_user(people.calling(alice), user_name=name)
            attach_user_policy(people.calling(alice), user_name=name, policy_arn=policy)
        counts.append(queries(as_bob, reverse("console-policy-users", args=[policy])))
    assert counts[0] == counts[1]
