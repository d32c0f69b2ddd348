from __future__ import annotations

from django.utils.timezone import now

from accounts import rules, targets
from accounts.models import ConsoleSession, LoginProfile, PasswordLink, User
from accounts.names import Password, UserName, YesOrNo
from accounts.shapes import LoginProfileResult, LoginProfileShape
from accounts.signin import new_passwords
from accounts.signin.new_passwords import NewPassword
from iamconsole.caller import Call
from iamconsole.errors import EntityAlreadyExists, NoSuchEntity, ValidationError
from iamconsole.gate import operation


def _ready_first(call: Call[User]) -> NewPassword:
    return new_passwords.ready(call.target, call.params["password"], None)


def _ready_other(call: Call[User]) -> NewPassword:
    return new_passwords.ready(call.target, call.params["password"], _profile(call.target))


@operation(
    on=targets.user_or_calling_user,
    is_decisive=False,
    is_grave=True,
    proof=_ready_first,
    proven_by="password",
)
def create_login_profile(
    call: Call[User],
    *,
    user_name: UserName | None = None,
    password: Password | None = None,
    password_reset_required: YesOrNo = False,
) -> LoginProfileResult:
    """Let a user sign in to the console with a password."""
    if password is None:
        raise ValidationError("Must specify password when calling with long-term credentials")
    user = rules.locked(call.target)
    profile = LoginProfile(
        account_id=call.account_id,
        user=user,
        created=now(),
        is_reset_required=password_reset_required,
    )
    new_passwords.put(profile, call.proven)
    clash = EntityAlreadyExists(f"Login Profile for user {user.name} already exists.")
    with rules.refusing_a_clash(clash):
        new_passwords.store(profile)
    return LoginProfileResult(login_profile=LoginProfileShape.of(profile))


@operation(on=targets.user_or_calling_user)
def get_login_profile(call: Call[User], *, user_name: UserName | None = None) -> LoginProfileResult:
    """Tell whether and since when a user may sign in to the console."""
    return LoginProfileResult(login_profile=LoginProfileShape.of(_profile(call.target)))


@operation(
    on=targets.user, is_decisive=False, is_grave=True, proof=_ready_other, proven_by="password"
)
def update_login_profile(
    call: Call[User],
    *,
    user_name: UserName,
    password: Password | None = None,
    password_reset_required: YesOrNo | None = None,
) -> None:
    """Give a user another password. Browsers signed in with the old one are signed out."""
    profile = rules.locked(_profile(call.target))
    if password is not None:
        new_passwords.put(profile, call.proven)
    if password_reset_required is not None:
        profile.is_reset_required = password_reset_required
    new_passwords.store(profile)


@operation(on=targets.user_or_calling_user, is_decisive=False, is_grave=True)
def delete_login_profile(call: Call[User], *, user_name: UserName | None = None) -> None:
    """Take a user's way into the console away, and sign it out everywhere."""
    _profile(call.target).delete()
    ConsoleSession.objects.filter(user=call.target).delete()
    PasswordLink.objects.filter(user=call.target).delete()


def _profile(user: User) -> LoginProfile:
    profile: LoginProfile | None = getattr(user, "login_profile", None)
    if profile is None:
        raise NoSuchEntity(f"Login Profile for User {user.name} cannot be found.")
    return profile
