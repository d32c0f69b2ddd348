"""The simulator's question as a form: who does what, to what, and in which circumstances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iamconsole.console import cells
from iamconsole.console.forms import ConsoleForm
from iamconsole.errors import Refused, ValidationError
from policies.console.documents import DocumentField
from policies.console.findings import Finding, findings_in, unix_lines
from policies.console.simulator_fields import ActionsField, LinesField, actions_meant, pair
from policies.console.simulator_keys import DOCUMENTS, context_field, entry
from policies.engine import Kind, Malformed, check

MOST_CELLS = 400
MOST_PRINCIPALS = 10
_BLAMES = {
    "policy_source_arn": "principal",
    "policy_input_list": "draft",
    "permissions_boundary_policy_input_list": "boundary",
    "action_names": "actions",
    "resource_arns": "resources",
    "resource_policy": "resource_policy",
    "session_policy": "session_policy",
    "session_policy_arns": "session_arns",
    "ordered_organization_policy_input_list": "scp",
    "resource_control_policy_input_list": "rcp",
    "context_entries": "more",
}
_BLAMED_CODES = {"NoSuchEntity": "principal", "MalformedPolicyDocument": "session_arns"}
_EVERYTHING = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'


class SimulatorForm(ConsoleForm):
    """What is asked of the simulator.

    `keys` are the condition keys to fill in, each a field of its own. `arns` are those of whom it
    is about, and `problems` by field what is wrong with them: only operations can look them up.
    """

    principal = forms.CharField(
        label=gettext_lazy("Who"),
        required=False,
        max_length=2048,
        help_text=gettext_lazy("A user, group or role: its name or its ARN."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "list": "principals",
            }
        ),
    )
    actions = ActionsField(
        label=gettext_lazy("Does what"),
        help_text=gettext_lazy(
            "Actions, one a line, such as s3:GetObject. A wildcard stands for all that fit it."
        ),
    )
    resources = LinesField(
        label=gettext_lazy("To what"),
        required=False,
        help_text=gettext_lazy("ARNs, one a line. Left empty, it is asked about *."),
    )
    others = LinesField(
        label=gettext_lazy("Others to compare"),
        required=False,
        help_text=gettext_lazy(
            "Other users, groups and roles, one a line: a table then compares what they may."
        ),
    )
    draft = DocumentField(label=gettext_lazy("Draft policy"), required=False)
    boundary = DocumentField(label=gettext_lazy("Boundary"), required=False)
    resource_policy = DocumentField(label=gettext_lazy("Policy of the resource"), required=False)
    session_policy = DocumentField(label=gettext_lazy("Session policy"), required=False)
    session_arns = LinesField(
        label=gettext_lazy("Managed session policies"),
        required=False,
        rows=2,
        help_text=gettext_lazy("Their ARNs, one a line, at most ten."),
    )
    scp = DocumentField(label=gettext_lazy("Service control policy"), required=False)
    stands_alone = forms.BooleanField(
        label=gettext_lazy("It stands without FullAWSAccess"),
        required=False,
        help_text=gettext_lazy(
            "Organizations begin with FullAWSAccess, beside which a policy only denies. Without "
            "it, what the policy does not allow nobody may."
        ),
    )
    rcp = DocumentField(label=gettext_lazy("Resource control policy"), required=False)
    more = LinesField(
        label=gettext_lazy("More context"),
        required=False,
        rows=2,
        help_text=gettext_lazy(
            "Other condition keys, one a line: aws:SourceVpc=vpc-1a2b. "
            "The same key again adds a value."
        ),
    )

    def __init__(
        self,
        *args: Any,
        keys: Iterable[str] = (),
        arns: Sequence[str] = (),
        problems: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keys, self.arns, self.problems = tuple(keys), arns, problems or {}
        self.fields["principal"].widget.attrs |= {
            "hx-get": reverse("console-simulator-principals"),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": "#principals",
            "hx-sync": "this:replace",
        }
        self.fields |= {key: context_field(key) for key in self.keys}

    @property
    def context_fields(self) -> list[BoundField]:
        return [self[key] for key in self.keys]

    @property
    def findings(self) -> dict[str, list[Finding]]:
        """What is found in the texts that came along, by field."""
        return {
            name: findings_in(unix_lines(str(self[name].value() or "")), kind)
            for name, kind in DOCUMENTS.items()
        }

    def clean_principal(self) -> str:
        self._refuse("principal")
        return str(self.cleaned_data["principal"])

    def clean_others(self) -> tuple[str, ...]:
        self._refuse("others")
        others: tuple[str, ...] = self.cleaned_data["others"]
        if len(others) >= MOST_PRINCIPALS:
            words = _("At most %(most)s can be compared, with the one named first.")
            raise forms.ValidationError(words % {"most": MOST_PRINCIPALS})
        return others

    def _refuse(self, name: str) -> None:
        if problem := self.problems.get(name):
            raise forms.ValidationError(problem)

    def clean_actions(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for written in self.cleaned_data["actions"]:
            found |= dict.fromkeys(actions_meant(written))
        return tuple(found)

    def clean_resources(self) -> tuple[str, ...]:
        resources: tuple[str, ...] = self.cleaned_data["resources"]
        for resource in resources:
            if resource != "*" and not (resource.startswith("arn:") and resource.count(":") >= 5):
                words = _("%(text)s is no ARN, such as arn:aws:s3:::bucket/key, and no *.")
                raise forms.ValidationError(words % {"text": resource})
        return resources or ("*",)

    def clean_session_arns(self) -> tuple[str, ...]:
        arns: tuple[str, ...] = self.cleaned_data["session_arns"]
        for arn in arns:
            if not (arn.startswith("arn:") and ":policy/" in arn):
                words = _("%(text)s is not the ARN of a policy.")
                raise forms.ValidationError(words % {"text": arn})
        return arns

    def clean_more(self) -> tuple[tuple[str, str], ...]:
        return tuple(map(pair, self.cleaned_data["more"]))

    def clean(self) -> dict[str, Any]:
        for name, kind in DOCUMENTS.items():
            self._check(name, kind)
        given = self.cleaned_data
        if not self.arns and "principal" not in self.errors:
            self._miss_principal()
        for name in ("session_policy", "session_arns"):
            if given.get(name) and any(":role/" not in arn for arn in self.arns):
                self.add_error(name, _("Only the sessions of roles are cut. Ask about a role."))
        count = len(given.get("actions", ())) * len(given.get("resources", ()))
        count *= max(len(self.arns), 1)
        if count > MOST_CELLS:
            words = _("These are %(count)s answers, and a page holds %(most)s. Ask for fewer.")
            facts = {"count": cells.number(count), "most": MOST_CELLS}
            self.add_error("actions", words % facts)
        return given

    def _check(self, name: str, kind: Kind) -> None:
        text = self.cleaned_data[name] = unix_lines(self.cleaned_data.get(name, ""))
        try:
            if text:
                check(text, kind)
        except Malformed as refusal:
            self.add_error(name, str(refusal))

    def _miss_principal(self) -> None:
        given = self.cleaned_data
        about_somebody = ("resource_policy", "session_policy", "session_arns", "rcp", "others")
        if given.get("resource_policy"):
            self.add_error("principal", _("Whom a resource's policy lets in depends on who."))
        elif any(given.get(name) for name in about_somebody):
            self.add_error("principal", _("Say first who it is about."))
        elif not given.get("draft") and "draft" not in self.errors:
            self.add_error("principal", _("Say who, or write a draft policy below."))

    def params(self) -> dict[str, Any]:
        """What the simulations take; the principal is told beside it."""
        given = self.cleaned_data
        optional = {
            "policy_input_list": _one(given["draft"]),
            "permissions_boundary_policy_input_list": _one(given["boundary"]),
            "resource_policy": given["resource_policy"],
            "session_policy": given["session_policy"],
            "session_policy_arns": given["session_arns"],
            "ordered_organization_policy_input_list": self._levels(),
            "resource_control_policy_input_list": _one(given["rcp"]),
        }
        return {
            "action_names": given["actions"],
            "resource_arns": given["resources"],
            "context_entries": self._entries(),
            "max_items": MOST_CELLS,
            **{name: value for name, value in optional.items() if value},
        }

    def _levels(self) -> list[dict[str, Any]]:
        """The organization as one level, which what it begins with keeps open."""
        if not self.cleaned_data["scp"]:
            return []
        beside = [] if self.cleaned_data["stands_alone"] else [_EVERYTHING]
        return [{"service_control_policy_input_list": [self.cleaned_data["scp"], *beside]}]

    def _entries(self) -> list[dict[str, Any]]:
        values = {
            key: [line.strip() for line in self.cleaned_data[key].splitlines()]
            for key in self.keys
            if self.cleaned_data[key]
        }
        for key, value in self.cleaned_data["more"]:
            values.setdefault(key, []).append(value)
        return [entry(key, found) for key, found in values.items()]

    def show(self, refusal: Refused, arn: str = "") -> None:
        """Put a refusal beside the field it is about; on top, if it is about none of them.

        `arn` is that of whom was asked about.
        """
        if isinstance(refusal, ValidationError) and refusal.violations:
            for violation in refusal.violations:
                self.add_error(_BLAMES.get(str(violation.path[0])), violation.hint)
        else:
            field = _BLAMED_CODES.get(refusal.code)
            is_other = field == "principal" and arn in self.arns[bool(self["principal"].value()) :]
            self.add_error("others" if is_other else field, refusal.message)


def _one(text: str) -> list[str]:
    return [text] if text else []
