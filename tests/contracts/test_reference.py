"""Every operation says in one sentence what it does, is in the reference, and has its tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from iamconsole import reference
from iamconsole.gate import operations

every_operation = pytest.mark.parametrize("op", operations, ids=lambda op: op.name)
TESTS = Path(settings.BASE_DIR) / "tests" / "operations"


def test_the_reference_is_what_the_declarations_say():
    written = reference.FILE.read_text()
    assert written == reference.pages(), "Run `manage.py document_operations`."


@every_operation
def test_it_is_summed_up_in_whole_sentences_on_one_line(op):
    assert re.fullmatch(r"[A-Z][^\n]{8,98}\.", op.summary)


@every_operation
def test_it_is_in_the_reference(op):
    assert f"| `{op.name}` | `{op.action}` |" in reference.FILE.read_text()


@every_operation
def test_it_has_a_file_of_tests_that_call_it(op):
    called = op._body.__name__
    assert called in (TESTS / f"test_{called}.py").read_text()


def test_no_file_of_tests_has_lost_its_operation():
    known = {f"test_{op._body.__name__}.py" for op in operations}
    assert {path.name for path in TESTS.glob("test_*.py")} == known
