"""The password policy and changed passwords, from beginning to end, as boto3 asks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faces.wire.conftest import client_with

POLICY = {
    "MinimumPasswordLength": 12,
    "RequireSymbols": True,
    "RequireNumbers": True,
    "RequireUppercaseCharacters": True,
    "RequireLowercaseCharacters": True,
    "AllowUsersToChangePassword": True,
    "MaxPasswordAge": 90,
    "PasswordReusePrevention": 24,
    "HardExpiry": False,
}
FIRST, SECOND = "Correct-horse-1", "Correct-horse-2"


def live(iam: Any, sts: Any) -> None:
    """Ask for every operation, as an administrator."""
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_account_password_policy()
    iam.update_account_password_policy(**POLICY)
    told = iam.get_account_password_policy()["PasswordPolicy"]
    assert told == POLICY | {"ExpirePasswords": True}
    a_user_changes_its_password(iam)
    iam.update_account_password_policy()
    told = iam.get_account_password_policy()["PasswordPolicy"]
    assert (told["MinimumPasswordLength"], told["ExpirePasswords"]) == (6, False)
    assert not told.keys() & {"MaxPasswordAge", "PasswordReusePrevention", "HardExpiry"}
    iam.delete_account_password_policy()


def a_user_changes_its_password(iam: Any) -> None:
    iam.create_user(UserName="pam")
    with pytest.raises(iam.exceptions.PasswordPolicyViolationException) as refused:
        iam.create_login_profile(UserName="pam", Password="correct-horse-1")
    told = refused.value.response["Error"]["Message"]
    assert told == "Password should have at least one uppercase letter"
    iam.create_login_profile(UserName="pam", Password=FIRST)
    key = iam.create_access_key(UserName="pam")["AccessKey"]
    own = client_with("iam", key["AccessKeyId"], key["SecretAccessKey"])
    # Whoever listens to what the administrator asks hears what the user asks as well.
    own.meta.events.register(
        "after-call", lambda event_name, **told: iam.meta.events.emit(event_name, **told)
    )
    own.change_password(OldPassword=FIRST, NewPassword=SECOND)
    with pytest.raises(own.exceptions.PasswordPolicyViolationException):
        own.change_password(OldPassword=SECOND, NewPassword=FIRST)
    with pytest.raises(own.exceptions.ClientError, match="The old password was incorrect"):
        own.change_password(OldPassword=FIRST, NewPassword=SECOND)
    iam.delete_access_key(UserName="pam", AccessKeyId=key["AccessKeyId"])
    iam.delete_login_profile(UserName="pam")
    iam.delete_user(UserName="pam")
