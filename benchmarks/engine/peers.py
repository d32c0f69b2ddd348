"""The same questions asked of Cedar and Casbin, the policies said in their languages.

What those languages cannot say (`?`, policy variables, ranges of addresses in Casbin) is said in
the nearest way: the share of answers that agree with ours is printed beside the figures.
"""

import fnmatch
import re
from collections.abc import Callable
from functools import cache

import casbin
import cedarpy

from policies.engine import Effect, Request, Statement
from policies.engine.document import Condition, Patterns

from .workloads import Workload

Answer = Callable[[Request], bool]


def cedar(workload: Workload) -> Answer:
    """Cedar with handles: policies and entities are parsed once."""
    text = "\n".join(map(_cedar_policy, workload.statements))
    policies = cedarpy.PolicySet.from_str(text)
    entities = cedarpy.Entities.from_json_str("[]")

    def answer(request: Request) -> bool:
        asked = {
            "principal": 'User::"alice"',
            "action": 'Action::"call"',
            "resource": 'Thing::"it"',
            "context": {
                "action": request.folded_action,
                "resource": request.resource,
                **request.values,
            },
        }
        return bool(cedarpy.is_authorized(asked, policies, entities).allowed)

    return answer


def _cedar_policy(statement: Statement) -> str:
    effect = "permit" if statement.effect is Effect.ALLOW else "forbid"
    tests = [
        _cedar_patterns("action", statement.actions, is_folded=True),
        _cedar_patterns("resource", statement.resources, is_folded=False),
        *map(_cedar_condition, statement.conditions),
    ]
    return f"{effect}(principal, action, resource) when {{ {' && '.join(tests)} }};"


def _cedar_patterns(name: str, patterns: Patterns | None, is_folded: bool) -> str:
    texts = [item.value for item in patterns.items] if patterns else ["*"]
    tests = [
        f"context.{name} like {_cedar_text(text.lower() if is_folded else text)}" for text in texts
    ]
    some = f"({' || '.join(tests)})"
    return f"!{some}" if patterns and patterns.negated else some


def _cedar_condition(condition: Condition) -> str:
    key, operator = f'"{condition.key.value.lower()}"', condition.operator.value
    if operator == "IpAddress":
        ranges = [f'ip(context[{key}]).isInRange(ip("{text}"))' for text in condition.texts]
        return f"(context has {key} && ({' || '.join(ranges)}))"
    tests = [f"context[{key}] like {_cedar_text(text)}" for text in condition.texts] or ["false"]
    found = f"(context has {key} && ({' || '.join(tests)}))"
    return f"!{found}" if "Not" in operator else found


def _cedar_text(text: str) -> str:
    """A pattern as Cedar writes it; variables and `?` become stars."""
    text = re.sub(r"\$\{[^}]*\}|\?", "*", text)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_MODEL = """
[request_definition]
r = act, obj, ctx
[policy_definition]
p = act, obj, cond, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = like(r.act, p.act) && like(r.obj, p.obj) && holds(r.ctx, p.cond)
"""


def casbin_(workload: Workload) -> Answer:
    """Casbin with a matching function for patterns, and one for conditions."""
    model = casbin.Model()
    model.load_model_from_text(_MODEL)
    enforcer = casbin.Enforcer(model)
    conditions: dict[str, tuple[Condition, ...]] = {}
    for number, statement in enumerate(workload.statements):
        conditions[str(number)] = statement.conditions
        enforcer.add_policy(
            _casbin_patterns(statement.actions, is_folded=True),
            _casbin_patterns(statement.resources, is_folded=False),
            str(number),
            statement.effect.value.lower(),
        )
    enforcer.add_function("like", _casbin_like)
    enforcer.add_function("holds", lambda context, name: _casbin_holds(context, conditions[name]))

    def answer(request: Request) -> bool:
        return bool(enforcer.enforce(request.folded_action, request.resource, request.values))

    return answer


def _casbin_patterns(patterns: Patterns | None, is_folded: bool) -> str:
    texts = [item.value for item in patterns.items] if patterns else ["*"]
    joined = "\n".join(text.lower() if is_folded else text for text in texts)
    return f"!{joined}" if patterns and patterns.negated else joined


def _casbin_like(text: str, patterns: str) -> bool:
    found = _compiled(patterns.removeprefix("!")).match(text) is not None
    return found is not patterns.startswith("!")


@cache
def _compiled(patterns: str) -> re.Pattern[str]:
    # Only here does a policy become a regular expression: it is what Casbin's users do.
    stars = (re.sub(r"\$\{[^}]*\}", "*", text) for text in patterns.split("\n"))
    return re.compile("|".join(fnmatch.translate(text.replace("[", "[[]")) for text in stars))


def _casbin_holds(context: dict[str, str], conditions: tuple[Condition, ...]) -> bool:
    return all(_casbin_condition_holds(context, condition) for condition in conditions)


def _casbin_condition_holds(context: dict[str, str], condition: Condition) -> bool:
    seen = context.get(condition.key.value.lower())
    texts = condition.texts
    if condition.operator.value == "IpAddress":
        texts = tuple(text.partition("/")[0].removesuffix(".0.0") + ".*" for text in texts)
    found = isinstance(seen, str) and any(_casbin_like(seen, text) for text in texts)
    return found is not ("Not" in condition.operator.value)
