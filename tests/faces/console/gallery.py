"""A console with made-up rows: every shared part on a page, to be looked at and tested alone."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.test import override_settings
from django.urls import path
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from iamconsole.caller import Caller, CallerKind, Face, Origin
from iamconsole.console import cells, problems
from iamconsole.console.charts import Bar
from iamconsole.console.forms import ConsoleForm, PhraseForm, TagsField
from iamconsole.console.table_specs import Act, Column, Filter, TableSpec
from iamconsole.console.tables import Table, whole
from iamconsole.errors import AccessDenied, ServiceUnavailable

DOCUMENT = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ReadReports",
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:ListBucket"],
      "Resource": ["arn:aws:s3:::acme-reports", "arn:aws:s3:::acme-reports/*"]
    }
  ]
}"""


@dataclass(frozen=True)
class Person:
    """A row."""

    name: str
    path: str
    groups: int
    last_active: datetime | None
    has_mfa: bool
    key_age: int


def people() -> list[Person]:
    first = ("ada", "bela", "chinua", "dara", "emre", "fatima", "goran", "hana")
    last = ("abara", "bose", "castro", "dvorak", "eze", "farouk", "garcia", "haddad")
    now = timezone.now()
    return [
        Person(
            name=f"{f}.{s}{n}",
            path=("/", "/eng/", "/ops/")[(n * 3 + i) % 3],
            groups=(n + i) % 6,
            last_active=None if i == 5 else now - timedelta(days=n * 7, hours=i),
            has_mfa=(n + i) % 3 == 0,
            key_age=(n * 61 + i * 17) % 700,
        )
        for n in range(1, 4)
        for i, f in enumerate(first)
        for s in last
    ]


def key_age(person: Person) -> str:
    words = cells.days(person.key_age)
    return cells.badge(words, "warn") if person.key_age > 90 else words


PEOPLE: TableSpec[Person] = TableSpec(
    name="people",
    caption="Users",
    search="Name or path",
    sort="name",
    counted=lambda n: ngettext("%(count)s user", "%(count)s users", n),
    key=lambda person: person.name,
    filters=(Filter(name="mfa", title="MFA", choices=(("none", "None"), ("any", "Any"))),),
    columns=(
        Column(
            name="name",
            title="User name",
            is_sorted=True,
            value=lambda p: p.name,
            cell=lambda p: cells.link(p.name, "/users", "" if p.path == "/" else p.path),
        ),
        Column(name="groups", title="Groups", value=lambda p: p.groups),
        Column(
            name="active",
            title="Last active",
            is_sorted=True,
            value=lambda p: p.last_active,
            cell=lambda p: cells.ago(p.last_active),
        ),
        Column(
            name="mfa",
            title="MFA",
            value=lambda p: p.has_mfa,
            cell=lambda p: cells.badge("On", "ok") if p.has_mfa else cells.badge("Off", "warn"),
        ),
        Column(name="key", title="Active key age", value=lambda p: p.key_age, cell=key_age),
        Column(name="path", title="Path", value=lambda p: p.path, is_chosen=False),
    ),
)


class CreateForm(ConsoleForm):
    user_name = forms.CharField(
        max_length=64, help_text="Up to 64 letters, digits and + = , . @ - _", required=True
    )
    path = forms.CharField(required=False)
    password = forms.CharField(widget=forms.PasswordInput, required=False)
    kind = forms.ChoiceField(
        label="Sign-in",
        widget=forms.RadioSelect(attrs={"class": "choice-cards"}),
        choices=(("none", "No console access"), ("password", "Password"), ("link", "Invite link")),
        initial="none",
    )
    groups = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        choices=(("dev", "developers"), ("ops", "operators")),
        required=False,
    )
    region = forms.ChoiceField(choices=(("eu", "Europe"), ("us", "United States")))
    must_change = forms.BooleanField(
        label="Must change it at the next sign-in", help_text="Recommended.", required=False
    )
    tags = TagsField(required=False, help_text="One key=value a line.")


class DocumentForm(ConsoleForm):
    document = forms.CharField(
        label="Policy document",
        widget=forms.Textarea(attrs={"class": "textarea-mono", "spellcheck": "false"}),
        initial=DOCUMENT,
    )


def page(
    request: HttpRequest, template: str, heading: str = "Users", **context: Any
) -> HttpResponse:
    become_dara(request)
    status = getattr(context.get("form"), "status", 200)
    context["heading"] = heading
    return render(request, f"gallery/{template}.html", context, status=status)


def become_dara(request: HttpRequest) -> None:
    """Sign-in's part, played by the test."""
    request.caller = Caller(  # type: ignore[attr-defined]
        kind=CallerKind.USER,
        account_id="123456789012",
        arn="arn:aws:iam::123456789012:user/staff/dara.khan",
        unique_id="AIDAEXAMPLE",
        user_name="dara.khan",
        origin=Origin(face=Face.CONSOLE),
    )
    request.account_alias = "acme"  # type: ignore[attr-defined]


