"""How an account begins: on the machine itself, outside every account."""

from __future__ import annotations

import secrets
import string

from django.core.exceptions import ValidationError as BadValue
from django.core.validators import validate_email
from django.db import transaction
from django.utils.timezone import now

from accounts import names, password_rules, rules
from accounts.models import Account, LoginProfile, PasswordPolicy, User
from accounts.signin import new_passwords
from iamconsole.errors import EntityAlreadyExists, InvalidInput, Violation
from iamconsole.fields import Text, field_of, refuse
from iamconsole.spelling import wire_path

_ACCOUNT_ID = Text(min=12, max=12, pattern="[0-9]{12}", hint="Must be 12 digits.")
_PASSWORD_CHARACTERS = 20
_ALPHABET = string.ascii_letters + string.digits + "-_"


def new_password(account_id: str = "") -> str:
    """A password nobody can guess, 120 random bits at the least, which any policy takes.

    It is as long as the account's policy wants passwords to be, and has characters of every class.
    """
    length = max(_PASSWORD_CHARACTERS, password_rules.policy_of(account_id).minimum_length)
    every_class = password_rules.requirements(_STRICTEST)
    while True:
        password = "".join(secrets.choice(_ALPHABET) for _ in range(length))
        if all(requirement.is_met(password) for requirement in every_class):
            return password


_STRICTEST = PasswordPolicy(
    requires_symbols=True, requires_numbers=True, requires_uppercase=True, requires_lowercase=True
)


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
    new_passwords.refuse_malformed(password)
    new = new_passwords.ready(root, password, None)
    clash = EntityAlreadyExists("The account ID, the alias or the e-mail address is taken already.")
    with transaction.atomic(), rules.refusing_a_clash(clash):
        account.save(force_insert=True)
        root.save(force_insert=True)
        profile = LoginProfile(account=account, user=root, created=now())
        new_passwords.put(profile, new)
        new_passwords.store(profile)
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
