"""Probes tell which part fails, in one word, and never why."""

from __future__ import annotations

import pytest
from django.db.utils import ConnectionHandler

from iamconsole import health

pytestmark = pytest.mark.django_db


def test_the_process_says_that_it_is_there(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"process": "ok"})


def test_it_is_ready_when_database_and_broker_answer(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "broker": "ok"})


@pytest.mark.parametrize(
    "unreachable",
    [
        {"ENGINE": "django.db.backends.sqlite3", "NAME": "/nowhere/iamconsole.sqlite3"},
        {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1", "PORT": 1, "NAME": "x"},
    ],
)
def test_it_is_not_ready_without_its_database(client, monkeypatch, unreachable):
    monkeypatch.setattr(
        health, "connection", ConnectionHandler({"default": unreachable})["default"]
    )
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": "unavailable", "broker": "ok"})


def test_it_is_not_ready_without_its_broker(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "broker": "unavailable"})


def test_the_folder_of_messages_must_be_there(client, settings, tmp_path):
    settings.REDIS_URL = ""
    settings.BROKER_DIR = tmp_path / "gone"
    assert client.get("/readyz").json()["broker"] == "unavailable"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_are_answered_under_any_name(client, path):
    assert client.get(path, headers={"host": "10.1.2.3:8000"}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_are_only_read(client, path):
    assert client.post(path).status_code == 405


def test_metrics_are_not_there_unless_enabled(client):
    assert client.get("/metrics").status_code == 404
