"""From JSON text to a `Policy`, or to every syntax problem at once."""

from dataclasses import dataclass, field
from typing import TypeAlias

from .document import (
    FIRST_VERSION,
    VERSIONS,
    Condition,
    Effect,
    Patterns,
    Policy,
    PrincipalEntry,
    Principals,
    Statement,
)
from .problems import Malformed, Problem
from .reader import (
    ArrayNode,
    BooleanNode,
    Member,
    Node,
    NullNode,
    NumberNode,
    ObjectNode,
    StringNode,
    read,
)
from .text import Place

Path: TypeAlias = tuple[str | int, ...]

SYNTAX_ERRORS = "Syntax errors in policy."
LEGACY_PARSING = "The policy failed legacy parsing"

POLICY_ELEMENTS = ("Version", "Id", "Statement")
STATEMENT_ELEMENTS = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)


def parse(text: str) -> Policy:
    """The policy a text holds; what no service could ever have stored is `Malformed`."""
    parser = _Parser()
    policy = parser.policy(read(text))
    if policy is None or parser.problems:
        raise Malformed(parser.refusal(), tuple(parser.problems))
    return policy


def parse_what_is_sound(text: str) -> tuple[Policy | None, tuple[Problem, ...]]:
    """What a text holds of a policy, and every syntax problem: for advice, never to decide."""
    parser = _Parser()
    policy = parser.policy(read(text))
    return policy, tuple(parser.problems)


