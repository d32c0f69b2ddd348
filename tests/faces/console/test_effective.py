"""What somebody may do, on pages: effective access first, and the difference before a change."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Account, Group, User
from tests import people
from tests.faces.console.visitors import visiting

READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
FULL = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
DAVE = "/console/users/dave/permissions"
ADD = "/console/users/dave/add-permissions"


@pytest.fixture
def dave(account: Account) -> User:
    dave = people.make_user(account, "dave")
    people.attach(dave, "AmazonS3ReadOnlyAccess")
    people.grant(dave, people.allow("sqs:SendMessage"), people.deny("s3:GetObject"), name="queues")
    return dave


@pytest.fixture
def crew(account: Account, dave: User) -> Group:
    crew = people.make_group(account, "crew", dave)
    people.grant(crew, people.allow("sns:Publish", "arn:aws:sns:*:*:bells"), name="bells")
    return crew


def policies_of(user: User) -> set[str]:
    return set(user.attachments.values_list("policy__name", flat=True))


# ---- What it comes to


def test_the_permissions_tab_begins_with_what_it_comes_to(as_bob: Client, crew: Group) -> None:
    page = as_bob.get(DAVE).text
    assert page.index("What it comes to") < page.index("Where it comes from")
    assert '<a href="/console/users/dave/permissions/sns">Amazon SNS</a>' in page
    assert "arn:aws:sns:*:*:bells" in page
    assert '<a href="/console/groups/crew/permissions">crew</a>' in page
    assert '<span class="badge badge-danger">Denied</span>' in page


@pytest.mark.parametrize(
    ("statement", "is_all"),
    [
        (people.allow("*"), True),
        (people.allow("*", "arn:aws:s3:::box"), False),
        (people.allow("*", Bool={"aws:MultiFactorAuthPresent": "true"}), False),
    ],
)
def test_everything_is_said_to_be_allowed_only_where_it_is_on_all_and_always(
    as_bob: Client, account: Account, statement: dict[str, Any], is_all: bool
) -> None:
    people.grant(people.make_user(account, "erin"), statement)
    page = as_bob.get("/console/users/erin/permissions").text
    assert ("Every action of every service is allowed." in page) is is_all


def test_everything_save_what_is_denied_is_said_to_be_that(
    as_bob: Client, account: Account
) -> None:
    erin = people.make_user(account, "erin")
    people.grant(erin, people.allow("*"), people.deny("s3:GetObject", "arn:aws:s3:::box/*"))
    page = as_bob.get("/console/users/erin/permissions").text
    assert "Every action of every service is allowed, save what is denied." in page
    assert "Every action of every service is allowed." not in page


def test_services_are_found_by_name_action_level_and_policy(as_bob: Client, crew: Group) -> None:
    def shown(query: str) -> str:
        return as_bob.get(f"{DAVE}?{query}").text.partition("Where it comes from")[0]

    assert "Amazon SNS" in shown("q=sns")
    assert "Amazon SQS" not in shown("q=sns")
    assert "Amazon SQS" in shown("q=sqs:sendm")
    assert "Amazon SNS" not in shown("source=queues")
    assert "Amazon SNS" not in shown("level=List")
    assert '<span class="badge badge-ok">Allowed' not in shown("effect=Deny")


def test_what_the_boundary_cuts_is_struck_and_counted(
    as_bob: Client, account: Account, dave: User
) -> None:
    people.bound(dave, people.make_policy(account, "cap", people.allow("s3:*")))
    page = as_bob.get(DAVE).text
    assert '<s class="badge badge-cut" title="cut by the boundary">Write 1' in page
    assert "The boundary cuts" in page


def test_a_service_shows_its_actions_and_because_of_what(as_bob: Client, crew: Group) -> None:
    page = as_bob.get(f"{DAVE}/sns").text
    assert "Publish" in page
    assert '<a href="/console/groups/crew/inline/bells">bells</a>' in page
    assert as_bob.get(f"{DAVE}/nosuchservice").status_code == 404


def test_groups_say_what_members_get(as_bob: Client, crew: Group) -> None:
    page = as_bob.get("/console/groups/crew/permissions").text
    assert "Some actions of 1 service are allowed." in page
    assert as_bob.get("/console/groups/crew/permissions/sns").status_code == 200


def test_a_group_without_policies_says_so(as_bob: Client, account: Account) -> None:
    people.make_group(account, "idle")
    assert "it has no policy" in as_bob.get("/console/groups/idle/permissions").text


def test_one_question_is_answered_with_the_reason(as_bob: Client, dave: User) -> None:
    refused = as_bob.get(f"{DAVE}?action=s3:GetObject&resource=arn:aws:s3:::b/k").text
    assert "with an explicit deny in an identity-based policy" in refused
    assert "queues" in refused
    allowed = as_bob.get(f"{DAVE}?action=sqs:SendMessage").text
    assert "What allows it" in allowed


def test_a_question_that_makes_no_sense_is_told_so(as_bob: Client, dave: User) -> None:
    page = as_bob.get(f"{DAVE}?action=nonsense")
    assert page.status_code == 200
    assert 'role="alert"' in page.text


def test_what_may_not_be_read_is_named_by_the_missing_action(
    carol: User, dave: User, crew: Group
) -> None:
    people.grant(carol, people.allow("iam:*"), people.deny("iam:GetGroupPolicy"), name="most of it")
    page = visiting(carol).get(DAVE).text
    assert "This is not the whole of it" in page
    assert "<code>iam:GetGroupPolicy</code>" in page
    assert "Amazon SNS" not in page.partition("Where it comes from")[0]


def test_who_may_not_simulate_still_sees_the_sources(carol: User, dave: User) -> None:
    people.grant(carol, people.allow("iam:Get*"), people.allow("iam:List*"))
    page = visiting(carol).get(DAVE).text
    assert "iam:SimulatePrincipalPolicy" in page
    assert "AmazonS3ReadOnlyAccess" in page.partition("Where it comes from")[2]


def test_a_source_unfolds_in_its_place(as_bob: Client, crew: Group) -> None:
    page = as_bob.get(DAVE).text
    assert 'href="?open=crew%2Finline%2Fbells#sources"' in page
    opened = as_bob.get(f"{DAVE}?open=crew/inline/bells").text
    assert "Allows Amazon SNS (Write)." in opened
    assert "&quot;sns:Publish&quot;" in opened
    assert "&quot;sqs:SendMessage&quot;" not in opened


def test_a_source_whose_text_one_may_not_read_does_not_unfold(carol: User, crew: Group) -> None:
    people.grant(carol, people.allow("iam:*"), people.deny("iam:GetGroupPolicy"))
    page = visiting(carol).get(f"{DAVE}?open=crew/inline/bells").text
    assert "&quot;sns:Publish&quot;" not in page


# ---- The difference before


def test_ways_to_choose_keep_what_is_chosen(
    as_alice: Client, crew: Group, account: Account
) -> None:
    people.make_group(account, "ops")
    page = as_alice.get(f"{ADD}?groups=ops").text
    assert "way=attach&amp;groups=ops" in page
    assert "Already" in page
    assert "Groups: 2 of 10" in page


def test_the_difference_is_shown_before_anything_is_given(as_alice: Client, dave: User) -> None:
    page = as_alice.get(f"{ADD}?way=attach&policies={FULL}").text
    assert "actions more" in page
    assert "+ Write" in page
    assert "Read 63 already" in page or "already" in page
    assert "Already allowed by AmazonS3ReadOnlyAccess" in page
    assert policies_of(dave) == {"AmazonS3ReadOnlyAccess"}


def test_what_the_boundary_blocks_is_struck(as_alice: Client, account: Account, dave: User) -> None:
    people.bound(dave, people.make_policy(account, "cap", people.allow("s3:Get*")))
    page = as_alice.get(f"{ADD}?policies={FULL}").text
    assert 'title="blocked by the boundary"' in page


def test_groups_and_policies_are_given_together(
    as_alice: Client, account: Account, dave: User
) -> None:
    people.make_group(account, "ops")
    answer = as_alice.post(ADD, {"groups": ["ops"], "policies": [FULL]})
    assert answer.status_code == 302
    assert policies_of(dave) == {"AmazonS3ReadOnlyAccess", "AmazonS3FullAccess"}
    assert dave.memberships.filter(group__name="ops").exists()


@pytest.mark.parametrize(("way", "name"), [("attach", "ReadOnlyAccess"), ("copy", "eve")])
def test_what_is_called_like_the_search_is_offered_before_what_contains_it(
    as_alice: Client, account: Account, dave: User, way: str, name: str
) -> None:
    for number in range(30):
        people.make_user(account, f"a{number}-eve")
    people.make_user(account, "eve")
    offers = as_alice.get(ADD, {"way": way, "q": name}).context["offers"]
    assert offers[0].words == name


def test_copying_chooses_what_the_other_has_and_this_one_not(
    as_alice: Client, account: Account, dave: User, crew: Group
) -> None:
    erin = people.make_user(account, "erin")
    people.attach(erin, "AmazonS3FullAccess")
    people.attach(erin, "AmazonS3ReadOnlyAccess")
    people.grant(erin, people.allow("ses:*"), name="own")
    people.make_group(account, "ops", erin)
    page = as_alice.get(f"{ADD}?way=copy&from=erin", follow=True).text
    assert "Groups and policies of erin that were missing are chosen." in page
    assert "Its inline policies are its own" in page
    assert "AmazonS3FullAccess" in page.partition("Chosen")[2]
    assert f'value="{READ_ONLY}"' not in page
    assert 'name="groups" value="ops"' in page


def test_what_is_refused_is_told_and_the_rest_is_given(as_alice: Client, dave: User) -> None:
    missing = "arn:aws:iam::aws:policy/NoSuchPolicy"
    answer = as_alice.post(ADD, {"policies": [FULL, missing]})
    assert answer.status_code == 404
    assert "Only a part of this took effect" in answer.text
    assert "AmazonS3FullAccess" in policies_of(dave)


def test_nothing_chosen_is_said(as_alice: Client, dave: User) -> None:
    answer = as_alice.post(ADD, {})
    assert (answer.status_code, "Nothing was chosen." in answer.text) == (422, True)


def test_more_than_the_limit_is_said_before(as_alice: Client, dave: User) -> None:
    arns = [f"arn:aws:iam::aws:policy/Some{n}" for n in range(10)]
    page = as_alice.get(ADD, {"policies": arns}).text
    assert "Attached policies: 11 of 10" in page
    assert "more than 10 are refused" in page


def test_who_may_only_look_is_refused_with_the_reason(as_bob: Client, dave: User) -> None:
    answer = as_bob.post(ADD, {"policies": [FULL]})
    assert answer.status_code == 403
    assert "iam:AttachUserPolicy" in answer.text
    assert policies_of(dave) == {"AmazonS3ReadOnlyAccess"}


# ---- What would be lost


@pytest.mark.parametrize(
    "address",
    [
        "/console/users/dave/detach/aws/AmazonS3ReadOnlyAccess",
        "/console/users/dave/inline/queues/delete",
    ],
)
def test_taking_away_says_what_would_be_lost(as_alice: Client, dave: User, address: str) -> None:
    page = as_alice.get(address).text
    assert "What would be lost" in page
    assert "− " in page


def test_leaving_a_group_says_what_would_be_lost(as_alice: Client, dave: User, crew: Group) -> None:
    page = as_alice.post("/console/users/dave/groups/remove", {"selected": ["crew"]}).text
    assert "Amazon SNS" in page
    assert "1 action fewer" in page


def test_a_boundary_says_what_it_would_cut_now_and_its_end_what_comes_back(
    as_alice: Client, account: Account, dave: User
) -> None:
    cap = people.make_policy(account, "cap", people.allow("s3:*"))
    address = "/console/users/dave/boundary"
    page = as_alice.get(address, {"permissions_boundary": cap.arn}).text
    assert "With this boundary" in page
    assert "Amazon SQS" in page
    people.bound(dave, cap)
    assert "more" in as_alice.get(address).text.partition("Remove the boundary")[2]


def test_a_boundary_that_does_not_exist_is_told_so(as_alice: Client, dave: User) -> None:
    asked = {"permissions_boundary": "arn:aws:iam::aws:policy/NoSuchPolicy"}
    page = as_alice.get("/console/users/dave/boundary", asked).text
    assert "does not exist or is not attachable" in page


# ---- One's own


def test_everybody_is_told_what_they_may_without_any_permission(carol: User) -> None:
    people.grant(carol, people.allow("s3:GetObject", "arn:aws:s3:::reports/*"))
    page = visiting(carol).get("/console/me").text
    assert "You can" in page
    assert "Amazon S3" in page
    assert "on some things, or at some times" in page
    assert "arn:aws:s3:::reports" not in page


def test_who_may_everything_is_told_so(as_alice: Client, as_root: Client) -> None:
    for client in (as_alice,):
        assert "Do everything in this account" in client.get("/console/me").text
    assert "You are the root user" in as_root.get("/console/me").text


def test_roles_one_may_switch_to_lead_there(account: Account, carol: User) -> None:
    people.make_role(account, "deployer", carol.arn)
    people.grant(carol, people.allow("sts:AssumeRole"))
    page = visiting(carol).get("/console/me").text
    assert "You may switch to" in page
    assert "roleName=deployer" in page
