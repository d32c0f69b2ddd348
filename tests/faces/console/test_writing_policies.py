"""Writing policies in the console: checked, kept to the byte, never overwritten unseen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account, User
from policies.console.documents import with_line_ends_of
from policies.engine import size
from policies.engine.catalog import expand
from policies.models import InlinePolicy, Policy
from policies.operations.inline import put_user_policy
from policies.operations.managed import create_policy
from policies.operations.versions import create_policy_version
from tests import people
from tests.faces.console.visitors import visiting

GOOD = people.document(people.allow("s3:GetObject", "arn:aws:s3:::reports/*"))
OTHER = people.document(people.allow("s3:PutObject", "arn:aws:s3:::reports/*"))
BAD = """{"Version": "2012-10-17",
 "Statement": [
  {"Effect": "Alow", "Action": "s3:*", "Resource": "*"}]}"""
NEW = "/console/policies/new"


@pytest.fixture
def policy(alice: User) -> str:
    made = create_policy(people.calling(alice), policy_name="reports", policy_document=GOOD)
    return made.policy.arn


@pytest.fixture
def dave(account: Account) -> User:
    return people.make_user(account, "dave")


def fill_versions(alice: User, policy: str) -> None:
    for _ in range(4):
        create_policy_version(
            people.calling(alice), policy_arn=policy, policy_document=OTHER, set_as_default=False
        )


def sent_by_browser(text: str) -> str:
    """A form's text as browsers send it."""
    return text.replace("\n", "\r\n")


def test_a_policy_is_created(as_alice: Client) -> None:
    answer = as_alice.post(
        NEW,
        {
            "policy_name": "reports",
            "policy_document": GOOD,
            "description": "Reading.",
            "path": "/team/",
            "tags": "team=blue",
        },
        follow=True,
    )
    assert "reports is saved." in answer.text
    made = Policy.objects.get(name="reports")
    assert (made.path, made.description, made.tags) == ("/team/", "Reading.", {"team": "blue"})


def test_the_text_is_kept_to_the_byte(as_alice: Client) -> None:
    statement = '{"Effect":"Deny",\n"Action":"*","Resource":"*"}'
    text = f'\n{{\t"Version":"2012-10-17",\n "Statement" : {statement} }}\n\n'
    as_alice.post(NEW, {"policy_name": "odd", "policy_document": sent_by_browser(text)})
    assert Policy.objects.get(name="odd").versions.get().document == text


def test_the_line_ends_of_an_author_are_kept(as_alice: Client, alice: User) -> None:
    text = GOOD.replace("{", "{\r\n", 1)
    made = create_policy(people.calling(alice), policy_name="crlf", policy_document=text)
    address = reverse("console-policy-edit", args=[made.policy.arn])
    as_alice.post(address, {"policy_document": text.replace("GetObject", "PutObject")})
    newest = Policy.objects.get(name="crlf").versions.latest("number")
    assert newest.document == text.replace("GetObject", "PutObject")


def test_an_error_is_shown_with_its_place_and_nothing_is_lost(as_alice: Client) -> None:
    answer = as_alice.post(NEW, {"policy_name": "reports", "policy_document": BAD})
    assert answer.status_code == 422
    assert "Line 3, column" in answer.text
    assert "INVALID_EFFECT" in answer.text
    assert "&quot;Alow&quot;" in answer.text
    assert 'value="reports"' in answer.text
    assert not Policy.objects.filter(name="reports").exists()


def test_a_text_is_checked_without_being_saved(as_alice: Client) -> None:
    sent = {"policy_name": "reports", "policy_document": BAD, "check": "yes"}
    answer = as_alice.post(NEW, sent)
    assert answer.status_code == 200
    assert "INVALID_EFFECT" in answer.text
    assert 'value="reports"' in answer.text
    assert not Policy.objects.filter(name="reports").exists()


