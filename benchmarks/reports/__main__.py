"""What reports and the trail cost, section by section.

python -m benchmarks.reports                                # every section
python -m benchmarks.reports trail --searched 10000000      # one, larger
python -m benchmarks.reports trail --databases postgresql
"""

from __future__ import annotations

import argparse
from importlib import import_module
from types import ModuleType

from tests.servers import postgresql_url

SECTIONS = ("trail", "folding", "credentials")


def main() -> None:
    sections = {name: import_module(f"benchmarks.reports.{name}") for name in SECTIONS}
    wanted = arguments(sections)
    for name in wanted.sections or SECTIONS:
        sections[name].run(wanted)


def arguments(sections: dict[str, ModuleType]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sections", nargs="*", help=f"some of: {', '.join(SECTIONS)}")
    databases = ["sqlite", "postgresql"] if postgresql_url() else ["sqlite"]
    parser.add_argument("--databases", nargs="+", choices=databases, default=databases)
    for name, section in sections.items():
        section.arguments(parser.add_argument_group(name))
    wanted = parser.parse_args()
    if unknown := set(wanted.sections) - set(SECTIONS):
        parser.error(f"there is no section {', '.join(sorted(unknown))}")
    return wanted


if __name__ == "__main__":
    main()
