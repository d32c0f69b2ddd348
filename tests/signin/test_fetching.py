"""Asking issuers for their keys: over HTTPS, where the whole internet could ask, and no further."""

from __future__ import annotations

import json
import socket
import time

import pytest

from accounts.federation import fetching, issuers
from accounts.federation.fetching import Unreachable, WrongCertificate, fetched, is_public
from accounts.models import OpenIDConnectProvider
from iamconsole.errors import IDPCommunicationError, InvalidIdentityToken
from tests import providers
from tests.issuer_site import Site, issuer_site, serving  # noqa: F401  # the fixture `site`

PRIVATE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2002:a9fe:a9fe::1", "2001::1",
    "100::1", "localhost", "", "1", "not an address",
]  # fmt: skip
NO_ADDRESS = [
    "http://issuer.example/", "ftp://issuer.example/", "file:///etc/passwd", "gopher://x/", "",
    "https://", "https:///path", "//issuer.example/", "issuer.example", "https://a@issuer.example/",
    "https://a:b@issuer.example/", "https://issuer.example:99999/", "https://issuer.example:x/",
    "https://issuer.example/\r\nX: y", "https://issuer.example/ HTTP/1.1", "https://issuer.exämple/",
    "https://issuer.example\\@evil.example/", "https://[::1", "https://issuer.example/\0", "None",
]  # fmt: skip
DISGUISED = [
    "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f.1/",
    "https://017700000001/", "https://0/", "https://[::1]/", "https://[::ffff:7f00:1]/",
    "https://[::ffff:127.0.0.1]/", "https://localhost/", "https://LOCALHOST/", "https://localhost./",
    "https://169.254.169.254/latest/meta-data/", "https://[fd00:ec2::254]/", "https://10.0.0.1/",
    "https://0x0a000001/", "https://192.168.0.1:443/",
]  # fmt: skip


@pytest.fixture
def no_connections(monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_private_in_every_disguise(address):
    assert not is_public(address)


def test_public_addresses_are_public():
    assert all(map(is_public, ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1"]))


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_only_plain_https_is_asked(url, no_connections):
    with pytest.raises(Unreachable):
        fetched(url)


@pytest.mark.parametrize("url", DISGUISED)
def test_nothing_private_is_connected_to_however_it_is_written(url, no_connections):
    with pytest.raises(Unreachable):
        fetched(url)


def resolving_to(*addresses):
    def resolve(host, port, **_):
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, port))
            for one in addresses
        ]

    return resolve


def test_a_name_that_leads_to_two_kinds_of_places_leads_nowhere(monkeypatch, no_connections):
    monkeypatch.setattr(socket, "getaddrinfo", resolving_to("8.8.8.8", "127.0.0.1"))
    with pytest.raises(Unreachable, match="private network"):
        fetched("https://issuer.example/")


def test_the_address_that_was_checked_is_the_one_that_is_asked(monkeypatch):
    """A name that means something else at the second look is not looked up again."""
    asked = []
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])

    def resolve(host, port, **_):
        return resolving_to(*next(answers))(host, port)

    def connect(address, **_):
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Unreachable):
        fetched("https://issuer.example/")
    assert asked == [("93.184.216.34", 443)]


# ---- A server on this machine ------------------------------------------------------------------


def provider_at(site: Site, **more) -> OpenIDConnectProvider:
    return OpenIDConnectProvider(url=site.address.removeprefix("https://"), **more)


def test_a_host_that_the_operator_named_is_asked(site):
    assert fetched(f"{site.address}/keys") == providers.key_set().encode()


def test_and_no_other(site, settings):
    settings.PRIVATE_ISSUER_HOSTS = ["another.example"]
    with pytest.raises(Unreachable, match="private network"):
        fetched(f"{site.address}/keys")
    assert site.asked == []


@pytest.mark.parametrize("status", [201, 204, 301, 302, 307, 308, 401, 404, 500])
def test_redirects_are_not_followed_nor_failures_read(site, status):
    site.answers["/keys"] = (status, b"{}")
    with pytest.raises(Unreachable, match=f"status {status}"):
        fetched(f"{site.address}/keys")
    assert site.asked == ["/keys"]


def test_what_is_too_long_is_not_read(site):
    site.answers["/keys"] = (200, b"x" * (fetching.MAX_BYTES + 1))
    with pytest.raises(Unreachable, match="too long"):
        fetched(f"{site.address}/keys")
    site.answers["/keys"] = (200, b"x" * fetching.MAX_BYTES)
    assert len(fetched(f"{site.address}/keys")) == fetching.MAX_BYTES


def test_whoever_answers_drop_by_drop_is_hung_up_on(site, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.4)
    site.slowness = 0.1
    began = time.perf_counter()
    with pytest.raises(Unreachable):
        fetched(f"{site.address}/keys")
    assert time.perf_counter() - began < 2


