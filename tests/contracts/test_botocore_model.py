"""What operations take and give is what AWS's own service model says, to the letter.

Where they part, the difference is listed here with its reason, and nothing else may differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import botocore.session
import pytest
from botocore.model import ServiceModel, Shape

from iamconsole.fields import (
    Choice,
    Count,
    Field,
    ListOf,
    MapOf,
    Member,
    Structure,
    Text,
    declared_members,
)
from iamconsole.gate import Operation, operations
from iamconsole.spelling import members_told, wire_name, wire_name_of

ALL = sorted((op for op in operations if op.service in ("iam", "sts")), key=lambda op: op.name)
every_operation = pytest.mark.parametrize("op", ALL, ids=lambda op: op.name)

# Limits that are not the model's: where, what we have, and why.
_SIMULATION = "AWS bounds a simulation by its time, we by what it may ask at once"
LIMITS_OF_OURS: dict[str, str] = {
    **{
        f"Simulate{what}Policy.{name}:max": _SIMULATION
        for what in ("Custom", "Principal")
        for name in (
            "PolicyInputList",
            "PermissionsBoundaryPolicyInputList",
            "ActionNames",
            "ResourceArns",
            "ContextEntries",
            "ContextEntries[].ContextKeyValues",
        )
    },
    "SimulateCustomPolicy.OrderedOrganizationPolicyInputList[].ServiceControlPolicyInputList:max": (
        _SIMULATION
    ),
    "GetContextKeysForCustomPolicy.PolicyInputList:max": _SIMULATION,
    "GetContextKeysForPrincipalPolicy.PolicyInputList:max": _SIMULATION,
    **{
        f"{name}:max": "AWS counts these against a quota, which we do as well"
        for name in (
            "CreateOpenIDConnectProvider.ClientIDList",
            "CreateOpenIDConnectProvider.ThumbprintList",
            "UpdateOpenIDConnectProviderThumbprint.ThumbprintList",
        )
    },
    **{
        f"{name}.PolicyArns:max": "AWS refuses an eleventh too, though its model does not say so"
        for name in (
            "AssumeRole",
            "AssumeRoleWithSAML",
            "AssumeRoleWithWebIdentity",
            "GetFederationToken",
        )
    },
    "GetAccountAuthorizationDetails.Filter:max": "there are five kinds, and one is named once",
    "CreateDelegationRequest.Permissions.Parameters[].Values:max": "no policy here has any",
    **{
        f"{path}:{limit}": "a number that databases hold"
        for path in (
            "AcquireRole.TemplateMinorVersion",
            "GetRoleTemplateVersion.MinorVersion",
        )
        for limit in ("min", "max")
    },
}
# Members of results that the model has and we do not, and why.
_TEMPLATES = "there are no templates of roles here"
NOT_ANSWERED: dict[str, str] = {
    f"{path}.SourceRoleTemplate": _TEMPLATES
    for path in (
        "AcquireRole.Role",
        "CreateInstanceProfile.InstanceProfile.Roles[]",
        "CreateRole.Role",
        "CreateServiceLinkedRole.Role",
        "GetAccountAuthorizationDetails.RoleDetailList[].InstanceProfileList[].Roles[]",
        "GetInstanceProfile.InstanceProfile.Roles[]",
        "GetRole.Role",
        "ListInstanceProfiles.InstanceProfiles[].Roles[]",
        "ListInstanceProfilesForRole.InstanceProfiles[].Roles[]",
        "ListRoles.Roles[]",
        "UpdateRoleDescription.Role",
    )
}


@cache
def model_of(service: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(service)


NOT_ANSWERED |= {
    f"GetRoleTemplateVersion.RoleTemplateVersion.{name}": _TEMPLATES
    for name in model_of("iam").shape_for("RoleTemplateVersion").members
    if name != "TemplateArn"
} | {
    f"{path}.Permissions.Parameters": "policies that are asked for have no parameters here"
    for path in (
        "GetDelegationRequest.DelegationRequest",
        "ListDelegationRequests.DelegationRequests[]",
    )
}


def model_for(op: Operation[Any, Any]) -> Any:
    return model_of(op.service).operation_model(op.name)


def members_of(shape: Shape | None) -> dict[str, Shape]:
    return dict(shape.members) if shape else {}


@every_operation
def test_it_is_an_operation_of_the_service(op):
    assert op.name in model_of(op.service).operation_names


@every_operation
def test_it_takes_the_members_the_model_names(op):
    declared = {wire_name(name) for name in op.members}
    assert declared == set(members_of(model_for(op).input_shape))


@every_operation
def test_it_requires_what_the_model_requires(op):
    required = {wire_name(name) for name, member in op.members.items() if member.is_required}
    shape = model_for(op).input_shape
    assert required == set(shape.required_members if shape else ())


@every_operation
def test_its_limits_are_those_of_the_model(op):
    modelled = members_of(model_for(op).input_shape)
    differences = {
        path: (ours, theirs)
        for name, member in op.members.items()
        for path, ours, theirs in compared(
            f"{op.name}.{wire_name(name)}", member.field, modelled[wire_name(name)]
        )
        if ours != theirs and path not in LIMITS_OF_OURS
    }
    assert differences == {}


@every_operation
def test_its_result_has_the_members_of_the_model_in_their_order(op):
    output = model_for(op).output_shape
    assert (op.result is type(None)) == (output is None)
    differences = dict(differing_results(op.result, output, op.name)) if output else {}
    assert differences == {}


def test_every_exception_is_still_needed():
    limits = {
        path
        for op in ALL
        for name, member in op.members.items()
        for path, ours, theirs in compared(
            f"{op.name}.{wire_name(name)}",
            member.field,
            members_of(model_for(op).input_shape)[wire_name(name)],
        )
        if ours != theirs
    }
    assert set(LIMITS_OF_OURS) <= limits


def compared(path: str, field: Field, shape: Shape) -> Iterator[tuple[str, Any, Any]]:
    """Every limit of a parameter: where it is, ours, and the model's."""
    yield f"{path}:type", kind_of(field), shape.type_name
    match field:
        case Text():
            for limit in ("min", "max", "pattern"):
                ours = getattr(field, limit) or None
                yield f"{path}:{limit}", ours, shape.metadata.get(limit) or None
            yield f"{path}:enum", [], shape.metadata.get("enum", [])
        case Choice():
            yield f"{path}:enum", sorted(field.values), sorted(shape.metadata.get("enum", []))
        case Count():
            for limit in ("min", "max"):
                yield f"{path}:{limit}", getattr(field, limit), shape.metadata.get(limit)
        case ListOf():
            for limit in ("min", "max"):
                ours = getattr(field, limit) or None
                yield f"{path}:{limit}", ours, shape.metadata.get(limit) or None
            yield from compared(f"{path}[]", field.item, shape.member)
        case MapOf():
            yield f"{path}:max", field.max, shape.metadata.get("max")
            yield from compared(f"{path}{{key}}", field.key, shape.key)
            yield from compared(f"{path}{{value}}", field.value, shape.value)
        case Structure():
            yield from compared_members(path, declared_members(field.shape), shape)


