"""SQL as Django spells it, on whichever database: what of it is a parameter, and what is text."""

from __future__ import annotations

import pytest
from django.db import connection


@pytest.fixture
def answer(db):
    def answer(query, params=None):
        with connection.cursor() as cursor:
            cursor.execute(query, params)
            return cursor.fetchone()[0]

    return answer


def test_parameters_go_in_their_order(answer):
    for values in (["a", "b"], ["%s", "?"]):
        query = "SELECT CAST(%s AS text) || '-' || CAST(%s AS text)"
        assert answer(query, values) == "-".join(values)


def test_parameters_go_by_their_names(answer):
    query = "SELECT CAST(%(second)s AS text) || CAST(%(first)s AS text)"
    assert answer(query, {"first": "a", "second": "b"}) == "ba"


def test_a_doubled_percent_sign_is_one(answer):
    assert answer("SELECT '100%%' || CAST(%s AS text)", ["!"]) == "100%!"
    assert answer("SELECT '%%s' || CAST(%s AS text)", ["!"]) == "%s!"


def test_without_parameters_text_stays_as_it_is(answer):
    assert answer("SELECT '100%'") == "100%"
