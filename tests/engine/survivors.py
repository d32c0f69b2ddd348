"""What a mutation run left alive: every survivor is known to change nothing, or it is told.

    python -m tests.engine.survivors

`equivalent_mutants.json` lists the known ones by place and text, with the reason why no test could
tell them from the engine.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MUTMUT = Path(sys.executable).with_name("mutmut")
KNOWN = Path(__file__).with_name("equivalent_mutants.json")
NAME = re.compile(r"policies\.engine\.(?P<module>.+)\.x(?P<path>.+)__mutmut_\d+")
CHANGED = re.compile(r"[-+](?![-+])")


class Mutant(NamedTuple):
    """A changed line of a function."""

    where: str
    line: str
    became: str

    def __str__(self) -> str:
        return f"{self.where}\n  - {self.line}\n  + {self.became}"


def main() -> int:
    """Count the mutants, and print those that no test noticed and nobody explained."""
    answers = dict(_answers())
    counts = Counter(answers.values())
    if counts["not checked"]:
        sys.stdout.write(f"{counts['not checked']} mutants were not tried: the run was cut short\n")
        return 1
    groups = json.loads(KNOWN.read_text())
    explained = {Mutant(*mutant) for group in groups for mutant in group["mutants"]}
    alive = {_mutant(name) for name, one in answers.items() if one in ("survived", "no tests")}
    # On a busy machine one that changes nothing may run out of time as well.
    slow = {_mutant(name) for name, one in answers.items() if one == "timeout"}
    unexplained, stale = alive - explained, explained - alive - slow
    for title, mutants in (
        ("Not noticed by any test:", unexplained),
        ("No longer made, or noticed now (take them off the list):", stale),
    ):
        if mutants:
            sys.stdout.write("\n".join([title, *map(str, sorted(mutants)), "", ""]))
    killed = len(answers) - len(explained - stale) - len(unexplained)
    sys.stdout.write(
        f"{len(answers)} mutants: {killed} killed ({len(slow - explained)} of them by time), "
        f"{len(explained - stale)} equivalent, {len(unexplained)} not noticed\n"
    )
    return int(bool(unexplained or stale))


def _answers() -> Iterator[tuple[str, str]]:
    for line in _mutmut("results", "--all", "true").splitlines():
        name, colon, answer = line.strip().rpartition(": ")
        if colon:
            yield name, answer


def _mutant(name: str) -> Mutant:
    place = NAME.fullmatch(name)
    assert place, name
    # A function is `_name`, a method `ǁClassǁname`.
    path = place["path"][1:].replace("ǁ", ".")
    changed = [line for line in _mutmut("show", name).splitlines() if CHANGED.match(line)]
    lines = {line[0]: line[1:].strip() for line in changed}
    return Mutant(f"{place['module']}.{path}", lines.get("-", ""), lines.get("+", ""))


def _mutmut(*words: str) -> str:
    asked = subprocess.run([MUTMUT, *words], capture_output=True, text=True, check=True)
    return asked.stdout


if __name__ == "__main__":
    sys.exit(main())