def test_a_name_that_is_taken_is_refused_beside_its_field(as_alice: Client, policy: str) -> None:
    answer = as_alice.post(NEW, {"policy_name": "REPORTS", "policy_document": GOOD})
    assert answer.status_code == 409
    assert "A policy called REPORTS already exists." in answer.text
    assert 'href="#id_policy_name"' in answer.text


@pytest.mark.parametrize(
    ("field", "value"), [("policy_name", "a b"), ("path", "no-slash"), ("tags", "=x")]
)
def test_what_is_wrong_is_said_beside_its_field(as_alice: Client, field: str, value: str) -> None:
    sent = {"policy_name": "reports", "policy_document": GOOD} | {field: value}
    answer = as_alice.post(NEW, sent)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.text


def test_size_is_counted_as_the_service_counts_it(as_alice: Client) -> None:
    actions = [f"s3:GetObject{'x' * 50}{number}" for number in range(100)]
    text = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}],
        }
    )
    answer = as_alice.post(NEW, {"policy_name": "long", "policy_document": text})
    assert answer.status_code == 422
    assert "too many: 6144 are allowed" in answer.text
    spread = people.document(people.allow("s3:GetObject")) + " " * 9000
    as_alice.post(NEW, {"policy_name": "spread", "policy_document": spread})
    assert Policy.objects.filter(name="spread").exists()


def test_a_policy_starts_from_a_copy(as_alice: Client) -> None:
    arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    listed = as_alice.get(reverse("console-policy-copy"), {"scope": "AWS", "q": "AmazonS3Read"})
    assert f"{NEW}?from=arn%3Aaws" in listed.text
    page = as_alice.get(NEW, {"from": arn}).text
    assert 'value="AmazonS3ReadOnlyAccess-copy"' in page
    assert "s3-object-lambda:Get*" in page


def test_a_copy_of_what_is_not_there_says_so(as_alice: Client, policy: str) -> None:
    arn = policy.replace("reports", "gone")
    assert as_alice.get(NEW, {"from": arn}).status_code == 404


def test_an_edit_makes_a_new_version(as_alice: Client, policy: str) -> None:
    address = reverse("console-policy-edit", args=[policy])
    assert "s3:GetObject" in as_alice.get(address).text
    sent = {"policy_document": OTHER, "based_on": "v1", "set_as_default": "on"}
    answer = as_alice.post(address, sent, follow=True)
    assert "Version v2 is saved and holds now." in answer.text
    changed = Policy.objects.get(name="reports")
    assert changed.default_number == 2
    assert changed.versions.get(number=2).document == OTHER


def test_a_version_need_not_hold_at_once(as_alice: Client, policy: str) -> None:
    sent = {"policy_document": OTHER, "based_on": "v1"}
    answer = as_alice.post(reverse("console-policy-edit", args=[policy]), sent, follow=True)
    assert "It does not hold until it is made the default." in answer.text
    assert Policy.objects.get(name="reports").default_number == 1


def test_two_authors_do_not_overwrite_each_other_unseen(
    as_alice: Client, alice: User, policy: str
) -> None:
    create_policy_version(
        people.calling(alice), policy_arn=policy, policy_document=OTHER, set_as_default=True
    )
    mine = people.document(people.allow("s3:ListBucket"))
    address = reverse("console-policy-edit", args=[policy])
    answer = as_alice.post(address, {"policy_document": mine, "based_on": "v1"})
    assert answer.status_code == 409
    assert "Somebody saved version v2 while you were writing" in answer.text
    assert "s3:PutObject" in answer.text
    assert "s3:ListBucket" in answer.text
    assert 'name="based_on" value="v2"' in answer.text
    assert Policy.objects.get(name="reports").versions.count() == 2
    again = as_alice.post(address, {"policy_document": mine, "based_on": "v2"}, follow=True)
    assert "Version v3 is saved." in again.text


