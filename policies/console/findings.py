"""What the engine finds in a text that somebody is writing, as the editor wants it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from iamconsole.doors import ConsoleRequest
from policies.console.shortenings import Offer, offers
from policies.engine import Kind, Place, Problem, Severity, size, validate

LONGEST = 131_072
# Several times what any policy may have; what is longer is not worth the work of looking at it.
MOST_LOOKED_AT = 20_000

_LEVELS = {
    Severity.ERROR: "error",
    Severity.SECURITY_WARNING: "security",
    Severity.WARNING: "warning",
    Severity.SUGGESTION: "suggestion",
}
_SHORTER = "SHORTER"
_DIGITS = 7
_KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True)
class Finding:
    """One thing found, with its place for people."""

    level: str
    code: str
    message: str
    help: str
    line: int
    column: int


def findings_in(text: str, kind: Kind = Kind.IDENTITY, limit: int = 0) -> list[Finding]:
    """Everything found in a policy's text, in the order of the places.

    Before it stand the ways to shorten a text that is over its `limit`, where it has one.
    """
    if not text or _is_too_long(text):
        return []
    ways = [_way(offer, text) for offer in offers(text, kind, limit)]
    return [*ways, *(_finding(problem) for problem in validate(text, kind))]


def _is_too_long(text: str) -> bool:
    return len(text) > LONGEST or size(text) > MOST_LOOKED_AT


@require_POST
def validate_page(request: ConsoleRequest) -> HttpResponse:
    """Answer the editor. A browser sends line ends as CRLF and counts each as one."""
    text = unix_lines(request.POST.get("document", ""))
    if _is_too_long(text):
        return JsonResponse({"findings": []}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    kind = _KINDS.get(request.POST.get("kind", ""), Kind.IDENTITY)
    problems = validate(text, kind) if text else ()
    found = [_offered(offer, text) for offer in offers(text, kind, _limit(request))]
    found += [_placed(problem, text) for problem in problems]
    return JsonResponse({"findings": found})


def _limit(request: ConsoleRequest) -> int:
    """How long the text may be, as the editor says; nothing is decided by it."""
    sent = request.POST.get("limit", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < _DIGITS else 0


def unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _finding(problem: Problem) -> Finding:
    return Finding(
        level=_LEVELS[problem.severity],
        code=problem.code,
        message=problem.message,
        help=problem.help,
        line=problem.place.line,
        column=problem.place.column,
    )


def _placed(problem: Problem, text: str) -> dict[str, Any]:
    fix = problem.fix
    return vars(_finding(problem)) | {
        **_stretch(problem.place, text),
        "fix": fix
        and {
            "title": fix.title,
            "insert": fix.replacement,
            **_stretch(fix.place or problem.place, text),
        },
    }


def _way(offer: Offer, text: str) -> Finding:
    line = text.count("\n", 0, offer.start) + 1
    column = offer.start - text.rfind("\n", 0, offer.start)
    return Finding("suggestion", _SHORTER, offer.message, offer.help, line, column)


def _offered(offer: Offer, text: str) -> dict[str, Any]:
    """A way and its fix; what is marked in the text is the line where the change begins."""
    line_end = text.find("\n", offer.start, offer.end)
    shown = _units(text, offer.start, offer.end if line_end < 0 else line_end)
    fix = {
        "title": offer.title,
        "insert": offer.replacement,
        **_units(text, offer.start, offer.end),
    }
    return vars(_way(offer, text)) | shown | {"fix": fix}


def _stretch(place: Place, text: str) -> dict[str, int]:
    return _units(text, place.start, place.end)


def _units(text: str, start: int, end: int) -> dict[str, int]:
    return {"from": units_before(text, start), "to": units_before(text, end)}


def units_before(text: str, offset: int) -> int:
    """An offset as browsers count: in units of UTF-16, of which some characters take two."""
    return offset + sum(letter > "\uffff" for letter in text[:offset])
