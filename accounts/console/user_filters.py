"""How the list of users is narrowed: by credentials, by what they hold, by how they are marked."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from iamconsole.console.cells import Words
from iamconsole.console.table_specs import Filter, SavedView

_THERE: Sequence[tuple[str, Words]] = (
    ("any", gettext_lazy("There is one")),
    ("none", gettext_lazy("None")),
)
AGES: Sequence[tuple[str, Words]] = (
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("180", gettext_lazy("180 days")),
    ("365", gettext_lazy("365 days")),
)
TRAITS: Sequence[tuple[str, Words]] = (
    ("GrantsAdministration", gettext_lazy("Lets its holders administer the account")),
    ("PassesAnyRole", gettext_lazy("Lets any role be passed to any service")),
)

FILTERS = (
    Filter(
        name="status",
        title=gettext_lazy("Status"),
        choices=(("active", gettext_lazy("Active")), ("disabled", gettext_lazy("Disabled"))),
    ),
    Filter(name="mfa", title=gettext_lazy("MFA"), choices=_THERE),
    Filter(
        name="password",
        title=gettext_lazy("Password"),
        choices=(*_THERE, ("expired", gettext_lazy("Expired"))),
    ),
    Filter(name="password_older_than", title=gettext_lazy("Password older than"), choices=AGES),
    Filter(name="password_unused_for", title=gettext_lazy("Password unused for"), choices=AGES),
    Filter(name="key", title=gettext_lazy("Access key"), choices=_THERE),
    Filter(name="key_older_than", title=gettext_lazy("Active key older than"), choices=AGES),
    Filter(name="key_unused_for", title=gettext_lazy("Active key unused for"), choices=AGES),
    Filter(name="group_name", title=gettext_lazy("In the group"), hint=gettext_lazy("Its name")),
    Filter(
        name="policy_arn",
        title=gettext_lazy("Attached policy"),
        hint="arn:aws:iam::aws:policy/…",
    ),
    Filter(name="has_policies", title=gettext_lazy("Policies of its own"), choices=_THERE),
    Filter(
        name="boundary",
        title=gettext_lazy("Boundary"),
        choices=_THERE,
    ),
    Filter(name="policy_trait", title=gettext_lazy("Holds a policy that"), choices=TRAITS),
    Filter(name="path_prefix", title=gettext_lazy("Path"), hint="/engineering/"),
    Filter(name="tag", title=gettext_lazy("Tag"), hint=gettext_lazy("key=value, or a key")),
)
VIEWS = (
    SavedView(gettext_lazy("Everybody"), {}),
    SavedView(gettext_lazy("No MFA"), {"mfa": "none", "password": "any"}),
    SavedView(gettext_lazy("Old keys"), {"key_older_than": "90"}),
    SavedView(gettext_lazy("Unused keys"), {"key_unused_for": "90"}),
    SavedView(gettext_lazy("Unused passwords"), {"password_unused_for": "90"}),
    SavedView(gettext_lazy("Disabled"), {"status": "disabled"}),
)
