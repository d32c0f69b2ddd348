"""Acts that can lock people out or let them in want a browser's proof of the last 15 minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.timezone import now

from iamconsole.errors import ConfirmationNeeded, Refused
from iamconsole.gate import operations
from tests.contracts.world import sample, undone
from tests.people import calling

GRAVE = sorted(op.name for op in operations if op.is_grave)
STALE = timedelta(minutes=15, seconds=1)
# What credentials, second factors and the ways to get them are made and unmade with.
EXPECTED = {
    "CreateAccessKey",
    "CreateLoginProfile",
    "CreatePasswordLink",
    "CreateRecoveryCodes",
    "CreateSAMLProvider",
    "DeactivateMFADevice",
    "DeleteLoginProfile",
    "DeleteUser",
    "DisableUser",
    "EnableMFADevice",
    "ResyncMFADevice",
    "UpdateAccessKey",
    "UpdateAccountPasswordPolicy",
    "UpdateAssumeRolePolicy",
    "UpdateLoginProfile",
    "UpdateMFARequirement",
    "UploadSSHPublicKey",
    "UploadSigningCertificate",
}


def at_a_browser(user, proven_ago):
    confirmed = now() - proven_ago if proven_ago is not None else None
    return replace(calling(user), session_id="s" * 32, confirmed=confirmed)


def is_stopped(op, caller, world):
    with undone():
        try:
            op.perform(caller, sample(op, world))
        except ConfirmationNeeded:
            return True
        except Refused:
            return False
    return False


def test_those_that_matter_are_among_them():
    assert set(GRAVE) >= EXPECTED


@pytest.mark.parametrize("proven_ago", [STALE, None])
def test_each_is_stopped_where_the_proof_is_old(world, alice, proven_ago, subtests):
    caller = at_a_browser(alice, proven_ago)
    for name in GRAVE:
        with subtests.test(name):
            assert is_stopped(operations[name], caller, world)


def test_none_is_stopped_after_a_fresh_proof_or_with_a_key(world, alice, subtests):
    fresh = at_a_browser(alice, timedelta(minutes=14))
    for name in GRAVE:
        with subtests.test(name):
            assert not is_stopped(operations[name], fresh, world)
            assert not is_stopped(operations[name], calling(alice), world)


def test_everything_root_changes_is_stopped_and_nothing_it_reads(world, root, subtests):
    caller = at_a_browser(root, STALE)
    for op in operations:
        if op.is_for_providers:
            continue
        with subtests.test(op.name):
            assert is_stopped(op, caller, world) is not op.is_read or _not_for_root(op, world, root)


def _not_for_root(op, world, root):
    """Whether root is refused before, whatever it proves."""
    with undone():
        try:
            op.perform(calling(root), sample(op, world))
        except Refused:
            return True
    return False


def test_what_is_not_allowed_is_not_asked_to_be_confirmed(world, carol):
    caller = at_a_browser(carol, STALE)
    for name in GRAVE:
        assert not is_stopped(operations[name], caller, world)
