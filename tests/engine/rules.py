"""The rules of the policy language that can be tested, and where each is.

    python -m tests.engine.rules

prints how many rules and cases there are.
"""

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def _ids(prefix: str, numbers: str) -> tuple[str, ...]:
    return tuple(f"{prefix}-{number}" for number in numbers.split())


# What evaluation does; grammar at save, findings and the simulator have tests of their own.
EVALUATION = (
    *_ids("G", "2 3 4 5 10 11 13 14 20 21 22 23 24 25 26 27 28"),
    *_ids("VAR", "1 2 3 4 5 6 7 8"),
    *_ids("A", "1 2 3 4 5 6"),
    *_ids("R", "1 2 3 4 5 6 7 8 9 10 11 12"),
    *_ids("P", "1 2 3 4 5 6 7 8 9 10 11 20 21 22"),
    *_ids("C", "1 2 3 4 5 6 7 8 10 11 12 13 14 15 16 17 18 19 20 30 31 32 33"),
    *_ids("D", "1 2 10 11 12 14 15 16 17 18 19 20 21 22 23 24 30 31 32 40 41 42 43 44 45"),
    *_ids("D", "50 51 52"),
    *_ids("O", "1 2 3 4 5 7"),
    *_ids("T", "1 2 3 4 5 6 8 11"),
    "K-2",
)

# Where sources disagree: each stands behind one function, and a case names it.
OPEN_QUESTIONS = ("Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9", "Q13")
OPEN_WHEN_SAVING = ("Q10", "Q11", "Q12")

# Rules that a line of JSON cannot state, and the test that holds them.
ELSEWHERE = {
    "D-3": "test_decide.py::test_a_resource_tells_how_it_names_the_caller",
    "D-13": "test_decide.py::test_an_endpoint_has_to_allow",
}


def rule_ids(case: dict[str, Any]) -> tuple[str, ...]:
    """The rules a case names."""
    rule = case["rule"]
    return (rule,) if isinstance(rule, str) else tuple(rule)


def read_cases(folder: str) -> list[dict[str, Any]]:
    """The cases of every file of a folder."""
    files = sorted((HERE / folder).glob("*.json"))
    return [case for file in files for case in json.loads(file.read_text())]


def main() -> None:
    """Count rules and cases, those of other folders included."""
    counts = {folder.name: read_cases(folder.name) for folder in sorted(HERE.glob("*cases"))}
    for name, cases in counts.items():
        covered = {rule for case in cases for rule in rule_ids(case)} if "rule" in cases[0] else ()
        sys.stdout.write(f"{name:16} {len(cases):5} cases {len(covered):5} rules\n")
    covered = {rule for case in counts["cases"] for rule in rule_ids(case)}
    testable = {*EVALUATION, *OPEN_QUESTIONS, *ELSEWHERE}
    found = len(testable & (covered | ELSEWHERE.keys()))
    sys.stdout.write(f"evaluation: {found} of {len(testable)} testable rules and questions\n")


if __name__ == "__main__":
    main()