def test_an_untrusted_certificate_ends_it(site, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(WrongCertificate):
        fetched(f"{site.address}/keys")
    assert site.asked == []


def test_a_certificate_of_another_name_ends_it(tmp_path, settings, monkeypatch):
    settings.PRIVATE_ISSUER_HOSTS = ["localhost"]
    with serving(Site(), tmp_path, "another.example") as site:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
        with pytest.raises(WrongCertificate):
            fetched(f"{site.address}/keys")
        assert site.asked == []


def test_a_thumbprint_stands_in_for_an_authority(site, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    assert fetched(f"{site.address}/keys", [site.thumbprint.upper()])
    with pytest.raises(WrongCertificate, match="thumbprint"):
        fetched(f"{site.address}/keys", ["0" * 40])
    assert site.asked == ["/keys"]


# ---- Keys of an issuer -------------------------------------------------------------------------


def test_an_issuer_tells_its_keys_once_for_many_tokens(site):
    for _ in range(3):
        (key,) = issuers.keys_for(provider_at(site), "one")
        assert key.key_id == "one"
    assert site.asked == ["/.well-known/openid-configuration", "/keys"]


def test_an_unknown_key_has_it_asked_again_once_a_minute_at_most(site, monkeypatch):
    issuers.keys_for(provider_at(site), "one")
    site.publish(providers.key_set(providers.public_jwk(key_id="two")))
    assert issuers.keys_for(provider_at(site), "two")[0].key_id == "one"
    monkeypatch.setattr(issuers, "_REST_SECONDS", 0)
    assert issuers.keys_for(provider_at(site), "two")[0].key_id == "two"
    assert site.asked.count("/keys") == 2


def test_known_keys_outlast_an_issuer_that_does_not_answer(site, monkeypatch):
    issuers.keys_for(provider_at(site), "one")
    site.answers.clear()
    monkeypatch.setattr(issuers, "_REST_SECONDS", 0)
    assert issuers.keys_for(provider_at(site), "two")[0].key_id == "one"
    monkeypatch.setattr(issuers, "_KEPT_SECONDS", 0)
    with pytest.raises(IDPCommunicationError):
        issuers.keys_for(provider_at(site), "one")


def test_an_issuer_that_does_not_answer_is_let_alone_for_a_while(site):
    site.answers.clear()
    for _ in range(3):
        with pytest.raises(IDPCommunicationError, match="Couldn't retrieve verification key"):
            issuers.keys_for(provider_at(site), "one")
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "said",
    [
        {},
        [],
        {"issuer": "https://another.example"},
        {"issuer": "SITE/", "jwks_uri": "SITE/keys"},
        {"issuer": "SITE"},
        {"issuer": "SITE", "jwks_uri": "http://localhost/keys"},
        {"issuer": "SITE", "jwks_uri": "https://127.0.0.1/keys"},
        {"issuer": "SITE", "jwks_uri": "https://169.254.169.254/keys"},
        {"issuer": "SITE", "jwks_uri": "file:///etc/passwd"},
        {"issuer": "SITE", "jwks_uri": ["SITE/keys"]},
    ],
)
def test_a_configuration_leads_nowhere_it_should_not(site, said):
    text = json.dumps(said).replace("SITE", site.address)
    site.answers["/.well-known/openid-configuration"] = (200, text.encode())
    with pytest.raises(IDPCommunicationError):
        issuers.keys_for(provider_at(site), "one")
    assert site.asked == ["/.well-known/openid-configuration"]


@pytest.mark.parametrize("keys", ["", "{}", '{"keys": 7}', '{"keys": [7]}', "\udcff", "[]", "nul"])
def test_keys_that_cannot_be_read_are_none(site, keys):
    site.answers["/keys"] = (200, keys.encode("utf-8", "surrogateescape"))
    with pytest.raises(IDPCommunicationError):
        issuers.keys_for(provider_at(site), "one")


def test_a_wrong_certificate_is_told_apart(site, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(InvalidIdentityToken, match="doesn't match configured thumbprint"):
        issuers.keys_for(provider_at(site, thumbprints=["0" * 40]), "one")
    assert issuers.keys_for(provider_at(site, thumbprints=[site.thumbprint]), "one")


def test_why_is_for_the_log_and_not_for_who_sends_tokens(settings, caplog):
    issuers.forget()
    with pytest.raises(IDPCommunicationError) as refusal:
        issuers.keys_for(OpenIDConnectProvider(url="localhost/realm"), "one")
    assert "private" not in refusal.value.message
    assert "private network" in caplog.text


def test_registered_keys_need_no_asking(no_connections):
    provider = OpenIDConnectProvider(url="10.0.0.1", key_set=providers.key_set())
    assert issuers.keys_for(provider, "two")[0].key_id == "one"
