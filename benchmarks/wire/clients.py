"""Clients that leave the machine to the server: bytes out, bytes in, and the time between."""

from __future__ import annotations

import multiprocessing
import random
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

DIFFERENT_REQUESTS = 500


@dataclass(frozen=True)
class Run:
    """What several clients saw in the same seconds."""

    latencies: Sequence[float]
    errors: int
    seconds: float

    @property
    def a_second(self) -> float:
        return len(self.latencies) / self.seconds

    def at(self, share: float) -> float:
        """The time in milliseconds within which this share of the requests was answered."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def signed_requests(port: int, key: tuple[str, str], users: int) -> list[bytes]:
    """GetUser about users here and there, as bytes ready to be sent."""
    chance = random.Random(1)
    numbers = [chance.randrange(users) for _ in range(DIFFERENT_REQUESTS)]
    return [signed_request(port, key, f"user-{number:06}") for number in numbers]


def signed_request(port: int, key: tuple[str, str], user_name: str) -> bytes:
    body = f"Action=GetUser&Version=2010-05-08&UserName={user_name}"
    request = AWSRequest("POST", f"http://127.0.0.1:{port}/", data=body)
    request.headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    request.headers["User-Agent"] = "Boto3/1.44 md/Botocore#1.44 ua/2.1 os/linux lang/python"
    SigV4Auth(Credentials(*key), "iam", "us-east-1").add_auth(request)
    headers = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    host = f"Host: 127.0.0.1:{port}\r\nContent-Length: {len(body)}\r\n"
    return f"POST / HTTP/1.1\r\n{host}{headers}\r\n{body}".encode()


def run(port: int, requests: Sequence[bytes], *, count: int, seconds: float) -> Run:
    """So many clients at once, for so long."""
    with multiprocessing.get_context("fork").Pool(count) as pool:
        starting = time.monotonic() + 0.3
        each = pool.starmap(
            _client,
            [(port, requests[n:] + requests[:n], starting, seconds) for n in range(count)],
        )
    latencies = [latency for found, _ in each for latency in found]
    return Run(latencies, sum(errors for _, errors in each), seconds)


def _client(
    port: int, requests: Sequence[bytes], starting: float, seconds: float
) -> tuple[list[float], int]:
    latencies = []
    errors = 0
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    time.sleep(max(0.0, starting - time.monotonic()))
    ending = time.monotonic() + seconds
    sent = 0
    while (began := time.monotonic()) < ending:
        connection.sendall(requests[sent % len(requests)])
        sent += 1
        is_right = _answer(connection)
        latencies.append(time.monotonic() - began)
        errors += not is_right
    return latencies, errors


def _answer(connection: socket.socket) -> bool:
    """Read one whole answer; whether it is 200."""
    received = connection.recv(65536)
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    left = length - len(body)
    while left > 0:
        left -= len(connection.recv(65536))
    return head.startswith(b"HTTP/1.1 200")
