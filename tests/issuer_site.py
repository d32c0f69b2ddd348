"""An OpenID Connect issuer on this machine: what it publishes, over HTTPS, on loopback."""

from __future__ import annotations

import hashlib
import http.server
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from accounts.federation import issuers
from tests import providers


def certificate(*names: str) -> x509.Certificate:
    """A certificate for localhost that signs for itself."""
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names_in_it = [x509.DNSName(name) for name in names or ("localhost",)]
    moment = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(providers.rsa_key("server").public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([*names_in_it, x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(providers.rsa_key("server"), hashes.SHA256())
    )


class Site:
    """What a server on this machine answers, and how often it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []
        self.address = ""
        self.slowness = 0.0
        self.thumbprint = ""
        self.trusted = Path()

    def publish(self, keys: str, issuer: str = "") -> None:
        said = {"issuer": issuer or self.address, "jwks_uri": f"{self.address}/keys"}
        self.answers["/.well-known/openid-configuration"] = (200, json.dumps(said).encode())
        self.answers["/keys"] = (200, keys.encode())


@contextmanager
def serving(site: Site, tmp_path: Path, *names: str) -> Iterator[Site]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            status, body = site.answers.get(self.path, (404, b""))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for byte in range(0, len(body), 1 if site.slowness else 65_536):
                time.sleep(site.slowness)
                self.wfile.write(body[byte : byte + (1 if site.slowness else 65_536)])

        def log_message(self, *_: Any) -> None:
            pass

    made = certificate(*names)
    file = tmp_path / "server.pem"
    text = made.public_bytes(Encoding.PEM).decode()
    file.write_text(text + providers.pem(providers.rsa_key("server")))
    (tmp_path / "trusted.pem").write_text(text)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients hang up on it
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    site.address = f"https://localhost:{server.server_port}"
    site.trusted = tmp_path / "trusted.pem"
    site.thumbprint = hashlib.sha1(made.public_bytes(Encoding.DER)).hexdigest()  # noqa: S324
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(name="site")
def issuer_site(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An issuer at localhost, which the operator named and whose certificate is trusted."""
    settings.PRIVATE_ISSUER_HOSTS = ["localhost"]
    issuers.forget()
    with serving(Site(), tmp_path) as made:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
        made.publish(providers.key_set())
        yield made
    issuers.forget()
