"""Forms that survive a reload, a lost session and a detour: the shared part that pages use.

A page names a `DraftKind`, asks for its `box`, and shows `components/draft_fields.html` in the form
and `components/drafts_waiting.html` above it. With a script the form is kept while one writes;
without, it is kept by every button that sends it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from accounts.signin import drafts
from accounts.signin.drafts import Begun, Content
from iamconsole.caller import Caller

_SECRET = re.compile(r"(^|_)(secret|password|passphrase|seed|code|token)(_|$)")
FIELD, STAGE, RETURN = "draft", "stage", "return"


@dataclass(frozen=True)
class DraftKind:
    """A kind of form: which of its fields are kept, and the address of its page.

    `takes` is the field that a thing made on the way is added to, by the kind of the thing. A form
    on several pages says which of its `stages` was sent: the fields of the others stay.
    """

    name: str
    fields: tuple[str, ...]
    page: Callable[[Begun], str]
    takes: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if wrong := [name for name in self.fields if _SECRET.search(name)]:
            raise ValueError(f"{wrong} would be kept in a draft, and must not be")

    def content(self, sent: QueryDict, before: Content) -> dict[str, list[str]]:
        """What of a form is kept: fields that are declared, and no others."""
        stage = sent.get(STAGE, "")
        fields = self.stages.get(stage, self.fields)
        kept = {name: list(values) for name, values in before.items() if name not in fields}
        if stage in self.stages:
            kept[STAGE] = [stage]
        return kept | {
            name: list(sent.getlist(name))
            for name in fields
            if any(value.strip() for value in sent.getlist(name))
        }


@dataclass(frozen=True)
class DraftBox:
    """What a page shows of drafts: the one it is filled in from, and those that wait."""

    kind: DraftKind
    subject: str
    begun: Begun | None
    waiting: tuple[Begun, ...]
    returning: str = ""

    @property
    def token(self) -> str:
        return self.begun.token if self.begun else ""

    @property
    def keep_address(self) -> str:
        """Where a script sends the form while somebody writes."""
        address = reverse("console-draft-keep", args=[self.kind.name])
        return f"{address}?{urlencode({'subject': self.subject})}" if self.subject else address

    @property
    def offers(self) -> tuple[tuple[Begun, str], ...]:
        """Drafts to go on with, and where."""
        return tuple((one, self.kind.page(one)) for one in self.waiting if one != self.begun)

    @property
    def content(self) -> QueryDict | None:
        """What the form begins with, as if it had been sent."""
        return as_sent(self.begun) if self.begun else None


def box(request: HttpRequest, kind: DraftKind, subject: str = "") -> DraftBox:
    """The drafts of a page: the one its address or form names, and others of its kind."""
    caller: Caller = request.caller  # type: ignore[attr-defined]  # pages are past sign-in
    waiting = drafts.waiting(caller, kind.name, subject)
    token = request.POST.get(FIELD) or request.GET.get(FIELD, "")
    begun = next((one for one in waiting if one.token == token), None)
    back = request.POST.get(RETURN) or request.GET.get(RETURN, "")
    return DraftBox(kind, subject, begun, waiting, back if drafts.find(caller, back) else "")


def as_sent(begun: Begun) -> QueryDict:
    """A draft as the form that a browser would send."""
    sent = QueryDict(mutable=True)
    for name, values in begun.content.items():
        sent.setlist(name, list(values))
    return sent


def initial(begun: Begun | None) -> dict[str, Any]:
    """A draft as the initial values of a form's fields."""
    if begun is None:
        return {}
    return {
        name: values[-1] if len(values) == 1 else list(values)
        for name, values in begun.content.items()
        if values
    }


def keep(request: HttpRequest, kind: DraftKind, subject: str = "") -> str:
    """Keep the form that was sent; the draft's token."""
    caller: Caller = request.caller  # type: ignore[attr-defined]  # pages are past sign-in
    token = request.POST.get(FIELD, "")
    begun = drafts.find(caller, token) if kind.stages else None
    content = kind.content(request.POST, begun.content if begun else {})
    return drafts.keep(caller, kind.name, subject, content, token)


def finish(request: HttpRequest) -> None:
    """What was kept has been sent, and is kept no more."""
    caller: Caller = request.caller  # type: ignore[attr-defined]  # pages are past sign-in
    drafts.drop(caller, request.POST.get(FIELD, ""))


def detour(request: HttpRequest, kind: DraftKind, subject: str, to: str) -> HttpResponseRedirect:
    """Leave a form to make something that it lacks; what was filled in waits."""
    token = keep(request, kind, subject)
    return HttpResponseRedirect(f"{reverse(to)}?{urlencode({RETURN: token})}")


def back_with(request: HttpRequest, made: str, value: str) -> str:
    """The address of the form that was left, with the new thing chosen; empty if none was."""
    caller: Caller = request.caller  # type: ignore[attr-defined]  # pages are past sign-in
    begun = drafts.find(caller, request.POST.get(RETURN, ""))
    kind = KINDS.get(begun.kind) if begun else None
    if begun is None or kind is None:
        return ""
    if field := kind.takes.get(made):
        chosen: Sequence[str] = begun.content.get(field, ())
        content = {**begun.content, field: [*chosen, value]}
        drafts.keep(caller, begun.kind, begun.subject, content, begun.token)
    return kind.page(begun)


def _page(name: str) -> Callable[[Begun], str]:
    return lambda begun: f"{reverse(name)}?{urlencode({FIELD: begun.token})}"


def _page_of_subject(name: str) -> Callable[[Begun], str]:
    return lambda begun: f"{reverse(name, args=[begun.subject])}?{urlencode({FIELD: begun.token})}"


def _page_of_role(begun: Begun) -> str:
    stage = begun.value(STAGE)
    if stage in ("permissions", "name", "review"):
        return reverse(f"console-role-create-{stage}", args=[begun.token])
    return _page_of_subject("console-role-create-for")(begun)


POLICY = DraftKind(
    name="policy",
    fields=("policy_name", "policy_document", "description", "path", "tags"),
    page=_page("console-policy-create"),
)
POLICY_VERSION = DraftKind(
    name="policy-version",
    fields=("policy_document", "version_note", "set_as_default", "remove_version", "based_on"),
    page=_page_of_subject("console-policy-edit"),
)
_ROLE_STAGES = {
    "trust": (
        "named",
        "is_mfa_required",
        "trusted_account",
        "external_id",
        "service",
        "provider_arn",
        "audience",
        "federated_subject",
        "policy_document",
    ),
    "permissions": ("policies", "permissions_boundary", "switching_groups", "members"),
    "name": ("role_name", "description", "max_session_duration", "path", "tags"),
    "review": (),
}
ROLE = DraftKind(
    name="role",
    fields=tuple(name for stage in _ROLE_STAGES.values() for name in stage),
    page=_page_of_role,
    takes={"policy": "policies"},
    stages=_ROLE_STAGES,
)
USER = DraftKind(
    name="user",
    fields=(
        "user_name",
        "display_name",
        "email",
        "path",
        "tags",
        "signin",
        "access_key",
        "groups",
        "policies",
        "permissions_boundary",
    ),
    page=_page("console-user-create"),
    takes={"policy": "policies"},
)
KINDS: Mapping[str, DraftKind] = {one.name: one for one in (POLICY, POLICY_VERSION, ROLE, USER)}
