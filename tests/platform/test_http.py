"""What holds of every answer, and whom we believe about where a request comes from."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from iamconsole.http import UnknownAddress, client_address

pytestmark = pytest.mark.django_db
PROXY = "10.0.0.5"


def addresses() -> list[str]:
    """Every URL of the site, with something in place of what it takes."""
    return sorted(set(walk(get_resolver().url_patterns, "/")))


def walk(patterns: list[URLPattern | URLResolver], before: str) -> list[str]:
    found = []
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += walk(pattern.url_patterns, path)
        else:
            found.append(
                "".join(part.split(">")[-1] for part in path.replace("<", "x<").split("<"))
            )
    return found


@pytest.mark.parametrize("address", addresses())
def test_every_answer_keeps_browsers_and_caches_in_bounds(client, address):
    for answer in (client.get(address), client.post(address)):
        policy = answer["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "unsafe" not in policy
        assert answer["Cache-Control"] == "no-store"
        assert "Cookie" in answer["Vary"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
        assert "Access-Control-Allow-Origin" not in answer


def test_it_answers_for_its_own_names_alone(client):
    assert client.get("/signin", headers={"host": "evil.example"}).status_code == 400


def test_a_forged_host_never_reaches_a_page(client, settings):
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]
    answer = client.get("/signin", headers={"x-forwarded-host": "evil.example"})
    assert b"evil.example" not in answer.content


# ---- Where a request comes from ----------------------------------------------------------------


def address_of(peer: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return str(client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)))


def test_a_stranger_is_not_believed(settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/24")]
    assert address_of("203.0.113.9", "192.0.2.1") == "203.0.113.9"


def test_nobody_is_believed_unless_named():
    assert address_of(PROXY, "192.0.2.1") == PROXY


def test_a_trusted_proxy_is_believed_about_its_peer(settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/24")]
    assert address_of(PROXY, "192.0.2.1") == "192.0.2.1"


def test_what_the_client_wrote_itself_is_passed_over(settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/24")]
    assert address_of(PROXY, "127.0.0.1, 192.0.2.1, 10.0.0.7") == "192.0.2.1"


def test_proxies_behind_proxies_are_followed_to_the_first_stranger(settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/24")]
    assert address_of(PROXY, "10.0.0.8, 10.0.0.7") == "10.0.0.8"


def test_an_ipv4_address_in_ipv6_clothes_is_itself(settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/24")]
    assert address_of("::ffff:10.0.0.5", "2001:db8::1") == "2001:db8::1"


@pytest.mark.parametrize(
    "forwarded", ["unknown", "192.0.2.1:4711", "a, b", "192.0.2.1, ,", "١٢٧.0.0.1"]
)
def test_an_unreadable_address_is_refused_before_any_view(client, settings, forwarded):
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]
    with pytest.raises(UnknownAddress):
        address_of("127.0.0.1", forwarded)
    assert client.get("/signin", headers={"x-forwarded-for": forwarded}).status_code == 400


def test_an_unreadable_address_from_a_stranger_is_ignored(client):
    assert client.get("/healthz", headers={"x-forwarded-for": "unknown"}).status_code == 200


# ---- HTTPS -------------------------------------------------------------------------------------


@pytest.fixture
def https_site(settings):
    settings.IS_HTTPS = True
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def test_a_visit_in_clear_is_sent_to_https(client, https_site):
    answer = client.get("/signin")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/signin")


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("POST", "/", {}),
        ("POST", "/signin", {}),
        ("GET", "/api/v1/users/", {}),
        ("GET", "/", {"authorization": "AWS4-HMAC-SHA256 Credential=x"}),
    ],
)
def test_a_program_that_sends_in_clear_is_refused(client, https_site, method, path, headers):
    assert client.generic(method, path, headers=headers).status_code == 403


def test_a_proxy_tells_that_a_request_came_over_https(client, https_site, settings):
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]
    answer = client.get("/signin", headers={"x-forwarded-proto": "https"})
    assert answer.status_code == 200
    assert answer["Strict-Transport-Security"] == "max-age=31536000"


def test_a_stranger_cannot_pretend_https(client, https_site):
    answer = client.get("/signin", headers={"x-forwarded-proto": "https"})
    assert answer.status_code == 301
