"""Certificates, SSH keys and service-specific credentials, from beginning to end, as boto3 asks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.certificates import issue, public_pem, rsa_key, ssh

USER = {"UserName": "wanda"}


def live(iam: Any, sts: Any) -> None:
    """Ask for every operation, as an administrator."""
    iam.create_user(**USER)
    _live_of_a_server_certificate(iam)
    _live_of_a_signing_certificate(iam)
    _live_of_an_ssh_key(iam)
    _live_of_a_service_credential(iam)
    iam.delete_user(**USER)


def _live_of_a_server_certificate(iam: Any) -> None:
    top = issue("top")
    leaf = issue("www.example.com", by=top)
    named = {"ServerCertificateName": "www"}
    made = iam.upload_server_certificate(
        **named,
        Path="/sites/",
        CertificateBody=leaf.body,
        PrivateKey=leaf.key,
        CertificateChain=top.body,
        Tags=[{"Key": "team", "Value": "web"}],
    )
    metadata = made["ServerCertificateMetadata"]
    assert metadata["Arn"].endswith(":server-certificate/sites/www")
    assert made["Tags"] == [{"Key": "team", "Value": "web"}]
    told = iam.get_server_certificate(**named)["ServerCertificate"]
    assert told["ServerCertificateMetadata"] == metadata
    assert told["CertificateBody"] == leaf.body.strip()
    assert told["CertificateChain"] == top.body.strip()
    listed = iam.list_server_certificates(PathPrefix="/sites/")
    assert listed["ServerCertificateMetadataList"] == [metadata]
    iam.tag_server_certificate(**named, Tags=[{"Key": "cost", "Value": "1"}])
    iam.untag_server_certificate(**named, TagKeys=["team"])
    assert iam.list_server_certificate_tags(**named)["Tags"] == [{"Key": "cost", "Value": "1"}]
    with pytest.raises(iam.exceptions.EntityAlreadyExistsException):
        iam.upload_server_certificate(**named, CertificateBody=leaf.body, PrivateKey=leaf.key)
    with pytest.raises(iam.exceptions.KeyPairMismatchException):
        iam.upload_server_certificate(**named, CertificateBody=leaf.body, PrivateKey=top.key)
    with pytest.raises(iam.exceptions.MalformedCertificateException):
        iam.upload_server_certificate(**named, CertificateBody="none", PrivateKey=leaf.key)
    iam.update_server_certificate(**named, NewServerCertificateName="web", NewPath="/")
    iam.delete_server_certificate(ServerCertificateName="web")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_server_certificate(ServerCertificateName="web")


def _live_of_a_signing_certificate(iam: Any) -> None:
    body = issue("wanda").body
    made = iam.upload_signing_certificate(**USER, CertificateBody=body)["Certificate"]
    assert (made["CertificateBody"], made["Status"]) == (body.strip(), "Active")
    named = USER | {"CertificateId": made["CertificateId"]}
    with pytest.raises(iam.exceptions.DuplicateCertificateException):
        iam.upload_signing_certificate(**USER, CertificateBody=body)
    with pytest.raises(iam.exceptions.MalformedCertificateException):
        iam.upload_signing_certificate(**USER, CertificateBody="none")
    iam.update_signing_certificate(**named, Status="Inactive")
    listed = iam.list_signing_certificates(**USER)["Certificates"]
    assert listed == [made | {"Status": "Inactive"}]
    iam.delete_signing_certificate(**named)
    assert iam.list_signing_certificates(**USER)["Certificates"] == []


def _live_of_an_ssh_key(iam: Any) -> None:
    key = rsa_key()
    made = iam.upload_ssh_public_key(**USER, SSHPublicKeyBody=f"{ssh(key)} wanda@laptop")
    made = made["SSHPublicKey"]
    assert (made["SSHPublicKeyBody"], len(made["Fingerprint"])) == (ssh(key), 47)
    named = USER | {"SSHPublicKeyId": made["SSHPublicKeyId"]}
    with pytest.raises(iam.exceptions.DuplicateSSHPublicKeyException):
        iam.upload_ssh_public_key(**USER, SSHPublicKeyBody=public_pem(key))
    with pytest.raises(iam.exceptions.InvalidPublicKeyException):
        iam.upload_ssh_public_key(**USER, SSHPublicKeyBody="ssh-rsa none")
    with pytest.raises(iam.exceptions.UnrecognizedPublicKeyEncodingException):
        iam.upload_ssh_public_key(**USER, SSHPublicKeyBody="none")
    iam.update_ssh_public_key(**named, Status="Inactive")
    told = iam.get_ssh_public_key(**named, Encoding="PEM")["SSHPublicKey"]
    changed = {"Status": "Inactive", "SSHPublicKeyBody": public_pem(key).strip()}
    assert told == made | changed
    (listed,) = iam.list_ssh_public_keys(**USER)["SSHPublicKeys"]
    assert listed.items() <= told.items()
    iam.delete_ssh_public_key(**named)
    assert iam.list_ssh_public_keys(**USER)["SSHPublicKeys"] == []


def _live_of_a_service_credential(iam: Any) -> None:
    asked = USER | {"ServiceName": "bedrock.amazonaws.com", "CredentialAgeDays": 30}
    made = iam.create_service_specific_credential(**asked)["ServiceSpecificCredential"]
    assert made["ServiceCredentialSecret"].startswith("ABSK")
    assert "ServicePassword" not in made
    named = USER | {"ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"]}
    iam.update_service_specific_credential(**named, Status="Inactive")
    reset = iam.reset_service_specific_credential(**named)["ServiceSpecificCredential"]
    assert reset["ServiceCredentialSecret"] != made["ServiceCredentialSecret"]
    assert reset["ExpirationDate"] == made["ExpirationDate"]
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.create_service_specific_credential(**USER, ServiceName="lambda.amazonaws.com")
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_user(**USER)
    for whose in (USER, {"AllUsers": True}):
        (listed,) = iam.list_service_specific_credentials(**whose)["ServiceSpecificCredentials"]
        assert listed.items() <= reset.items()
        assert "ServiceCredentialSecret" not in listed
    iam.delete_service_specific_credential(**named)
