"""Tags as a form: all of them at once, a line each; what is left out is taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.names import Tag
from iamconsole.console.forms import ConsoleForm, TagsField
from iamconsole.console.steps import Step
from iamconsole.gate import Operation


class TagsForm(ConsoleForm):
    """All tags of a thing."""

    tags = TagsField(
        label=gettext_lazy("Tags"),
        required=False,
        help_text=gettext_lazy("One key=value a line, 50 at most. Keys differ by more than case."),
    )


def lines(tags: Iterable[Tag]) -> dict[str, str]:
    """What the form shows at first."""
    return {"tags": "\n".join(f"{tag.key}={tag.value}" for tag in tags)}


def tag_steps(
    given: Mapping[str, str],
    present: Iterable[Tag],
    wanted: Iterable[Mapping[str, str]],
    tag: Operation[Any, Any],
    untag: Operation[Any, Any],
) -> list[Step]:
    """What leads from the tags there are to those that are wanted."""
    before = {one.key: one.value for one in present}
    after = {one["key"]: one["value"] for one in wanted}
    changed = [one for one in wanted if before.get(one["key"]) != one["value"]]
    gone = [key for key in before if key not in after]
    steps = []
    if gone:
        steps.append(Step(_("Remove tags"), untag, {**given, "tag_keys": gone}))
    if changed:
        steps.append(Step(_("Set tags"), tag, {**given, "tags": changed}))
    return steps
