"""`python -m policies.engine`: JSON lines in, JSON lines out, without set-up or database."""

import argparse
import io
import sys
from collections.abc import Callable, Sequence

from .batch import Object, answers, evaluate
from .document import Kind
from .validation.report import report

TYPES = ("identity", "resource", "trust", "scp", "rcp")


def _evaluate(_arguments: argparse.Namespace) -> Callable[[Object], Object]:
    return evaluate


def _validate(arguments: argparse.Namespace) -> Callable[[Object], Object]:
    kind = Kind(arguments.type)
    return lambda case: report(case, kind)


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m policies.engine", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    command = commands.add_parser("evaluate", help="decide whether requests are allowed")
    command.set_defaults(answerer=_evaluate)
    command = commands.add_parser("validate", help="find what is wrong with documents")
    command.add_argument("--type", choices=TYPES, default="identity", help="where they act")
    command.set_defaults(answerer=_validate)
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> None:
    """Answer every line of standard input with a line on standard output."""
    arguments = _arguments(words)
    lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="surrogateescape")
    for line in answers(lines, arguments.answerer(arguments)):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
