from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import now

from accounts import password_rules, rules, targets
from accounts.models import Account, LoginProfile, User
from accounts.names import ExistingUserName, Password
from accounts.queries import root_of
from accounts.shapes import PasswordLinkResult
from accounts.signin import new_passwords, password_links, passwords
from accounts.signin.new_passwords import NewPassword
from iamconsole.caller import Call, Face
from iamconsole.errors import (
    AccessDenied,
    NoSuchEntity,
    PasswordPolicyViolation,
)
from iamconsole.gate import operation


def _prove_own(call: Call[User]) -> NewPassword:
    """The caller knows the password it wants to change; the other one will do."""
    return _prove(call, call.target)


def _prove_roots(call: Call[Account]) -> NewPassword:
    return _prove(call, root_of(call.account_id))


@operation(on=targets.calling_user, is_decisive=False, proof=_prove_own)
def change_password(call: Call[User], *, old_password: Password, new_password: Password) -> None:
    """Change one's own password. One's other browsers are signed out."""
    _change(call, call.target)


@operation(
    on=targets.account,
    service="iamconsole",
    is_decisive=False,
    is_for_root=True,
    proof=_prove_roots,
)
def change_root_password(
    call: Call[Account], *, old_password: Password, new_password: Password
) -> None:
    """Change the root user's password. Its other browsers are signed out."""
    _change(call, root_of(call.account_id))


@operation(
    on=targets.user_for_a_link,
    service="iamconsole",
    action="iam:UpdateLoginProfile",
    is_decisive=False,
    is_grave=True,
)
def create_password_link(call: Call[User], *, user_name: ExistingUserName) -> PasswordLinkResult:
    """Make a link with which a user sets a password of its own, once, within 24 hours.

    A link made before opens nothing any more. Until the link is used, the present password works.
    """
    user = rules.locked(call.target)
    link_token, expires = password_links.make(user, password_links.HANDED_OVER_FOR)
    return PasswordLinkResult(user_name=user.name, link_token=link_token, expires=expires)


def _prove(call: Call[Any], user: User) -> NewPassword:
    profile = _profile(user)
    old, new = call.params["old_password"], call.params["new_password"]
    refusal = AccessDenied("The old password was incorrect.")
    passwords.prove(user, old, call.caller.origin, refusal, call.caller.session_id)
    _refuse_if_expired_for_good(call, profile, now())
    if passwords.normal(old) == passwords.normal(new):
        raise PasswordPolicyViolation("Choose another password than the one you have now.")
    return new_passwords.ready(user, new, profile)


def _change(call: Call[Any], user: User) -> None:
    profile = rules.locked(_profile(user))
    profile.user = user
    new_passwords.put(profile, call.proven, keeps_session=call.caller.session_id)
    profile.is_reset_required = False
    new_passwords.store(profile)


def _refuse_if_expired_for_good(call: Call[Any], profile: LoginProfile, moment: datetime) -> None:
    """In the console only an administrator helps after a hard expiry; keys still may, as in AWS."""
    policy = password_rules.policy_of(call.account_id)
    is_in_browser = call.caller.origin.face is Face.CONSOLE or bool(call.caller.session_id)
    if is_in_browser and password_rules.is_expired_for_good(profile, policy, moment):
        raise PasswordPolicyViolation(password_rules.EXPIRED_FOR_GOOD)


def _profile(user: User) -> LoginProfile:
    profile: LoginProfile | None = getattr(user, "login_profile", None)
    if profile is None:
        raise NoSuchEntity(f"Login Profile for User {user} cannot be found.")
    return profile
