"""Our sources make none of the mistakes the house rules name, and the rules know them when they see
them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from tests.contracts.house_rules import RULES, TEMPLATE_RULES

ROOT = Path(settings.BASE_DIR)
SOURCES = [
    path
    for package in ("iamconsole", "accounts", "policies")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))

# Where a rule does not hold, and why.
ALLOWED = {
    ("iamconsole/fields.py", "pattern that is no constant"): (
        "field types declare AWS's own patterns, which are constants where they are declared"
    ),
    (
        "policies/management/commands/refresh_managed_policies.py",
        "save without update_fields",
    ): "a data file is saved, no row",
}

BAD = {
    "mark_safe": ["from x import mark_safe\nmark_safe(text)", "html.mark_safe(text)"],
    "save without update_fields": ["user.save()", "user.save(using='default')"],
    "filter by a mapping": ["User.objects.filter(**given)", "rows.exclude(a=1, **given)"],
    "secret compared with ==": [
        "if secret == given: pass",
        "ok = row.password != password",
        "given_signature == expected",
    ],
    "assert": ["assert user is not None"],
    "pattern that is no constant": ["re.compile(text)", "re.sub(f'{a}', 'b', text)"],
    "private name imported": ["from accounts.rules import _refuse_reserved"],
    "safe filter": ["{{ text|safe }}", "{{ rows | safeseq }}", "{% autoescape off %}"],
}
GOOD = {
    "mark_safe": ["format_html('<b>{}</b>', text)"],
    "save without update_fields": [
        "user.save(update_fields=['name'])",
        "user.save(force_insert=True)",
    ],
    "filter by a mapping": ["User.objects.filter(name=name)", "create(**known)"],
    "secret compared with ==": [
        "constant_time_compare(secret, given)",
        "password == ''",
        "secrets_left == 2",
        "row.password is None",
    ],
    "assert": ["raise ValueError('no user')"],
    "pattern that is no constant": ["re.compile(r'[a-z]+')", "path.match(text)"],
    "private name imported": ["from __future__ import annotations", "from x import y as _y"],
    "safe filter": ["{{ text|safe_name }}", "{{ text }}"],
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_source_makes_the_mistake(rule):
    assert found(rule, SOURCES) == [], rule.reason


@pytest.mark.parametrize("rule", TEMPLATE_RULES, ids=lambda rule: rule.name)
def test_no_template_makes_the_mistake(rule):
    assert found(rule, TEMPLATES) == [], rule.reason


def found(rule, paths):
    return [
        f"{path.relative_to(ROOT)}:{line}"
        for path in paths
        if (str(path.relative_to(ROOT)), rule.name) not in ALLOWED
        for line in rule.lines(path.read_text())
    ]


@pytest.mark.parametrize("rule", RULES + TEMPLATE_RULES, ids=lambda rule: rule.name)
def test_a_rule_knows_the_mistake_and_what_to_do_instead(rule):
    assert all(list(rule.lines(source)) for source in BAD[rule.name])
    assert not any(list(rule.lines(source)) for source in GOOD[rule.name])


def test_what_is_allowed_is_still_there():
    rules = {rule.name: rule for rule in RULES + TEMPLATE_RULES}
    for path, name in ALLOWED:
        assert list(rules[name].lines((ROOT / path).read_text())), (path, name)
