"""The last page of a new role: every change as a sentence, and then the changes, step by step."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.console.role_create import (
    begun_role,
    form_of,
    name_stage,
    permissions_stage,
    stages_of,
    trust_stage,
)
from accounts.console.role_forms import RoleForm
from accounts.console.role_ways import Way
from accounts.operations.instance_profiles import (
    add_role_to_instance_profile,
    create_instance_profile,
)
from accounts.operations.roles import create_role
from accounts.signin import drafts
from accounts.signin.drafts import Begun
from iamconsole.caller import Caller
from iamconsole.console.drafts import ROLE, STAGE, DraftBox, as_sent
from iamconsole.console.steps import Outcome, Step, each, in_order
from iamconsole.doors import ConsoleRequest
from iamconsole.errors import Refused
from policies.operations.attachments import attach_role_policy
from policies.operations.inline import (
    list_group_policies,
    list_user_policies,
    put_group_policy,
    put_user_policy,
)

_MACHINES = "ec2.amazonaws.com"
_DONE = "done"


@require_http_methods(["GET", "HEAD", "POST"])
def review_page(request: ConsoleRequest, token: str) -> HttpResponse:
    """Say what will be done; then do it, and what was left of it before."""
    begun, way = begun_role(request, token)
    sent = as_sent(begun)
    form = form_of(request.caller, way, sent)
    if not form.is_valid():
        return _mended(request, begun, way, form)
    steps = tuple(_steps(request.caller, form, sent, begun))
    done = set(begun.content.get(_DONE, ()))
    facts = {
        "form": form,
        "way": way,
        "name": form.cleaned_data["role_name"],
        "draft": DraftBox(ROLE, begun.subject, begun, ()),
        "stages": stages_of(begun, "review"),
        "trust": form.trust(),
        "steps": [step for step in steps if step.key not in done],
        "done": [step for step in steps if step.key in done],
    }
    if request.method != "POST":
        _note(request.caller, begun, done)
        return render(request, "accounts/role_review.html", facts)
    outcome = _performed(request.caller, [step for step in steps if step.key not in done])
    if outcome.is_whole:
        drafts.drop(request.caller, token)
        words = _("The role %(name)s is created.") % {"name": facts["name"]}
        messages.success(request, words)
        return redirect("console-role", facts["name"])
    _note(request.caller, begun, done | {step.key for step in outcome.done})
    failure = outcome.failures[0]
    if failure.step.operation is create_role:
        form.show(failure.refusal)
        form.request_id = request.caller.origin.request_id
        return _mended(request, begun, way, form)
    facts |= {"outcome": outcome, "is_made": True}
    return render(request, "accounts/role_review.html", facts, status=outcome.status)


def _note(caller: Caller, begun: Begun, done: set[str]) -> None:
    """Remember how far it came, so that another try does only what is left."""
    content = {**begun.content, STAGE: ["review"], _DONE: sorted(done)}
    drafts.keep(caller, ROLE.name, begun.subject, content, begun.token)


def _mended(request: ConsoleRequest, begun: Begun, way: Way, form: RoleForm) -> HttpResponse:
    """The page on which the first thing that is wrong was filled in."""
    wrong, status = set(form.errors), form.status
    if wrong & set(ROLE.stages["name"]):
        form.keep_only(ROLE.stages["name"])
        return name_stage(request, begun, way, form, status)
    if wrong & set(ROLE.stages["permissions"]):
        form.keep_only(ROLE.stages["permissions"])
        return permissions_stage(request, begun, way, form, status)
    form.keep_only(way.form.of_trust)
    draft = DraftBox(ROLE, begun.subject, begun, ())
    return trust_stage(request, way, form, draft, status)


def _performed(caller: Caller, steps: list[Step]) -> Outcome:
    """The role first, since all the rest hangs on it; of the rest, whatever can be done."""
    first = [step for step in steps if step.operation is create_role]
    made = in_order(caller, first)
    rest = [step for step in steps if step.operation is not create_role]
    if not made.is_whole:
        return Outcome((), made.failures, tuple(rest))
    others = each(caller, rest)
    return Outcome((*made.done, *others.done), others.failures)


def _steps(caller: Caller, form: RoleForm, sent: QueryDict, begun: Begun) -> Iterator[Step]:
    name = form.cleaned_data["role_name"]
    given = {"role_name": name}
    yield Step(_("Create the role %(name)s") % {"name": name}, create_role, form.params())
    for arn in sent.getlist("policies"):
        words = _("Attach the policy %(name)s to it") % {"name": arn.rpartition("/")[2]}
        yield Step(words, attach_role_policy, given | {"policy_arn": arn})
    if form.cleaned_data.get("service") == _MACHINES:
        profile = {"instance_profile_name": name}
        words = _("Make the instance profile %(name)s") % {"name": name}
        yield Step(words, create_instance_profile, profile)
        words = _("Let the instance profile carry the role")
        yield Step(words, add_role_to_instance_profile, profile | given)
    for step in _switching(caller, form, sent):
        yield _overwriting_nothing(caller, step, begun)


def _switching(caller: Caller, form: RoleForm, sent: QueryDict) -> Iterator[Step]:
    """The other half of a role: a policy that lets people switch to it."""
    name = form.cleaned_data["role_name"]
    path = form.cleaned_data.get("path") or "/"
    policy = {
        "policy_name": f"SwitchTo-{name}",
        "policy_document": allowing(f"arn:aws:iam::{caller.account_id}:role{path}{name}"),
    }
    for group in sent.getlist("switching_groups"):
        words = _("Let members of the group %(group)s switch to it") % {"group": group}
        yield Step(words, put_group_policy, policy | {"group_name": group})
    for user in sent.getlist("members"):
        words = _("Let the user %(user)s switch to it") % {"user": user}
        yield Step(words, put_user_policy, policy | {"user_name": user})


def _overwriting_nothing(caller: Caller, step: Step, begun: Begun) -> Step:
    """The step, under a name nobody else chose where its own is taken: putting overwrites."""
    if step.key in begun.content.get(_DONE, ()) or _is_free(caller, step.params):
        return step
    only_here = sha256(begun.token.encode()).hexdigest()[:8]
    name = f"{step.params['policy_name']}-{only_here}"
    return replace(step, params={**step.params, "policy_name": name})


def _is_free(caller: Caller, params: Mapping[str, Any]) -> bool:
    """Whether no policy there has the name. One who may not know hears that it is taken."""
    listing = list_group_policies if "group_name" in params else list_user_policies
    whose = {key: params[key] for key in ("group_name", "user_name") if key in params}
    try:
        listed = listing.perform(caller, whose | {"max_items": 1000})
    except Refused:
        return False
    return params["policy_name"].lower() not in {one.lower() for one in listed.policy_names}


def allowing(role_arn: str) -> str:
    """A policy that lets whoever has it take one role on."""
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": role_arn}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)
