"""A setting that would be unsafe is an error before it is served."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.core.checks import WARNING, run_checks

SMTP = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"}


def postgresql(host, **options):
    engine = "django.db.backends.postgresql"
    return {"default": {"ENGINE": engine, "HOST": host, "OPTIONS": options}}


def problems(**kwargs: object) -> set[str]:
    found = run_checks(tags=["security"], **kwargs)
    return {problem.id for problem in found if problem.id.startswith("iamconsole.")}


def test_the_default_installation_has_no_problem():
    assert problems() == set()


@pytest.mark.parametrize(
    ("problem", "unsafe"),
    [
        ("iamconsole.E001", {"ALLOWED_HOSTS": ["*"]}),
        ("iamconsole.E002", {"IS_HTTPS": False, "IS_LOOPBACK": False}),
        ("iamconsole.E003", {"DEBUG": True, "IS_HTTPS": True, "IS_LOOPBACK": False}),
        ("iamconsole.E004", {"TRUSTED_PROXIES": [ip_network("0.0.0.0/0")]}),
        ("iamconsole.E004", {"TRUSTED_PROXIES": [ip_network("::/0")]}),
    ],
)
def test_it_is_an_error(settings, problem, unsafe):
    for name, value in unsafe.items():
        setattr(settings, name, value)
    assert problems() == {problem}


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("database", {"DATABASES": postgresql("db.example")}),
        ("database", {"DATABASES": postgresql("127.0.0.1,10.0.0.5")}),
        ("database", {"DATABASES": postgresql("db.example", sslmode="require")}),
        ("redis", {"REDIS_URL": "redis://10.0.0.7:6379/0"}),
        ("redis", {"REDIS_URL": "rediss://10.0.0.7:6379/0?ssl_cert_reqs=none"}),
        ("mail", SMTP | {"EMAIL_HOST": "mail.example"}),
        ("syslog", {"SYSLOG": ("10.0.0.9", 514)}),
    ],
)
def test_nothing_goes_beyond_this_machine_in_clear_unless_it_is_wanted(settings, name, address):
    for setting, value in address.items():
        setattr(settings, setting, value)
    (found,) = run_checks(tags=["security"])
    assert found.id == "iamconsole.E008"
    assert f"CLEAR_TEXT_TO={name}" in found.hint
    settings.CLEAR_TEXT_TO = ["else"]
    assert problems() == {"iamconsole.E008"}
    settings.CLEAR_TEXT_TO = [name]
    (found,) = run_checks(tags=["security"])
    assert (found.id, found.is_serious(WARNING)) == ("iamconsole.I001", False)


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
@pytest.mark.parametrize(
    "address",
    [
        {"DATABASES": postgresql("db.example", sslmode="verify-full")},
        {"DATABASES": postgresql("/run/postgresql")},
        {"DATABASES": postgresql("")},
        {"DATABASES": postgresql("::1")},
        {"REDIS_URL": "rediss://cache.example"},
        {"REDIS_URL": "redis://localhost:6379/0"},
        SMTP | {"EMAIL_HOST": "mail.example", "EMAIL_USE_TLS": True},
        SMTP | {"EMAIL_HOST": "localhost"},
        {"SYSLOG": "/dev/log"},
        {"SYSLOG": ("127.0.0.1", 514)},
    ],
    ids=str,
)
def test_what_is_encrypted_or_stays_here_is_no_problem(settings, address):
    for setting, value in address.items():
        setattr(settings, setting, value)
    assert problems() == set()


def test_a_key_file_others_can_read_is_an_error(settings, tmp_path):
    settings.SECRET_KEY_FILE = tmp_path / "secret_key"
    settings.SECRET_KEY_FILE.write_text("key")
    settings.SECRET_KEY_FILE.chmod(0o640)
    assert problems() == {"iamconsole.E005"}
    settings.SECRET_KEY_FILE.chmod(0o600)
    assert problems() == set()


@pytest.mark.parametrize(
    ("problem", "unfit"),
    [
        ("iamconsole.E006", {"HAS_GENERATED_KEYS": True, "IS_HTTPS": True}),
        ("iamconsole.E007", {"HAS_GENERATED_KEYS": False, "IS_HTTPS": False}),
    ],
)
def test_it_is_an_error_where_it_is_deployed(settings, problem, unfit):
    for name, value in unfit.items():
        setattr(settings, name, value)
    assert problems() == set()
    assert problems(include_deployment_checks=True) == {problem}
