"""JSON text read into nodes that remember where they stood, repeated keys included."""

import json
import re
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from .problems import Malformed, Problem
from .text import Place, Text

# Callers may send 131,072, which their field type bounds; AWS's own longest policy has 152,297.
MAX_CHARACTERS = 262_144
MAX_DEPTH = 16  # a policy needs seven
MAX_NODES = 32_768

INVALID_JSON = "This policy contains invalid Json"


@dataclass(frozen=True, slots=True)
class StringNode(Place):
    value: str


@dataclass(frozen=True, slots=True)
class NumberNode(Place):
    literal: str


@dataclass(frozen=True, slots=True)
class BooleanNode(Place):
    value: bool


@dataclass(frozen=True, slots=True)
class NullNode(Place):
    pass


@dataclass(frozen=True, slots=True)
class ArrayNode(Place):
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Member:
    """One `key: value` of an object."""

    key: StringNode
    value: "Node"


@dataclass(frozen=True, slots=True)
class ObjectNode(Place):
    members: tuple[Member, ...]

    def get(self, key: str) -> "Node | None":
        """The value of a key, the first one if it is repeated."""
        return next((m.value for m in self.members if m.key.value == key), None)

    @property
    def repeated(self) -> tuple[Member, ...]:
        """The members whose key an earlier member already had."""
        seen: set[str] = set()
        again = []
        for member in self.members:
            if member.key.value in seen:
                again.append(member)
            seen.add(member.key.value)
        return tuple(again)


Node: TypeAlias = StringNode | NumberNode | BooleanNode | NullNode | ArrayNode | ObjectNode

# One token behind its white space; whatever is no token comes out as a single character.
_TOKEN = re.compile(
    r"""[ \t\r\n]*(
        "[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*"
      | [{}\[\],:]
      | -?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z.+_-])
      | (?:true|false|null)(?![0-9A-Za-z_])
      | .
      | \Z
    )""",
    re.VERBOSE | re.DOTALL,
)
_DIGITS = frozenset("-0123456789")


def read(source: str) -> Node:
    """The JSON value a text holds, or `Malformed` with the place of the first mistake."""
    return _Reader(source).document()


class _Reader:
    """Walks the tokens once; `lexeme` is the one just taken, `start` where it stood."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = Text(source)
        self.tokens = _TOKEN.finditer(source)
        self.lexeme = ""
        self.start = 0
        self.nodes = 0

    def document(self) -> Node:
        if len(self.source) > MAX_CHARACTERS:
            self.start = MAX_CHARACTERS
            self.fail(f"the document is longer than {MAX_CHARACTERS} characters")
        self.advance()
        node = self.value(0)
        self.advance()
        if self.lexeme:
            self.fail("text follows the end of the document")
        return node

    def advance(self) -> str:
        match = next(self.tokens)
        self.start = match.start(1)
        self.lexeme = lexeme = match[1]
        return lexeme

    def value(self, depth: int) -> Node:
        """The value that begins with the token just taken."""
        self.count(depth)
        lexeme, start = self.lexeme, self.start
        first = lexeme[:1]
        if first == '"' and len(lexeme) > 1:
            return self.string()
        if first == "{":
            return self.object(depth + 1)
        if first == "[":
            return self.array(depth + 1)
        end = start + len(lexeme)
        if lexeme in ("true", "false"):
            return BooleanNode(self.text, start, end, lexeme == "true")
        if lexeme == "null":
            return NullNode(self.text, start, end)
        if first not in _DIGITS or lexeme == "-":
            self.fail_expecting("a value")
        return NumberNode(self.text, start, end, lexeme)

    def string(self) -> StringNode:
        raw, start = self.lexeme[1:-1], self.start
        value = self.unescaped(raw) if "\\" in raw else raw
        return StringNode(self.text, start, start + len(raw) + 2, value)

    def unescaped(self, raw: str) -> str:
        try:
            value: str = json.loads(f'"{raw}"')
            value.encode()
        except UnicodeEncodeError:
            self.fail("half of a surrogate pair is not a character")
        except ValueError:
            self.fail("the string holds a `\\` escape that JSON does not know")
        return value

    def array(self, depth: int) -> ArrayNode:
        start, items = self.start, list[Node]()
        if self.advance() != "]":
            items.append(self.value(depth))
            while self.continues("]"):
                self.advance()
                items.append(self.value(depth))
        return ArrayNode(self.text, start, self.start + 1, tuple(items))

    def object(self, depth: int) -> ObjectNode:
        start, members = self.start, list[Member]()
        if self.advance() != "}":
            members.append(self.member(depth))
            while self.continues("}"):
                self.advance()
                members.append(self.member(depth))
        return ObjectNode(self.text, start, self.start + 1, tuple(members))

    def member(self, depth: int) -> Member:
        if self.lexeme[:1] != '"' or len(self.lexeme) < 2:
            self.fail_expecting("a key in double quotes")
        self.count(depth)
        key = self.string()
        if self.advance() != ":":
            self.fail_expecting("`:`")
        self.advance()
        return Member(key, self.value(depth))

    def continues(self, closing: str) -> bool:
        """Whether another item follows; if not, the closing mark was taken."""
        lexeme = self.advance()
        if lexeme != "," and lexeme != closing:
            self.fail_expecting(f"`,` or `{closing}`")
        return lexeme == ","

    def count(self, depth: int) -> None:
        self.nodes += 1
        if depth > MAX_DEPTH:
            self.fail(f"the document is nested more than {MAX_DEPTH} levels deep")
        if self.nodes > MAX_NODES:
            self.fail(f"the document holds more than {MAX_NODES} values")

    def fail_expecting(self, expected: str) -> NoReturn:
        found = f"`{self.lexeme[:20]}`" if self.lexeme else "the end of the text"
        self.fail(f"expected {expected}, found {found}")

    def fail(self, message: str) -> NoReturn:
        place = Place(self.text, self.start, min(self.start + 1, len(self.source)))
        raise Malformed(INVALID_JSON, (Problem("JSON_SYNTAX_ERROR", message, place),))
