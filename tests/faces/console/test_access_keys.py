"""Access keys in the console: made, described, rotated, switched and deleted."""

from __future__ import annotations

import configparser
import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AccessKey, Account, User
from tests import people
from tests.faces.console.test_new_users import file_of
from tests.faces.console.visitors import visiting

ENDPOINT = "http://127.0.0.1:8000"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=100)


@pytest.fixture
def dave(account: Account) -> User:
    return people.make_user(account, "dave")


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def url(page: str, *parts: str) -> str:
    return reverse(f"console-user-{page}", args=["dave", *parts])


def mine(page: str, *parts: str) -> str:
    return reverse(f"console-me-{page}", args=parts)


def the_key(user: User) -> AccessKey:
    return user.access_keys.get()


def words_of(page: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))


def test_a_key_is_made_and_its_secret_shown_once(as_alice: Client, dave: User) -> None:
    assert "Place 1 of 2 is free" in as_alice.get(url("credentials")).text
    assert not dave.access_keys.exists()
    answer = as_alice.post(url("key-create"))
    shown = file_of(answer.text)
    assert shown["Access key ID"] == the_key(dave).key_id
    assert answer["Cache-Control"] == "no-store"
    page = as_alice.get(url("credentials")).text
    assert the_key(dave).key_id in page
    assert shown["Secret access key"] not in page


def test_a_third_key_is_refused(as_alice: Client, dave: User) -> None:
    people.access_key(dave)
    people.access_key(dave)
    page = as_alice.get(url("credentials")).text
    assert url("key-create") not in page
    answer = as_alice.post(url("key-create"))
    assert answer.status_code == 409
    assert "AccessKeysPerUser" in answer.text
    assert dave.access_keys.count() == 2


def test_a_key_is_switched_off_and_on(as_alice: Client, dave: User) -> None:
    key_id, _secret = people.access_key(dave)
    for status in ("Inactive", "Active"):
        answer = as_alice.post(url("key-switch", key_id), {"status": status}, follow=True)
        assert f">{status}</span>" in answer.text
        assert the_key(dave).status == status


def test_a_status_there_is_not_is_refused(as_alice: Client, dave: User) -> None:
    key_id, _secret = people.access_key(dave)
    for sent in ({"status": "Sleeping"}, {}):
        assert as_alice.post(url("key-switch", key_id), sent).status_code == 400
    assert the_key(dave).status == "Active"


def test_a_key_is_deleted_once_its_id_was_typed(as_alice: Client, dave: User) -> None:
    key_id, _secret = people.access_key(dave)
    off = {"status": "Inactive", "then": "delete"}
    assert as_alice.post(url("key-switch", key_id), off)["Location"] == url("key-delete", key_id)
    assert f"type {key_id}" in as_alice.get(url("key-delete", key_id)).text
    assert as_alice.post(url("key-delete", key_id), {"typed": "AKIA"}).status_code == 422
    assert dave.access_keys.exists()
    as_alice.post(url("key-delete", key_id), {"typed": key_id})
    assert not dave.access_keys.exists()


def test_a_key_of_somebody_else_is_not_there(as_alice: Client, dave: User, bob: User) -> None:
    key_id, _secret = people.access_key(bob)
    assert as_alice.get(url("key-delete", key_id)).status_code == 404
    assert as_alice.post(url("key-delete", key_id), {"typed": key_id}).status_code == 404
    assert as_alice.post(url("key-switch", key_id), {"status": "Inactive"}).status_code == 404
    assert bob.access_keys.get().is_active


@pytest.mark.parametrize(
    ("page", "sent"), [("key-switch", {"status": "Inactive"}), ("key-delete", {})]
)
def test_who_may_only_read_changes_no_key(
    as_bob: Client, dave: User, page: str, sent: dict[str, Any]
) -> None:
    key_id, _secret = people.access_key(dave)
    answer = as_bob.post(url(page, key_id), sent | {"typed": key_id})
    assert answer.status_code == 403
    assert the_key(dave).is_active


def test_a_key_that_works_is_switched_off_before_it_is_deleted(
    as_alice: Client, dave: User
) -> None:
    key_id, _secret = people.access_key(dave)
    page = as_alice.get(url("key-delete", key_id)).text
    assert "Deactivate it first" in page
    assert f"type {key_id}" not in page