def test_at_five_versions_one_must_go_and_the_page_says_which(
    as_alice: Client, alice: User, policy: str
) -> None:
    fill_versions(alice, policy)
    address = reverse("console-policy-edit", args=[policy])
    page = as_alice.get(address).text
    assert "Which version is to go" in page
    assert 'value="v2" id="id_remove_version_0" checked' in page
    assert 'name="remove_version" value="v1"' not in page
    sent = {"policy_document": GOOD, "based_on": "v5", "remove_version": "v3"}
    answer = as_alice.post(address, sent, follow=True)
    assert "Version v6 is saved." in answer.text
    assert "Version v3 is deleted to make room." in answer.text
    kept = Policy.objects.get(name="reports").versions.order_by("number")
    assert [version.number for version in kept] == [1, 2, 4, 5, 6]


def test_nothing_goes_for_a_text_that_cannot_be_saved(
    as_alice: Client, alice: User, policy: str
) -> None:
    fill_versions(alice, policy)
    sent = {"policy_document": BAD, "based_on": "v5", "remove_version": "v3"}
    answer = as_alice.post(reverse("console-policy-edit", args=[policy]), sent)
    assert answer.status_code == 422
    assert Policy.objects.get(name="reports").versions.count() == 5


def test_room_that_was_made_in_vain_is_told_of(alice: User, carol: User, policy: str) -> None:
    fill_versions(alice, policy)
    people.attach(carol, "IAMFullAccess")
    people.grant(carol, people.deny("iam:CreatePolicyVersion"))
    sent = {"policy_document": GOOD, "based_on": "v5", "remove_version": "v3"}
    answer = visiting(carol).post(reverse("console-policy-edit", args=[policy]), sent)
    assert answer.status_code == 403
    assert "Version v3 is deleted already, to make room." in answer.text


def test_a_policy_of_aws_is_copied_not_edited(as_alice: Client) -> None:
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    page = as_alice.get(reverse("console-policy-edit", args=[arn])).text
    assert "Copy to edit" in page
    assert "<textarea" not in page


def test_who_may_only_read_keeps_the_text_that_is_refused(as_bob: Client, policy: str) -> None:
    for address, sent in (
        (NEW, {"policy_name": "mine", "policy_document": OTHER}),
        (
            reverse("console-policy-edit", args=[policy]),
            {"policy_document": OTHER, "based_on": "v1"},
        ),
    ):
        answer = as_bob.post(address, sent)
        assert answer.status_code == 403
        assert "is not authorized to perform: iam:CreatePolicy" in answer.text
        assert "Request ID" in answer.text
        assert "s3:PutObject" in answer.text
    assert Policy.objects.filter(account__isnull=False).count() == 1


def ask(client: Client, text: str) -> list[dict[str, Any]]:
    answer = client.post(reverse("console-policy-validate"), {"document": text})
    assert answer.status_code == 200
    return answer.json()["findings"]


def test_the_editor_is_told_of_findings_with_their_places(as_bob: Client) -> None:
    (effect, *_rest) = ask(as_bob, BAD)
    assert (effect["code"], effect["level"], effect["line"]) == ("INVALID_EFFECT", "error", 3)
    assert BAD[effect["from"] : effect["to"]].strip('"') == "Alow"


def test_places_are_counted_as_browsers_count(as_bob: Client) -> None:
    text = BAD.replace("{", '{"Id": "😀😀",\n', 1)
    (effect,) = [one for one in ask(as_bob, sent_by_browser(text)) if "EFFECT" in one["code"]]
    units = text.encode("utf-16-le")
    told = units[2 * effect["from"] : 2 * effect["to"]].decode("utf-16-le")
    assert told.strip('"') == "Alow"


def test_a_text_that_is_fine_has_no_findings(as_bob: Client) -> None:
    assert ask(as_bob, GOOD) == []
    assert ask(as_bob, "") == []


def test_a_text_longer_than_any_policy_is_not_looked_at(as_bob: Client) -> None:
    for text in (" " * 131_073, "x" * 20_001):
        answer = as_bob.post(reverse("console-policy-validate"), {"document": text})
        assert answer.status_code == 413


