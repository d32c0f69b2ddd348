"""What is begun at the console and not sent is kept for a day, for whoever began it alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Account, Draft, Role, User
from accounts.signin import drafts
from accounts.tasks import trim_drafts
from iamconsole.console.drafts import KINDS, DraftKind
from policies.models import Policy
from tests import people
from tests.faces.console.visitors import visiting
from tests.signin.browsers import signed_in

DOCUMENT = people.document(people.allow("s3:GetObject"))
KEEP = "/console/drafts/policy"
NEW = "/console/policies/new"


def keep(client: Client, address: str = KEEP, **sent: Any) -> str:
    answer = client.post(address, sent, headers={"accept": "application/json"})
    assert answer.status_code == 200
    return str(answer.json()["draft"])


def begun_role(client: Client, **sent: Any) -> tuple[str, str]:
    """A role whose trust was filled in: the address of its next page, and its token."""
    address = reverse("console-role-create-for", args=["account"])
    answer = client.post(address, {"stage": "trust"} | sent)
    following = answer.headers["Location"]
    return following, following.split("/")[-2]


def test_a_policy_that_was_begun_is_offered_next_time(as_alice: Client) -> None:
    token = keep(as_alice, policy_name="reports", policy_document=DOCUMENT)
    page = as_alice.get(NEW).text
    assert "You began reports and did not finish it." in page
    assert f'href="{NEW}?draft={token}"' in page
    again = as_alice.get(NEW, {"draft": token})
    assert again.context["form"]["policy_name"].value() == "reports"
    assert again.context["form"].text == DOCUMENT
    assert "did not finish it" not in again.text


def test_keeping_on_replaces_what_was_kept(as_alice: Client) -> None:
    token = keep(as_alice, policy_name="reports")
    assert keep(as_alice, policy_name="report", draft=token) == token
    assert Draft.objects.get().content == {"policy_name": ["report"]}


def test_what_is_sent_is_kept_no_more(as_alice: Client) -> None:
    token = keep(as_alice, policy_name="reports", policy_document=DOCUMENT)
    sent = {"policy_name": "reports", "policy_document": DOCUMENT, "draft": token}
    as_alice.post(NEW, sent)
    assert Policy.objects.filter(name="reports").exists()
    assert not Draft.objects.exists()


def test_it_outlives_the_session_in_which_it_was_begun(as_alice: Client, alice: User) -> None:
    token = keep(as_alice, policy_name="reports")
    as_alice.cookies.clear()
    lost = as_alice.post(KEEP, {"policy_name": "x"}, headers={"accept": "application/json"})
    assert lost.status_code in (401, 403)
    again = signed_in(alice, headers={"accept": "text/html"})
    assert f"draft={token}" in again.get(NEW).text


def test_nobody_else_sees_it(as_alice: Client, as_bob: Client, as_mallory: Client) -> None:
    token = keep(as_alice, policy_name="reports")
    for other in (as_bob, as_mallory):
        assert "did not finish it" not in other.get(NEW).text
        assert other.get(NEW, {"draft": token}).context["form"]["policy_name"].value() is None
        other.post(reverse("console-draft-discard"), {"draft": token})
        assert keep(other, policy_name="mine", draft=token) != token
    assert Draft.objects.get(token=token).content == {"policy_name": ["reports"]}


def test_it_is_forgotten_on_request(as_alice: Client) -> None:
    token = keep(as_alice, policy_name="reports")
    as_alice.post(reverse("console-draft-discard"), {"draft": token})
    assert not Draft.objects.exists()


def test_it_is_forgotten_after_a_day(as_alice: Client, time_machine: Any) -> None:
    token = keep(as_alice, policy_name="reports")
    Draft.objects.update(expires=now() - timedelta(seconds=1))
    assert token not in as_alice.get(NEW).text
    keep(as_alice, policy_name="another")
    assert trim_drafts() == 1
    assert Draft.objects.get().content == {"policy_name": ["another"]}


def test_only_fields_that_are_declared_are_kept(as_alice: Client) -> None:
    keep(as_alice, policy_name="reports", csrfmiddlewaretoken="x", other="y")
    assert Draft.objects.get().content == {"policy_name": ["reports"]}


def test_no_kind_of_draft_may_keep_a_secret() -> None:
    for name in ("password", "new_password", "secret_access_key", "token"):
        with pytest.raises(ValueError, match=name):
            DraftKind(name="x", fields=(name,), page=str)
    sent = QueryDict("user_name=ada&password=hunter2")
    assert KINDS["user"].content(sent, {}) == {"user_name": ["ada"]}


def test_what_is_too_long_is_not_kept(as_alice: Client) -> None:
    sent = {"policy_document": "x" * (drafts.LONGEST + 1)}
    answer = as_alice.post(KEEP, sent)
    assert answer.status_code == 413
    assert not Draft.objects.exists()


def test_the_oldest_give_way(as_alice: Client) -> None:
    for number in range(drafts.MOST + 2):
        keep(as_alice, policy_name=f"p{number}")
    names = {draft.content["policy_name"][0] for draft in Draft.objects.all()}
    assert len(names) == drafts.MOST
    assert not {"p0", "p1"} & names


def test_there_are_no_other_kinds(as_alice: Client) -> None:
    assert as_alice.post("/console/drafts/nothing", {}).status_code == 404


def test_a_new_version_that_was_begun_goes_on_with_its_own_policy(
    as_alice: Client, account: Account
) -> None:
    reports, other = (people.make_policy(account, name) for name in ("reports", "other"))
    address = reverse("console-policy-edit", args=[reports.arn])
    keep(as_alice, f"/console/drafts/policy-version?subject={reports.arn}", policy_document="{}")
    assert "You began reports and did not finish it." in as_alice.get(address).text
    elsewhere = as_alice.get(reverse("console-policy-edit", args=[other.arn]))
    assert "did not finish it" not in elsewhere.text
    again = as_alice.get(address, {"draft": Draft.objects.get().token})
    assert again.context["form"].text == "{}"
    assert again.context["form"]["set_as_default"].value() is False


def test_a_box_that_is_unticked_again_is_not_ticked_by_the_draft(as_alice: Client) -> None:
    _following, token = begun_role(as_alice, is_mfa_required="on")
    address = f"{reverse('console-role-create-for', args=['account'])}?draft={token}"
    page = as_alice.post(address, {"stage": "trust", "draft": token, "check": "yes"})
    assert not page.context["form"]["is_mfa_required"].value()
    assert "aws:MultiFactorAuthPresent" not in page.context["preview"]


def test_a_role_goes_on_where_it_was_left(as_alice: Client) -> None:
    following, token = begun_role(as_alice, is_mfa_required="on")
    assert following == reverse("console-role-create-permissions", args=[token])
    page = as_alice.get(reverse("console-role-create")).text
    assert "Continue where you left" in page
    sent = {"stage": "name", "draft": token, "role_name": "driver", "max_session_duration": "3600"}
    review = as_alice.post(reverse("console-role-create-name", args=[token]), sent)
    shown = as_alice.get(review.headers["Location"])
    assert "Create the role driver" in shown.text
    assert "aws:MultiFactorAuthPresent" in shown.text
    assert "CreateRole" in shown.text
    assert f'href="{following}"' in shown.text
    assert not Role.objects.exists()


def test_a_policy_made_on_the_way_comes_back_chosen(as_alice: Client) -> None:
    following, token = begun_role(as_alice)
    sent = {"stage": "permissions", "draft": token, "nested": "policy", "permissions_boundary": "b"}
    away = as_alice.post(following, sent)
    assert away.headers["Location"] == f"{NEW}?return={token}"
    page = as_alice.get(away.headers["Location"]).text
    assert f'name="return" value="{token}"' in page
    made = {"policy_name": "reports", "policy_document": DOCUMENT, "return": token}
    back = as_alice.post(NEW, made)
    assert back.headers["Location"] == following
    arn = Policy.objects.get(name="reports").arn
    page = as_alice.get(following).text
    assert f'name="policies" value="{arn}" checked' in page
    assert 'value="b"' in page


def test_a_detour_of_somebody_elses_leads_nowhere(as_alice: Client, bob: User) -> None:
    people.attach(bob, "AdministratorAccess")
    _following, token = begun_role(as_alice)
    made = {"policy_name": "reports", "policy_document": DOCUMENT, "return": token}
    answer = visiting(bob).post(NEW, made)
    assert answer.headers["Location"] == reverse(
        "console-policy", args=[Policy.objects.get(name="reports").arn]
    )


def test_a_page_of_a_draft_that_is_gone_is_missing(as_alice: Client, as_bob: Client) -> None:
    following, _token = begun_role(as_alice)
    assert as_bob.get(following).status_code == 404
    Draft.objects.all().delete()
    for stage in ("permissions", "name", "review"):
        address = reverse(f"console-role-create-{stage}", args=["0" * 32])
        assert as_alice.get(address).status_code == 404


def test_a_user_goes_on_after_a_policy_was_made_for_it(as_alice: Client) -> None:
    address = "/console/users/new"
    sent = {"user_name": "eve", "signin": "typed", "password": "hunter2", "nested": "policy"}
    away = as_alice.post(address, sent).headers["Location"]
    token = away.partition("=")[2]
    assert "password" not in Draft.objects.get(token=token).content
    made = {"policy_name": "reports", "policy_document": DOCUMENT, "return": token}
    back = as_alice.post(NEW, made).headers["Location"]
    form = as_alice.get(back).context["form"]
    arn = Policy.objects.get(name="reports").arn
    assert (form["user_name"].value(), form["policies"].value()) == ("eve", [arn])
    assert form["password"].value() is None
    as_alice.post(address, {"user_name": "eve", "signin": "none", "policies": arn, "draft": token})
    assert User.objects.get(name="eve").attachments.get().policy.arn == arn
    assert not Draft.objects.exists()
