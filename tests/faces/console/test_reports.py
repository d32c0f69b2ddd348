"""Reports: everybody's credentials, and what of everybody's rights was used."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from accounts import credential_report
from accounts.models import Account, User
from accounts.operations import groups
from tests import people
from tests.faces.console.visitors import queries

CREDENTIALS = "/console/credential-report"


def downloaded(client: Client) -> list[list[str]]:
    response = client.get(f"{CREDENTIALS}/download")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith('attachment; filename="credentials-2')
    return list(csv.reader(io.StringIO(response.getvalue().decode())))


def test_the_page_shows_everybodys_credentials(as_alice: Client, root: User, carol: User) -> None:
    page = as_alice.get(CREDENTIALS).text
    assert "The root user" in page
    assert reverse("console-user", args=["carol"]) in page
    assert "3 users" in page


def test_it_can_be_narrowed(as_alice: Client, carol: User) -> None:
    page = as_alice.get(CREDENTIALS, {"password": "none"}).text
    assert ">carol</a>" in page
    assert ">alice</a>" not in page
    page = as_alice.get(CREDENTIALS, {"mfa": "any"}).text
    assert "Nothing matches." in page


def test_every_column_of_the_report_can_be_shown(as_alice: Client) -> None:
    people.access_key(User.objects.get(name="alice"))
    page = as_alice.get(CREDENTIALS, {"columns": "user,access_key_1_active,cert_2_active"}).text
    assert "Certificate 2" in page
    assert '<span class="badge badge-ok">Yes</span>' in page


def test_the_file_has_the_reports_columns_and_no_formulas(
    as_alice: Client, account: Account
) -> None:
    people.make_user(account, "=2+2")
    header, first, *others = downloaded(as_alice)
    assert (len(header), header[0], first[0]) == (22, "user", "<root_account>")
    assert [line[0] for line in others] == ["'=2+2", "alice"]


def test_a_report_that_is_not_written_yet_is_promised(
    as_alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credential_report, "_FEW", 0)
    monkeypatch.setattr(credential_report, "ring", lambda *_: None)
    response = as_alice.get(f"{CREDENTIALS}/download", follow=True)
    assert response.redirect_chain == [(CREDENTIALS, 302)]
    assert "The report is being written." in response.text


def test_the_navigation_leads_there(as_alice: Client) -> None:
    assert f'href="{CREDENTIALS}"' in as_alice.get("/console/").text


def test_who_may_not_see_it_is_told(as_carol: Client) -> None:
    for address in (CREDENTIALS, f"{CREDENTIALS}/download"):
        assert as_carol.get(address).status_code == 403


def test_a_long_page_costs_as_much_as_a_short_one(as_alice: Client, account: Account) -> None:
    before = queries(as_alice, CREDENTIALS)
    for number in range(20):
        people.access_key(people.make_user(account, f"user-{number}"))
    assert queries(as_alice, CREDENTIALS) <= before


@pytest.fixture
def crew(account: Account, carol: User) -> str:
    """A group whose member used one of the two services it gives rights to."""
    crew = people.make_group(account, "crew", carol)
    people.grant(crew, people.allow("iam:GetGroup"), people.allow("s3:*"), name="some-rights")
    groups.get_group(people.calling(carol), group_name="crew")
    return crew.name


@pytest.mark.parametrize(
    "address",
    ["/console/groups/crew/last-accessed", "/console/users/carol/last-accessed"],
)
def test_the_tab_shows_services_their_policies_and_their_use(
    as_alice: Client, crew: str, address: str
) -> None:
    page = as_alice.get(address).text
    assert "AWS Identity and Access Management (IAM)" in page
    assert reverse("console-group-inline", args=["crew", "some-rights"]) in page
    assert ">user/carol</a>" in page
    assert "Just now" in page
    assert "1 service was never used" in page


def test_only_what_is_unused_is_a_filter_away(as_alice: Client, crew: str) -> None:
    page = as_alice.get("/console/groups/crew/last-accessed", {"only_unused": "true"}).text
    assert "Amazon S3" in page
    assert "AWS Identity and Access Management (IAM)" not in page


def test_a_policy_shows_who_used_what_it_allows(as_alice: Client, alice: User) -> None:
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    page = as_alice.get(reverse("console-policy-access", args=[arn]), {"q": "identity and"}).text
    assert ">user/staff/alice</a>" in page
    assert 'aria-current="page">Last accessed' in page


def test_a_role_shows_what_its_sessions_used(as_alice: Client, account: Account) -> None:
    role = people.make_role(account, "deployer")
    people.grant(role, people.allow("s3:*"), name="some-rights")
    page = as_alice.get("/console/roles/deployer/last-accessed").text
    assert "Amazon S3" in page
    assert reverse("console-role-inline", args=["deployer", "some-rights"]) in page
    assert "Never" in page


def test_without_rights_there_is_nothing_to_use(as_alice: Client, carol: User) -> None:
    page = as_alice.get("/console/users/carol/last-accessed").text
    assert "No policy gives any rights here" in page


def test_who_may_only_see_the_user_is_told_so(as_carol: Client, carol: User) -> None:
    people.grant(carol, people.allow("iam:GetUser"))
    page = as_carol.get("/console/users/carol/last-accessed")
    assert page.status_code == 200
    assert "You may not see this part." in page.text
