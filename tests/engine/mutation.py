"""Forgets what the engine remembers, so that a mutant made in a used process is really asked.

Mutation runs load this as a plugin: every mutant is tried in a copy of one process, in which
patterns and compiled policies are remembered and the tables of operators are already built.
"""

import importlib

import pytest
from hypothesis import Phase, settings

from policies.engine import arn, batch, comparing, conditions
from policies.engine.conditions import addresses, dates, numbers, strings

REMEMBERING = (
    arn.resource_pattern,
    batch._compiled,
    batch._parsed,
    addresses.address_range,
)
BUILT_ON_IMPORT = (comparing, strings, numbers, dates, addresses, conditions)

# That a mutant fails is enough: which short example fails it takes long to find out.
settings.register_profile(
    "mutation",
    derandomize=True,
    max_examples=50,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("mutation")


def pytest_sessionstart() -> None:
    for remembering in REMEMBERING:
        remembering.cache_clear()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Build the operators within a test about conditions, so that it counts as asking them."""
    if "condition" in item.name:
        for module in BUILT_ON_IMPORT:
            importlib.reload(module)
