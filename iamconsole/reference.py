"""The reference of operations, made from their declarations: docs/operations.md."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from django.conf import settings

from iamconsole.fields import Member
from iamconsole.gate import Operation, operations
from iamconsole.spelling import wire_name

FILE = Path(settings.BASE_DIR) / "docs" / "operations.md"

_HEAD = """# Operations

Made from the declarations in `accounts/operations/` and `policies/operations/` by
`manage.py document_operations`; a test fails when it is stale. Operations of the services `iam`
and `sts` answer AWS's clients at `POST /`; those of `iamconsole` are this directory's own.
**reads** changes nothing; **root** is kept to the root user.
"""


def pages() -> str:
    """The whole reference, in Markdown."""
    declared = sorted(operations, key=lambda op: (op.noun, op.name))
    parts = [_HEAD]
    for noun, group in groupby(declared, key=lambda op: op.noun):
        title = noun.replace("_", " ").capitalize()
        parts += [f"\n## {title}\n", *_lines(list(group))]
    return "\n".join(parts) + "\n"


def _lines(group: list[Operation[..., object]]) -> Iterator[str]:
    yield "| operation | policies ask | takes | does |"
    yield "| --- | --- | --- | --- |"
    for op in group:
        marks = [word for word, is_so in (("reads", op.is_read), ("root", op.is_for_root)) if is_so]
        note = f" *({', '.join(marks)})*" if marks else ""
        takes = ", ".join(_member(name, member) for name, member in op.members.items()) or "nothing"
        yield f"| `{op.name}` | `{op.action}` | {takes} | {op.summary}{note} |"


def _member(name: str, member: Member) -> str:
    wire = wire_name(name)
    return f"**{wire}**" if member.is_required else wire
