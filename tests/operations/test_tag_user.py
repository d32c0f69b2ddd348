from __future__ import annotations

import pytest

from accounts.operations import users
from iamconsole.errors import InvalidInput, LimitExceeded, NoSuchEntity, ValidationError
from tests.refusals import refused


def tags(caller):
    return {tag.key: tag.value for tag in users.list_user_tags(caller, user_name="dave").tags}


def tag(key, value=""):
    return {"key": key, "value": value}


def test_it_adds_tags_and_changes_those_there_are(admin, dave):
    users.tag_user(admin, user_name="dave", tags=[tag("team", "lab"), tag("cost", "1")])
    users.tag_user(admin, user_name="dave", tags=[tag("team", "office")])
    assert tags(admin) == {"team": "office", "cost": "1"}


def test_once_is_as_good_as_twice(admin, dave):
    for _ in range(2):
        users.tag_user(admin, user_name="dave", tags=[tag("team", "lab")])
    assert tags(admin) == {"team": "lab"}


def test_a_key_keeps_its_spelling_when_only_the_case_differs(admin, dave):
    users.tag_user(admin, user_name="dave", tags=[tag("Team", "lab")])
    users.tag_user(admin, user_name="dave", tags=[tag("TEAM", "office")])
    assert tags(admin) == {"Team": "office"}


def test_the_fifty_first_tag_is_refused_and_none_is_added(admin, dave):
    full = [tag(f"key-{n}") for n in range(49)]
    users.tag_user(admin, user_name="dave", tags=full)
    with refused(LimitExceeded, "The number of tags has reached the maximum limit of 50."):
        users.tag_user(admin, user_name="dave", tags=[tag("one"), tag("more")])
    users.tag_user(admin, user_name="dave", tags=[tag("one")])
    assert len(tags(admin)) == 50
    users.tag_user(admin, user_name="dave", tags=[tag("ONE", "changed")])


def test_the_same_key_twice_is_refused(admin, dave):
    message = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    with refused(InvalidInput, message):
        users.tag_user(admin, user_name="dave", tags=[tag("team"), tag("Team")])


def test_keys_of_the_system_are_refused(admin, dave):
    with refused(InvalidInput, "Tag keys that begin with aws: are reserved for system use."):
        users.tag_user(admin, user_name="dave", tags=[tag("aws:team")])
    with refused(InvalidInput, "Tag values that begin with aws: are reserved for system use."):
        users.tag_user(admin, user_name="dave", tags=[tag("team", "aws:red")])


@pytest.mark.parametrize(
    "bad", [tag(""), tag("k" * 129), tag("k", "v" * 257), tag("semi;colon"), tag("k", "<b>")]
)
def test_keys_and_values_keep_to_aws_alphabet_and_length(admin, dave, bad):
    with pytest.raises(ValidationError, match=r"at 'tags\.1\.member\.(key|value)' failed"):
        users.tag_user(admin, user_name="dave", tags=[bad])


def test_letters_of_every_alphabet_are_letters(admin, dave):
    users.tag_user(admin, user_name="dave", tags=[tag("部署", "Größe +1")])
    assert tags(admin) == {"部署": "Größe +1"}


def test_unknown_names_are_missed(admin):
    with refused(NoSuchEntity, "The user with name nobody cannot be found."):
        users.tag_user(admin, user_name="nobody", tags=[tag("team")])
