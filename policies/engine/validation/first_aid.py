"""Help and safe fixes for what the parser finds, which knows only what is wrong."""

from dataclasses import replace

from ..document import CURRENT_VERSION, Effect
from ..nearest import nearest
from ..parse import POLICY_ELEMENTS, STATEMENT_ELEMENTS
from ..problems import Problem
from ..reader import StringNode
from .clauses import correction


def helped(problem: Problem) -> Problem:
    """Give a problem of the parser with help and, where its author's will is clear, a fix."""
    node = problem.place
    meant = _meant(problem, node.value) if isinstance(node, StringNode) else None
    if not isinstance(node, StringNode) or meant is None:
        return replace(problem, help=_HELP.get(problem.code, ""))
    return replace(problem, help=f"did you mean `{meant}`?", fix=correction(node, meant))


def _meant(problem: Problem, written: str) -> str | None:
    if problem.code == "INVALID_POLICY_ELEMENT":
        known = POLICY_ELEMENTS if len(problem.path) == 1 else STATEMENT_ELEMENTS
        return nearest(written, known)
    if problem.code == "INVALID_EFFECT":
        return nearest(written, (Effect.ALLOW, Effect.DENY))
    return nearest(written, (CURRENT_VERSION,)) if problem.code == "INVALID_VERSION" else None


_HELP = {
    "INVALID_EFFECT": "write `Allow` or `Deny`",
    "INVALID_PRINCIPAL_FORMAT": 'write `{"AWS": "…"}`, `{"Service": "…"}` or `"*"`',
    "INVALID_VERSION": f"write `{CURRENT_VERSION}`",
    "MISSING_EFFECT": 'add `"Effect": "Allow"` or `"Effect": "Deny"`',
    "MISSING_STATEMENT": "add a statement",
    "UNSUPPORTED_ELEMENT_COMBINATION": "remove one of them",
}
