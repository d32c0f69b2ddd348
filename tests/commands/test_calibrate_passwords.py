"""The strength of passwords is found by measuring, and never below what is safe."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import call_command

from accounts.management.commands import calibrate_passwords as calibration
from iamconsole import env


def calibrated(monkeypatch: pytest.MonkeyPatch, cost: float, memory: int, **options: Any) -> str:
    """What the command prints on a machine where a pass over a MiB costs so many milliseconds."""
    monkeypatch.setattr(calibration, "hash_once", lambda mib, passes: cost * mib * passes)
    monkeypatch.setattr(calibration, "memory_mib", lambda: memory)
    monkeypatch.setattr(calibration.os, "cpu_count", lambda: 2)
    out = io.StringIO()
    call_command("calibrate_passwords", stdout=out, **options)
    return out.getvalue()


def settings_in(printed: str) -> dict[str, int]:
    lines = [line for line in printed.splitlines() if line.startswith("PASSWORD_")]
    return {name: int(value) for name, _, value in (line.partition("=") for line in lines)}


def test_it_takes_the_memory_there_is_time_for_and_then_passes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = settings_in(calibrated(monkeypatch, cost=0.5, memory=64_000))
    assert found == {
        "PASSWORD_MEMORY_MIB": 76,
        "PASSWORD_PASSES": 2,
        "PASSWORD_CHECKS_AT_ONCE": 1,
    }


def test_little_memory_is_made_up_for_by_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings_in(calibrated(monkeypatch, cost=0.5, memory=1200))
    assert (found["PASSWORD_MEMORY_MIB"], found["PASSWORD_PASSES"]) == (30, 6)


def test_a_slow_machine_gets_the_least_that_is_safe_and_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printed = calibrated(monkeypatch, cost=50, memory=64_000)
    found = settings_in(printed)
    assert (found["PASSWORD_MEMORY_MIB"], found["PASSWORD_PASSES"]) == (19, 2)
    assert "not made any weaker" in printed


def test_more_time_is_more_strength(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings_in(calibrated(monkeypatch, cost=0.5, memory=64_000, milliseconds=400))
    assert (found["PASSWORD_MEMORY_MIB"], found["PASSWORD_PASSES"]) == (304, 2)


def test_what_it_prints_is_what_the_settings_take(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"PASSWORD_MEMORY_MIB": (19, 1024), "PASSWORD_PASSES": (2, 64)}
    for name, value in settings_in(calibrated(monkeypatch, cost=0.001, memory=10**6)).items():
        monkeypatch.setenv(name, str(value))
        least, most = limits.get(name, (1, 64))
        assert env.number(name, 0, at_least=least, at_most=most) == value


def test_it_measures_in_earnest(monkeypatch: pytest.MonkeyPatch) -> None:
    assert calibration.hash_once(19, 2) > 0
    assert calibration.memory_mib() > 100
