"""Lists of hardware tokens as their makers deliver them: PSKC (RFC 6030), or CSV.

A row that cannot be used says why, and the others are read all the same.
"""

from __future__ import annotations

import base64
import binascii
import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from accounts import names
from accounts.federation import safe_xml
from accounts.federation.safe_xml import Element, Unreadable
from iamconsole.errors import InvalidInput, Refused, Violation
from iamconsole.fields import field_of, refuse
from iamconsole.spelling import wire_path

MOST_ROWS = 1000
_PSKC = "{urn:ietf:params:xml:ns:keyprov:pskc}"
_KINDS = {
    f"{_PSKC[1:-1]}:totp": False,
    f"{_PSKC[1:-1]}:hotp": True,
    "totp": False,
    "time": False,
    "hotp": True,
    "counter": True,
    "event": True,
    "": False,
}
_COLUMNS = {
    "serial_number": ("serial_number", "serial number", "serial", "serialnumber"),
    "seed": ("seed", "secret", "secret key"),
    "seed_hex": ("seed_hex", "seed (hex)", "secret_hex"),
    "kind": ("kind", "type", "algorithm"),
    "counter": ("counter",),
    "interval": ("interval", "time interval", "timeinterval"),
    "digits": ("digits",),
}
_ENCRYPTED = "Its seed is encrypted. Export the file with plain values, or decrypt it first."


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token's number, its seed in base32, and the next count it shows, if it counts."""

    serial_number: str
    seed: str = field(repr=False)
    is_counter_based: bool = False
    counter: int = 0


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a list, counted from 1: a token, or why it is none."""

    number: int
    serial_number: str
    token: Token | None = None
    problem: str = ""


def rows_in(document: str) -> tuple[Row, ...]:
    """The rows of a list. Raises InvalidInput for what is no list at all, or too long a one."""
    is_xml = document.lstrip("\ufeff \t\r\n").startswith("<")
    given = _packages(document) if is_xml else _lines(document)
    if len(given) > MOST_ROWS:
        raise InvalidInput(f"A list has at most {MOST_ROWS} tokens; this one has {len(given)}.")
    if not given:
        raise InvalidInput("There is no token in the list.")
    return tuple(_read(number, said) for number, said in enumerate(given, start=1))


def _read(number: int, said: Mapping[str, str]) -> Row:
    serial_number = said.get("serial_number", "").strip()
    try:
        token = _token(serial_number, said)
    except Refused as refusal:
        hints = (violation.hint for violation in getattr(refusal, "violations", ()))
        problem = " ".join(hints) or refusal.message
        return Row(number=number, serial_number=_legible(serial_number), problem=problem)
    return Row(number=number, serial_number=serial_number, token=token)


def _token(serial_number: str, said: Mapping[str, str]) -> Token:
    kind = said.get("kind", "").strip().lower()
    if said.get("is_encrypted"):
        raise InvalidInput(_ENCRYPTED)
    if kind not in _KINDS:
        raise InvalidInput("Its kind is not known: only TOTP and HOTP are.")
    for name, only in (("digits", "6"), ("interval", "30"), ("suite", "sha1")):
        if (said.get(name) or only).strip().lower().replace("-", "").removeprefix("hmac") != only:
            raise InvalidInput("Only tokens of 6 digits, SHA-1 and 30 seconds can be used here.")
    _refuse_bad_number(serial_number)
    return Token(
        serial_number=serial_number,
        seed=_seed(said),
        is_counter_based=_KINDS[kind],
        counter=_count(said.get("counter", "")),
    )


def _refuse_bad_number(serial_number: str) -> None:
    violations: list[Violation] = []
    field_of(names.SerialNumber).read(serial_number, ("serial_number",), violations)
    refuse(violations, wire_path)
    if serial_number.startswith("arn:"):
        raise InvalidInput("The serial number of a hardware token is no ARN.")


def _seed(said: Mapping[str, str]) -> str:
    given, hexadecimal = said.get("seed", ""), said.get("seed_hex", "")
    letters = "".join(given.split())
    if hexadecimal:
        letters = _in_base32(bytes.fromhex, "".join(hexadecimal.split()))
    violations: list[Violation] = []
    field_of(names.TokenSeed).read(letters, ("seed",), violations)
    refuse(violations, wire_path)
    return letters


def _in_base32(decode: Callable[[str], bytes], text: str) -> str:
    try:
        return base64.b32encode(decode(text)).decode()
    except (ValueError, binascii.Error):
        raise InvalidInput("Its seed cannot be read.") from None


def _count(text: str) -> int:
    digits = text.strip() or "0"
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        raise InvalidInput("Its counter is no number.")
    return int(digits)


def _lines(document: str) -> list[dict[str, str]]:
    """CSV: by the names in its first line, or else a number, a seed and a kind in this order."""
    try:
        lines = [line for line in csv.reader(io.StringIO(document.lstrip("\ufeff"))) if any(line)]
    except csv.Error:
        raise InvalidInput("The list is no CSV.") from None
    header = [_column(cell) for cell in lines[0]] if lines else []
    if "serial_number" not in header:
        header = ["serial_number", "seed", "kind", "counter"]
    else:
        lines = lines[1:]
    return [
        {name: cell for name, cell in zip(header, line, strict=False) if name} for line in lines
    ]


def _column(cell: str) -> str:
    written = cell.strip().lower()
    return next((name for name, words in _COLUMNS.items() if written in words), "")


def _packages(document: str) -> list[dict[str, str]]:
    """PSKC, with a key in each package."""
    try:
        root = safe_xml.parsed(document.encode())
    except Unreadable as reason:
        raise InvalidInput(f"The list cannot be read: {reason}.") from None
    if root.tag != f"{_PSKC}KeyContainer":
        raise InvalidInput("The list is XML, but no PSKC: it has no KeyContainer.")
    return list(_keys(root))


def _keys(root: Element) -> Iterator[dict[str, str]]:
    for package in safe_xml.named(root, f"{_PSKC}KeyPackage"):
        key = safe_xml.only(package, f"{_PSKC}Key")
        yield {
            "serial_number": _at(package, "DeviceInfo", "SerialNo"),
            "kind": _attribute(key, "Algorithm"),
            "suite": _at(key, "AlgorithmParameters", "Suite"),
            "digits": _attribute(_child(key, "AlgorithmParameters", "ResponseFormat"), "Length"),
            "interval": _at(key, "Data", "TimeInterval", "PlainValue"),
            "counter": _at(key, "Data", "Counter", "PlainValue"),
            "is_encrypted": "yes" if _is_encrypted(key) else "",
        } | _plain_seed(_at(key, "Data", "Secret", "PlainValue"))


def _plain_seed(text: str) -> dict[str, str]:
    try:
        return {"seed": base64.b32encode(base64.b64decode(text, validate=True)).decode()}
    except (ValueError, binascii.Error):
        return {"seed": "?"}


def _is_encrypted(key: Element | None) -> bool:
    return _child(key, "Data", "Secret", "EncryptedValue") is not None


def _child(element: Element | None, *path: str) -> Element | None:
    for name in path:
        element = None if element is None else safe_xml.only(element, f"{_PSKC}{name}")
    return element


def _at(element: Element | None, *path: str) -> str:
    return safe_xml.text_of(_child(element, *path))


def _attribute(element: Element | None, name: str) -> str:
    return "" if element is None else str(element.get(name) or "")


def _legible(text: str) -> str:
    return text[:64]
