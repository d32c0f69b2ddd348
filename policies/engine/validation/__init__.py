"""Findings about a document, beyond what stops it from being saved: advice, never a decision."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TypeAlias

from ..document import Kind, Policy
from ..parse import parse_what_is_sound
from ..problems import Malformed, Problem
from . import (
    actions,
    addresses,
    condition_keys,
    condition_values,
    elements,
    grants,
    organizations,
    principals,
    repetition,
    resource_types,
    resources,
    sizes,
    tags,
    trust,
    variables,
)
from .clauses import Clause, clauses_of
from .first_aid import helped

MOST_FINDINGS = 500  # nobody reads more, and hostile documents would have no end of them

ClauseCheck: TypeAlias = Callable[[Clause], Iterator[Problem]]
DocumentCheck: TypeAlias = Callable[[tuple[Clause, ...]], Iterator[Problem]]

CLAUSE_CHECKS: tuple[ClauseCheck, ...] = (
    elements.missing_elements,
    elements.unsupported_principal,
    elements.empty_elements,
    elements.sids,
    actions.unknown_actions,
    actions.redundant_actions,
    resources.malformed_arns,
    resources.redundant_resources,
    resources.unfit_resources,
    resource_types.foreign_actions,
    resource_types.foreign_resources,
    principals.malformed_principals,
    principals.principal_names,
    principals.allow_with_not_principal,
    principals.federated_principals,
    principals.service_principals,
    condition_keys.unknown_operators,
    condition_keys.null_operators,
    condition_keys.repeated_keys,
    condition_keys.unknown_keys,
    condition_keys.deprecated_keys,
    condition_keys.qualifiers,
    condition_keys.unsupported_keys,
    condition_keys.unpaired_keys,
    condition_values.empty_lists,
    condition_values.operator_types,
    condition_values.mixed_types,
    condition_values.several_booleans,
    condition_values.value_types,
    condition_values.wildcards,
    condition_values.redundant_numbers,
    condition_values.named_things,
    addresses.private_ranges,
    addresses.bits_behind_the_mask,
    variables.malformed_variables,
    variables.misplaced_variables,
    variables.variables_under_operators,
    variables.variables_before_their_time,
    grants.pass_role,
    grants.create_linked_role,
    tags.unsupported_tags,
    organizations.service_control,
    organizations.resource_control,
    organizations.control_version,
    trust.elements,
    trust.actions,
    trust.federated,
    trust.redundant_sessions,
    trust.key_needs_action,
    trust.irrelevant_keys,
    trust.provider_claims,
)
DOCUMENT_CHECKS: tuple[DocumentCheck, ...] = (
    elements.repeated_sids,
    repetition.redundant_statements,
)


def validate(text: str, kind: Kind, resource_type: str | None = None) -> tuple[Problem, ...]:
    """Give every finding about a text, in the order of their places, however wrong it is."""
    try:
        policy, problems = parse_what_is_sound(text)
    except Malformed as refused:
        return refused.problems
    problems = tuple(map(helped, problems))
    if policy is None:
        return problems
    found = chain(problems, _findings(policy, kind, resource_type))
    first = islice(_once(found), MOST_FINDINGS)
    return tuple(sorted(first, key=lambda one: (one.place.start, one.code)))


def _findings(policy: Policy, kind: Kind, resource_type: str | None) -> Iterator[Problem]:
    yield from elements.missing_version(policy)
    yield from sizes.too_long(policy, kind)
    clauses = clauses_of(policy, kind, resource_type)
    for clause in clauses:
        for check in CLAUSE_CHECKS:
            yield from check(clause)
    for check_all in DOCUMENT_CHECKS:
        yield from check_all(clauses)


def _once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Drop what the parser and a check both found."""
    seen = set()
    for one in problems:
        what = (one.code, one.place.start, one.place.end, one.message)
        if what not in seen:
            seen.add(what)
            yield one
