"""What can lock somebody out or in wants a proof, not older than 15 minutes, that one is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.timezone import now

from iamconsole.errors import ConfirmationNeeded
from iamconsole.gate import operations
from tests.contracts.world import sample, undone
from tests.people import calling

# Whatever these are about decides who comes in: their operations are grave, or say why not.
NOUNS = {
    "access_keys",
    "delegations",
    "enrolment_links",
    "hardware_tokens",
    "login_profiles",
    "mfa_devices",
    "oidc_providers",
    "password_policy",
    "passwords",
    "recovery_codes",
    "roles",
    "saml_providers",
    "security_keys",
    "service_specific_credentials",
    "signing_certificates",
    "ssh_public_keys",
    "users",
}
LIGHT = {
    "AssociateDelegationRequest": "takes a request to look at it",
    "ChangePassword": "proves the old password by itself",
    "CreateDelegationRequest": "asks, and gives nothing",
    "CreateUser": "makes somebody without any credential",
    "CreateVirtualMFADevice": "makes a device nobody has yet",
    "DeleteVirtualMFADevice": "takes away a device nobody has",
    "ForgetHardwareMFADevice": "takes away a device nobody has",
    "RejectDelegationRequest": "gives nothing",
    "UpdateDelegationRequest": "changes a note",
    "UpdateRole": "says how long sessions may last, and what the role is for",
    "UpdateRoleDescription": "says what the role is for",
    "UpdateUser": "names somebody anew",
}


def test_every_act_on_who_comes_in_is_grave_or_says_why_not():
    light = {
        op.name
        for op in operations
        if op.noun in NOUNS and not (op.is_read or op.is_grave or op.is_for_root)
    }
    named_for_tags = {name for name in light if name.startswith(("Tag", "Untag"))}
    assert light - named_for_tags == set(LIGHT)


def test_a_browser_whose_proof_is_old_is_asked_for_another(world, root, alice, subtests):
    moment = now() - timedelta(minutes=15)
    for op in operations:
        if not op.is_grave:
            continue
        old = replace(calling(root if op.noun == "security_keys" else alice), session_id="s")
        with subtests.test(op.name), undone(), pytest.raises(ConfirmationNeeded, match="/confirm"):
            op.perform(replace(old, confirmed=moment), sample(op, world))


def test_root_is_asked_for_all_it_changes(world, root, subtests):
    old = replace(calling(root), session_id="s", confirmed=now() - timedelta(minutes=15))
    for op in operations:
        refused_before = op.is_for_providers or op.name in {"AssumeRole", "ChangePassword"}
        if op.is_read or refused_before:
            continue
        with subtests.test(op.name), undone(), pytest.raises(ConfirmationNeeded):
            op.perform(old, sample(op, world))
