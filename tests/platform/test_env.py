"""The environment is read by type, and a wrong value names its variable and nothing more."""

from __future__ import annotations

import base64
from ipaddress import ip_network
from pathlib import Path

import pytest

from iamconsole import env

KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def forget_declarations() -> None:
    known = dict(env.declared)
    yield
    env.declared.clear()
    env.declared.update(known)


@pytest.mark.parametrize(
    ("read", "written", "value"),
    [
        (lambda: env.flag("X", False), "true", True),
        (lambda: env.flag("X", True), "0", False),
        (lambda: env.number("X", 1, 1, 10), "7", 7),
        (lambda: env.words("X", [], "words"), "a, b,,c ", ["a", "b", "c"]),
        (lambda: env.choice("X", "a", ("a", "b")), "b", "b"),
        (lambda: env.folder("X", Path("/x")), "/srv/iam", Path("/srv/iam")),
        (lambda: env.origin("X", ""), "https://iam.example.org/", "https://iam.example.org"),
        (lambda: env.origin("X", ""), "http://[::1]:8000", "http://[::1]:8000"),
        (
            lambda: env.url("X", "", ("redis",)),
            "redis://:word@host:6379/1",
            "redis://:word@host:6379/1",
        ),
        (
            lambda: env.networks("X"),
            "10.0.0.0/8, ::1",
            [ip_network("10.0.0.0/8"), ip_network("::1")],
        ),
        (lambda: env.encryption_keys("X", {}), f"k2:{KEY}", {"k2": bytes(range(32))}),
    ],
)
def test_it_reads(monkeypatch, read, written, value):
    monkeypatch.setenv("X", written)
    assert read() == value


@pytest.mark.parametrize(
    ("read", "written"),
    [
        (lambda: env.flag("X", False), "perhaps-s3cret"),
        (lambda: env.number("X", 1, 1, 10), "s3cret"),
        (lambda: env.number("X", 1, 1, 10), "11"),
        (lambda: env.choice("X", "a", ("a", "b")), "s3cret"),
        (lambda: env.folder("X", Path("/x")), "s3cret/relative"),
        (lambda: env.origin("X", ""), "ftp://s3cret.example"),
        (lambda: env.origin("X", ""), "https://s3cret.example/path"),
        (lambda: env.origin("X", ""), "https://name:s3cret@example.org"),
        (lambda: env.origin("X", ""), "https://s3cret.example:port"),
        (lambda: env.url("X", "", ("redis",)), "http://s3cret.example"),
        (lambda: env.choices("X", ("mail", "redis")), "mail,s3cret"),
        (lambda: env.networks("X"), "10.0.0.0/8,s3cret"),
        (lambda: env.networks("X"), "10.0.0.1/8"),
        (lambda: env.database("X", {}), "mysql://root:s3cret@host/name"),
        (lambda: env.database("X", {}), "postgresql://root:s3cret@host:port/name"),
        (lambda: env.email("X", {}), "carrier-pigeon://s3cret"),
        (lambda: env.secret("X", "long", at_least=50), "s3cret"),
        (lambda: env.encryption_keys("X", {}), "s3cret"),
        (lambda: env.encryption_keys("X", {}), "k1:s3cret"),
        (lambda: env.encryption_keys("X", {}), f"k1:{KEY[:20]}"),
        (lambda: env.encryption_keys("X", {}), f"k1:{KEY},k1:{KEY}"),
        (lambda: env.encryption_keys("X", {}), f":{KEY}"),
    ],
)
def test_a_wrong_value_is_refused_without_repeating_it(monkeypatch, read, written):
    monkeypatch.setenv("X", written)
    with pytest.raises(env.Misconfigured) as refusal:
        read()
    assert str(refusal.value).startswith("X must be ")
    assert "s3cret" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


def test_any_of_some_words_may_be_chosen(monkeypatch):
    monkeypatch.setenv("X", "redis, mail,")
    assert env.choices("X", ("database", "mail", "redis")) == ["redis", "mail"]


def test_nothing_given_is_the_default(monkeypatch):
    monkeypatch.delenv("X", raising=False)
    assert env.number("X", 5, 1, 10) == 5


def test_an_empty_value_counts_as_nothing_given(monkeypatch):
    monkeypatch.setenv("X", "")
    assert env.number("X", 5, 1, 10) == 5


def test_a_file_may_hold_the_value(monkeypatch, tmp_path):
    file = tmp_path / "key"
    file.write_text(f"k1:{KEY}\n")
    monkeypatch.setenv("X_FILE", str(file))
    assert env.encryption_keys("X", {}) == {"k1": bytes(range(32))}


def test_a_value_and_a_file_at_once_are_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("X", "1")
    monkeypatch.setenv("X_FILE", str(tmp_path))
    with pytest.raises(env.Misconfigured, match="X and X_FILE are both set"):
        env.number("X", 5, 1, 10)


@pytest.mark.parametrize("path", ["missing", "."])
def test_a_file_that_cannot_be_read_is_refused(monkeypatch, tmp_path, path):
    monkeypatch.setenv("X_FILE", str(tmp_path / path))
    with pytest.raises(env.Misconfigured, match="X_FILE must name a readable file"):
        env.number("X", 5, 1, 10)


def test_a_file_that_holds_no_text_is_refused(monkeypatch, tmp_path):
    (tmp_path / "key").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setenv("X_FILE", str(tmp_path / "key"))
    with pytest.raises(env.Misconfigured, match="X must be"):
        env.secret("X", "a secret")


def test_the_first_encryption_key_comes_first(monkeypatch):
    other = base64.b64encode(bytes(32)).decode()
    monkeypatch.setenv("X", f"new:{KEY}, old:{other}")
    assert list(env.encryption_keys("X", {})) == ["new", "old"]
