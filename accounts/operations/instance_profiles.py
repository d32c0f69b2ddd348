from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now

from accounts import queries, rules, tagging, targets
from accounts.models import InstanceProfile, Role
from accounts.names import (
    InstanceProfileName,
    Marker,
    MaxItems,
    Path,
    PathPrefix,
    RoleName,
    TagKeys,
    Tags,
)
from accounts.shapes import (
    InstanceProfileResult,
    InstanceProfileShape,
    InstanceProfilesResult,
    TagsResult,
)
from iamconsole.caller import Call
from iamconsole.errors import DeleteConflict, EntityAlreadyExists, LimitExceeded, NoSuchEntity
from iamconsole.gate import operation
from iamconsole.paging import page
from policies import trust


@operation(on=targets.new_instance_profile, is_decisive=False)
def create_instance_profile(
    call: Call[None],
    *,
    instance_profile_name: InstanceProfileName,
    path: Path = "/",
    tags: Tags = (),
) -> InstanceProfileResult:
    """Make a profile without a role."""
    profile = InstanceProfile(
        account_id=call.account_id,
        name=instance_profile_name,
        path=path,
        created=now(),
        tags=rules.merged_tags({}, tags),
    )
    clash = EntityAlreadyExists(f"Instance Profile {instance_profile_name} already exists.")
    with rules.refusing_a_clash(clash):
        profile.save(force_insert=True)
    shape = InstanceProfileShape.of(profile, None, with_tags=bool(tags))
    return InstanceProfileResult(instance_profile=shape)


@operation(on=targets.instance_profile)
def get_instance_profile(
    call: Call[InstanceProfile], *, instance_profile_name: InstanceProfileName
) -> InstanceProfileResult:
    """Tell what is known about a profile, and which role it carries."""
    profile = call.target
    document = trust.shown_of(profile.role) if profile.role else None
    shape = InstanceProfileShape.of(profile, document, with_tags=True)
    return InstanceProfileResult(instance_profile=shape)


@operation(on=targets.instance_profiles_under)
def list_instance_profiles(
    call: Call[None],
    *,
    path_prefix: PathPrefix = "/",
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> InstanceProfilesResult:
    """List the instance profiles under a path, in name order."""
    return _listed(call, queries.under(queries.instance_profiles(call.account_id), path_prefix))


@operation(on=targets.role)
def list_instance_profiles_for_role(
    call: Call[Role],
    *,
    role_name: RoleName,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> InstanceProfilesResult:
    """List the instance profiles that carry a role."""
    return _listed(call, queries.instance_profiles(call.account_id).filter(role=call.target))


@operation(on=targets.role_for_profile, is_decisive=False)
def add_role_to_instance_profile(
    call: Call[InstanceProfile], *, instance_profile_name: InstanceProfileName, role_name: RoleName
) -> None:
    """Let a profile carry a role. It carries one at most, and keeps the one it has."""
    profile = rules.locked(call.target)
    if profile.role_id is not None:
        raise LimitExceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1")
    profile.role = call.target.role and rules.locked(call.target.role)
    profile.save(update_fields=["role"])


@operation(on=targets.role_in_profile, is_decisive=False)
def remove_role_from_instance_profile(
    call: Call[InstanceProfile], *, instance_profile_name: InstanceProfileName, role_name: RoleName
) -> None:
    """Take the role out of a profile."""
    place = call.target
    if not InstanceProfile.objects.filter(pk=place.pk, role=place.role).update(role=None):
        raise NoSuchEntity(
            f"Role {role_name} in Instance Profile {instance_profile_name} cannot be found."
        )


@operation(on=targets.instance_profile, is_decisive=False)
def delete_instance_profile(
    call: Call[InstanceProfile], *, instance_profile_name: InstanceProfileName
) -> None:
    """Delete a profile that carries no role."""
    profile = rules.locked(call.target)
    if profile.role_id is not None:
        raise DeleteConflict("Cannot delete entity, must remove roles from instance profile first.")
    profile.delete()


@operation(on=targets.instance_profile, is_decisive=False)
def tag_instance_profile(
    call: Call[InstanceProfile], *, instance_profile_name: InstanceProfileName, tags: Tags
) -> None:
    """Add tags to a profile, or change the values of those it has."""
    tagging.tag(call.target, tags)


@operation(on=targets.instance_profile, is_decisive=False)
def untag_instance_profile(
    call: Call[InstanceProfile], *, instance_profile_name: InstanceProfileName, tag_keys: TagKeys
) -> None:
    """Remove tags from a profile. Keys it does not have are passed over."""
    tagging.untag(call.target, tag_keys)


@operation(on=targets.instance_profile)
def list_instance_profile_tags(
    call: Call[InstanceProfile],
    *,
    instance_profile_name: InstanceProfileName,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> TagsResult:
    """List a profile's tags, in the order of their keys."""
    return tagging.tags_page(call)


def _listed(call: Call[Any], profiles: QuerySet[InstanceProfile]) -> InstanceProfilesResult:
    found = page(call, profiles, by=["name__namekey"])
    documents = trust.shown({profile.role for profile in found.rows if profile.role})
    return InstanceProfilesResult(
        instance_profiles=tuple(
            InstanceProfileShape.of(
                profile, documents[profile.role.role_id] if profile.role else None
            )
            for profile in found.rows
        ),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )
