"""A directory to measure in: a database of its own, migrated, gone afterwards."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.wire.site import ROOT, database, python
from tests.settings import SETTINGS_OF_A_SHELL


def measured(engine: str, module: str, *options: object) -> Any:
    """What a module reports, as JSON in the file it is given first, of an empty directory."""
    with tempfile.TemporaryDirectory(prefix="reports-") as folder, database(engine) as settings:
        inherited = {k: v for k, v in os.environ.items() if k not in SETTINGS_OF_A_SHELL}
        environment = inherited | settings | {"VAR_DIR": folder, "LOG_LEVEL": "WARNING"}
        environment["DJANGO_SETTINGS_MODULE"] = "iamconsole.settings"
        report = Path(folder) / "report.json"
        python([str(ROOT / "manage.py"), "migrate", "--verbosity", "0"], environment)
        print(python(["-m", module, str(report), *map(str, options)], environment), end="")
        return json.loads(report.read_text())
