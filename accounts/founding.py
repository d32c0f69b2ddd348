"""How an account begins: on the machine itself, outside every account."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError as BadValue
from django.core.validators import validate_email
from django.db import transaction
from django.utils.timezone import now

from accounts import names, rules
from accounts.models import Account, LoginProfile, User
from accounts.signin import passwords
from iamconsole.errors import EntityAlreadyExists, InvalidInput, Violation
from iamconsole.fields import Text, field_of, refuse
from iamconsole.spelling import wire_path

_ACCOUNT_ID = Text(min=12, max=12, pattern="[0-9]{12}", hint="Must be 12 digits.")
_PASSWORD_BYTES = 15


def new_password() -> str:
    """A password nobody can guess: 120 random bits in 20 characters."""
    return secrets.token_urlsafe(_PASSWORD_BYTES)


def found_account(
    *, alias: str, email: str, password: str, account_id: str = "", is_demo: bool = False
) -> Account:
    """Make an account with its root user.

    Raises ValidationError, InvalidInput, PasswordPolicyViolation or EntityAlreadyExists.
    """
    _refuse_malformed(alias, email, account_id)
    account = Account(alias=alias, created=now(), is_demo=is_demo)
    account.id = account_id or account.id
    root = User(account=account, is_root=True, email=email.lower(), created=now())
    rules.refuse_weak_password(password, root)
    clash = EntityAlreadyExists("The account ID, the alias or the e-mail address is taken already.")
    with transaction.atomic(), rules.refusing_a_clash(clash):
        account.save(force_insert=True)
        root.save(force_insert=True)
        LoginProfile.objects.create(
            account=account,
            user=root,
            password_hash=passwords.hashed(password),
            created=now(),
            password_changed=now(),
        )
    return account


def _refuse_malformed(alias: str, email: str, account_id: str) -> None:
    violations: list[Violation] = []
    field_of(names.AccountAlias).read(alias, ("alias",), violations)
    if account_id:
        _ACCOUNT_ID.read(account_id, ("account_id",), violations)
    refuse(violations, wire_path)
    try:
        validate_email(email)
    except BadValue:
        raise InvalidInput(f"{email} is no e-mail address.") from None
