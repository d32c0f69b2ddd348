"""Reads of the directory that more than one module needs."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from django.db.models import Case, Model, Q, QuerySet, When
from django.utils.timezone import now

from accounts.models import (
    AccessKey,
    Account,
    Group,
    InstanceProfile,
    MFADevice,
    OpenIDConnectProvider,
    Role,
    SAMLProvider,
    ServerCertificate,
    ServiceSpecificCredential,
    User,
)
from iamconsole.caller import Caller, CallerKind
from iamconsole.prepared import Prepared


def users(account_id: str) -> QuerySet[User]:
    """IAM users; the root user is not one of them."""
    return User.objects.filter(account_id=account_id, is_root=False)


def user_named(account_id: str, user_name: str) -> User | None:
    """A user with all that GetUser tells, in one query."""
    return _user_named.find(account_id, user_name.lower())


def user_with_id(account_id: str, user_id: str) -> User | None:
    return _user_with_id.find(account_id, user_id)


_told_of_a_user = ("login_profile", "boundary__policy")
_user_named = Prepared(
    lambda account_id, name_key: (
        users(account_id).filter(name__namekey=name_key).select_related(*_told_of_a_user)
    )
)
_user_with_id = Prepared(
    lambda account_id, user_id: User.objects.filter(
        account_id=account_id, user_id=user_id
    ).select_related(*_told_of_a_user)
)


def user_behind(caller: Caller) -> User | None:
    """The user or root who calls; None where a role, a service or somebody else does."""
    if caller.kind is CallerKind.ROOT:
        return root_of(caller.account_id)
    if caller.kind is CallerKind.USER:
        return user_with_id(caller.account_id, caller.unique_id)
    return None


def root_of(account_id: str) -> User:
    return User.objects.select_related("login_profile").get(account_id=account_id, is_root=True)


def groups(account_id: str) -> QuerySet[Group]:
    return Group.objects.filter(account_id=account_id)


def group_named(account_id: str, group_name: str) -> Group | None:
    return groups(account_id).filter(name__namekey=group_name.lower()).first()


def roles(account_id: str) -> QuerySet[Role]:
    return Role.objects.filter(account_id=account_id)


def role_named(account_id: str, role_name: str) -> Role | None:
    """A role with all that GetRole tells, in one query."""
    return _role_named.find(account_id, role_name.lower())


_role_named = Prepared(
    lambda account_id, name_key: (
        roles(account_id).filter(name__namekey=name_key).select_related("boundary__policy")
    )
)


def instance_profiles(account_id: str) -> QuerySet[InstanceProfile]:
    return InstanceProfile.objects.filter(account_id=account_id).select_related("role")


def instance_profile_named(account_id: str, name: str) -> InstanceProfile | None:
    return instance_profiles(account_id).filter(name__namekey=name.lower()).first()


def role_with_arn(arn: str) -> Role | None:
    """The role an ARN names, whichever account it is in."""
    front, _, resource = arn.rpartition(":role/")
    name = resource.rpartition("/")[2]
    account_id = front.removeprefix("arn:aws:iam::")
    role = role_named(account_id, name) if name else None
    return role if role and role.arn == arn else None


def unique_id_of(arn: str) -> str | None:
    """The unique id of the user or role an ARN names, whichever account it is in."""
    role = role_with_arn(arn)
    if role:
        return role.role_id
    front, _, resource = arn.rpartition(":user/")
    user = user_named(front.removeprefix("arn:aws:iam::"), resource.rpartition("/")[2])
    return user.user_id if user and user.arn == arn else None


def arns_of(unique_ids: Collection[str]) -> dict[str, str]:
    """The ARNs of users and roles by their unique ids, without those that are gone."""
    if not unique_ids:
        return {}
    users = User.objects.filter(user_id__in=unique_ids)
    roles = Role.objects.filter(role_id__in=unique_ids)
    return {user.user_id: user.arn for user in users} | {role.role_id: role.arn for role in roles}


def mfa_device_with(account_id: str, serial_number: str) -> MFADevice | None:
    rows = MFADevice.objects.filter(account_id=account_id)
    return rows.filter(serial_number__namekey=serial_number.lower()).first()


def key_with_id(account_id: str, key_id: str) -> AccessKey | None:
    rows = AccessKey.objects.filter(account_id=account_id, key_id=key_id)
    return rows.select_related("user").first()


def account_of_key(key_id: str) -> str | None:
    """The account an access key belongs to, whichever it is."""
    return AccessKey.objects.filter(key_id=key_id).values_list("account_id", flat=True).first()


def usable_key(key_id: str) -> AccessKey | None:
    """An access key in force, with its enabled user and the account, in one query."""
    key = _switched_on_key.find(key_id)
    return key if key and key.is_active else None


_ASKED_OF_A_USER = ("user_id", "is_root", "name", "path", "tags", "epoch")
_switched_on_key = Prepared(
    lambda key_id: (
        AccessKey.objects.filter(
            key_id=key_id, status=AccessKey.Status.ACTIVE, user__is_enabled=True
        )
        .select_related("user__account")
        .only(
            "account",
            "key_id",
            "status",
            "expires",
            "sealed_secret",
            *(f"user__{name}" for name in _ASKED_OF_A_USER),
            "user__account__epoch",
        )
    )
)


def keys_in_force() -> QuerySet[AccessKey]:
    """The access keys that are switched on and have not expired, whoever has them."""
    lasting = Q(expires=None) | Q(expires__gt=now())
    return AccessKey.objects.filter(lasting, status=AccessKey.Status.ACTIVE)


def server_certificates(account_id: str) -> QuerySet[ServerCertificate]:
    return ServerCertificate.objects.filter(account_id=account_id)


def server_certificate_named(account_id: str, name: str) -> ServerCertificate | None:
    return server_certificates(account_id).filter(name__namekey=name.lower()).first()


def service_specific_credential_of(
    user: User, credential_id: str
) -> ServiceSpecificCredential | None:
    rows = ServiceSpecificCredential.objects.filter(user_id=user.pk, credential_id=credential_id)
    return rows.select_related("user").first()


def open_id_connect_providers(account_id: str) -> QuerySet[OpenIDConnectProvider]:
    return OpenIDConnectProvider.objects.filter(account_id=account_id)


def open_id_connect_provider_at(account_id: str, url: str) -> OpenIDConnectProvider | None:
    """The provider with an address, which is written without https://."""
    return open_id_connect_providers(account_id).filter(url=url).first()


