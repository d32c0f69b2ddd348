"""The engine is a library of pure functions: it imports nothing of the rest."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys

BLOCKED = {"django", "rest_framework", "celery", "accounts", "iamconsole"}

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ImportError(f"{name} is out of bounds")

sys.meta_path.insert(0, Blocked())
import policies.engine, policies.engine.__main__
ours = {name for name in sys.modules if name.startswith("policies")}
assert all(name == "policies" or name.startswith("policies.engine") for name in ours), ours
for name in policies.engine.__all__:
    getattr(policies.engine, name)
"""


def test_it_works_with_django_blocked() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True)
    assert done.stderr == b""
