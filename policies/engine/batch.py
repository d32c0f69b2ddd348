"""Questions as JSON lines: each line is answered by one line, and no line stops the others."""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TypeAlias, TypeVar

from .arn import split
from .compile import PolicySet, compile
from .decide import Decision, Layers, decide
from .document import Kind, Policy
from .parse import parse
from .principals import context_of, principal_named
from .request import Request
from .reserved import needs_trust
from .statement import Source
from .variables import ContextValue

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Object: TypeAlias = dict[str, Json]
T = TypeVar("T")


class Unanswerable(ValueError):
    """A line that does not hold a question of the agreed form."""


def answers(lines: Iterable[str], answer: Callable[[Object], Object]) -> Iterator[str]:
    """One line for each line that is not blank."""
    for line in lines:
        if line.strip():
            yield json.dumps(_answered(line, answer))


def _answered(line: str, answer: Callable[[Object], Object]) -> Object:
    case: Json = None
    try:
        line.encode()
        case = json.loads(line, object_pairs_hook=_object, parse_constant=_refuse_constant)
        if not isinstance(case, dict):
            raise Unanswerable("a case is a JSON object")
        return {"id": case.get("id"), **answer(case)}
    except RecursionError:
        return {"id": _id(case), "error": "the line is nested too deeply"}
    except UnicodeEncodeError:
        return {"id": _id(case), "error": "the line holds bytes that are not UTF-8"}
    except ValueError as error:
        return {"id": _id(case), "error": str(error)}


def _id(case: Json) -> Json:
    return case.get("id") if isinstance(case, dict) else None


def _object(pairs: list[tuple[str, Json]]) -> Object:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unanswerable("an object repeats a key")
    return found


def _refuse_constant(name: str) -> None:
    raise Unanswerable(f"`{name}` is not JSON")


def document_text(document: Json) -> str:
    """The text of a document given as an object or as its text."""
    if isinstance(document, str):
        return document
    if isinstance(document, dict):
        return json.dumps(document, ensure_ascii=False)
    raise Unanswerable("a document is an object or its text")


def evaluate(case: Object) -> Object:
    """The answer to one authorization question."""
    request = _request(_member(case, "request", dict, {}))
    decision = decide(request, _layers(case, request))
    return {
        "decision": decision.verdict.value,
        "because": decision.because,
        "layers": _layer_answers(decision),
    }


def _request(case: Object) -> Request:
    resource = _member(case, "resource", dict, {})
    arn = _member(resource, "arn", str, "*")
    account = _member(resource, "accountId", str, "") or (split(arn) or ("",) * 6)[4]
    context = _context(_member(case, "context", dict, {}))
    if "principal" not in case:
        raise Unanswerable("`principal` is an ARN, or null for an anonymous caller")
    name = None if case["principal"] is None else _member(case, "principal", str, "")
    principal = principal_named(name, context)
    given = {key.lower() for key in context}
    known = context_of(principal, account)
    return Request(
        principal,
        _action(_member(case, "action", str, "")),
        arn,
        account or None,
        {**{key: value for key, value in known.items() if key.lower() not in given}, **context},
        _member(case, "wildcardOnlyAction", bool, False),
    )


def _action(text: str) -> str:
    if not text.partition(":")[2]:
        raise Unanswerable("`action` is `service:name`")
    return text


def _context(case: Object) -> dict[str, ContextValue]:
    return {key: _context_value(key, value) for key, value in case.items()}


def _context_value(key: str, value: Json) -> ContextValue:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        texts = tuple(text for text in value if isinstance(text, str))
        if len(texts) == len(value):
            return texts
    raise Unanswerable(f"the context key `{key}` is neither a text nor a list of texts")


def _layers(case: Object, request: Request) -> Layers:
    is_trust = needs_trust(request) and request.folded_action.startswith("sts:")
    boundaries = _member(case, "permission_boundaries", list, [])
    session, resource = case.get("session_policy"), case.get("resource_policy")
    return Layers(
        _policies(_member(case, "identity_policies", list, []), Kind.IDENTITY),
        boundary=_policies(boundaries, Kind.BOUNDARY) if boundaries else None,
        session=None if session is None else _policies([session], Kind.SESSION),
        resource=None
        if resource is None
        else _policies([resource], Kind.TRUST if is_trust else Kind.RESOURCE),
        scps=_levels(case, "scps", Kind.SCP),
        rcps=_levels(case, "rcps", Kind.RCP),
    )


def _levels(case: Object, name: str, kind: Kind) -> tuple[PolicySet, ...]:
    levels = _member(case, name, list, [])
    return tuple(_level(level, position, kind) for position, level in enumerate(levels))


def _level(level: Json, position: int, kind: Kind) -> PolicySet:
    if not isinstance(level, dict):
        raise Unanswerable("an organization level is an object with `id` and `policies`")
    name = _member(level, "id", str, str(position))
    return _policies(_member(level, "policies", list, []), kind, name)


def _policies(documents: list[Json], kind: Kind, name: str = "") -> PolicySet:
    texts = tuple(document_text(document) for document in documents)
    return _compiled(texts, kind, name)


@lru_cache(maxsize=256)
def _compiled(texts: tuple[str, ...], kind: Kind, name: str) -> PolicySet:
    numbered = enumerate(texts, start=1)
    return compile(((_parsed(text), Source(kind, f"{kind} {n}")) for n, text in numbered), name)


@lru_cache(maxsize=1_024)
def _parsed(text: str) -> Policy:
    return parse(text)


def _member(case: Object, name: str, form: "type[T]", default: T) -> T:
    value = case.get(name, default)
    if value is None and default is not None:
        return default
    if not isinstance(value, form):
        raise Unanswerable(f"`{name}` is of the wrong form")
    return value


def _layer_answers(decision: Decision) -> Object:
    answers: Object = {}
    for result in decision.results:
        name = result.kind.value
        if result.kind in (Kind.SCP, Kind.RCP):
            level: Object = {
                "id": result.policies.name if result.policies else "",
                "decision": result.verdict.value,
            }
            levels = answers.setdefault(f"{name}s", [])
            if isinstance(levels, list):
                levels.append(level)
        elif result.policies is not None:
            answers[name] = result.verdict.value
    return answers
