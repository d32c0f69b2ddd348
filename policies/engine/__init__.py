"""The policy language: pure functions over values, and the only way into this package."""

from .asked_keys import keys_asked_for
from .check import check, size
from .compile import PolicySet, compile
from .covering import Cover, Widened, covering
from .decide import Decision, Layers, Result, decide
from .document import Effect, Kind, Policy, Statement
from .explain import Explanation, LayerAnswer, MissedPart, NearMiss, StatementPlace, explain
from .parse import parse
from .principals import principal_named
from .problems import Fix, Malformed, Problem, Severity
from .request import Grant, Principal, PrincipalKind, Request
from .shortening import Shortening, Way, shortenings
from .simulate import simulate
from .simulation import (
    EvalDecision,
    EvaluationResult,
    Simulation,
    Sourced,
    Unsimulatable,
    context_value,
)
from .statement import Rule, Source
from .summary import Summary, effective_actions, summarize
from .summary_lines import ActionLine, LevelCount, ServiceLine, StatementLine, TestedKey
from .text import Place
from .trimming import Trimmed, TrimmedEntry, trimmed
from .validation import validate
from .verdict import Ground, Verdict

__all__ = [
    "ActionLine",
    "Cover",
    "Decision",
    "Effect",
    "EvalDecision",
    "EvaluationResult",
    "Explanation",
    "Fix",
    "Grant",
    "Ground",
    "Kind",
    "LayerAnswer",
    "Layers",
    "LevelCount",
    "Malformed",
    "MissedPart",
    "NearMiss",
    "Place",
    "Policy",
    "PolicySet",
    "Principal",
    "PrincipalKind",
    "Problem",
    "Request",
    "Result",
    "Rule",
    "ServiceLine",
    "Severity",
    "Shortening",
    "Simulation",
    "Source",
    "Sourced",
    "Statement",
    "StatementLine",
    "StatementPlace",
    "Summary",
    "TestedKey",
    "Trimmed",
    "TrimmedEntry",
    "Unsimulatable",
    "Verdict",
    "Way",
    "Widened",
    "check",
    "compile",
    "context_value",
    "covering",
    "decide",
    "effective_actions",
    "explain",
    "keys_asked_for",
    "parse",
    "principal_named",
    "shortenings",
    "simulate",
    "size",
    "summarize",
    "trimmed",
    "validate",
]
