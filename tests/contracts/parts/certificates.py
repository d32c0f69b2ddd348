"""Certificates, SSH keys and service-specific credentials in the contract tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests import certificates as made

if TYPE_CHECKING:
    from tests.contracts.world import World

_CODECOMMIT = "codecommit.amazonaws.com"
_ISSUER = made.issue("issuer")
_ISSUED = made.issue(by=_ISSUER)
VALUES: dict[str, Any] = {
    "certificate_body": _ISSUED.body,
    "certificate_chain": _ISSUER.body,
    "certificate_id": "TA7SMP42TDN5Z26OBPJE7EXAMPLE",
    "credential_age_days": 30,
    "encoding": "PEM",
    "new_server_certificate_name": "renamed",
    "private_key": _ISSUED.key,
    "server_certificate_name": "server",
    "service_name": _CODECOMMIT,
    "service_specific_credential_id": "ACCAEXAMPLE123EXAMPLE",
    "ssh_public_key_body": made.ssh(made.rsa_key()),
    "ssh_public_key_id": "APKAEIBAERJR2EXAMPLE",
}


def populate(world: World, text: str, names: dict[str, str]) -> dict[str, Any]:
    """Make one of each, with `text` wherever text can stand; values of parameters that name it."""
    dave, name = world.dave, f"server-{world.dave.name}"
    label: dict[str, Any] = {"path": f"/{text}/", "tags": {"team": text, text: "team"}}
    made.server_certificate(world.account, name, **label)
    return VALUES | {
        "server_certificate_name": name,
        "certificate_id": made.signing_certificate(dave).certificate_id,
        "ssh_public_key_id": made.ssh_public_key(dave).key_id,
        "service_specific_credential_id": made.service_credential(dave).credential_id,
    }


def calls(world: World) -> dict[str, dict[str, Any]]:
    """By operation, what its call needs other than what `populate` gave."""
    return {
        "UploadServerCertificate": {"server_certificate_name": "fresh"},
        # Everybody's are listed, or one user's.
        "ListServiceSpecificCredentials": {"all_users": None},
    }
