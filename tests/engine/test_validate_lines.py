"""`python -m policies.engine validate`: a document a line, what is wrong with it a line."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SOUND = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}],
}
SLIP = json.dumps(SOUND).replace("MyBuckets", "MyBukets")


def answers(*lines: str, type: str = "identity") -> list[Any]:
    ran = subprocess.run(
        [sys.executable, "-m", "policies.engine", "validate", "--type", type],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_each_line_is_answered_in_turn() -> None:
    sound, slip, broken, odd = answers(
        json.dumps({"id": 1, "document": SOUND}),
        json.dumps({"id": 2, "document": SLIP}),
        json.dumps({"id": 3, "document": "{"}),
        json.dumps({"id": 4, "document": 5}),
    )
    assert sound == {"id": 1, "error": None, "findings": []}
    assert (slip["id"], slip["error"]) == (2, None)
    assert (broken["id"], broken["error"]) == (3, "Syntax errors in policy.")
    assert odd == {"id": 4, "error": "a document is an object or its text"}


def test_a_finding_has_the_form_of_access_analyzer() -> None:
    (answer,) = answers(json.dumps({"id": 2, "document": SLIP}))
    (finding,) = answer["findings"]
    assert finding["findingType"] == "ERROR"
    assert finding["issueCode"] == "INVALID_ACTION"
    assert finding["findingDetails"] == "the action `s3:ListAllMyBukets` does not exist"
    assert finding["help"] == "did you mean `s3:ListAllMyBuckets`?"
    (location,) = finding["locations"]
    assert location["path"] == [{"value": "Statement"}, {"index": 0}, {"value": "Action"}]
    start, end = location["span"]["start"], location["span"]["end"]
    assert start == {"line": 1, "column": start["offset"], "offset": SLIP.index('"s3:')}
    assert SLIP[start["offset"] : end["offset"]] == '"s3:ListAllMyBukets"'
    assert finding["fix"]["replacement"] == '"s3:ListAllMyBuckets"'
    assert finding["fix"]["span"] == location["span"]


def test_the_type_says_where_the_document_acts() -> None:
    (answer,) = answers(json.dumps({"id": 1, "document": SOUND}), type="trust")
    assert answer["error"] == (
        "Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  "
        "and sts:AssumeRoleWithWebIdentity"
    )
    codes = {finding["issueCode"] for finding in answer["findings"]}
    assert {"MISSING_PRINCIPAL", "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE"} <= codes