@dataclass
class _Parser:
    problems: list[Problem] = field(default_factory=list)

    def refusal(self) -> str:
        only_casing = {problem.code for problem in self.problems} == {"INVALID_EFFECT"} and all(
            _is_effect_in_other_casing(problem.place) for problem in self.problems
        )
        return LEGACY_PARSING if only_casing else SYNTAX_ERRORS

    def report(self, code: str, message: str, place: Place, path: Path) -> None:
        self.problems.append(Problem(code, message, place, path))

    def policy(self, root: Node) -> Policy | None:
        if not isinstance(root, ObjectNode):
            self.report("DATA_TYPE_MISMATCH", "a policy is a JSON object", root, ())
            return None
        self.elements(root, POLICY_ELEMENTS, ())
        version = self.string(root, "Version", ())
        if version is not None and version.value not in VERSIONS:
            known = " or ".join(f"`{known}`" for known in reversed(VERSIONS))
            self.report("INVALID_VERSION", f"`Version` is {known}", version, ("Version",))
        return Policy(
            root,
            FIRST_VERSION if version is None else version.value,
            self.string(root, "Id", ()),
            self.statements(root),
        )

    def statements(self, root: ObjectNode) -> tuple[Statement, ...]:
        node = root.get("Statement")
        if node is None:
            self.report("MISSING_STATEMENT", "a policy needs a `Statement`", root, ())
            return ()
        if isinstance(node, ArrayNode):
            if not node.items:
                message = "a policy needs at least one statement"
                self.report("MISSING_STATEMENT", message, node, ("Statement",))
            numbered = enumerate(node.items)
            found = [self.statement(i, n, ("Statement", i)) for i, n in numbered]
        else:
            found = [self.statement(0, node, ("Statement",))]
        return tuple(statement for statement in found if statement is not None)

    def statement(self, index: int, node: Node, path: Path) -> Statement | None:
        if not isinstance(node, ObjectNode):
            self.report("DATA_TYPE_MISMATCH", "a statement is a JSON object", node, path)
            return None
        self.elements(node, STATEMENT_ELEMENTS, path)
        return Statement(
            index,
            node,
            self.string(node, "Sid", path),
            self.effect(node, path),
            self.principals(node, path),
            self.patterns(node, "Action", path),
            self.patterns(node, "Resource", path),
            self.conditions(node, path),
        )

    def elements(self, node: ObjectNode, known: tuple[str, ...], path: Path) -> None:
        for member in node.members:
            key = member.key.value
            if key not in known:
                message = f"`{key}` is not an element here; {_listed(known)} are"
                self.report("INVALID_POLICY_ELEMENT", message, member.key, (*path, key))
        self.no_repeats(node, path)

    def no_repeats(self, node: ObjectNode, path: Path) -> None:
        for member in node.repeated:
            key = member.key.value
            message = f"the key `{key}` stands twice in one object"
            self.report("JSON_SYNTAX_ERROR", message, member.key, (*path, key))

    def string(self, node: ObjectNode, key: str, path: Path) -> StringNode | None:
        value = node.get(key)
        if value is None or isinstance(value, StringNode):
            return value
        self.report("DATA_TYPE_MISMATCH", f"`{key}` is a text", value, (*path, key))
        return None

    def effect(self, node: ObjectNode, path: Path) -> Effect:
        value = node.get("Effect")
        if isinstance(value, StringNode) and value.value in (Effect.ALLOW, Effect.DENY):
            return Effect(value.value)
        message = "`Effect` is `Allow` or `Deny`, in exactly these letters"
        if value is None:
            self.report("MISSING_EFFECT", message, node, path)
        else:
            self.report("INVALID_EFFECT", message, value, (*path, "Effect"))
        return Effect.DENY

    def one_of(self, node: ObjectNode, key: str, path: Path) -> Member | None:
        """The member for an element or its `Not` form, of which there is at most one."""
        found = [m for m in node.members if m.key.value in (key, f"Not{key}")]
        if len({member.key.value for member in found}) > 1:
            message = f"a statement has `{key}` or `Not{key}`, not both"
            self.report("UNSUPPORTED_ELEMENT_COMBINATION", message, found[1].key, path)
        return found[0] if found else None

    def patterns(self, node: ObjectNode, key: str, path: Path) -> Patterns | None:
        member = self.one_of(node, key, path)
        if member is None:
            return None
        name = member.key.value
        return Patterns(member.key, self.strings(member.value, name, (*path, name)))

    def strings(self, node: Node, name: str, path: Path) -> tuple[StringNode, ...]:
        strings = []
        is_list = isinstance(node, ArrayNode)
        for index, item in enumerate(_listed_nodes(node)):
            if isinstance(item, StringNode):
                strings.append(item)
            elif not (is_list and isinstance(item, NullNode)):  # AWS skips null in a list
                at = (*path, index) if is_list else path
                message = f"`{name}` is a text or a list of texts"
                self.report("DATA_TYPE_MISMATCH", message, item, at)
        return tuple(strings)

    def principals(self, node: ObjectNode, path: Path) -> Principals | None:
        member = self.one_of(node, "Principal", path)
        if member is None:
            return None
        name, value = member.key.value, member.value
        if isinstance(value, StringNode):
            return Principals(member.key, (PrincipalEntry(None, value),))
        if not isinstance(value, ObjectNode):
            message = f"`{name}` is `*` or an object of principals"
            self.report("INVALID_PRINCIPAL_FORMAT", message, value, (*path, name))
            return None
        self.no_repeats(value, (*path, name))
        return Principals(member.key, self.entries(value, (*path, name)))

    def entries(self, node: ObjectNode, path: Path) -> tuple[PrincipalEntry, ...]:
        return tuple(
            PrincipalEntry(member.key, value)
            for member in node.members
            for value in self.strings(member.value, member.key.value, (*path, member.key.value))
        )

    def conditions(self, node: ObjectNode, path: Path) -> tuple[Condition, ...]:
        value = node.get("Condition")
        blocks = self.object_members(value, (*path, "Condition"))
        return tuple(
            Condition(block.key, test.key, self.values(test, (*at, test.key.value)))
            for block in blocks
            for at in [(*path, "Condition", block.key.value)]
            for test in self.object_members(block.value, at)
        )

    def object_members(self, node: Node | None, path: Path) -> tuple[Member, ...]:
        if node is None:
            return ()
        if isinstance(node, ObjectNode):
            self.no_repeats(node, path)
            return node.members
        self.report("DATA_TYPE_MISMATCH", f"`{path[-1]}` is a JSON object", node, path)
        return ()

    def values(self, test: Member, path: Path) -> tuple[StringNode | NumberNode | BooleanNode, ...]:
        values = []
        for item in _listed_nodes(test.value):
            if isinstance(item, StringNode | NumberNode | BooleanNode):
                values.append(item)
            else:
                message = f"`{test.key.value}` is compared with texts, numbers or booleans"
                self.report("INVALID_CONDITION_DATA_TYPE", message, item, path)
        return tuple(values)


def _listed_nodes(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, ArrayNode) else (node,)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _is_effect_in_other_casing(place: Place) -> bool:
    return isinstance(place, StringNode) and place.value.lower() in ("allow", "deny")