def compared_members(
    path: str, declared: dict[str, Member], shape: Shape
) -> Iterator[tuple[str, Any, Any]]:
    names = {wire_name(name): member for name, member in declared.items()}
    yield f"{path}:members", sorted(names), sorted(shape.members)
    required = sorted(name for name, member in names.items() if member.is_required)
    yield f"{path}:required", required, sorted(shape.required_members)
    for name, member in names.items():
        yield from compared(f"{path}.{name}", member.field, shape.members[name])


def kind_of(field: Field) -> str:
    kinds = {
        "Text": "string",
        "Secret": "string",
        "Choice": "string",
        "Count": "integer",
        "Flag": "boolean",
        "Moment": "timestamp",
        "ListOf": "list",
        "MapOf": "map",
        "Structure": "structure",
    }
    return kinds.get(type(field).__name__, "string")


def differing_results(hint: Any, shape: Shape, path: str) -> Iterator[tuple[str, Any]]:
    """Where a result's type differs from the model: its members, their order, or a type."""
    hint = without_none(hint)
    if shape.type_name == "structure":
        if not is_dataclass(hint):
            yield path, (hint, "structure")
            return
        yield from differing_members(hint, shape, path)
    elif shape.type_name == "list":
        if get_origin(hint) is not tuple:
            yield path, (hint, "list")
            return
        yield from differing_results(get_args(hint)[0], shape.member, f"{path}[]")
    elif shape.type_name != kind_of_result(hint):
        yield path, (hint, shape.type_name)


def differing_members(shape_class: Any, shape: Shape, path: str) -> Iterator[tuple[str, Any]]:
    hints = get_type_hints(shape_class)
    ours = {wire_name_of(field): field.name for field in members_told(shape_class)}
    theirs = [name for name in shape.members if f"{path}.{name}" not in NOT_ANSWERED]
    if list(ours) != theirs:
        yield path, (list(ours), theirs)
        return
    for wire, name in ours.items():
        yield from differing_results(hints[name], shape.members[wire], f"{path}.{wire}")
    optional = {f.name for f in members_told(shape_class) if f.default is not MISSING}
    for wire in shape.required_members:
        if wire in ours and ours[wire] in optional and hints[ours[wire]] is not bool:
            yield f"{path}.{wire}", "required by the model, and may be left out here"


def without_none(hint: Any) -> Any:
    if isinstance(hint, UnionType):
        return next(part for part in get_args(hint) if part is not type(None))
    return hint


def kind_of_result(hint: Any) -> str:
    origin = get_origin(hint)
    if origin is not None and origin is not tuple:
        return "map"
    kinds = {"int": "integer", "bool": "boolean", "datetime": "timestamp", "bytes": "blob"}
    return kinds.get(getattr(hint, "__name__", ""), "string")
