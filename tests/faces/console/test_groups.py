"""Groups in the console: made, filled, renamed, emptied and deleted, a step at a time."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account, Group, User
from policies.models import Attachment
from policies.operations.managed import create_policy
from tests import people
from tests.faces.console.visitors import queries, visiting

READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
NEW = "/console/groups/new"
TABS = ("console-group", "console-group-permissions", "console-group-activity")


@pytest.fixture
def group(account: Account, bob: User) -> Group:
    """A group with Bob in it, a policy attached and one written into it."""
    group = people.make_group(account, "readers", bob)
    people.attach(group, "AmazonS3ReadOnlyAccess")
    people.grant(group, people.allow("sqs:ReceiveMessage"), name="queues")
    return group


def url(page: str, *more: str) -> str:
    return reverse(page, args=["readers", *more])


def members(group: Group) -> set[str]:
    return set(User.objects.filter(memberships__group=group).values_list("name", flat=True))


def test_groups_are_listed_with_what_is_in_them(as_bob: Client, group: Group) -> None:
    page = as_bob.get("/console/groups").text
    assert f'href="{url("console-group")}"' in page
    assert "1 group" in page
    assert '<td data-label="Policies">2</td>' in page


def test_a_list_without_groups_says_what_one_is(as_alice: Client) -> None:
    page = as_alice.get("/console/groups").text
    assert "There are no groups yet." in page
    assert NEW in page


def test_groups_are_found_by_name(as_alice: Client, account: Account, group: Group) -> None:
    people.make_group(account, "writers")
    page = as_alice.get("/console/groups", {"q": "writ"}).text
    assert ">writers</a>" in page
    assert ">readers</a>" not in page


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_of_a_group_is_a_page(as_bob: Client, group: Group, tab: str) -> None:
    answer = as_bob.get(url(tab))
    assert answer.status_code == (200)
    assert group.arn in answer.text


def test_a_group_shows_its_members_and_its_policies(as_bob: Client, group: Group) -> None:
    assert 'value="bob"' in as_bob.get(url("console-group")).text
    page = as_bob.get(url("console-group-permissions")).text
    assert "1 of 10" in page
    assert reverse("console-policy", args=[READ_ONLY]) in page
    assert url("console-group-inline", "queues") in page


def test_a_group_is_created_with_members_and_policies(
    as_alice: Client, bob: User, carol: User
) -> None:
    sent = {
        "group_name": "readers",
        "path": "/team/",
        "members": ["bob", "carol"],
        "policies": [READ_ONLY],
    }
    answer = as_alice.post(NEW, sent, follow=True)
    assert "The group readers is created." in answer.text
    made = Group.objects.get(name="readers")
    assert made.path == "/team/"
    assert members(made) == {"bob", "carol"}
    assert made.attachments.get().policy.name == "AmazonS3ReadOnlyAccess"


def test_searching_while_creating_keeps_what_was_chosen(
    as_alice: Client, bob: User, carol: User
) -> None:
    sent = {
        "group_name": "readers",
        "members": ["bob"],
        "policies_text": "AmazonS3ReadOnly",
        "find": "policies",
    }
    answer = as_alice.post(NEW, sent)
    assert answer.status_code == 200
    assert 'value="readers"' in answer.text
    assert 'name="members" value="bob" checked' in answer.text
    assert f'name="policies" value="{READ_ONLY}"' in answer.text
    assert not Group.objects.exists()


def test_a_group_that_could_not_be_filled_says_what_took_effect(
    as_alice: Client, bob: User
) -> None:
    sent = {"group_name": "readers", "members": ["bob", "nobody"]}
    answer = as_alice.post(NEW, sent)
    assert answer.status_code == 404
    assert "Only a part of this took effect" in answer.text
    assert "The user with name nobody cannot be found." in answer.text
    assert members(Group.objects.get(name="readers")) == {"bob"}


@pytest.mark.parametrize(
    ("sent", "status", "field"),
    [
        ({"group_name": "READERS"}, 409, "group_name"),
        ({"group_name": "a b"}, 422, "group_name"),
        ({"group_name": ""}, 422, "group_name"),
        ({"group_name": "new", "path": "team"}, 422, "path"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    as_alice: Client, group: Group, sent: dict[str, str], status: int, field: str
) -> None:
    answer = as_alice.post(NEW, sent)
    assert answer.status_code == status
    assert f'href="#id_{field}"' in answer.text
    assert Group.objects.count() == 1


def test_several_members_are_added_at_once(
    as_alice: Client, alice: User, carol: User, group: Group
) -> None:
    page = as_alice.get(url("console-group-add"), {"q": "car"}).text
    assert 'value="carol"' in page
    assert 'value="alice"' not in page
    answer = as_alice.post(url("console-group-add"), {"selected": ["alice", "carol"]}, follow=True)
    assert "2 users are added." in answer.text
    assert members(group) == {"alice", "bob", "carol"}


def test_adding_some_who_are_not_there_adds_the_others(
    as_alice: Client, carol: User, group: Group
) -> None:
    answer = as_alice.post(url("console-group-add"), {"selected": ["gone", "carol"]})
    assert answer.status_code == 404
    assert "Add gone" in answer.text
    assert members(group) == {"bob", "carol"}


@pytest.mark.parametrize("page", ["console-group-add", "console-group-remove"])
def test_choosing_nobody_is_said_to_be_so(as_alice: Client, group: Group, page: str) -> None:
    answer = as_alice.post(url(page), {})
    assert answer.status_code == 422
    assert "Nobody was chosen." in answer.text


def test_members_are_named_once_more_before_they_are_removed(
    as_alice: Client, group: Group
) -> None:
    asked = as_alice.post(url("console-group-remove"), {"selected": ["bob"]})
    assert "Remove 1 user from the group?" in asked.text
    assert members(group) == {"bob"}
    sent = {"selected": ["bob"], "confirmed": "yes"}
    answer = as_alice.post(url("console-group-remove"), sent, follow=True)
    assert "1 user is removed." in answer.text
    assert members(group) == set()


def test_a_group_is_renamed_and_moved(as_alice: Client, group: Group) -> None:
    sent = {"new_group_name": "lookers", "new_path": "/team/"}
    answer = as_alice.post(url("console-group-edit"), sent)
    assert answer.headers["Location"] == reverse("console-group", args=["lookers"])
    group.refresh_from_db()
    assert (group.name, group.path) == ("lookers", "/team/")
    assert members(group) == {"bob"}


def test_a_group_cannot_take_anothers_name(
    as_alice: Client, account: Account, group: Group
) -> None:
    people.make_group(account, "writers")
    sent = {"new_group_name": "Writers", "new_path": "/"}
    answer = as_alice.post(url("console-group-edit"), sent)
    assert answer.status_code == 409
    assert 'href="#id_new_group_name"' in answer.text


def test_deleting_names_all_that_goes_and_clears_it_away(as_alice: Client, group: Group) -> None:
    page = as_alice.get(url("console-group-delete")).text
    steps = (
        "Detach AmazonS3ReadOnlyAccess",
        "Delete the inline policy queues",
        "Remove bob",
        "Delete the group",
    )
    places = [page.index(step) for step in steps]
    assert places == sorted(places)
    answer = as_alice.post(url("console-group-delete"), {"typed": "readers"}, follow=True)
    assert "readers is deleted." in answer.text
    assert not Group.objects.exists()


def test_deleting_wants_the_name_typed(as_alice: Client, group: Group) -> None:
    answer = as_alice.post(url("console-group-delete"), {"typed": "reader"})
    assert answer.status_code == 422
    assert Group.objects.exists()


def test_a_deletion_that_stops_half_way_says_how_far_it_came(carol: User, group: Group) -> None:
    people.attach(carol, "IAMFullAccess")
    people.grant(carol, people.deny("iam:RemoveUserFromGroup"))
    answer = visiting(carol).post(url("console-group-delete"), {"typed": "readers"})
    assert answer.status_code == 403
    assert "Only a part of this took effect" in answer.text
    assert "Not tried" in answer.text
    assert not group.attachments.exists()
    assert members(group) == {"bob"}


def test_policies_are_attached_to_a_group_by_search(as_alice: Client, group: Group) -> None:
    address = url("console-group-attach")
    page = as_alice.get(address, {"q": "AmazonS3ReadOnly"}).text
    assert f'value="{READ_ONLY}"' in page
    assert "Attached" in page
    wanted = ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/SecurityAudit"]
    answer = as_alice.post(address, {"selected": wanted}, follow=True)
    assert "2 attachments are made, and hold now." in answer.text
    assert group.attachments.count() == 3


def test_policies_are_attached_to_a_user(as_alice: Client, carol: User) -> None:
    address = reverse("console-user-attach", args=["carol"])
    answer = as_alice.post(address, {"selected": [READ_ONLY]})
    assert answer.headers["Location"] == reverse("console-user", args=["carol"])
    assert carol.attachments.count() == 1


def test_an_eleventh_policy_is_refused_and_the_others_stay(as_alice: Client, carol: User) -> None:
    names = "ReadOnlyAccess SecurityAudit IAMFullAccess AmazonEC2FullAccess AmazonS3FullAccess"
    names += " AmazonSQSFullAccess AmazonSNSFullAccess AmazonRDSFullAccess PowerUserAccess"
    for name in names.split():
        people.attach(carol, name)
    chosen = [READ_ONLY, "arn:aws:iam::aws:policy/AdministratorAccess"]
    address = reverse("console-user-attach", args=["carol"])
    answer = as_alice.post(address, {"selected": chosen})
    assert answer.status_code == 409
    assert "Cannot exceed quota for PoliciesPerUser: 10" in answer.text
    assert carol.attachments.count() == 10


def test_choosing_no_policy_is_said_to_be_so(as_alice: Client, group: Group) -> None:
    answer = as_alice.post(url("console-group-attach"), {})
    assert answer.status_code == 422
    assert "No policy was chosen." in answer.text


def test_a_policy_is_attached_from_its_own_side(
    as_alice: Client, account: Account, carol: User, group: Group
) -> None:
    arn = "arn:aws:iam::aws:policy/SecurityAudit"
    to_groups = reverse("console-policy-attach-groups", args=[arn])
    assert 'value="readers"' in as_alice.get(to_groups).text
    as_alice.post(to_groups, {"selected": ["readers"]})
    to_users = reverse("console-policy-attach-users", args=[arn])
    assert 'value="carol"' in as_alice.get(to_users, {"q": "car"}).text
    as_alice.post(to_users, {"selected": ["carol"]})
    assert group.attachments.filter(policy__name="SecurityAudit").exists()
    assert carol.attachments.filter(policy__name="SecurityAudit").exists()


def test_detaching_asks_once_more(as_alice: Client, group: Group) -> None:
    address = url("console-group-detach", READ_ONLY)
    page = as_alice.get(address).text
    assert "Every member of the group readers is concerned." in page
    assert group.attachments.exists()
    answer = as_alice.post(address)
    assert answer.headers["Location"] == url("console-group-permissions")
    assert not group.attachments.exists()


def test_detaching_leads_back_to_the_policy_it_was_asked_on(as_alice: Client, group: Group) -> None:
    answer = as_alice.post(f"{url('console-group-detach', READ_ONLY)}?back=policy")
    assert answer.headers["Location"] == reverse("console-policy-users", args=[READ_ONLY])


def test_what_is_not_attached_cannot_be_detached(as_alice: Client, group: Group) -> None:
    address = url("console-group-detach", "arn:aws:iam::aws:policy/SecurityAudit")
    assert "is not attached to readers" in as_alice.get(address).text
    assert as_alice.post(address).status_code == 404


ACTS = (
    ("console-group-add", {"selected": "carol"}),
    ("console-group-remove", {"selected": "bob", "confirmed": "yes"}),
    ("console-group-edit", {"new_group_name": "lookers", "new_path": "/"}),
    ("console-group-delete", {"typed": "readers"}),
    ("console-group-attach", {"selected": "arn:aws:iam::aws:policy/SecurityAudit"}),
)


@pytest.mark.parametrize(("page", "sent"), ACTS)
def test_who_may_only_read_is_refused_every_act(
    as_bob: Client, carol: User, group: Group, page: str, sent: dict[str, str]
) -> None:
    answer = as_bob.post(url(page), sent)
    assert answer.status_code == 403
    assert "is not authorized to perform: iam:" in answer.text
    group.refresh_from_db()
    assert (group.name, members(group), group.attachments.count()) == ("readers", {"bob"}, 1)


def test_who_may_only_read_creates_and_detaches_nothing(as_bob: Client, group: Group) -> None:
    assert as_bob.post(NEW, {"group_name": "mine"}).status_code == 403
    assert as_bob.post(url("console-group-detach", READ_ONLY)).status_code == 403
    assert Group.objects.count() == 1
    assert Attachment.objects.filter(group=group).count() == 1


PAGES = (*TABS, "console-group-add", "console-group-edit", "console-group-delete")


@pytest.mark.parametrize("page", PAGES)
def test_who_may_nothing_is_told_what_is_missing(as_carol: Client, group: Group, page: str) -> None:
    answer = as_carol.get(url(page))
    assert answer.status_code == 403
    assert "iam:GetGroup" in answer.text


def test_a_tab_that_may_not_be_read_leaves_the_rest_of_the_page(carol: User, group: Group) -> None:
    people.grant(carol, people.allow("iam:GetGroup"))
    client = visiting(carol)
    for tab in TABS[1:]:
        page = client.get(url(tab)).text
        assert "You may not see this part." in page
        assert group.arn in page


@pytest.mark.parametrize("page", PAGES)
def test_a_group_of_another_account_is_not_there(
    as_mallory: Client, group: Group, page: str
) -> None:
    answer = as_mallory.get(url(page))
    assert answer.status_code == 404
    assert group.arn not in answer.text


@pytest.mark.parametrize(("page", "sent"), ACTS)
def test_nothing_is_done_to_a_group_of_another_account(
    as_mallory: Client, carol: User, group: Group, page: str, sent: dict[str, str]
) -> None:
    assert as_mallory.post(url(page), sent).status_code == 404
    group.refresh_from_db()
    assert (group.name, members(group), group.attachments.count()) == ("readers", {"bob"}, 1)


def test_a_policy_of_another_account_is_not_attached(
    as_alice: Client, mallory: User, group: Group
) -> None:
    text = people.document(people.allow("s3:GetObject"))
    foreign = create_policy(people.calling(mallory), policy_name="x", policy_document=text)
    answer = as_alice.post(url("console-group-attach"), {"selected": [foreign.policy.arn]})
    assert answer.status_code == 404
    assert group.attachments.count() == 1


def test_a_list_costs_no_more_the_longer_it_is(as_alice: Client, account: Account) -> None:
    counts = []
    for number in (5, 60):
        for index in range(number):
            people.make_group(account, f"group-{number}-{index}")
        counts.append(queries(as_alice, "/console/groups?size=200"))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", ["console-group", "console-group-add", "console-group-delete"])
def test_a_page_costs_no_more_the_more_members_there_are(
    as_alice: Client, account: Account, page: str
) -> None:
    group = people.make_group(account, "readers")
    counts = []
    for number in (5, 60):
        for index in range(number):
            user = people.make_user(account, f"user-{number}-{index}")
            group.memberships.create(account=account, user=user, created=user.created)
        counts.append(queries(as_alice, url(page)))
    assert counts[0] == counts[1]


def test_more_members_than_fit_a_page_are_a_link_away(as_alice: Client, account: Account) -> None:
    group = people.make_group(account, "readers")
    for index in range(103):
        user = people.make_user(account, f"user-{index:03}")
        group.memberships.create(account=account, user=user, created=user.created)
    page = as_alice.get(url("console-group"))
    assert 'value="user-102"' not in page.text
    marker = page.context["found"].marker
    assert 'value="user-102"' in as_alice.get(url("console-group"), {"marker": marker}).text