def test_a_key_says_what_it_is_for_and_when_it_ends(
    clock: Any, as_alice: Client, dave: User
) -> None:
    sent = {"description": "the nightly backup", "lasts": "30"}
    assert "in 30 days" in words_of(as_alice.post(url("key-create"), sent).text)
    key = the_key(dave)
    assert (key.description, key.expires) == ("the nightly backup", NOON + timedelta(days=30))
    page = words_of(as_alice.get(url("credentials")).text)
    assert "the nightly backup" in page
    assert "Expires in 30 days" in page


def test_a_key_ends_with_the_day_that_was_chosen(clock: Any, as_alice: Client, dave: User) -> None:
    as_alice.post(url("key-create"), {"lasts": "date", "until": "2026-11-30"})
    assert the_key(dave).expires == datetime(2026, 12, 1, tzinfo=UTC)


def test_the_account_says_how_long_keys_last(clock: Any, as_alice: Client, dave: User) -> None:
    settings, address = reverse("console-settings"), reverse("console-settings-keys")
    assert "lasts until somebody deletes it" in as_alice.get(settings).text
    assert as_alice.post(address, {"days": "0"}).status_code == 422
    assert as_alice.post(address, {"days": "60"})["Location"] == settings
    assert "expires after 60 days" in as_alice.get(settings).text
    assert 'value="60"' in as_alice.get(address).text
    page = as_alice.get(url("key-create")).text
    assert "After 60 days, as the account asks" in page
    assert "Never" not in page
    as_alice.post(url("key-create"))
    assert the_key(dave).expires == NOON + timedelta(days=60)
    as_alice.post(address, {"days": ""})
    assert "lasts until somebody deletes it" in as_alice.get(settings).text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"lasts": "date"}, "Choose the day"),
        ({"lasts": "date", "until": "2026-11-21"}, "after this moment only"),
        ({"lasts": "date", "until": "soon"}, "Enter a valid date"),
        ({"lasts": "date", "until": "9999-12-31"}, "less than or equal to"),
        ({"lasts": "400"}, "not one of the available choices"),
        ({"description": "x" * 257}, "at most 256"),
    ],
)
def test_what_no_key_can_be_made_with_is_said_beside_it(
    clock: Any, as_alice: Client, dave: User, sent: dict[str, str], words: str
) -> None:
    answer = as_alice.post(url("key-create"), sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert not dave.access_keys.exists()


def test_the_lines_to_paste_make_a_profile_that_knows_this_server(
    as_alice: Client, dave: User
) -> None:
    answer = as_alice.post(url("key-create"))
    shown = file_of(answer.text)
    lines = html.unescape("\n".join(re.findall(r'class="line" id="L\d+">([^<]*)<', answer.text)))
    block = lines[lines.index("[dave]") : lines.index("aws configure set")]
    told = configparser.ConfigParser(interpolation=None)
    told.read_string(block)
    assert dict(told["dave"]) == {
        "aws_access_key_id": shown["Access key ID"],
        "aws_secret_access_key": shown["Secret access key"],
        "region": "us-east-1",
        "endpoint_url": ENDPOINT,
    }
    assert f"aws configure set endpoint_url {ENDPOINT} --profile dave" in lines
    assert f"export AWS_ENDPOINT_URL={ENDPOINT}" in lines
    assert "aws sts get-caller-identity --profile dave" in lines


def test_what_a_key_is_for_can_be_changed(clock: Any, as_alice: Client, dave: User) -> None:
    key_id, _secret = people.access_key(
        dave, description="backup", expires=datetime(2026, 12, 1, tzinfo=UTC)
    )
    page = as_alice.get(url("key-edit", key_id)).text
    assert 'value="backup"' in page
    assert 'value="2026-11-30"' in page
    sent = {"description": "the other backup", "until": "2027-01-31"}
    assert as_alice.post(url("key-edit", key_id), sent)["Location"] == url("credentials")
    key = the_key(dave)
    assert key.description == "the other backup"
    assert key.expires == datetime(2027, 2, 1, tzinfo=UTC)
    as_alice.post(url("key-edit", key_id), {})
    assert (the_key(dave).description, the_key(dave).expires) == ("", None)


def test_an_expired_key_says_so_and_is_not_offered_to_be_switched(
    clock: Any, as_alice: Client, dave: User
) -> None:
    key_id, _secret = people.access_key(dave, expires=NOON)
    page = as_alice.get(url("credentials")).text
    assert ">Expired</span>" in page
    assert url("key-switch", key_id) not in page
    assert url("key-edit", key_id) not in page
    assert "What has expired stays so" in as_alice.get(url("key-edit", key_id)).text


@pytest.mark.parametrize(
    ("used", "is_told"), [(None, True), (LONG_AGO, True), (NOON - timedelta(days=89), False)]
)
def test_a_key_that_nobody_uses_is_marked(
    clock: Any, as_alice: Client, dave: User, used: datetime | None, is_told: bool
) -> None:
    people.access_key(dave, created=LONG_AGO, last_used=used)
    people.access_key(dave, created=LONG_AGO, status="Inactive")
    page = as_alice.get(url("credentials")).text
    assert page.count("Unused for 90 days") == is_told


# ---- Rotation


def test_rotation_begins_with_a_new_key(as_alice: Client, dave: User) -> None:
    old, _secret = people.access_key(dave)
    page = as_alice.get(url("key-rotate", old)).text
    assert f"{url('key-create')}?for={old}" in page
    answer = as_alice.post(f"{url('key-create')}?for={old}")
    assert f'action="{url("key-rotate", old)}"' in answer.text
    page = words_of(as_alice.get(url("key-rotate", old)).text)
    assert file_of(answer.text)["Access key ID"] in page
    assert "The new key was not used yet." in page


def test_an_old_key_that_is_still_used_is_told(clock: Any, as_alice: Client, dave: User) -> None:
    old, _secret = people.access_key(dave, created=LONG_AGO, last_used=NOON - timedelta(hours=1))
    people.access_key(dave, created=NOON - timedelta(days=1), last_used=NOON)
    page = words_of(as_alice.get(url("key-rotate", old)).text)
    assert "3. See that the old key rests Still used" in page
    assert "4. Deactivate the old key Later" in page


def test_an_old_key_that_rests_is_switched_off_and_then_deleted(
    clock: Any, as_alice: Client, dave: User
) -> None:
    old, _secret = people.access_key(dave, created=LONG_AGO, last_used=NOON - timedelta(days=2))
    people.access_key(dave, created=NOON - timedelta(days=1), last_used=NOON)
    page = words_of(as_alice.get(url("key-rotate", old)).text)
    assert "3. See that the old key rests Not used since" in page
    assert "4. Deactivate the old key Next" in page
    assert "5. Delete the old key Later" in page
    off = {"status": "Inactive", "then": "rotate"}
    assert as_alice.post(url("key-switch", old), off)["Location"] == url("key-rotate", old)
    page = as_alice.get(url("key-rotate", old)).text
    assert "4. Deactivate the old key Done" in words_of(page)
    assert "5. Delete the old key Next" in words_of(page)
    assert url("key-delete", old) in page
    assert "Activate it again" in page


def test_with_two_keys_the_older_one_makes_place(as_alice: Client, dave: User) -> None:
    old, _secret = people.access_key(dave)
    newer, _secret = people.access_key(dave)
    page = as_alice.get(url("key-rotate", newer)).text
    assert "Both places are taken" in page
    assert url("key-rotate", old) in page
    assert url("key-create") not in page


def test_everybody_rotates_their_own_keys_as_far_as_they_may(carol: User) -> None:
    browser = visiting(carol)
    old, _secret = people.access_key(carol)
    assert "You may not see this part." in browser.get(mine("key-rotate", old)).text
    people.grant(carol, people.allow("iam:*AccessKey*", carol.arn))
    assert f"{mine('key-create')}?for={old}" in browser.get(mine("key-rotate", old)).text
    answer = browser.post(f"{mine('key-create')}?for={old}")
    assert f'action="{mine("key-rotate", old)}"' in answer.text
    assert carol.access_keys.count() == 2


def test_a_key_of_somebody_else_is_not_rotated_or_edited(
    as_alice: Client, dave: User, bob: User
) -> None:
    key_id, _secret = people.access_key(bob)
    assert as_alice.get(url("key-rotate", key_id)).status_code == 404
    assert as_alice.get(url("key-edit", key_id)).status_code == 404
    assert as_alice.post(url("key-edit", key_id), {"description": "mine"}).status_code == 404


def test_a_key_to_be_replaced_is_named_by_an_id_alone(as_alice: Client, dave: User) -> None:
    answer = as_alice.post(f"{url('key-create')}?for=../../elsewhere")
    assert f'action="{url("credentials")}"' in answer.text
