"""What a policy document says, each part with the place where it says it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from .reader import BooleanNode, NumberNode, ObjectNode, StringNode

CURRENT_VERSION = "2012-10-17"
FIRST_VERSION = "2008-10-17"
VERSIONS = (FIRST_VERSION, CURRENT_VERSION)


class Kind(StrEnum):
    """Where a policy acts."""

    IDENTITY = "identity"
    BOUNDARY = "boundary"
    SESSION = "session"
    TRUST = "trust"
    RESOURCE = "resource"
    SCP = "scp"
    RCP = "rcp"
    ENDPOINT = "endpoint"


class Effect(StrEnum):
    ALLOW = "Allow"
    DENY = "Deny"


@dataclass(frozen=True, slots=True)
class Patterns:
    """The values of Action, NotAction, Resource or NotResource."""

    element: StringNode
    items: tuple[StringNode, ...]

    @property
    def negated(self) -> bool:
        return self.element.value.startswith("Not")


@dataclass(frozen=True, slots=True)
class PrincipalEntry:
    """One principal; `type` is AWS, Service, Federated or CanonicalUser, None for a bare `*`."""

    type: StringNode | None
    value: StringNode


@dataclass(frozen=True, slots=True)
class Principals:
    """The values of Principal or NotPrincipal."""

    element: StringNode
    entries: tuple[PrincipalEntry, ...]

    @property
    def negated(self) -> bool:
        return self.element.value.startswith("Not")


ConditionValue: TypeAlias = StringNode | NumberNode | BooleanNode


@dataclass(frozen=True, slots=True)
class Condition:
    """One key under one operator, with the values it is compared with."""

    operator: StringNode
    key: StringNode
    values: tuple[ConditionValue, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The values as text: booleans in lower case, numbers as they were written."""
        return tuple(text_of(value) for value in self.values)


def text_of(value: ConditionValue) -> str:
    """A condition value as the text that operators compare."""
    if isinstance(value, BooleanNode):
        return "true" if value.value else "false"
    return value.literal if isinstance(value, NumberNode) else value.value


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; `index` counts from 0, `node` is its object in the text."""

    index: int
    node: ObjectNode
    sid: StringNode | None
    effect: Effect
    principals: Principals | None
    actions: Patterns | None
    resources: Patterns | None
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole document; `root` is its tree, with the elements this model leaves out."""

    root: ObjectNode
    version: str
    id: StringNode | None
    statements: tuple[Statement, ...]

    @property
    def source(self) -> str:
        """The text of the document, as it was given."""
        return self.root.text.source

    @property
    def has_variables(self) -> bool:
        """Before version 2012-10-17 `${...}` is ordinary text."""
        return self.version == CURRENT_VERSION
