"""Clients that leave the machine to the server: bytes out, bytes in, and the time between."""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass


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


def run(port: int, requests: Sequence[Sequence[bytes]], *, seconds: float) -> Run:
    """As many clients at once as there are lists of requests, for so long."""
    with multiprocessing.get_context("fork").Pool(len(requests)) as pool:
        starting = time.monotonic() + 0.3
        each = pool.starmap(_client, [(port, own, starting, seconds) for own in requests])
    latencies = [latency for found, _ in each for latency in found]
    return Run(latencies, sum(errors for _, errors in each), seconds)


def _client(
    port: int, requests: Sequence[bytes], starting: float, seconds: float
) -> tuple[list[float], int]:
    latencies = []
    errors = 0
    connection = _connected(port)
    time.sleep(max(0.0, starting - time.monotonic()))
    ending = time.monotonic() + seconds
    while (began := time.monotonic()) < ending:
        connection.sendall(requests[len(latencies) % len(requests)])
        head = _answer(connection)
        latencies.append(time.monotonic() - began)
        errors += b" 200 " not in head[:16]
        if b"connection: close" in head.lower():
            connection = _connected(port)
    return latencies, errors


def _connected(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _answer(connection: socket.socket) -> bytes:
    """Read one whole answer; its head."""
    received = connection.recv(65536)
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    left = length - len(body)
    while left > 0:
        left -= len(connection.recv(65536))
    return head
