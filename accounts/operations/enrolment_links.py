from __future__ import annotations

from accounts import rules, targets
from accounts.models import User
from accounts.names import ExistingUserName
from accounts.shapes import EnrolmentLinkResult
from accounts.signin import enrolment_links, mfa
from iamconsole.caller import Call
from iamconsole.errors import NoSuchEntity
from iamconsole.gate import operation


@operation(
    on=targets.user,
    service="iamconsole",
    action="iam:EnableMFADevice",
    is_decisive=False,
    is_grave=True,
)
def create_enrolment_link(call: Call[User], *, user_name: ExistingUserName) -> EnrolmentLinkResult:
    """Make a link with which a user sets up a second factor, once, within 24 hours.

    A link made before opens nothing any more. Whoever opens it may do nothing else: to sign in
    still takes the password.
    """
    user = rules.locked(call.target)
    if not hasattr(user, "login_profile"):
        raise NoSuchEntity(f"Login Profile for User {user.name} cannot be found.")
    mfa.refuse_ninth_device(user)
    link_token, expires = enrolment_links.make(user)
    return EnrolmentLinkResult(user_name=user.name, link_token=link_token, expires=expires)
