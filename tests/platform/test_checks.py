"""A setting that would be unsafe is an error before it is served."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.core.checks import run_checks


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