def saml_providers(account_id: str) -> QuerySet[SAMLProvider]:
    return SAMLProvider.objects.filter(account_id=account_id)


def saml_provider_named(account_id: str, name: str) -> SAMLProvider | None:
    return saml_providers(account_id).filter(name__namekey=name.lower()).first()


M = TypeVar("M", bound=Model)
_FEW = 10_000
_SORTINGS = {"name": "name__namekey", "created": "created"}


def under(rows: QuerySet[M], path_prefix: str) -> QuerySet[M]:
    """Rows whose path begins with a text, capitals and small letters apart."""
    if path_prefix == "/":
        return rows
    return rows.filter(
        path__codepoints__gte=path_prefix, path__codepoints__lt=f"{path_prefix}\U0010ffff"
    )


def ordered(rows: QuerySet[M], sorting: str, text: str = "") -> QuerySet[M]:
    """Named rows by `name` or `created`; with a hyphen in front, the other way.

    By `match`, those called like the text come first, and then those that begin with it.
    """
    if sorting == "match":
        return _by_match(rows, text.strip().lower())
    sign = "-" if sorting.startswith("-") else ""
    return rows.order_by(sign + _SORTINGS[sorting.lstrip("-")], f"{sign}pk")


def _by_match(rows: QuerySet[M], wanted: str) -> QuerySet[M]:
    """In a list too long to be sorted anew, all names begin with the text, in name order."""
    if not _are_few(rows):
        return ordered(rows, "name")
    begins = {"name__namekey__gte": wanted, "name__namekey__lt": f"{wanted}\U0010ffff"}
    rank = Case(When(name__namekey=wanted, then=0), When(**begins, then=1), default=2)
    return rows.order_by(rank, "name__namekey", "pk")


def _are_few(rows: QuerySet[M]) -> bool:
    return rows.order_by()[: _FEW + 1].count() <= _FEW


def matching(rows: QuerySet[M], text: str) -> QuerySet[M]:
    """Named rows whose name begins with a text, or whose path does if it begins with a slash.

    In a list short enough to be read through, a name that contains the text will do.
    """
    wanted = text.strip().lower()
    if not wanted:
        return rows
    if wanted.startswith("/"):
        return under(rows, text.strip())
    if _are_few(rows):
        return rows.filter(name__namekey__contains=wanted)
    return rows.filter(name__namekey__gte=wanted, name__namekey__lt=wanted + "\U0010ffff")


def matching_groups(account_id: str, text: str) -> QuerySet[Group]:
    """Groups by name or path, or the one of an ARN or a unique id."""
    every, wanted = groups(account_id), text.strip()
    if wanted.startswith("arn:"):
        owned = wanted.startswith(f"arn:aws:iam::{account_id}:group/")
        named = every.filter(name__namekey=wanted.rpartition("/")[2].lower())
        return named if owned else every.none()
    if wanted.startswith("AGPA"):
        return every.filter(group_id=wanted)
    return matching(every, wanted)


def matching_roles(account_id: str, text: str) -> QuerySet[Role]:
    """Roles by name or path, or the one of an ARN or a unique id."""
    every, wanted = roles(account_id), text.strip()
    if wanted.startswith("arn:"):
        owned = wanted.startswith(f"arn:aws:iam::{account_id}:role/")
        named = every.filter(name__namekey=wanted.rpartition("/")[2].lower())
        return named if owned else every.none()
    if wanted.startswith("AROA"):
        return every.filter(role_id=wanted)
    return matching(every, wanted)


def matching_users(account_id: str, text: str) -> QuerySet[User]:
    """Users by name or path, or the one an ARN, a unique id or an access key belongs to."""
    everyone, wanted = users(account_id), text.strip()
    if wanted.startswith("arn:"):
        owned = wanted.startswith(f"arn:aws:iam::{account_id}:user/")
        named = everyone.filter(name__namekey=wanted.rpartition("/")[2].lower())
        return named if owned else everyone.none()
    if wanted.startswith("AIDA"):
        return everyone.filter(user_id=wanted)
    if wanted.startswith("AKIA") and len(wanted) >= _LONG_ENOUGH:
        keys = AccessKey.objects.filter(account_id=account_id, key_id__startswith=wanted)
        return everyone.filter(pk__in=keys.values("user"))
    return matching(everyone, wanted)


def users_reached_at(account_id: str, address: str) -> QuerySet[User]:
    """Users whose tag says that this is their e-mail address."""
    return users(account_id).filter(tags__email__iexact=address.strip())


_LONG_ENOUGH = 8
_ACCOUNT_ID_DIGITS = 12


def is_account_id(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) == _ACCOUNT_ID_DIGITS


def account_called(name: str) -> Account | None:
    """An account by its 12 digits or its alias."""
    if is_account_id(name):
        return Account.objects.filter(id=name).first()
    return Account.objects.filter(alias=name.lower()).first()
