"""SSH keys, signing certificates and service-specific credentials: lists that work alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext_lazy

from accounts import credential_services, rules
from accounts.console.owners import Owner
from accounts.operations.service_specific_credentials import (
    create_service_specific_credential,
    delete_service_specific_credential,
    list_service_specific_credentials,
    update_service_specific_credential,
)
from accounts.operations.signing_certificates import (
    delete_signing_certificate,
    list_signing_certificates,
    update_signing_certificate,
    upload_signing_certificate,
)
from accounts.operations.ssh_public_keys import (
    delete_ssh_public_key,
    get_ssh_public_key,
    list_ssh_public_keys,
    update_ssh_public_key,
    upload_ssh_public_key,
)
from accounts.shapes import (
    ServiceSpecificCredentialsResult,
    SigningCertificatesResult,
    SSHPublicKeysResult,
)
from iamconsole import pem
from iamconsole.caller import CallerKind
from iamconsole.console.cells import Words
from iamconsole.console.forms import OperationForm, PhraseForm
from iamconsole.console.parts import part
from iamconsole.errors import AccessDenied
from iamconsole.gate import Operation


@dataclass(frozen=True)
class Held:
    """A credential in its list: what it is for, and since and until when."""

    credential_id: str
    status: str
    created: datetime
    about: str
    ends: datetime | None = None

    @property
    def is_active(self) -> bool:
        return self.status == "Active"

    @property
    def is_expired(self) -> bool:
        return self.status == "Expired"

    @property
    def is_over(self) -> bool:
        return self.ends is not None and self.ends <= now()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of credential: what it is called, and what to ask for whom."""

    slug: str
    title: Words
    create: Words
    creating: Words
    deleting: Words
    removal: Words
    nothing: Words
    full: Words = ""
    most: int | None = None
    id_parameter: str
    listing: Operation[Any, Any]
    update: Operation[Any, Any]
    held: Callable[[Owner, Any], Iterator[Held]]
    form: type[OperationForm]
    deletion: type[PhraseForm]
    has_secret: bool = False


@dataclass(frozen=True)
class Listed:
    """What somebody has of a kind, or why that may not be seen."""

    owner: Owner
    kind: Kind
    held: tuple[Held, ...]
    refusal: AccessDenied | None

    @property
    def is_full(self) -> bool:
        return self.kind.most is not None and len(self.held) >= self.kind.most

    @property
    def new_address(self) -> str:
        return self.owner.url(f"{self.kind.slug}-create")

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        """Each credential with the addresses of what can be done to it."""
        for one in self.held:
            addresses = {
                act: self.owner.url(f"{self.kind.slug}-{act}", one.credential_id)
                for act in ("switch", "delete", *(("reset",) if self.kind.has_secret else ()))
            }
            yield {"one": one} | addresses


def lists_of(owner: Owner) -> tuple[Listed, ...]:
    """All that somebody has. Root has no name that most of it could be for; roles have nothing."""
    kinds = KINDS
    if owner.is_caller and owner.caller.kind is not CallerKind.USER:
        kinds = (SIGNING_CERTIFICATES,) if owner.caller.is_root else ()
    return tuple(list_of(owner, kind) for kind in kinds)


def list_of(owner: Owner, kind: Kind) -> Listed:
    found = part(kind.listing, owner.caller, **whose(owner))
    held = tuple(kind.held(owner, found.content)) if found.content else ()
    return Listed(owner, kind, held, found.refusal)


def whose(owner: Owner) -> dict[str, str]:
    """The name most of these operations want even from those who ask for themselves."""
    name = owner.user_name or owner.caller.user_name
    return {"user_name": name} if name else {}


def _ssh_keys(owner: Owner, found: SSHPublicKeysResult) -> Iterator[Held]:
    for key in found.ssh_public_keys:
        told = part(
            get_ssh_public_key,
            owner.caller,
            user_name=whose(owner)["user_name"],
            ssh_public_key_id=key.ssh_public_key_id,
            encoding="SSH",
        )
        about = f"MD5 {told.content.ssh_public_key.fingerprint}" if told.content else ""
        yield Held(key.ssh_public_key_id, key.status, key.upload_date, about)


def _signing_certificates(owner: Owner, found: SigningCertificatesResult) -> Iterator[Held]:
    for one in found.certificates:
        ends = pem.certificate(one.certificate_body).ends
        yield Held(one.certificate_id, one.status, one.upload_date, "", ends)


def _service_credentials(owner: Owner, found: ServiceSpecificCredentialsResult) -> Iterator[Held]:
    for one in found.service_specific_credentials:
        name = one.service_user_name or one.service_credential_alias
        yield Held(
            one.service_specific_credential_id,
            one.status,
            one.create_date,
            f"{one.service_name} · {name}",
            one.expiration_date,
        )


