"""Where a request ends is never in doubt: what two readers could take apart differently is refused.

Each case is followed by a whole request, as somebody would hide one from a proxy in front. It is
answered only where every reader sees it, or not at all because the connection ends before it.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator

import pytest

from tests.platform.test_serve import Site

HOST = b"Host: 127.0.0.1\r\n"
HIDDEN = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"
NOTHING = b"0\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


def post(*headers: bytes, body: bytes = b"", version: bytes = b"1.1") -> bytes:
    return b"POST /signin HTTP/" + version + b"\r\n" + HOST + b"".join(headers) + b"\r\n" + body


REFUSED = {
    "two lengths": post(b"Content-Length: 5\r\nContent-Length: 0\r\n"),
    "a list of lengths": post(b"Content-Length: 0, 0\r\n"),
    "a signed length": post(b"Content-Length: +0\r\n"),
    "a negative length": post(b"Content-Length: -1\r\n"),
    "a length in hexadecimal": post(b"Content-Length: 0x0\r\n"),
    "a length with a space in it": post(b"Content-Length: 0 0\r\n"),
    "an unknown coding": post(b"Transfer-Encoding: xchunked\r\n", body=NOTHING),
    "a coding that is none": post(b"Transfer-Encoding: identity\r\nContent-Length: 0\r\n"),
    "chunks that are not last": post(b"Transfer-Encoding: chunked, identity\r\n", body=NOTHING),
    "two codings": post(CHUNKED, b"Transfer-Encoding: identity\r\n", body=NOTHING),
    "a space before the colon": post(b"Transfer-Encoding : chunked\r\nContent-Length: 0\r\n"),
    "a space before the name": post(b" Transfer-Encoding: chunked\r\nContent-Length: 0\r\n"),
    "a vertical tab": post(b"Transfer-Encoding:\x0bchunked\r\n", body=NOTHING),
    "a folded line": post(b"Transfer-Encoding:\r\n chunked\r\n", body=NOTHING),
    "a NUL": post(b"Transfer-Encoding: chunked\x00\r\n", body=NOTHING),
    "chunks in HTTP/1.0": post(CHUNKED, body=NOTHING, version=b"1.0"),
    "lines that end with CR": HIDDEN.replace(b"\r\n", b"\r"),
    "no version": b"GET /healthz\r\n\r\n",
    "a head of a megabyte": b"GET /healthz HTTP/1.1\r\nX: " + b"a" * 2**20 + b"\r\n\r\n",
    "thousands of headers": b"GET /healthz HTTP/1.1\r\n" + b"X: a\r\n" * 5000 + b"\r\n",
    "an endless address": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
}
ENDED = {
    "a length and chunks": post(b"Content-Length: 5\r\n", CHUNKED, body=NOTHING),
    "chunks and a length": post(CHUNKED, b"Content-Length: 5\r\n", body=NOTHING),
    "chunks behind a bare LF": post(b"X: a\nTransfer-Encoding: chunked\r\n", body=NOTHING[:1]),
    "a signed size of a chunk": post(CHUNKED, body=b"+0\r\n\r\n"),
    "a size with a prefix": post(CHUNKED, body=b"0x0\r\n\r\n"),
    "a size beyond counting": post(CHUNKED, body=b"1" + b"0" * 16 + b"\r\n\r\n" + NOTHING),
    "a chunk that ends with LF": post(CHUNKED, body=b"0\n\n"),
    "a remark that ends with LF": post(CHUNKED, body=b"2;\nxx\r\n" + NOTHING),
}
CLEAR = {
    "a length": post(b"Content-Length: 0\r\n"),
    "the same length twice": post(b"Content-Length: 0\r\n" * 2),
    "chunks": post(CHUNKED, body=NOTHING),
    "lines that end with LF": HIDDEN.replace(b"\r\n", b"\n"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"), "--no-worker")
    try:
        yield site.serve()
    finally:
        site.end()


def answers(site: Site, sent: bytes) -> tuple[list[int], bool]:
    """The statuses of what comes back, and whether the connection was ended then."""
    came, is_ended = b"", False
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.settimeout(2)
        try:
            connection.sendall(sent)
            while more := connection.recv(65536):
                came += more
            is_ended = True
        except TimeoutError:
            pass
        except ConnectionError:
            is_ended = True
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+)", came)], is_ended


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_be_read_in_two_ways_is_refused_and_the_connection_ended(
    site: Site, case: str
) -> None:
    statuses, is_ended = answers(site, REFUSED[case] + HIDDEN)
    assert is_ended
    assert statuses in ([400], [414], [431], [])


@pytest.mark.parametrize("case", ENDED)
def test_behind_what_is_in_doubt_nothing_is_read(site: Site, case: str) -> None:
    statuses, is_ended = answers(site, ENDED[case] + HIDDEN)
    assert is_ended
    assert len(statuses) == 1
    assert statuses[0] >= 400, "the form was not taken"


@pytest.mark.parametrize("case", CLEAR)
def test_what_is_clear_is_followed_by_another_request(site: Site, case: str) -> None:
    statuses, is_ended = answers(site, CLEAR[case] + HIDDEN)
    assert len(statuses) == 2
    assert statuses[1] == 200
    assert not is_ended


@pytest.mark.parametrize(
    "hosts", [b"", HOST + b"Host: evil.example\r\n", b"Host: evil.example\r\n", b"Host: a b\r\n"]
)
def test_a_page_is_for_one_host_of_ours(site: Site, hosts: bytes) -> None:
    statuses, _ = answers(site, b"GET /signed-out HTTP/1.1\r\n" + hosts + b"\r\n")
    assert statuses == [400]
