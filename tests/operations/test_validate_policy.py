import pytest

from iamconsole.errors import AccessDenied
from policies.operations.validation import validate_policy
from tests.people import allow, calling, document


def test_it_finds_nothing_wrong_with_a_sound_document(alice):
    text = document(allow("s3:GetObject", "arn:aws:s3:::bucket/*"))
    assert validate_policy(calling(alice), policy_document=text).findings == ()


def test_it_says_what_is_wrong_and_where(alice):
    text = (
        '{"Version": "2012-10-17",\n'
        ' "Statement": [{"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"}]}'
    )
    finding = validate_policy(calling(alice), policy_document=text).findings[0]
    assert (finding.finding_type, finding.issue_code) == ("ERROR", "INVALID_ACTION")
    assert finding.span.start.line == 2
    assert text[finding.span.start.offset : finding.span.end.offset] == '"s3:GetObjekt"'


def test_it_knows_the_actions_of_the_directory_itself(alice):
    text = document(allow("iamconsole:DisableUser", alice.arn), allow("iamconsole:DisableUsr"))
    (finding,) = validate_policy(calling(alice), policy_document=text).findings
    assert finding.issue_code == "INVALID_ACTION"
    assert finding.help == "did you mean `iamconsole:DisableUser`?"


def test_a_draft_that_is_not_json_is_a_finding_not_a_refusal(alice):
    findings = validate_policy(calling(alice), policy_document="{").findings
    assert [finding.issue_code for finding in findings] == ["JSON_SYNTAX_ERROR"]


def test_it_needs_permission_of_its_own(carol):
    with pytest.raises(AccessDenied, match="access-analyzer:ValidatePolicy"):
        validate_policy(calling(carol), policy_document="{}")
