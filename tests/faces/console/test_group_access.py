"""What groups give, compared, and whose rights depend on one of them alone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account, Group, User
from tests import people
from tests.faces.console.visitors import visiting

COMPARE = "/console/compared-groups"
DEPENDENTS = "/console/groups/crew/dependents"


@pytest.fixture
def crew(account: Account, carol: User) -> Group:
    """A group that gives Carol sqs, and Dave who has that of his own."""
    dave = people.make_user(account, "dave")
    people.grant(dave, people.allow("sqs:SendMessage"))
    crew = people.make_group(account, "crew", carol, dave)
    people.attach(crew, people.make_policy(account, "deploy", people.allow("s3:GetObject")))
    people.grant(crew, people.allow("sqs:SendMessage"), name="queues")
    return crew


@pytest.fixture
def staff(account: Account, crew: Group, carol: User) -> Group:
    staff = people.make_group(account, "staff", carol, people.make_user(account, "erin"))
    people.grant(staff, people.allow("sns:Publish"), name="queues")
    people.attach(staff, "AmazonEC2ReadOnlyAccess")
    return staff


def compared(client: Client, one: str = "crew", other: str = "staff") -> str:
    return client.get(COMPARE, {"one": one, "other": other}).text


def between(page: str, start: str, end: str = "</section>") -> str:
    return page.partition(start)[2].partition(end)[0]


def three(page: str, part: str) -> list[str]:
    """What only the one has, what both have, what only the other has."""
    found = between(page, f'id="{part}"').split("<dd>")[1:]
    return [one.partition("</dd>")[0] for one in found]


# ---- Two groups


def test_members_and_policies_are_told_apart(as_bob: Client, staff: Group) -> None:
    page = compared(as_bob)
    only_one, both, only_other = three(page, "members")
    assert ">dave</a>" in only_one
    assert ">carol</a>" in both
    assert ">erin</a>" in only_other
    only_one, both, only_other = three(page, "policies")
    assert ">deploy</a>" in only_one
    assert "None" in both
    assert ">AmazonEC2ReadOnlyAccess</a>" in only_other


def test_inline_policies_are_the_same_by_name_and_text(as_bob: Client, staff: Group) -> None:
    assert ">queues</a>" not in three(compared(as_bob), "policies")[1]
    staff.inline_policies.all().delete()
    people.grant(staff, people.allow("sqs:SendMessage"), name="queues")
    assert ">queues</a>" in three(compared(as_bob), "policies")[1]


def test_what_one_may_not_read_is_not_said_to_be_the_same(account: Account, staff: Group) -> None:
    grace = people.make_user(account, "grace")
    people.grant(grace, people.allow("iam:*"), people.deny("iam:GetGroupPolicy"))
    people.grant(people.make_group(account, "one"), people.allow("sqs:*"), name="queues")
    people.grant(people.make_group(account, "two"), people.allow("s3:*"), name="queues")
    page = compared(visiting(grace), "one", "two")
    only_one, both, only_other = three(page, "policies")
    assert ">queues</a>" in only_one
    assert "None" in both
    assert ">queues</a>" in only_other
    assert "Both groups give the same rights." not in page
    assert "Not everything is counted" in page


def test_rights_that_differ_are_told_by_whose_they_are(as_bob: Client, staff: Group) -> None:
    rights = between(compared(as_bob), 'id="rights"')
    assert "only crew: Read 1/" in rights
    assert "only staff: Write 1/" in rights


def test_groups_that_give_the_same_say_so(as_bob: Client, account: Account) -> None:
    people.make_group(account, "one")
    people.make_group(account, "two")
    assert "Both groups give the same rights." in compared(as_bob, "one", "two")


def test_without_groups_there_is_the_form_with_suggestions(as_bob: Client, crew: Group) -> None:
    page = as_bob.get(COMPARE, {"one": "crew"}).text
    assert '<option value="crew">' in page
    assert 'name="one" value="crew"' in page
    assert "Rights that differ" not in page


@pytest.mark.parametrize("other", ["", "nobodys", "a" * 129], ids=["none", "unknown", "too long"])
def test_a_group_that_cannot_be_compared_is_told(as_bob: Client, crew: Group, other: str) -> None:
    answer = as_bob.get(COMPARE, {"one": "crew", "other": other})
    assert answer.status_code == 422
    assert "This could not be done" in answer.text


def test_who_may_not_see_a_group_is_refused(as_carol: Client, staff: Group) -> None:
    answer = as_carol.get(COMPARE, {"one": "crew", "other": "staff"})
    assert answer.status_code == 403
    assert "deploy" not in answer.text


def test_what_one_may_not_see_of_two_groups_says_so(account: Account, staff: Group) -> None:
    grace = people.make_user(account, "grace")
    people.grant(grace, people.allow("iam:GetGroup"))
    page = compared(visiting(grace))
    assert ">erin</a>" in page
    assert page.count("You may not see this part.") == 2
    assert "deploy" not in page


def test_lists_and_groups_lead_to_it(as_bob: Client, crew: Group) -> None:
    assert f'href="{COMPARE}"' in as_bob.get("/console/groups").text
    assert f'href="{COMPARE}?one=crew"' in as_bob.get("/console/groups/crew/members").text


# ---- Members for whom it is the only source


def test_who_depends_on_a_group_is_told_with_what(as_bob: Client, crew: Group) -> None:
    page = as_bob.get(DEPENDENTS).text
    assert "2 members here would lose something" in page
    assert "2 actions fewer" in page
    assert "1 action fewer" in page


def test_one_policy_is_looked_at_alone(as_bob: Client, crew: Group) -> None:
    page = as_bob.get(DEPENDENTS, {"policy": "inline/queues"}).text
    assert "1 member here would lose something" in page
    assert "Loses nothing: all of it comes from elsewhere, too." in page
    assert page.index(">carol</a>") < page.index(">dave</a>")
    assert '<option value="inline/queues" selected>' in page
    page = as_bob.get("/console/groups/crew/permissions").text
    assert f'href="{DEPENDENTS}?policy=inline/queues"' in page


def test_nobody_in_a_group_depends_on_it(as_bob: Client, account: Account) -> None:
    people.make_group(account, "crew")
    assert "Nobody is in this group yet." in as_bob.get(DEPENDENTS).text


def test_who_depends_is_for_who_may_see_what_users_may_do(account: Account, crew: Group) -> None:
    grace = people.make_user(account, "grace")
    people.grant(grace, people.allow("iam:GetGroup"))
    page = visiting(grace).get(DEPENDENTS).text
    assert "is not authorized to perform: iam:SimulatePrincipalPolicy" in page
    assert "fewer" not in page


@pytest.mark.parametrize(
    "policy", ["arn", "inline/", "inline/" + "a" * 200], ids=["no ARN", "no name", "too long"]
)
def test_a_policy_that_no_group_can_have_is_told(as_bob: Client, crew: Group, policy: str) -> None:
    assert as_bob.get(DEPENDENTS, {"policy": policy}).status_code == 400


def test_leaving_says_what_each_would_lose(as_alice: Client, crew: Group) -> None:
    address = reverse("console-group-remove", args=["crew"])
    page = as_alice.post(address, {"selected": ["carol", "dave"]}).text
    assert "2 actions fewer" in page
    assert "1 action fewer" in page


def test_of_many_who_leave_the_first_are_worked_out(as_alice: Client, account: Account) -> None:
    users = [people.make_user(account, f"user{n:02}") for n in range(12)]
    people.grant(people.make_group(account, "crew", *users), people.allow("sqs:SendMessage"))
    address = reverse("console-group-remove", args=["crew"])
    page = as_alice.post(address, {"selected": [user.name for user in users]}).text
    assert page.count("1 action fewer") == 10
    assert "What 2 more would lose was not worked out" in page
    assert "user11" in page
