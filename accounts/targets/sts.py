"""How parameters name what a session is to be of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts import queries
from accounts.models import Role
from accounts.names import Tag
from iamconsole.caller import Caller, CallerKind, Found, Further, Trust
from iamconsole.errors import AccessDenied, ValidationError

_WITH_MFA = {"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "0"}


def role_to_assume(
    caller: Caller,
    *,
    role_arn: str,
    tags: tuple[Tag, ...] = (),
    transitive_tag_keys: tuple[str, ...] = (),
    source_identity: str | None = None,
    token_code: str | None = None,
    **_: Any,
) -> Found[Role]:
    """A role, in whichever account. A missing one is refused like one that trusts others.

    Tags and a source identity on the session are rights of their own (T-6), also where they come
    along from the calling session. Trust that asks for MFA sees a code that was given; whether it
    is right is checked before anything is done.
    """
    refused = AccessDenied(
        f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn}"
    )
    if caller.kind is CallerKind.ROOT:
        raise AccessDenied("Roles may not be assumed by root accounts.")
    role = role_in(role_arn)
    transitive = {"sts:TransitiveTagKeys": transitive_tag_keys} if transitive_tag_keys else {}
    inherited = dict(caller.session.transitive_tags) if caller.session else {}
    carried = _requested(inherited | {tag.key: tag.value for tag in tags})
    identity = source_identity or (caller.session.source_identity if caller.session else "")
    named = {"sts:SourceIdentity": identity} if identity else {}
    return Found(
        arn=role_arn,
        row=role or Role(),
        account_id=role.account_id if role else "",
        missing=None if role else refused,
        tags=role.tags if role else {},
        trust=Trust(role.trust_policy, role.trusted) if role else None,
        is_reticent=True,
        also=(
            *_further(
                role_arn,
                "sts:TagSession",
                is_asked=bool(carried),
                context={**transitive, **carried},
            ),
            *_further(role_arn, "sts:SetSourceIdentity", is_asked=bool(identity)),
        ),
        context={**transitive, **named, **(_WITH_MFA if token_code else {})},
    )


def _requested(tags: Mapping[str, str]) -> dict[str, str | tuple[str, ...]]:
    """A session's tags as conditions see them. Keys that are twins are refused elsewhere."""
    if not tags:
        return {}
    by_key = {key.lower(): (key, value) for key, value in tags.items()}
    asked = {f"aws:RequestTag/{key}": value for key, value in by_key.values()}
    return {**asked, "aws:TagKeys": tuple(tags)}


def role_for_vouched(
    caller: Caller, *, role_arn: str, role_session_name: str = "", **_: Any
) -> Found[Role]:
    """A role for whom a provider sends. What the provider says of the session is asked for (T-6).

    A missing role trusts nobody, and is refused like one that does not trust the provider.
    """
    role, vouched = role_in(role_arn), caller.vouched
    context: dict[str, str | tuple[str, ...]] = {}
    if vouched:
        context["sts:RoleSessionName"] = role_session_name or vouched.session_name
        context |= {f"aws:RequestTag/{key}": value for key, value in vouched.tags.items()}
        context |= {"aws:TagKeys": tuple(vouched.tags)} if vouched.tags else {}
        if vouched.source_identity:
            context["sts:SourceIdentity"] = vouched.source_identity
        if vouched.transitive_tag_keys:
            context["sts:TransitiveTagKeys"] = vouched.transitive_tag_keys
    return Found(
        arn=role_arn,
        row=role or Role(),
        account_id=role.account_id if role else "",
        tags=role.tags if role else {},
        trust=Trust(role.trust_policy, role.trusted) if role else None,
        is_reticent=True,
        also=(
            *_further(role_arn, "sts:TagSession", is_asked=bool(vouched and vouched.tags)),
            *_further(
                role_arn,
                "sts:SetSourceIdentity",
                is_asked=bool(vouched and vouched.source_identity),
            ),
        ),
        context=context,
    )


def identity_token(caller: Caller, *, tags: tuple[Tag, ...] = (), **_: Any) -> Found[None]:
    """A token that tells others who the caller is; tags in it are a right of their own."""
    further = _further("*", "sts:TagGetWebIdentityToken", is_asked=bool(tags))
    return Found(arn="*", row=None, also=tuple(further))


def federated_user(
    caller: Caller, *, name: str, tags: tuple[Tag, ...] = (), **_: Any
) -> Found[None]:
    """Somebody who is to act for the caller."""
    arn = f"arn:aws:sts::{caller.account_id}:federated-user/{name}"
    return Found(
        arn=arn, row=None, also=tuple(_further(arn, "sts:TagSession", is_asked=bool(tags)))
    )


def role_in(role_arn: str) -> Role | None:
    """The role with an ARN. Raises ValidationError for text that is no role's."""
    front, _, name = role_arn.partition(":role/")
    if not (front.startswith("arn:aws:iam::") and name):
        raise ValidationError(f"{role_arn} is invalid")
    return queries.role_with_arn(role_arn)


def _further(
    arn: str, action: str, *, is_asked: bool, context: Mapping[str, Any] | None = None
) -> list[Further]:
    return [Further(arn, action, context or {})] if is_asked else []
