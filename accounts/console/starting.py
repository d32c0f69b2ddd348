"""What a user has from the start: one operation each, and what is secret among their answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.console.handover import Shown
from accounts.operations.access_keys import create_access_key
from accounts.operations.groups import add_user_to_group
from accounts.operations.login_profiles import create_login_profile
from accounts.operations.passwords import create_password_link
from accounts.operations.users import create_user
from accounts.shapes import AccessKeyResult, PasswordLinkResult
from iamconsole.console.steps import Outcome, Step
from iamconsole.http import public_address
from policies.operations.attachments import attach_user_policy


@dataclass(frozen=True, kw_only=True)
class Start:
    """A user to be: `about` is what CreateUser takes, the rest comes after it.

    A password that was typed is known to who typed it, and not shown again.
    """

    about: Mapping[str, Any]
    groups: Sequence[str] = ()
    policy_arns: Sequence[str] = ()
    password: str = field(default="", repr=False)
    is_password_typed: bool = False
    is_reset_required: bool = False
    has_key: bool = False
    has_link: bool = False

    @property
    def user_name(self) -> str:
        return str(self.about["user_name"])

    def steps(self) -> Iterator[Step]:
        """First the user, then its permissions, and what opens the door last."""
        given = {"user_name": self.user_name}
        yield Step(
            _("Create the user %(name)s") % {"name": self.user_name}, create_user, self.about
        )
        for group_name in self.groups:
            words = _("Add it to the group %(name)s") % {"name": group_name}
            yield Step(words, add_user_to_group, given | {"group_name": group_name})
        for arn in self.policy_arns:
            words = _("Attach the policy %(name)s") % {"name": arn.rpartition("/")[2]}
            yield Step(words, attach_user_policy, given | {"policy_arn": arn})
        if self.password:
            reset = self.is_reset_required
            params = given | {"password": self.password, "password_reset_required": reset}
            yield Step(_("Set its password"), create_login_profile, params)
        if self.has_link:
            yield Step(_("Make a link to set a password with"), create_password_link, given)
        if self.has_key:
            yield Step(_("Make an access key"), create_access_key, given)

    def shown(self, outcome: Outcome) -> Shown:
        """What took effect of all that is secret."""
        is_set = any(step.operation is create_login_profile for step in outcome.done)
        return Shown(
            user_name=self.user_name,
            password=self.password if is_set and not self.is_password_typed else "",
            **_key_in(outcome),
            **_link_in(outcome),
        )


def _key_in(outcome: Outcome) -> dict[str, Any]:
    for result in outcome.results:
        if isinstance(result, AccessKeyResult):
            key = result.access_key
            return {
                "access_key_id": key.access_key_id,
                "secret_access_key": key.secret_access_key,
            }
    return {}


def _link_in(outcome: Outcome) -> dict[str, Any]:
    for result in outcome.results:
        if isinstance(result, PasswordLinkResult):
            address = public_address(reverse("signin-reset", args=[result.link_token]))
            return {"link": address, "link_expires": result.expires}
    return {}
