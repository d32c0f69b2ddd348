"""One-time codes: which step of a seed a typed code belongs to (RFC 4226, RFC 6238)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime

from django.utils.crypto import constant_time_compare
from django_otp.oath import hotp

STEP_SECONDS = 30
DIGITS = 6


def step_at(moment: datetime) -> int:
    """The time step that clocks agree on at that moment."""
    return int(moment.timestamp()) // STEP_SECONDS


def digits_of(typed: str) -> str:
    """The digits of what was typed, so that one code has one spelling: spaces and scripts go."""
    return "".join(str(unicodedata.decimal(sign)) for sign in typed if sign.isdecimal())


def matching_step(seed: bytes, typed: str, steps: Iterable[int]) -> int | None:
    """The step whose code this is; of two codes typed as one, the step of the second.

    Every step is tried whatever matches, so that the time it takes tells nothing.
    """
    digits = digits_of(typed)
    successive = len(digits) // DIGITS
    if digits == "" or len(digits) % DIGITS:
        return None
    found = None
    for step in steps:
        codes = (hotp(seed, step + later, DIGITS) for later in range(successive))
        if constant_time_compare("".join(f"{code:0{DIGITS}}" for code in codes), digits):
            found = step + successive - 1
    return found
