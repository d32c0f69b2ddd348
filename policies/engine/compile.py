"""Policies made ready once, so that a decision looks only at the statements it may turn on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .document import Policy
from .statement import Rule, Source, rule

# Distinct actions whose candidates are kept; AWS has about 20,000, a principal uses a few.
REMEMBERED_ACTIONS = 4_096
# Fewer statements than this are tried one by one sooner than they are looked up.
INDEXED_FROM = 8


class Candidates(NamedTuple):
    """The statements about one action, split by effect; `open_allow` wants nothing else."""

    denies: "ByResource"
    allows: "ByResource"
    open_allow: Rule | None


class ByResource:
    """Statements, found by the beginnings of the resources they name."""

    __slots__ = ("_anywhere", "_by_length", "rules")

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._anywhere: list[tuple[int, Rule]] = []
        self._by_length: dict[int, dict[str, list[tuple[int, Rule]]]] = {}
        if len(self.rules) >= INDEXED_FROM:
            self._index()

    def _index(self) -> None:
        for entry in enumerate(self.rules):
            beginnings = set(entry[1].beginnings)
            if not beginnings:
                self._anywhere.append(entry)
            for beginning in beginnings:
                table = self._by_length.setdefault(len(beginning), {})
                table.setdefault(beginning, []).append(entry)

    def near(self, arn: str) -> Iterable[Rule]:
        """The statements that may be about a resource, in their order."""
        if not self._by_length:
            return self.rules
        found = self._anywhere.copy()
        for length, table in self._by_length.items():
            entries = table.get(arn[:length])
            if entries is not None:
                found += entries
        # A statement is found once for each of its beginnings that fit.
        return (
            [one for _, one in sorted(dict(found).items())]
            if len(found) > 1
            else [one for _, one in found]
        )


class PolicySet:
    """The policies of one layer; `name` tells an organization's levels apart."""

    __slots__ = ("_by_service", "_open", "_remembered", "name", "rules")

    def __init__(self, rules: tuple[Rule, ...], name: str = "") -> None:
        self.name = name
        self.rules = rules
        self._open: list[tuple[int, Rule]] = []
        self._by_service: dict[str, list[tuple[int, Rule]]] = defaultdict(list)
        self._remembered: dict[str, Candidates] = {}
        for position, one in enumerate(rules):
            self._file(position, one)

    def _file(self, position: int, one: Rule) -> None:
        if one.actions.services is None:
            self._open.append((position, one))
            return
        for service in one.actions.services:
            self._by_service[service].append((position, one))

    def about(self, folded_action: str) -> Candidates:
        """The statements whose action part fits an action, given in lower case."""
        found = self._remembered.get(folded_action)
        if found is None:
            if len(self._remembered) >= REMEMBERED_ACTIONS:
                self._remembered.clear()
            found = self._remembered[folded_action] = self._look_up(folded_action)
        return found

    def _look_up(self, folded_action: str) -> Candidates:
        service = folded_action.partition(":")[0]
        filed = sorted(
            (*self._open, *self._by_service.get(service, ())), key=lambda entry: entry[0]
        )
        fitting = [one for _, one in filed if one.actions.fits(folded_action)]
        allows = [one for one in fitting if not one.denies]
        return Candidates(
            ByResource([one for one in fitting if one.denies]),
            ByResource(allows),
            next((one for one in allows if one.is_unconditional), None),
        )


def compile(policies: Iterable[tuple[Policy, Source]], name: str = "") -> PolicySet:
    """The policies of one layer, ready for decisions."""
    return PolicySet(
        tuple(
            rule(policy, source, statement)
            for policy, source in policies
            for statement in policy.statements
        ),
        name,
    )
