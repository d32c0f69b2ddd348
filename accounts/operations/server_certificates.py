from __future__ import annotations

from django.utils.timezone import now

from accounts import queries, rules, tagging, targets
from accounts.models import ServerCertificate
from accounts.names import (
    CertificateBody,
    CertificateChain,
    Marker,
    MaxItems,
    Path,
    PathPrefix,
    PrivateKey,
    ServerCertificateName,
    TagKeys,
    Tags,
)
from accounts.shapes import (
    ServerCertificateMetadataShape,
    ServerCertificateResult,
    ServerCertificateShape,
    ServerCertificatesResult,
    TagsResult,
    UploadedServerCertificateResult,
)
from iamconsole import pem
from iamconsole.caller import Call
from iamconsole.errors import EntityAlreadyExists, KeyPairMismatch, MalformedCertificate
from iamconsole.gate import operation
from iamconsole.paging import page
from iamconsole.sealing import seal


@operation(on=targets.new_server_certificate, is_decisive=False)
def upload_server_certificate(
    call: Call[None],
    *,
    path: Path = "/",
    server_certificate_name: ServerCertificateName,
    certificate_body: CertificateBody,
    private_key: PrivateKey,
    certificate_chain: CertificateChain | None = None,
    tags: Tags = (),
) -> UploadedServerCertificateResult:
    """Keep a certificate of the account's servers with its private key, which stays here."""
    leaf = _current(_one(certificate_body))
    chain = _chain(leaf, certificate_chain)
    key = _key_of(leaf, private_key)
    row = ServerCertificate(
        account_id=call.account_id,
        name=server_certificate_name,
        path=path,
        created=now(),
        tags=rules.merged_tags({}, tags),
        body=leaf.text,
        chain=chain,
        expires=leaf.ends,
    )
    row.sealed_private_key = seal(key.text, f"server_certificate:{row.certificate_id}")
    with rules.refusing_a_clash(_taken(server_certificate_name)):
        row.save(force_insert=True)
    return UploadedServerCertificateResult.of(row)


@operation(on=targets.server_certificate)
def get_server_certificate(
    call: Call[ServerCertificate], *, server_certificate_name: ServerCertificateName
) -> ServerCertificateResult:
    """Tell all about a server certificate but its private key."""
    return ServerCertificateResult(server_certificate=ServerCertificateShape.of(call.target))


@operation(on=targets.server_certificates_under)
def list_server_certificates(
    call: Call[None],
    *,
    path_prefix: PathPrefix = "/",
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> ServerCertificatesResult:
    """List the server certificates under a path, in name order."""
    rows = queries.under(queries.server_certificates(call.account_id), path_prefix)
    told = rows.defer("body", "chain", "sealed_private_key")
    found = page(call, told, by=["name__namekey"])
    return ServerCertificatesResult(
        server_certificate_metadata_list=tuple(
            ServerCertificateMetadataShape.of(row) for row in found.rows
        ),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


@operation(on=targets.server_certificate_to_rename, is_decisive=False)
def update_server_certificate(
    call: Call[ServerCertificate],
    *,
    server_certificate_name: ServerCertificateName,
    new_path: Path | None = None,
    new_server_certificate_name: ServerCertificateName | None = None,
) -> None:
    """Rename or move a server certificate."""
    row = rules.locked(call.target)
    row.path = new_path or row.path
    row.name = new_server_certificate_name or row.name
    with rules.refusing_a_clash(_taken(row.name)):
        row.save(update_fields=["path", "name"])


@operation(on=targets.server_certificate, is_decisive=False)
def delete_server_certificate(
    call: Call[ServerCertificate], *, server_certificate_name: ServerCertificateName
) -> None:
    """Delete a server certificate and its private key for good."""
    rules.delete(call.target)


@operation(on=targets.server_certificate, is_decisive=False)
def tag_server_certificate(
    call: Call[ServerCertificate], *, server_certificate_name: ServerCertificateName, tags: Tags
) -> None:
    """Add tags to a server certificate, or change the values of those it has."""
    tagging.tag(call.target, tags)


@operation(on=targets.server_certificate, is_decisive=False)
def untag_server_certificate(
    call: Call[ServerCertificate],
    *,
    server_certificate_name: ServerCertificateName,
    tag_keys: TagKeys,
) -> None:
    """Remove tags from a server certificate. Keys it does not have are passed over."""
    tagging.untag(call.target, tag_keys)


@operation(on=targets.server_certificate)
def list_server_certificate_tags(
    call: Call[ServerCertificate],
    *,
    server_certificate_name: ServerCertificateName,
    marker: Marker | None = None,
    max_items: MaxItems = 100,
) -> TagsResult:
    """List a server certificate's tags, in the order of their keys."""
    return tagging.tags_page(call)


def _one(body: str) -> pem.Certificate:
    try:
        return pem.certificate(body)
    except pem.Unreadable:
        raise MalformedCertificate(
            "Unable to parse certificate. Please ensure the certificate is in PEM format."
        ) from None


def _current(certificate: pem.Certificate) -> pem.Certificate:
    if not certificate.is_current(now()):
        raise MalformedCertificate(
            f"The certificate does not hold now, but from {certificate.begins:%Y-%m-%d} "
            f"to {certificate.ends:%Y-%m-%d}."
        )
    return certificate


def _chain(leaf: pem.Certificate, text: str | None) -> str:
    """The chain as it is kept. Raises MalformedCertificate for one that does not hold."""
    if text is None:
        return ""
    try:
        above = pem.certificates(text)
    except pem.Unreadable:
        raise MalformedCertificate(
            "Unable to parse certificate chain. Please ensure the chain is in PEM format."
        ) from None
    broken = pem.broken_link(leaf, above)
    if broken is not None:
        raise MalformedCertificate(
            "Unable to validate certificate chain. The certificate chain must start with the "
            "immediate signing certificate, followed by any intermediaries in order. The index "
            f"within the chain of the invalid certificate is: {broken}"
        )
    return "\n".join(certificate.text for certificate in above)


def _key_of(leaf: pem.Certificate, text: str) -> pem.PrivateKey:
    try:
        key = pem.private_key(text)
    except pem.Unreadable:
        raise MalformedCertificate("Invalid Private Key.") from None
    if key.public_key != leaf.public_key:
        raise KeyPairMismatch("The public key certificate and the private key do not match.")
    return key


def _taken(name: str) -> EntityAlreadyExists:
    return EntityAlreadyExists(f"The Server Certificate with name {name} already exists.")
