from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from accounts import targets
from accounts.models import Account, LoginProfile, PasswordPolicy
from accounts.names import (
    MaxPasswordAge,
    MinimumPasswordLength,
    PasswordReusePrevention,
    YesOrNo,
)
from accounts.shapes import (
    AgedPasswordShape,
    PasswordPolicyEffectResult,
    PasswordPolicyResult,
    PasswordPolicyShape,
)
from iamconsole.caller import Call
from iamconsole.errors import NoSuchEntity
from iamconsole.gate import operation

_MOST_NAMED = 10


@operation(on=targets.account)
def get_account_password_policy(call: Call[Account]) -> PasswordPolicyResult:
    """Tell what the account asks of its users' passwords."""
    policy = PasswordPolicy.objects.filter(account_id=call.account_id).first()
    if policy is None:
        raise NoSuchEntity(
            f"The Password Policy with domain name {call.account_id} cannot be found."
        )
    return PasswordPolicyResult(password_policy=PasswordPolicyShape.of(policy))


@operation(on=targets.account, is_grave=True)
def update_account_password_policy(
    call: Call[Account],
    *,
    minimum_password_length: MinimumPasswordLength = 6,
    require_symbols: YesOrNo = False,
    require_numbers: YesOrNo = False,
    require_uppercase_characters: YesOrNo = False,
    require_lowercase_characters: YesOrNo = False,
    allow_users_to_change_password: YesOrNo = False,
    max_password_age: MaxPasswordAge | None = None,
    password_reuse_prevention: PasswordReusePrevention | None = None,
    hard_expiry: YesOrNo | None = None,
) -> None:
    """Set what the account asks of its users' passwords; what is not given is asked no more.

    Passwords that are set stay, until they are older than the greatest age.
    """
    PasswordPolicy.objects.update_or_create(
        account_id=call.account_id,
        defaults={
            "minimum_length": minimum_password_length,
            "requires_symbols": require_symbols,
            "requires_numbers": require_numbers,
            "requires_uppercase": require_uppercase_characters,
            "requires_lowercase": require_lowercase_characters,
            "users_may_change": allow_users_to_change_password,
            "max_age_days": max_password_age,
            "reuse_prevention": password_reuse_prevention,
            "is_expiry_hard": hard_expiry,
        },
    )


@operation(on=targets.account, is_grave=True)
def delete_account_password_policy(call: Call[Account]) -> None:
    """Ask of passwords only what is asked without a policy."""
    deleted, _ = PasswordPolicy.objects.filter(account_id=call.account_id).delete()
    if not deleted:
        raise NoSuchEntity("The account policy with name PasswordPolicy cannot be found.")


@operation(on=targets.account, service="iamconsole", action="iam:ListUsers")
def simulate_account_password_policy(
    call: Call[Account], *, max_password_age: MaxPasswordAge | None = None
) -> PasswordPolicyEffectResult:
    """Tell how many users would have to change their password at the next sign-in, and who."""
    passwords = LoginProfile.objects.filter(account_id=call.account_id, user__is_root=False)
    expired = passwords.none()
    if max_password_age is not None:
        since = now() - timedelta(days=max_password_age)
        expired = passwords.filter(password_changed__lte=since).select_related("user")
    return PasswordPolicyEffectResult(
        password_count=passwords.count(),
        expired_count=expired.count(),
        oldest=tuple(
            AgedPasswordShape(
                user_name=profile.user.name, password_changed=profile.password_changed
            )
            for profile in expired.order_by("password_changed", "pk")[:_MOST_NAMED]
        ),
    )
