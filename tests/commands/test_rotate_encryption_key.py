"""Changing the key secrets are sealed with: stopped anywhere, done while the site works, checked
before the old key is thrown away."""

from __future__ import annotations

import base64
import io
import os
import random
import signal
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now

from accounts.models import AccessKey, Account, IssuerKey, User
from iamconsole import sealed_columns
from iamconsole.sealed_columns import columns, keys_in_use
from iamconsole.sealing import CannotOpen, open_sealed, open_sealed_bytes, seal
from tests.contracts.test_other_processes import database_url
from tests.contracts.test_sealed_columns import take_on_a_role
from tests.contracts.world import World, populate
from tests.people import access_key, make_user

OLD, NEW = b"o" * 32, b"n" * 32
ROWS = 2_400
KILLS = 6


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("rotate_encryption_key", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def keys(settings: Any) -> Any:
    """The settings of a site with one key."""
    settings.ENCRYPTION_KEYS = {"old": OLD}
    return settings


@pytest.fixture
def world(keys: Any, account: Account, alice: User) -> World:
    populated = populate(account)
    take_on_a_role(populated)
    return populated


def contents() -> dict[tuple[str, Any], bytes]:
    """What every box there is opens to."""
    return {
        (str(column), row.pk): open_sealed_bytes(box, column.field.owner_of(row))
        for column in columns()
        for row in column.model._base_manager.all()
        if (box := getattr(row, column.field.attname))
    }


def test_every_secret_opens_with_the_new_key_alone_and_is_what_it_was(
    world: World, keys: Any
) -> None:
    before = contents()
    keys.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}
    told = run()
    assert "No row needs an older key." in told
    keys.ENCRYPTION_KEYS = {"new": NEW}
    assert contents() == before
    assert len({name for name, _ in before}) == len(columns())


def test_the_check_tells_what_needs_which_key_and_fails_while_an_old_one_is_needed(
    world: World, keys: Any
) -> None:
    assert "No row needs an older key." in run("--check")
    keys.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}
    before = contents()
    out = io.StringIO()
    with pytest.raises(CommandError, match=f"{len(before)} rows still need another key than new"):
        call_command("rotate_encryption_key", "--check", stdout=out)
    assert "new (seals): nothing needs it" in out.getvalue()
    assert "1 access keys" in out.getvalue()
    assert keys_in_use()["old"].total() == len(before)
    assert contents() == before


def test_a_key_that_was_thrown_away_too_early_is_named(world: World, keys: Any) -> None:
    keys.ENCRYPTION_KEYS = {"new": NEW}
    out = io.StringIO()
    with pytest.raises(CommandError, match="rows still need another key than new"):
        call_command("rotate_encryption_key", stdout=out)
    assert "old (NOT HERE: its rows do not open): 1 access keys" in out.getvalue()
    assert "access keys: 1 do not open with the keys there are" in out.getvalue()


def test_a_box_that_was_moved_to_another_row_is_left_alone_and_told(
    world: World, keys: Any
) -> None:
    access_key(world.dave)
    one, other = AccessKey.objects.filter(user=world.dave).order_by("pk")
    AccessKey.objects.filter(pk=one.pk).update(sealed_secret=other.sealed_secret)
    keys.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 rows still need another key"):
        call_command("rotate_encryption_key", stdout=out)
    assert "access keys: 1 do not open" in out.getvalue()
    other.refresh_from_db()
    assert other.sealed_secret.startswith("v1:new:")


def test_what_changed_after_it_was_read_is_not_overwritten(world: World, keys: Any) -> None:
    keys.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}
    column = next(column for column in columns() if column.model is AccessKey)
    read = column.to_reseal().get()
    meanwhile = seal("another secret", f"access_key:{read.key_id}")
    AccessKey.objects.filter(pk=read.pk).update(sealed_secret=meanwhile)
    outcome = sealed_columns.Outcome()
    column.reseal_row(read, outcome)
    assert outcome.resealed == 0
    assert AccessKey.objects.get(pk=read.pk).sealed_secret == meanwhile


