"""Results and refusals as the Query protocol writes them.

A result is walked as its shape declares it: members in their order, absent ones left out.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from iamconsole.fields import DocumentText
from iamconsole.spelling import members_told, wire_name_of

VERSIONS = {"iam": "2010-05-08", "sts": "2011-06-15"}
NAMESPACES = {
    service: f"https://{service}.amazonaws.com/doc/{version}/"
    for service, version in VERSIONS.items()
}

_UNFIT = re.compile('[&<>"\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]')
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#xD;"}
_NOT_IN_XML = "\ufffd"


def response(service: str, operation: str, result: Any, request_id: str) -> str:
    """The answer to an operation that went through."""
    body = "" if result is None else _element(f"{operation}Result", _members(result))
    return (
        f'<{operation}Response xmlns="{NAMESPACES[service]}">{body}<ResponseMetadata>'
        f"<RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>\n"
    )


def error(service: str, kind: str, code: str, message: str, request_id: str) -> str:
    """The answer to an operation that did not: `kind` is Sender or Receiver, whose fault it is."""
    return (
        f'<ErrorResponse xmlns="{NAMESPACES[service]}"><Error><Type>{kind}</Type>'
        f"<Code>{code}</Code><Message>{_text(message)}</Message></Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>\n"
    )


def _members(shape: Any) -> str:
    written = []
    kind: type = type(shape)
    for attribute, opening, closing, empty in _tags(kind):
        value = getattr(shape, attribute)
        if value is not None:
            inner = _inner(value)
            written.append(opening + inner + closing if inner else empty)
    return "".join(written)


@cache
def _tags(shape: type) -> tuple[tuple[str, str, str, str], ...]:
    """Each member of a shape, and the tags around it: before, behind, and where it is empty."""
    names = ((field.name, wire_name_of(field)) for field in members_told(shape))
    return tuple((member, f"<{name}>", f"</{name}>", f"<{name}/>") for member, name in names)


def _inner(value: Any) -> str:
    return _WRITERS.get(type(value), _other)(value)


def _element(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def _text(value: str) -> str:
    if _UNFIT.search(value) is None:
        return value
    return _UNFIT.sub(lambda found: _ESCAPED.get(found.group(), _NOT_IN_XML), value)


def _document(value: str) -> str:
    return quote(value, safe="")


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _moment(value: datetime) -> str:
    moment = value if value.tzinfo is UTC else value.astimezone(UTC)
    return moment.isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def _list(value: tuple[Any, ...]) -> str:
    return "".join(_element("member", _inner(item)) for item in value)


def _map(value: Mapping[str, Any]) -> str:
    return "".join(
        f"<entry><key>{_text(key)}</key>{_element('value', _inner(item))}</entry>"
        for key, item in value.items()
    )


def _blob(value: bytes) -> str:
    return base64.b64encode(value).decode()


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _text,
    DocumentText: _document,
    bool: _flag,
    int: str,
    datetime: _moment,
    tuple: _list,
    dict: _map,
    bytes: _blob,
}


def _other(value: Any) -> str:
    """A structure, or a word of a closed set, which is text by another name."""
    return _text(str(value)) if isinstance(value, str) else _members(value)
