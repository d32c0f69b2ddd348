"""What passwords an account takes: its password policy, and what no policy can allow."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import LoginProfile, PasswordPolicy, User
from iamconsole.errors import PasswordPolicyViolation

Words = str | Promise

SYMBOLS = "!@#$%^&*()_+-=[]{}|'"
MIN_CHARACTERS = 8
EXPIRED_FOR_GOOD = "The password has expired. Ask an administrator to set another."
# What is left of a password without the words everybody knows; no policy takes shorter ones.
_CHARACTERS_OF_ITS_OWN = 6
_SHORTEST_WORD = 3


@dataclass(frozen=True)
class Requirement:
    """One thing a password must have: in words for people, and in AWS's where it has not."""

    words: Words
    refusal: str
    is_met: Callable[[str], bool]


def policy_of(account_id: str) -> PasswordPolicy:
    """The account's password policy, or what holds of an account without one."""
    found = PasswordPolicy.objects.filter(account_id=account_id).first()
    return found or PasswordPolicy(
        account_id=account_id, minimum_length=MIN_CHARACTERS, users_may_change=True
    )


def requirements(policy: PasswordPolicy) -> tuple[Requirement, ...]:
    """What the policy asks of a password's characters, in the order in which it is refused."""
    length = policy.minimum_length
    classes = (
        (policy.requires_symbols, SYMBOLS, _("A symbol: ! @ # $ % and their like"), "symbol"),
        (policy.requires_numbers, string.digits, _("A digit"), "number"),
        (
            policy.requires_uppercase,
            string.ascii_uppercase,
            _("A capital letter, A to Z"),
            "uppercase letter",
        ),
        (
            policy.requires_lowercase,
            string.ascii_lowercase,
            _("A small letter, a to z"),
            "lowercase letter",
        ),
    )
    return (
        Requirement(
            _("At least %(count)s characters") % {"count": length},
            f"Password should have a minimum length of {length}",
            lambda password: len(password) >= length,
        ),
        *(
            Requirement(words, f"Password should have at least one {noun}", _has_one_of(characters))
            for is_required, characters, words, noun in classes
            if is_required
        ),
    )


def told(policy: PasswordPolicy) -> tuple[Words, ...]:
    """What a new password must be like, in words, before anybody types one."""
    words = [requirement.words for requirement in requirements(policy)]
    words.append(_("Nothing that many people use, and no name of yours"))
    if policy.reuse_prevention:
        words.append(_("None of your last %(count)s") % {"count": policy.reuse_prevention})
    return tuple(words)


def refuse_weak(password: str, user: User, policy: PasswordPolicy) -> None:
    """Raise PasswordPolicyViolation for a password that the policy, or anybody, could not bear."""
    for requirement in requirements(policy):
        if not requirement.is_met(password):
            raise PasswordPolicyViolation(requirement.refusal)
    plain = unicodedata.normalize("NFKC", password).casefold()
    if plain.strip() in _common_passwords():
        raise PasswordPolicyViolation("Password must not be one of the most common ones")
    if _is_made_of(plain, _known_words(user)):
        raise PasswordPolicyViolation("Password must not be the name of the user or the account")


def is_expired(profile: LoginProfile, policy: PasswordPolicy, moment: datetime) -> bool:
    """Whether a password has to be changed for its age. Root's never expires, as in AWS."""
    if not policy.max_age_days or profile.user.is_root:
        return False
    return profile.password_changed <= moment - timedelta(days=policy.max_age_days)


def is_expired_for_good(profile: LoginProfile, policy: PasswordPolicy, moment: datetime) -> bool:
    """Whether it is so old that only an administrator can help."""
    return bool(policy.is_expiry_hard) and is_expired(profile, policy, moment)


def _has_one_of(characters: str) -> Callable[[str], bool]:
    return lambda password: any(character in characters for character in password)


@lru_cache(maxsize=1)
def _common_passwords() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _known_words(user: User) -> set[str]:
    """What a stranger would try first: names of the user, its account, and this program."""
    local_part, _at, host = user.email.partition("@")
    told = {user.name, user.email, local_part, user.account_id, user.account.alias, "iamconsole"}
    told |= {host.partition(".")[0]}
    return {word.casefold() for word in told if word and len(word) >= _SHORTEST_WORD}


def _is_made_of(password: str, words: Iterable[str]) -> bool:
    left = password
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return len(left) < _CHARACTERS_OF_ITS_OWN
