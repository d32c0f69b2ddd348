"""One line a record: a value from outside can never begin a line of its own.

Addresses with a one-time link in them are written without it, whoever logs them.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import re
from datetime import UTC, datetime
from socket import getaddrinfo
from typing import Any

_LINK = re.compile(r"(/signin/(?:reset|enrol)/)[^\s\"'<>?]+")


def without_links(text: str) -> str:
    """The text with what opens something taken out of the addresses in it."""
    return _LINK.sub(r"\1***", text)


class PlainLines(logging.Formatter):
    """For people: time, level, logger, message; what follows it is indented."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return without_links(super().format(record)).replace("\r", "\\r").replace("\n", "\n    ")


class JsonLines(logging.Formatter):
    """For machines: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        told = {name: without_links(text) for name, text in line.items()}
        return json.dumps(told, ensure_ascii=False)


class PromptSyslog(logging.handlers.SysLogHandler):
    """A syslog that nobody waits for: what it does not take at once is told elsewhere alone.

    Its host is looked up once, at the start.
    """

    address: Any
    socket: Any

    def createSocket(self) -> None:  # noqa: N802  # the name is the library's
        super().createSocket()
        if isinstance(self.address, tuple):
            host, port, *_ = self.address
            found = getaddrinfo(host, port, self.socket.family, self.socket.type)
            self.address = found[0][4]
            self.socket.setblocking(False)

    def _connect_unixsocket(self, address: str) -> None:
        super()._connect_unixsocket(address)  # type: ignore[misc]  # not in the stubs
        self.socket.setblocking(False)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say nothing of it: the line itself is in standard error."""
