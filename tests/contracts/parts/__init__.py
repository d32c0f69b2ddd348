"""What each subject adds to the contract tests: rows of the world, and calls that succeed in it.

A part has `VALUES`, any acceptable value of each parameter; `populate`, which makes one of
everything; and `calls`, by operation, what a call needs that is not said already.
"""

from tests.contracts.parts import (
    certificates,
    checks,
    effective,
    mfa,
    passwords,
    providers,
    reminding,
    reports,
    roles,
    sessions,
    sts,
)

PARTS = (
    certificates,
    checks,
    effective,
    mfa,
    passwords,
    providers,
    reminding,
    reports,
    roles,
    sessions,
    sts,
)
