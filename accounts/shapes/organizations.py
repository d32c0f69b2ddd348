"""What operations on organizations, preferences and role templates give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class OrganizationsFeaturesResult:
    """Which features for root users an organization has switched on."""

    organization_id: str | None = None
    enabled_features: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class AccountPropertiesResult:
    """The account's properties, by namespace and name."""

    properties: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class SavedPropertiesResult:
    """Nothing: the properties are as they were given."""


@dataclass(frozen=True, kw_only=True)
class RoleTemplateVersionShape:
    """A version of a role template."""

    template_arn: str


@dataclass(frozen=True, kw_only=True)
class RoleTemplateVersionResult:
    """`role_template_version` is the member name IAM wraps one in."""

    role_template_version: RoleTemplateVersionShape
