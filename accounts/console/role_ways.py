"""The sorts of those who may take a role on, and the form of a new role for each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from accounts.console.role_forms import (
    CustomForm,
    OtherAccountForm,
    OwnAccountForm,
    RoleForm,
    ServiceForm,
)
from accounts.console.role_forms_federated import SamlForm, WebIdentityForm
from iamconsole.console.cells import Words


@dataclass(frozen=True)
class Way:
    """A sort of those who may take a role on, and the form for it."""

    name: str
    title: Words
    words: Words
    icon: str
    form: type[RoleForm]


WAYS = (
    Way(
        "account",
        gettext_lazy("This account"),
        gettext_lazy("Users and roles of this account switch to it when they need it."),
        "users",
        OwnAccountForm,
    ),
    Way(
        "other-account",
        gettext_lazy("Another account"),
        gettext_lazy("Somebody elsewhere works here: a partner, or another account of yours."),
        "building-2",
        OtherAccountForm,
    ),
    Way(
        "service",
        gettext_lazy("A service"),
        gettext_lazy("A service, or a program that runs on one, acts here without keys."),
        "network",
        ServiceForm,
    ),
    Way(
        "web-identity",
        gettext_lazy("An OpenID Connect provider"),
        gettext_lazy("Programs elsewhere, such as builds, come with a token of their provider's."),
        "badge-check",
        WebIdentityForm,
    ),
    Way(
        "saml",
        gettext_lazy("A SAML provider"),
        gettext_lazy("People who sign in at your own identity provider."),
        "fingerprint",
        SamlForm,
    ),
    Way(
        "custom",
        gettext_lazy("A trust policy of your own"),
        gettext_lazy("Written as JSON: several at once, any condition."),
        "file-braces",
        CustomForm,
    ),
)


def way_called(name: str) -> Way | None:
    return next((one for one in WAYS if one.name == name), None)