def test_checking_takes_a_form_of_our_own(alice: User) -> None:
    people.give_password(alice)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("console-policy-validate"), {"document": "{}"}).status_code in (
        302,
        403,
    )


@pytest.fixture(params=["user", "group"])
def holder(request: pytest.FixtureRequest, account: Account, alice: User) -> str:
    """What an inline policy is written into: the kind of it. It is called `ops`."""
    if request.param == "user":
        people.make_user(account, "ops")
    else:
        people.make_group(account, "ops")
    return str(request.param)


def inline(holder: str, *, policy: str = "", page: str = "inline") -> str:
    return reverse(f"console-{holder}-{page}", args=["ops", policy] if policy else ["ops"])


def test_an_inline_policy_is_written_read_changed_and_deleted(
    as_alice: Client, holder: str
) -> None:
    sent = {"policy_name": "reports", "policy_document": GOOD}
    answer = as_alice.post(inline(holder, page="inline-create"), sent)
    assert answer.status_code == 302
    address = inline(holder, policy="reports")
    page = as_alice.get(address)
    assert "s3:GetObject" in page.text
    as_alice.post(address, {"policy_document": OTHER})
    assert InlinePolicy.objects.get().document == OTHER
    delete = inline(holder, policy="reports", page="inline-delete")
    assert "s3:PutObject" in as_alice.get(delete).text
    as_alice.post(delete)
    assert not InlinePolicy.objects.exists()


def test_creating_an_inline_policy_overwrites_none(as_alice: Client, holder: str) -> None:
    sent = {"policy_name": "reports", "policy_document": GOOD}
    as_alice.post(inline(holder, page="inline-create"), sent)
    again = {"policy_name": "Reports", "policy_document": OTHER}
    answer = as_alice.post(inline(holder, page="inline-create"), again)
    assert answer.status_code == 409
    assert "A policy of that name is here already." in answer.text
    assert InlinePolicy.objects.get().document == GOOD


def test_who_may_read_a_policy_but_list_none_overwrites_none(
    alice: User, carol: User, as_carol: Client, holder: str
) -> None:
    people.grant(carol, *(people.allow(f"iam:{verb}*Policy") for verb in ("Get", "Put")))
    visiting(alice).post(
        inline(holder, page="inline-create"), {"policy_name": "reports", "policy_document": GOOD}
    )
    again = {"policy_name": "Reports", "policy_document": OTHER}
    answer = as_carol.post(inline(holder, page="inline-create"), again)
    assert answer.status_code == 409
    assert InlinePolicy.objects.get(name="reports").document == GOOD
    other = {"policy_name": "others", "policy_document": OTHER}
    as_carol.post(inline(holder, page="inline-create"), other)
    assert InlinePolicy.objects.get(name="others").document == OTHER


def test_who_may_see_no_policy_is_told_that_one_would_be_replaced(
    carol: User, as_carol: Client, as_alice: Client, holder: str
) -> None:
    people.grant(carol, people.allow("iam:Put*Policy"))
    words = "one of that name would be replaced"
    assert words in as_carol.get(inline(holder, page="inline-create")).text
    assert words not in as_alice.get(inline(holder, page="inline-create")).text


def test_an_inline_policy_saved_meanwhile_is_shown_first(
    as_alice: Client, alice: User, account: Account
) -> None:
    people.make_user(account, "ops")
    caller = people.calling(alice)
    put_user_policy(caller, user_name="ops", policy_name="reports", policy_document=GOOD)
    address = inline("user", policy="reports")
    seen = as_alice.get(address).context["form"]["based_on"].value()
    put_user_policy(caller, user_name="ops", policy_name="reports", policy_document=OTHER)
    mine = people.document(people.allow("s3:ListBucket"))
    answer = as_alice.post(address, {"policy_document": mine, "based_on": seen})
    assert answer.status_code == 409
    assert "Somebody saved this policy while you were writing" in answer.text
    assert InlinePolicy.objects.get(user__name="ops").document == OTHER
    based_on = answer.context["form"]["based_on"].value()
    as_alice.post(address, {"policy_document": mine, "based_on": based_on})
    assert InlinePolicy.objects.get(user__name="ops").document == mine


