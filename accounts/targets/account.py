"""The account, and nothing in particular."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import Account
from iamconsole.caller import Caller, Found, Further
from iamconsole.errors import InvalidInput

# What it takes to be told what any policy of the account says.
EVERY_POLICY = Further("*", "iam:GetAccountAuthorizationDetails")


def account(caller: Caller, **_: Any) -> Found[Account]:
    """The caller's own account, for actions that name no resource."""
    return Found(arn="*", row=Account(id=caller.account_id))


def access_report(caller: Caller, *, entity_path: str, **_: Any) -> Found[None]:
    """A report on a part of an organization."""
    return Found(arn=f"arn:aws:iam::{caller.account_id}:access-report/{entity_path}", row=None)


def properties(caller: Caller, *, properties: Mapping[str, str], **_: Any) -> Found[Account]:
    """The caller's own account, whose properties in these namespaces are meant."""
    namespaces = {key.partition("/")[0] for key in properties}
    context = {"iam:AccountPropertyNamespaces": tuple(sorted(namespaces))}
    return Found(arn="*", row=Account(id=caller.account_id), context=context)


def role_template(caller: Caller, *, template_arn: str, **_: Any) -> Found[None]:
    """A template of a service's. Raises InvalidInput for an ARN of anything else."""
    if not template_arn.startswith("arn:aws:iam::aws:role-template/"):
        raise InvalidInput(f"{template_arn} is not the ARN of a role template.")
    return Found(arn=template_arn, row=None)


def anything(caller: Caller, **_: Any) -> Found[None]:
    """Nothing in particular."""
    return Found(arn="*", row=None)