def test_a_directory_without_secrets_needs_no_key(db: None, keys: Any) -> None:
    assert "old (seals): nothing needs it" in run()


def test_a_new_key_is_made_for_who_asks_and_not_under_an_id_in_use(keys: Any) -> None:
    key_id, _, encoded = run("--new-key", "k2").strip().partition(":")
    assert key_id == "k2"
    assert len(base64.b64decode(encoded, validate=True)) == 32
    assert run("--new-key", "k2") != run("--new-key", "k2")
    for used in ("old", "No:Id", ""):
        with pytest.raises(CommandError, match="no id for a key"):
            run("--new-key", used)


def in_another_process() -> subprocess.Popen[str]:
    """The command as an operator runs it, with a new key in front of the old one."""
    written = ",".join(
        f"{key_id}:{base64.b64encode(key).decode()}" for key_id, key in (("new", NEW), ("old", OLD))
    )
    variables = {
        "DJANGO_SETTINGS_MODULE": "iamconsole.settings",
        "DATABASE_URL": database_url(),
        "ENCRYPTION_KEYS": written,
        "VAR_DIR": str(site.VAR_DIR),
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "manage.py", "rotate_encryption_key", "--skip-checks"],
        cwd=site.BASE_DIR,
        env=kept | variables,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.timeout(600)
def test_killed_again_and_again_while_the_site_writes_it_ends_with_every_secret_whole(
    transactional_db: None, keys: Any, mallory: User
) -> None:
    """The site still seals with the old key and keeps changing secrets while it is run."""
    holder = make_user(mallory.account, "holder")
    ids = [f"AKIA{n:016}" for n in range(ROWS)]
    secrets = {key_id: f"secret of {key_id}" for key_id in ids}
    AccessKey.objects.bulk_create(
        AccessKey(
            account=mallory.account,
            user=holder,
            key_id=key_id,
            created=now(),
            sealed_secret=seal(secrets[key_id], f"access_key:{key_id}"),
        )
        for key_id in ids
    )
    chance, stop = random.Random(6), threading.Event()

    def go_on_writing() -> None:
        try:
            while not stop.wait(0.005):
                key_id = chance.choice(ids)
                secrets[key_id] = f"secret {chance.random()} of {key_id}"
                box = seal(secrets[key_id], f"access_key:{key_id}")
                AccessKey.objects.filter(key_id=key_id).update(sealed_secret=box)
        finally:
            connection.close()

    keys.ENCRYPTION_KEYS = {"old": OLD, "new": NEW}
    writing = threading.Thread(target=go_on_writing)
    writing.start()
    killed = 0
    try:
        for number in range(KILLS):
            with in_another_process() as process:
                for _ in range(number % 3 + 1):
                    process.stdout.readline()  # type: ignore[union-attr]
                process.send_signal(signal.SIGKILL)
                killed += process.wait() == -signal.SIGKILL
    finally:
        stop.set()
        writing.join()
    assert killed == KILLS
    left = keys_in_use()["old"].total()
    assert 0 < left < ROWS, "it was killed before its end, and after its beginning"
    with in_another_process() as process:
        told = process.communicate()[0]
    assert process.returncode == 0, told
    keys.ENCRYPTION_KEYS = {"new": NEW}
    kept = dict(AccessKey.objects.values_list("key_id", "sealed_secret"))
    assert {k: open_sealed(box, f"access_key:{k}") for k, box in kept.items()} == secrets
    keys.ENCRYPTION_KEYS = {"old": OLD}
    with pytest.raises(CannotOpen):
        open_sealed(kept[ids[0]], f"access_key:{ids[0]}")


def test_public_keys_stay_what_those_who_trust_us_have_fetched(world: World, keys: Any) -> None:
    published = dict(IssuerKey.objects.values_list("key_id", "public_key"))
    keys.ENCRYPTION_KEYS = {"new": NEW, "old": OLD}
    run()
    assert dict(IssuerKey.objects.values_list("key_id", "public_key")) == published