def test_an_inline_policy_with_an_error_stays_on_the_page(as_alice: Client, holder: str) -> None:
    sent = {"policy_name": "reports", "policy_document": BAD}
    answer = as_alice.post(inline(holder, page="inline-create"), sent)
    assert answer.status_code == 422
    assert "INVALID_EFFECT" in answer.text
    checked = as_alice.post(inline(holder, page="inline-create"), sent | {"check": "yes"})
    assert checked.status_code == 200
    assert "&quot;Alow&quot;" in checked.text


def test_an_inline_policy_that_is_not_there_is_missed(as_alice: Client, holder: str) -> None:
    assert as_alice.get(inline(holder, policy="gone")).status_code == 404


def test_who_may_only_read_writes_no_inline_policy(
    as_bob: Client, account: Account, holder: str
) -> None:
    kind = User if holder == "user" else type(people.make_group(account, "unused"))
    people.grant(kind.objects.get(name="ops"), people.allow("s3:GetObject"), name="reports")
    address = inline(holder, policy="reports")
    assert "s3:GetObject" in as_bob.get(address).text
    for refused, sent in (
        (address, {"policy_document": OTHER}),
        (inline(holder, page="inline-create"), {"policy_name": "x", "policy_document": OTHER}),
        (inline(holder, policy="reports", page="inline-delete"), {}),
    ):
        answer = as_bob.post(refused, sent)
        assert answer.status_code == 403
        assert "is not authorized to perform: iam:" in answer.text
    assert InlinePolicy.objects.get().name == "reports"


def test_inline_policies_of_another_account_are_not_there(
    as_mallory: Client, account: Account, holder: str
) -> None:
    assert as_mallory.get(inline(holder, policy="reports")).status_code == 404
    sent = {"policy_name": "x", "policy_document": GOOD}
    answer = as_mallory.post(inline(holder, page="inline-create"), sent)
    assert answer.status_code == 404
    assert not InlinePolicy.objects.exists()


def test_who_may_nothing_sees_no_inline_policy(as_carol: Client, holder: str) -> None:
    answer = as_carol.get(inline(holder, policy="reports"))
    assert answer.status_code == 403
    assert f"iam:Get{holder.title()}Policy" in answer.text


@pytest.mark.parametrize(
    ("before", "sent", "saved"),
    [
        ("a\r\nb\r\nc", "a\nb\nc", "a\r\nb\r\nc"),
        ("a\r\nb\nc\r\n", "a\nb\nnew\nc\n", "a\r\nb\nnew\r\nc\r\n"),
        ("a\nb\r\nc", "a\nb\nother\nc", "a\nb\r\nother\nc"),
        ("a\r\nb", "b\na", "b\r\na"),
        ("a\nb", "a\nc", "a\nc"),
        ("\r\n" * 3000, "\n" * 3001, "\r\n" * 3001),
    ],
)
def test_lines_that_nobody_touched_end_as_they_did(before: str, sent: str, saved: str) -> None:
    assert with_line_ends_of(before, sent) == saved


VALIDATE = "/console/policies/validate"
GETS = [action.full_name for action in expand("s3:Get*")]
LONG = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": GETS, "Resource": f"arn:aws:s3:::{number:060}"}
            for number in range(4)
        ],
    },
    indent=2,
)


def shorter_ways(client: Client, text: str, **sent: str) -> list[dict[str, Any]]:
    found = client.post(VALIDATE, {"document": text} | sent).json()["findings"]
    return [one for one in found if one["code"] == "SHORTER"]


