"""What the settings make of an environment: each test starts a process of its own."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from iamconsole import keyfiles
from tests.settings import SETTINGS_OF_A_SHELL

ROOT = Path(__file__).resolve().parent.parent.parent
SHOW = "import json, sys; from iamconsole import settings; print(json.dumps({}, default=str))"


def python(code: str, tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    # Tests with a browser let Django work beside its event loop; no deployment does.
    unset = {*SETTINGS_OF_A_SHELL, "DJANGO_ALLOW_ASYNC_UNSAFE"}
    inherited = {k: v for k, v in os.environ.items() if k not in unset}
    return subprocess.run(
        [sys.executable, *code],
        cwd=ROOT,
        env=inherited | {"VAR_DIR": str(tmp_path / "var")} | variables,
        capture_output=True,
        text=True,
        timeout=60,
    )


def settings(tmp_path: Path, *names: str, **variables: str) -> Mapping[str, object]:
    wanted = ", ".join(f"{name!r}: settings.{name}" for name in names)
    answer = python(["-c", SHOW.format("{" + wanted + "}")], tmp_path, **variables)
    assert not answer.returncode, answer.stderr
    return json.loads(answer.stdout)


def test_a_wrong_value_stops_the_start_with_one_line(tmp_path):
    answer = python(["manage.py", "check"], tmp_path, PORT="eight thousand")
    assert answer.returncode == 1
    assert answer.stderr == (
        "The configuration is wrong: PORT must be a whole number from 1 to 65535.\n"
    )


def test_keys_are_made_once_for_their_owner_alone(tmp_path):
    first = settings(tmp_path, "SECRET_KEY", "ENCRYPTION_KEYS", "TRAIL_KEYS")
    assert settings(tmp_path, "SECRET_KEY", "ENCRYPTION_KEYS", "TRAIL_KEYS") == first
    for name in ("secret_key", "encryption_keys"):
        assert stat.S_IMODE((tmp_path / "var" / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["encryption_keys", "trail_keys"])
def test_a_key_that_was_changed_for_the_worse_in_its_file_stops_the_start_with_one_line(
    tmp_path, name
):
    settings(tmp_path, "SECRET_KEY")
    file = tmp_path / "var" / name
    file.write_text(f"k2:s3cret,{file.read_text()}")
    answer = python(["manage.py", "check"], tmp_path)
    assert answer.returncode == 1
    assert answer.stderr == (
        f"The configuration is wrong: {file} must hold pairs id:key separated by commas, "
        "each key being 32 bytes in base64 and each id different.\n"
    )


def test_two_installations_make_different_keys(tmp_path):
    assert settings(tmp_path / "a", "SECRET_KEY") != settings(tmp_path / "b", "SECRET_KEY")


def test_all_who_ask_at_once_get_the_same_key(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        asked = [
            pool.submit(keyfiles.kept, tmp_path / "key", keyfiles.new_secret_key)
            for _ in range(200)
        ]
        assert len({answer.result() for answer in asked}) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


def test_given_keys_leave_no_file_behind(tmp_path):
    keys = {name: keyfiles.new_encryption_keys() for name in ("ENCRYPTION_KEYS", "TRAIL_KEYS")}
    settings(tmp_path, SECRET_KEY="x" * 50, **keys)
    names = {file.name for file in (tmp_path / "var").iterdir()}
    assert not names & {"secret_key", "encryption_keys", "trail_keys"}


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "secret").write_text("from-a-file" * 5 + "\n")
    shown = settings(tmp_path, "SECRET_KEY", SECRET_KEY_FILE=str(tmp_path / "secret"))
    assert shown["SECRET_KEY"] == "from-a-file" * 5


def test_sqlite_waits_writes_through_and_begins_at_once(tmp_path):
    database = settings(tmp_path, "DATABASES")["DATABASES"]["default"]
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]
    assert database["OPTIONS"]["timeout"] == 20


def test_postgresql_shares_its_connections(tmp_path):
    url = "postgresql://iam:word@db.example:5433/iam?sslmode=verify-full"
    shown = settings(tmp_path, "DATABASES", DATABASE_URL=url, DATABASE_POOL_SIZE="4")
    database = shown["DATABASES"]["default"]
    assert database["OPTIONS"]["pool"]["max_size"] == 4
    assert database["OPTIONS"]["sslmode"] == "verify-full"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "iam")


def test_without_redis_messages_stay_in_the_var_folder(tmp_path):
    shown = settings(tmp_path, "CELERY_BROKER_URL", "CELERY_BROKER_TRANSPORT_OPTIONS", "CACHES")
    assert shown["CELERY_BROKER_URL"].startswith("filesystem://")
    folder = shown["CELERY_BROKER_TRANSPORT_OPTIONS"]["data_folder_in"]
    assert folder.startswith(str(tmp_path / "var"))
    assert shown["CACHES"]["default"]["BACKEND"].endswith("LocMemCache")


def test_redis_is_cache_and_broker(tmp_path):
    url = "redis://cache.example:6379/3"
    shown = settings(tmp_path, "CELERY_BROKER_URL", "CACHES", REDIS_URL=url)
    assert shown["CELERY_BROKER_URL"] == url
    assert shown["CACHES"]["default"]["LOCATION"] == url


@pytest.mark.parametrize(
    ("public_url", "hosts"),
    [
        ("https://iam.example.org", ["iam.example.org"]),
        ("http://127.0.0.1:8000", ["127.0.0.1", "localhost", "[::1]"]),
    ],
)
def test_it_answers_for_its_public_address_alone(tmp_path, public_url, hosts):
    assert settings(tmp_path, "ALLOWED_HOSTS", PUBLIC_URL=public_url)["ALLOWED_HOSTS"] == hosts


@pytest.mark.parametrize(("public_url", "secure"), [("https://a.example", True), ("", False)])
def test_the_public_address_decides_what_cookies_demand(tmp_path, public_url, secure):
    names = ["CSRF_COOKIE_SECURE", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT"]
    shown = settings(tmp_path, *names, "CSRF_COOKIE_NAME", PUBLIC_URL=public_url)
    assert [shown[name] for name in names] == [secure] * 3
    assert shown["CSRF_COOKIE_NAME"] == ("__Host-csrf" if secure else "csrf")


def test_mail_is_sent_as_its_url_says(tmp_path):
    names = ["EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS"]
    shown = settings(tmp_path, *names, EMAIL_URL="submission://me:a%40b@mail.example")
    assert list(shown.values()) == ["mail.example", 587, "me", "a@b", True]


def test_production_settings_pass_djangos_own_checks(tmp_path):
    answer = python(
        ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        tmp_path,
        PUBLIC_URL="https://iam.example.org",
        SECRET_KEY=keyfiles.new_secret_key(),
        ENCRYPTION_KEYS=keyfiles.new_encryption_keys(),
        TRAIL_KEYS=keyfiles.new_encryption_keys(),
    )
    assert not answer.returncode, answer.stderr


def test_the_tests_forget_every_setting_of_the_shell(tmp_path):
    answer = python(
        ["-c", "from iamconsole import env, settings; print(*sorted(env.declared))"], tmp_path
    )
    assert answer.stdout.split() == sorted(SETTINGS_OF_A_SHELL)
