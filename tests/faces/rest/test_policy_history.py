"""What is ours of a policy's versions is told by REST, and nowhere in the AWS protocol."""

from __future__ import annotations

from accounts.models import User
from policies.engine import size
from policies.operations.managed import create_policy
from policies.operations.versions import create_policy_version
from tests import people
from tests.faces.rest.callers import Script

READ = {"Version": "2012-10-17", "Statement": [people.allow("s3:GetObject")]}
MEMBERS = {"version_id", "is_default_version", "create_date", "size", "note", "author_arn"}


def test_a_version_is_saved_with_a_note_and_told_with_its_author(alice: User) -> None:
    text = people.document(people.allow("s3:PutObject"))
    arn = create_policy(
        people.calling(alice), policy_name="reports", policy_document=text
    ).policy.arn
    script = Script.of(alice)
    sent = {"policy_document": READ, "version_note": "Reading alone", "set_as_default": True}
    made = script.ask("POST", f"/policies/history/{arn}", sent)
    assert made.status_code == 201
    assert made.json()["policy_version"]["version_id"] == "v2"
    told = script.get(f"/policies/history/{arn}").json()
    assert told["editor_arn"] == alice.arn
    newest, first = told["versions"]
    assert newest.keys() == MEMBERS
    assert (newest["note"], newest["author_arn"]) == ("Reading alone", alice.arn)
    assert first.keys() == MEMBERS - {"note"}
    assert first["size"] == size(text)


def test_what_iam_itself_tells_of_versions_has_no_more_members_than_in_aws(alice: User) -> None:
    caller = people.calling(alice)
    text = people.document(people.allow("s3:PutObject"))
    arn = create_policy(caller, policy_name="reports", policy_document=text).policy.arn
    create_policy_version(caller, policy_arn=arn, policy_document=text)
    for version in Script.of(alice).get(f"/policies/versions/{arn}").json()["versions"]:
        assert version.keys() == {"version_id", "is_default_version", "create_date"}


def test_a_note_that_is_too_long_is_refused_by_its_name(alice: User) -> None:
    text = people.document(people.allow("s3:PutObject"))
    arn = create_policy(
        people.calling(alice), policy_name="reports", policy_document=text
    ).policy.arn
    sent = {"policy_document": READ, "version_note": "n" * 257}
    answer = Script.of(alice).ask("POST", f"/policies/history/{arn}", sent)
    assert answer.status_code == 400
    assert "version_note" in answer.text