def test_a_text_over_its_limit_is_offered_shorter_ways_that_can_be_put_in(as_bob: Client) -> None:
    ways = shorter_ways(as_bob, LONG, limit="6144")
    joined = next(way for way in ways if "Statements 1, 2, 3, 4 could be one" in way["message"])
    assert joined["help"] == "It means the same."
    assert "characters less" in joined["message"]
    fix = joined["fix"]
    text = LONG[: fix["from"]] + fix["insert"] + LONG[fix["to"] :]
    (statement,) = json.loads(text)["Statement"]
    assert len(statement["Resource"]) == 4
    assert shorter_ways(as_bob, text, limit="6144") == []


def test_a_wildcard_says_what_else_it_would_mean(as_bob: Client) -> None:
    few = people.document({"Effect": "Allow", "Action": GETS[2:], "Resource": "*"})
    way = next(way for way in shorter_ways(as_bob, few, limit="500") if "s3:Get*" in way["message"])
    assert way["help"].startswith(f"It also allows {GETS[0]}, {GETS[1]}, and what will be called")
    denied = few.replace("Allow", "Deny")
    way = next(w for w in shorter_ways(as_bob, denied, limit="500") if "s3:Get*" in w["message"])
    assert "It also denies" in way["help"]


@pytest.mark.parametrize("limit", ["", "0", "999999999999", "-1", "²", "many"])
def test_a_text_within_its_limit_or_without_one_is_left_alone(as_bob: Client, limit: str) -> None:
    assert shorter_ways(as_bob, LONG, limit=limit) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"Statement": 7}', '{"Id": "a", "Id": "b"}'])
def test_what_cannot_be_saved_anyway_is_offered_nothing(as_bob: Client, text: str) -> None:
    assert shorter_ways(as_bob, text, limit="1") == []


def test_without_scripts_the_answer_says_by_how_much_and_how_to_shorten(
    as_alice: Client, policy: str
) -> None:
    answer = as_alice.post(
        reverse("console-policy-edit", args=[policy]),
        {"policy_document": LONG, "based_on": "v1"},
    )
    assert answer.status_code == 422
    assert f"{size(LONG) - 6144} too many: 6144 are allowed" in answer.text
    assert "Statements 1, 2, 3, 4 could be one" in answer.text


def test_inline_policies_share_a_limit_and_the_editor_says_what_the_others_take(
    as_alice: Client, alice: User, dave: User
) -> None:
    other = people.document(people.allow("s3:GetObject", "arn:aws:s3:::" + "a" * 1800))
    for name, text in (("first", GOOD), ("other", other)):
        put_user_policy(
            people.calling(alice), user_name="dave", policy_name=name, policy_document=text
        )
    left = 2048 - size(other)
    for address in ("/console/users/dave/inline/first", "/console/users/dave/inline/FIRST"):
        page = as_alice.get(address).text
        assert f"The others take {size(other):,} of them." in page
        assert f'data-limit="{left}"' in page
    new = as_alice.get("/console/users/dave/inline-new").text
    assert f'data-limit="{left - size(GOOD)}"' in new
    long = people.document(people.allow("s3:GetObject", "arn:aws:s3:::" + "b" * 200))
    sent = {"policy_document": long}
    answer = as_alice.post("/console/users/dave/inline/first", sent)
    assert f"{size(long) - left} too many: {left} are allowed" in answer.text
    assert InlinePolicy.objects.get(name="first").document == GOOD


def test_who_may_not_read_the_others_is_told_nothing_of_them(
    as_carol: Client, carol: User, dave: User
) -> None:
    people.grant(dave, people.allow("s3:GetObject"), name="secret")
    people.grant(carol, people.allow("iam:PutUserPolicy"))
    page = as_carol.get("/console/users/dave/inline-new").text
    assert 'data-limit="2048"' in page
    assert "The others take" not in page
    people.grant(carol, people.allow("iam:ListUserPolicies"), name="names")
    assert "The others take" not in as_carol.get("/console/users/dave/inline-new").text
