"""Browsers that only sign in: one connection each, the form's token, and what came of each try."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Protocol
from urllib.parse import urlencode

ADMITTED, REFUSED, THROTTLED = 302, 422, 429


@dataclass
class Run:
    """What browsers saw: how long each try took from the moment it was due, and how it ended."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def note(self, latency: float, status: int) -> None:
        self.latencies.append(latency)
        self.statuses[status] += 1

    def at(self, share: float) -> float:
        """The time in milliseconds within which this share of the tries was answered."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]

    @property
    def admitted_a_second(self) -> float:
        return self.statuses[ADMITTED] / self.seconds


class Browser:
    """One browser behind an address; it keeps the cookie that tells it from strangers."""

    def __init__(self, port: int, address: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.address = address
        self._device = ""
        page = self._ask("GET", "/signin", None, "")
        self._csrf = re.search(r"csrf=(\w+)", page.headers["Set-Cookie"])[1]  # type: ignore[index]
        found = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', page.body)
        self._token = found[1].decode() if found else ""

    def sign_in(self, user_name: str, password: str) -> int:
        """Send the form; the status of the answer."""
        form = {
            "account": "benchmark",
            "user_name": user_name,
            "password": password,
            "csrfmiddlewaretoken": self._token,
        }
        cookies = f"csrf={self._csrf}; device={self._device}"
        answer = self._ask("POST", "/signin", urlencode(form), cookies)
        device = re.search(r"device=([^;]+)", answer.headers.get("Set-Cookie", ""))
        if device:
            self._device = device[1]
        return answer.status

    def _ask(self, method: str, path: str, body: str | None, cookies: str) -> Answer:
        headers = {
            "Cookie": cookies,
            "X-Forwarded-For": self.address,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        told = ", ".join(response.headers.get_all("Set-Cookie") or [])
        return Answer(response.status, {"Set-Cookie": told}, response.read())


@dataclass(frozen=True)
class Answer:
    """What of an answer browsers look at."""

    status: int
    headers: dict[str, str]
    body: bytes


class Trier(Protocol):
    """Whoever tries to sign in: `once` says how that ended."""

    def once(self) -> int: ...


@dataclass(frozen=True)
class Tries:
    """What one browser types again and again."""

    browser: Browser
    user_name: str
    password: str

    def once(self) -> int:
        return self.browser.sign_in(self.user_name, self.password)


def as_fast_as_can_be(everyone: Sequence[Trier], seconds: float) -> Run:
    """Everyone at once, each trying again as soon as it was answered."""
    run = Run(seconds)
    ending = time.monotonic() + seconds

    def go_on(tries: Trier) -> None:
        while (began := time.monotonic()) < ending:
            status = tries.once()
            run.note(time.monotonic() - began, status)

    with ThreadPoolExecutor(len(everyone)) as pool:
        list(pool.map(go_on, everyone))
    return run


def at_a_pace(everyone: Sequence[Trier], a_second: float, seconds: float) -> Run:
    """So many tries a second, each due at its time however long the others take."""
    run = Run(seconds)
    start = time.monotonic()
    share = len(everyone) / a_second

    def go_on(numbered: tuple[int, Trier]) -> None:
        number, tries = numbered
        due = start + number / a_second
        while due < start + seconds:
            time.sleep(max(0.0, due - time.monotonic()))
            status = tries.once()
            run.note(time.monotonic() - due, status)
            due += share

    with ThreadPoolExecutor(len(everyone)) as pool:
        list(pool.map(go_on, enumerate(everyone)))
    return run