def _pasted(rows: int) -> forms.Textarea:
    return forms.Textarea(
        attrs={"rows": rows, "class": "textarea-mono", "spellcheck": "false", "autocomplete": "off"}
    )


class SSHKeyForm(OperationForm):
    operation = upload_ssh_public_key
    blames = dict.fromkeys(
        ("InvalidPublicKey", "UnrecognizedPublicKeyEncoding", "DuplicateSSHPublicKey"),
        "ssh_public_key_body",
    )
    ssh_public_key_body = forms.CharField(
        label=gettext_lazy("Public key"),
        help_text=gettext_lazy(
            "RSA with at least 2048 bits: the line in id_rsa.pub, or PEM. Never the private key."
        ),
        widget=_pasted(5),
    )


class SigningCertificateForm(OperationForm):
    operation = upload_signing_certificate
    blames = dict.fromkeys(
        ("MalformedCertificate", "InvalidCertificate", "DuplicateCertificate"), "certificate_body"
    )
    certificate_body = forms.CharField(
        label=gettext_lazy("Certificate"),
        help_text=gettext_lazy("X.509 in PEM: all from BEGIN to END. Never the private key."),
        widget=_pasted(10),
    )


class ServiceCredentialForm(OperationForm):
    operation = create_service_specific_credential
    service_name = forms.ChoiceField(
        label=gettext_lazy("Service"),
        choices=[(service.name, service.name) for service in credential_services.SERVICES],
    )
    credential_age_days = forms.IntegerField(
        label=gettext_lazy("Days it is good for"),
        help_text=gettext_lazy("It never expires if this is left empty."),
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )


class DeleteSSHKeyForm(PhraseForm):
    operation = delete_ssh_public_key


class DeleteSigningCertificateForm(PhraseForm):
    operation = delete_signing_certificate


class DeleteServiceCredentialForm(PhraseForm):
    operation = delete_service_specific_credential


SSH_KEYS = Kind(
    slug="ssh-keys",
    title=gettext_lazy("SSH public keys"),
    create=gettext_lazy("Upload SSH public key"),
    creating=gettext_lazy("Upload an SSH public key for %(name)s"),
    deleting=gettext_lazy("Delete an SSH public key of %(name)s?"),
    removal=gettext_lazy("Delete the SSH public key %(id)s of %(name)s"),
    nothing=gettext_lazy("No SSH public keys. They are for Git over SSH."),
    full=gettext_lazy("Five is all a user can have. Delete one to add another."),
    most=rules.MAX_SSH_KEYS_A_USER,
    id_parameter="ssh_public_key_id",
    listing=list_ssh_public_keys,
    update=update_ssh_public_key,
    held=_ssh_keys,
    form=SSHKeyForm,
    deletion=DeleteSSHKeyForm,
)
SIGNING_CERTIFICATES = Kind(
    slug="signing-certificates",
    title=gettext_lazy("Signing certificates"),
    create=gettext_lazy("Upload certificate"),
    creating=gettext_lazy("Upload a signing certificate for %(name)s"),
    deleting=gettext_lazy("Delete a signing certificate of %(name)s?"),
    removal=gettext_lazy("Delete the signing certificate %(id)s of %(name)s"),
    nothing=gettext_lazy("No signing certificates. Only a few old services ask for them."),
    full=gettext_lazy("Two is all a user can have. Delete one to add another."),
    most=rules.MAX_SIGNING_CERTIFICATES_A_USER,
    id_parameter="certificate_id",
    listing=list_signing_certificates,
    update=update_signing_certificate,
    held=_signing_certificates,
    form=SigningCertificateForm,
    deletion=DeleteSigningCertificateForm,
)
SERVICE_CREDENTIALS = Kind(
    slug="service-credentials",
    title=gettext_lazy("Service-specific credentials"),
    create=gettext_lazy("Create credential"),
    creating=gettext_lazy("Create a service-specific credential for %(name)s"),
    deleting=gettext_lazy("Delete a service-specific credential of %(name)s?"),
    removal=gettext_lazy("Delete the service-specific credential %(id)s of %(name)s"),
    nothing=gettext_lazy("No passwords or tokens that are for one service alone."),
    id_parameter="service_specific_credential_id",
    listing=list_service_specific_credentials,
    update=update_service_specific_credential,
    held=_service_credentials,
    form=ServiceCredentialForm,
    deletion=DeleteServiceCredentialForm,
    has_secret=True,
)
KINDS: tuple[Kind, ...] = (SSH_KEYS, SIGNING_CERTIFICATES, SERVICE_CREDENTIALS)


def one_of(owner: Owner, kind: Kind, credential_id: str) -> Held | None:
    """A credential, for those who may see it."""
    return next((o for o in list_of(owner, kind).held if o.credential_id == credential_id), None)
