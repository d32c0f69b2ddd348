"""Lists of users narrowed by their credentials, what they hold and how they are marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils.timezone import now

from accounts import queries
from accounts.models import (
    AccessKey,
    GroupMembership,
    LoginProfile,
    MFADevice,
    PasswordPolicy,
    User,
)
from policies import searching
from policies.models import Attachment, Boundary, InlinePolicy
from policies.queries import policy_with_arn


@dataclass(frozen=True, kw_only=True)
class UserFilters:
    """How a list of users is narrowed: as the parameters of SearchUsers, by the same names."""

    status: str | None = None
    mfa: str | None = None
    password: str | None = None
    password_older_than: int | None = None
    password_unused_for: int | None = None
    key: str | None = None
    key_older_than: int | None = None
    key_unused_for: int | None = None
    group_name: str = ""
    policy_arn: str = ""
    has_policies: str | None = None
    boundary: str = ""
    path_prefix: str = ""
    tag: str = ""
    policy_trait: str | None = None

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> UserFilters:
        return cls(**{one.name: params[one.name] for one in fields(cls)})


def narrowed(users: QuerySet[User], account_id: str, asked: UserFilters) -> QuerySet[User]:
    """The users that are as asked for; what is None or empty asks for nothing."""
    wanted = _state(asked) & _mfa(asked) & _password(account_id, asked) & _keys(asked)
    wanted &= _holding(account_id, asked)
    if asked.path_prefix:
        users = queries.under(users, asked.path_prefix)
    if asked.tag:
        users = _tagged(users, asked.tag)
    return users.filter(wanted)


def _ago(days: int) -> Any:
    return now() - timedelta(days=days)


def _either(found: Q, state: str | None) -> Q:
    """Those that have something, or those that have not."""
    return Q() if state is None else found if state == "any" else ~found


def _state(asked: UserFilters) -> Q:
    return Q() if asked.status is None else Q(is_enabled=asked.status == "active")


def _mfa(asked: UserFilters) -> Q:
    return _either(Q(Exists(MFADevice.objects.filter(user=OuterRef("pk")))), asked.mfa)


def _password(account_id: str, asked: UserFilters) -> Q:
    profiles = LoginProfile.objects.filter(user=OuterRef("pk"))
    has_one = Q(Exists(profiles))
    states = {None: Q(), "any": has_one, "none": ~has_one}
    found = states.get(asked.password)
    wanted = _expired(account_id) if found is None else found
    if asked.password_older_than:
        old = profiles.filter(password_changed__lt=_ago(asked.password_older_than))
        wanted &= Q(Exists(old))
    if asked.password_unused_for:
        then = _ago(asked.password_unused_for)
        unused = profiles.alias(seen=Coalesce(F("password_last_used"), F("created")))
        wanted &= Q(Exists(unused.filter(seen__lt=then)))
    return wanted


def _expired(account_id: str) -> Q:
    """Those whose password is older than the account's policy lets it become."""
    policy = PasswordPolicy.objects.filter(account_id=account_id).first()
    if policy is None or not policy.max_age_days:
        return Q(pk__in=())
    profiles = LoginProfile.objects.filter(user=OuterRef("pk"))
    return Q(Exists(profiles.filter(password_changed__lte=_ago(policy.max_age_days))))


def _keys(asked: UserFilters) -> Q:
    every = AccessKey.objects.filter(user=OuterRef("pk"))
    in_force = queries.keys_in_force().filter(user=OuterRef("pk"))
    wanted = _either(Q(Exists(every)), asked.key)
    if asked.key_older_than:
        wanted &= Q(Exists(in_force.filter(created__lt=_ago(asked.key_older_than))))
    if asked.key_unused_for:
        unused = in_force.alias(seen=Coalesce(F("last_used"), F("created")))
        wanted &= Q(Exists(unused.filter(seen__lt=_ago(asked.key_unused_for))))
    return wanted


def _holding(account_id: str, asked: UserFilters) -> Q:
    wanted = Q()
    if asked.group_name:
        name = asked.group_name.lower()
        members = GroupMembership.objects.filter(user=OuterRef("pk"), group__name__namekey=name)
        wanted &= Q(Exists(members.filter(account_id=account_id)))
    if asked.policy_arn:
        policy = policy_with_arn(account_id, asked.policy_arn)
        attached = Attachment.objects.filter(user=OuterRef("pk"), policy=policy)
        wanted &= Q(Exists(attached)) if policy else Q(pk__in=())
    if asked.has_policies:
        own = Exists(Attachment.objects.filter(user=OuterRef("pk"))) | Exists(
            InlinePolicy.objects.filter(user=OuterRef("pk"))
        )
        wanted &= _either(Q(own), asked.has_policies)
    if asked.policy_trait:
        wanted &= searching.users_holding(account_id, asked.policy_trait)
    return wanted & _bounded(account_id, asked.boundary)


def _bounded(account_id: str, boundary: str) -> Q:
    bounds = Boundary.objects.filter(user=OuterRef("pk"))
    if boundary in ("any", "none"):
        return _either(Q(Exists(bounds)), boundary)
    if not boundary:
        return Q()
    policy = policy_with_arn(account_id, boundary)
    return Q(Exists(bounds.filter(policy=policy))) if policy else Q(pk__in=())


def _tagged(users: QuerySet[User], tag: str) -> QuerySet[User]:
    """Those with a tag, `key=value`; a key alone is looked for with any value."""
    key, sign, value = tag.partition("=")
    if not sign:
        return users.filter(tags__has_key=key)
    text = Cast(KeyTextTransform(key, "tags"), TextField())
    return users.alias(tagged=text).filter(tagged=value)
