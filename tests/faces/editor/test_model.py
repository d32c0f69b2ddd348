"""The visual editor's model, which runs in browsers: no act changes a byte it is not about."""

from __future__ import annotations

import json
import lzma
import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.servers import node

HERE = Path(__file__).parent
BASE = Path(settings.BASE_DIR)
MANAGED = BASE / "policies" / "managed" / "policies.json.xz"


pytestmark = pytest.mark.node


def run(*arguments: str, given: str = "") -> str:
    """What Node prints; a failure shows all of it."""
    environment = {name: value for name, value in os.environ.items() if name != "NODE_OPTIONS"}
    done = subprocess.run(
        [str(node()), *arguments],
        cwd=BASE,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_acts_change_what_they_are_about_and_nothing_else() -> None:
    told = run("--test", str(HERE / "model.test.mjs"))
    assert "fail 0" in told


def test_every_policy_of_aws_is_the_same_to_the_byte_after_there_and_back() -> None:
    """1,582 documents in three layouts: compact, two spaces, tabs with CRLF."""
    policies = json.loads(lzma.decompress(MANAGED.read_bytes()))["policies"]
    texts = json.dumps([policy["document"] for policy in policies])
    told = json.loads(run(str(HERE / "round_trips.mjs"), given=texts))
    assert told["wrong"] == []
    assert told["texts"] == 3 * len(policies) >= 3 * 1_582
    assert told["statements"] >= 26_550
    assert told["kept"] == 0, "the form shows every element of every policy"
