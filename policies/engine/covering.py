"""The smallest policy that allows what was done: which actions, on which resources.

Each action stands once, with the resources it was used on. Actions of a service that were used on
the same resources share a statement. Where many resources of one kind lie under one path, a
wildcard on the path stands for them, and that is told, for it allows more than was done.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from . import catalog
from .check import size
from .document import CURRENT_VERSION
from .reserved import is_free

Patterns: TypeAlias = frozenset[str]

ANYTHING = "*"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many resources under one path, and how many of an action, are listed one by one."""

    alike: int
    listed: int


# What is tried in turn, until the text has the size that was asked for.
BOUNDS = (Bounds(10, 30), Bounds(4, 10), Bounds(2, 4), Bounds(1, 1))


@dataclass(frozen=True, slots=True)
class Widened:
    """A wildcard, and how many resources it stands for."""

    pattern: str
    count: int


@dataclass(frozen=True, slots=True)
class Cover:
    """A policy's text, empty where nothing was done that takes one, and where it allows more."""

    text: str
    widened: tuple[Widened, ...]


def covering(done: Iterable[tuple[str, str]], most_characters: int) -> Cover:
    """Give a policy that allows each action (`s3:GetObject`) on the ARN it was used on.

    An ARN that is empty, or that the action takes none of, is anything. The text is longer than
    asked for only where the actions alone are.
    """
    used: defaultdict[str, set[str]] = defaultdict(set)
    for action, arn in done:
        if not is_free(action):
            name, takes_arns = _known(action)
            used[name].add(arn if arn and takes_arns else ANYTHING)
    if not used:
        return Cover("", ())
    cover = Cover("", ())
    for bounds in BOUNDS:
        cover = _cover(used, bounds)
        if size(cover.text) <= most_characters:
            break
    return cover


@catalog.remembered(4096)
def _known(action: str) -> tuple[str, bool]:
    """Give an action's name as the catalogue writes it, and whether resources can be told apart."""
    known = catalog.action(action)
    if known is None:
        return action, True
    return known.full_name, bool(catalog.resource_types_of(known))


def _cover(used: Mapping[str, set[str]], bounds: Bounds) -> Cover:
    shared: defaultdict[tuple[str, Patterns], list[str]] = defaultdict(list)
    counts: dict[str, int] = {}
    for action, arns in used.items():
        patterns = _bounded(arns, bounds)
        shared[action.partition(":")[0], frozenset(patterns)].append(action)
        for pattern, count in patterns.items():
            counts[pattern] = max(count, counts.get(pattern, 0))
    widened = (Widened(one, count) for one, count in sorted(counts.items()) if count > 1)
    text = json.dumps(
        {"Version": CURRENT_VERSION, "Statement": list(_statements(shared))},
        indent=2,
        ensure_ascii=False,
    )
    return Cover(text, tuple(widened))


def _statements(
    shared: Mapping[tuple[str, Patterns], list[str]],
) -> Iterator[dict[str, Any]]:
    numbers: defaultdict[str, int] = defaultdict(int)
    for (prefix, patterns), actions in sorted(shared.items(), key=lambda one: sorted(one[1])):
        numbers[prefix] += 1
        word = "".join(filter(str.isalnum, prefix))
        yield {
            "Sid": f"{word[:1].upper()}{word[1:]}{numbers[prefix]}",
            "Effect": "Allow",
            "Action": _one_or_all(sorted(actions)),
            "Resource": _one_or_all(sorted(patterns)),
        }


def _one_or_all(texts: list[str]) -> str | list[str]:
    return texts[0] if len(texts) == 1 else texts


# ---- Resources


def _bounded(arns: Iterable[str], bounds: Bounds) -> dict[str, int]:
    """Give patterns for some ARNs, and how many of them each stands for."""
    found = {_literal(arn): 1 for arn in arns}
    if ANYTHING in found:
        return {ANYTHING: 1}
    found = _merged(found, lambda under: len(under) > bounds.alike)
    while len(found) > bounds.listed and ANYTHING not in found:
        found = _merged(found, partial(_reach, max(map(_depth, found))))
    return found


def _reach(depth: int, patterns: Iterable[str]) -> bool:
    return max(map(_depth, patterns)) == depth


def _literal(arn: str) -> str:
    """Write an ARN so that it stands for itself; a star at its end is what was asked about."""
    if arn == ANYTHING:
        return arn
    body, star = (arn[:-1], "*") if arn.endswith("/*") else (arn, "")
    escaped = body.replace("${", "${$}{").replace("*", "${*}").replace("?", "${?}")
    return escaped + star


def _merged(found: Mapping[str, int], is_wide: Callable[[list[str]], bool]) -> dict[str, int]:
    """Put a wildcard in place of what lies under the same path, where there is too much of it."""
    children: defaultdict[str, list[str]] = defaultdict(list)
    for pattern in found:
        children[_parent(pattern)].append(pattern)
    merged: dict[str, int] = {}
    for parent, under in children.items():
        if is_wide(under):
            merged[parent] = merged.get(parent, 0) + sum(found[one] for one in under)
        else:
            merged |= {one: merged.get(one, 0) + found[one] for one in under}
    return _uncovered(merged)


def _uncovered(found: Mapping[str, int]) -> dict[str, int]:
    """Leave out what lies under a wildcard that is there anyway, and count it there."""
    kept = dict(found)
    for pattern in sorted(found, key=len, reverse=True):
        over = next((one for one in _above(pattern) if one != pattern and one in found), None)
        if over is not None and over in kept:
            kept[over] += kept.pop(pattern)
    return kept


def _above(pattern: str) -> Iterator[str]:
    """Give each wildcard that could stand for a pattern, the widest first."""
    yield ANYTHING
    for at, letter in enumerate(pattern, start=1):
        if letter in "/:":
            yield f"{pattern[:at]}*"


def _depth(pattern: str) -> int:
    return 0 if pattern == ANYTHING else 1 + _inside(pattern).count("/")


def _inside(pattern: str) -> str:
    """Give what stands behind the account of an ARN, a wildcard's own path left out."""
    return pattern.removesuffix("*").removesuffix("/").split(":", 5)[-1]


def _parent(pattern: str) -> str:
    """Give a wildcard on the path something lies under: the last one is on all of a service."""
    front = pattern.removesuffix("*").removesuffix("/")
    path = front.rpartition("/")[0]
    if "/" in _inside(pattern):
        return f"{path}/*"
    head = front.split(":", 5)[:5]
    if pattern.endswith(":*") or len(head) < 5:
        return ANYTHING
    return f"{':'.join(head)}:*"