def list_page(request: HttpRequest) -> HttpResponse:
    state = PEOPLE.state(request)
    everybody = [] if "empty" in request.GET else people()
    found = [p for p in everybody if state.search in p.name + p.path]
    if state.filters:
        found = [p for p in found if p.has_mfa == (state.filters["mfa"] == "any")]
    found.sort(key=lambda p: p.name, reverse=state.is_descending)
    start = (state.page - 1) * state.size
    table = Table(
        state=state,
        rows=found[start : start + state.size],
        count=len(found),
        total=len(everybody),
        acts=(
            Act(title="Add to group", url="/confirm"),
            Act(title="Delete", url="/confirm", is_danger=True),
        ),
    )
    return page(request, "list", table=table)


def form_page(request: HttpRequest) -> HttpResponse:
    form = CreateForm(request.POST or None)
    if form.is_valid():
        messages.success(request, "User created.")
        return redirect("/users")
    return page(request, "form", "Create user", form=form)


def detail_page(request: HttpRequest) -> HttpResponse:
    messages.success(request, "User created.")
    messages.error(request, "The tag could not be kept.")
    return page(
        request,
        "detail",
        "ada.abara",
        arn="arn:aws:iam::123456789012:user/eng/ada.abara",
        tabs=(("/detail", "Permissions", True, 4), ("/users", "Groups", False, 1200)),
        table=whole(PEOPLE, request, people()[:5]),
        document=DOCUMENT,
        bars=[Bar(f"{n} Nov", n * 7 % 23, n == 9) for n in range(1, 31)],
        refusal=AccessDenied("User: dara is not authorized to perform: iam:ListGroups"),
    )


def editor_page(request: HttpRequest) -> HttpResponse:
    form = DocumentForm(request.POST or None)
    findings: list[dict[str, Any]] = []
    if request.POST:
        form.add_error("document", "The document has an error.")
        place = {"line": 3, "column": 9}
        findings = [{"level": "error", "code": "ACTION_FORM", "message": "No."} | place]
    return page(request, "editor", "Create policy", form=form, findings=findings)


def confirm_page(request: HttpRequest) -> HttpResponse:
    form = PhraseForm(request.POST if "typed" in request.POST else None, phrase="ada.abara")
    return page(request, "confirm", "Delete ada.abara?", form=form)


def search_page(request: HttpRequest) -> HttpResponse:
    found = [p for p in people() if request.GET.get("q", "?") in p.name][:8]
    return page(request, "search", "Search", found=found)


def refused_page(request: HttpRequest) -> HttpResponse:
    become_dara(request)
    if "busy" in request.GET:
        raise ServiceUnavailable("The directory cannot answer now. Try again.")
    raise AccessDenied(
        "User: arn:aws:iam::123456789012:user/staff/dara.khan is not authorized to perform: "
        "iam:DeleteUser on resource: arn:aws:iam::123456789012:user/eng/ada.abara because no "
        "identity-based policy allows the iam:DeleteUser action"
    )


def signed_out_page(request: HttpRequest) -> HttpResponse:
    form = CreateForm(request.POST or None)
    return render(request, "gallery/signin.html", {"form": form})


def broken_page(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


@require_POST
def post_only_page(request: HttpRequest) -> HttpResponse:
    return page(request, "search", "Search")


urlpatterns = [
    path("", detail_page, name="console-overview"),
    path("users", list_page, name="console-users"),
    path("form", form_page, name="console-policies"),
    path("detail", detail_page, name="console-groups"),
    path("editor", editor_page, name="console-simulator"),
    path("confirm", confirm_page, name="console-settings"),
    path("search", search_page, name="console-search"),
    path("refused", refused_page, name="console-log"),
    path("signin", signed_out_page),
    path("broken", broken_page),
    path("post-only", post_only_page),
]
handler400 = problems.bad_request
handler403 = problems.forbidden
handler404 = problems.not_found
handler500 = problems.server_error


def settings_for_gallery() -> override_settings:
    """Settings under which the gallery is the site; sign-in's part is played by its pages."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    without_signin = [name for name in settings.MIDDLEWARE if "signin" not in name]
    problem_pages = "iamconsole.console.problems.ProblemPagesMiddleware"
    if problem_pages not in without_signin:
        without_signin.append(problem_pages)
    return override_settings(
        ROOT_URLCONF=__name__,
        TEMPLATES=templates,
        MIDDLEWARE=without_signin,
        CSRF_FAILURE_VIEW="iamconsole.console.problems.csrf_failure",
        ALLOWED_HOSTS=["*"],
    )
