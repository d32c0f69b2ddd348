"""docs/asvs.yml is complete, and true: each test it names is there, and each page says so."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
# The standard's sections, and the level of each of their requirements in turn.
LEVELS = """
    1.1:22 1.2:1111122223 1.3:112222222223 1.4:222 1.5:123 2.1:122 2.2:112 2.3:12223 2.4:23
    3.1:3 3.2:113 3.3:12223 3.4:11222233 3.5:11122333 3.6:3 3.7:22333 4.1:12233 4.2:23333
    4.3:22 4.4:1222 5.1:2 5.2:112333 5.3:113 5.4:222 6.1:122 6.2:111111112222 6.3:11223333
    6.4:112233 6.5:22222333 6.6:2223 6.7:33 6.8:2222 7.1:222 7.2:1111 7.3:22 7.4:11222
    7.5:223 7.6:22 8.1:1233 8.2:1123 8.3:133 8.4:23 9.1:111 9.2:1222 10.1:22 10.2:223
    10.3:22223 10.4:1111122222233333 10.5:22222 10.6:22 10.7:222 11.1:2233 11.2:22233
    11.3:11233 11.4:1222 11.5:23 11.6:23 11.7:33 12.1:12233 12.2:11 12.3:22223 13.1:2333
    13.2:222223 13.3:2233 13.4:1222233 14.1:22 14.2:12223333 14.3:122 15.1:12233 15.2:12233
    15.3:1222222 15.4:3333 16.1:2 16.2:22222 16.3:2222 16.4:222 16.5:2223 17.1:23
    17.2:22223333 17.3:22
"""
# Of level 3, what an identity directory should not go without.
CHOSEN = """
    1.2.10 1.3.12 1.5.3 2.3.5 3.4.8 3.5.8 3.7.3 4.1.4 4.2.5 6.3.5 6.3.6 6.3.7 6.3.8 6.4.6 6.5.6
    6.5.8 6.7.2 7.5.3 8.2.4 8.3.2 8.3.3 8.4.2 11.2.4 11.3.4 13.1.2 13.3.4 14.2.5 15.2.4 15.4.2
    16.5.4
"""
ANSWERS = {"tests", "page", "reason", "open"}


def every_id() -> dict[str, int]:
    """The level of each of the standard's 345 requirements."""
    return {
        f"V{section}.{number}": int(level)
        for section, levels in (pair.split(":") for pair in LEVELS.split())
        for number, level in enumerate(levels, start=1)
    }


@cache
def answered() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docs/asvs.yml").read_text())
    return loaded


@cache
def names_in(file: str) -> frozenset[str]:
    path = ROOT / file
    text = path.read_text() if path.is_file() and file.startswith("tests/") else ""
    return frozenset(re.findall(r"^ *(?:async )?def (test_\w+)", text, re.MULTILINE))


@cache
def headings_of(page: str) -> frozenset[str]:
    return frozenset(re.findall(r"^#+ (.+)$", (ROOT / page).read_text(), re.MULTILINE))


def test_the_list_is_as_long_as_the_standard_s() -> None:
    levels = list(every_id().values())
    assert [levels.count(level) for level in (1, 2, 3)] == [70, 183, 92]


def test_every_requirement_of_level_two_is_answered_and_those_chosen_of_level_three() -> None:
    wanted = {rid for rid, level in every_id().items() if level < 3} | {
        f"V{n}" for n in CHOSEN.split()
    }
    assert answered().keys() == wanted


@pytest.mark.parametrize("rid", answered())
def test_an_answer_is_a_test_that_is_there_a_page_or_a_reason(rid: str) -> None:
    answer = answered()[rid]
    assert len(answer["title"]) > 5
    (given,) = answer.keys() & ANSWERS
    assert answer.keys() == {"title", given}
    for named in answer.get("tests", []):
        file, _, name = named.partition("::")
        assert name in names_in(file), named
    if given == "page":
        page, _, heading = answer["page"].partition("#")
        assert not heading or heading in headings_of(page), answer["page"]
        assert (ROOT / page).is_file()
    if given in {"reason", "open"}:
        assert len(answer[given]) > 10
        assert answer[given].endswith(".")
        for file in re.findall(r"tests/[\w/]+\.py", answer[given]):
            assert names_in(file), file
