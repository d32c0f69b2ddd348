"""Deleting a role: everything that hangs on it is taken off first, one operation each."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.console.roles import MANY, SERVICE_PATH, around
from accounts.operations.instance_profiles import (
    delete_instance_profile,
    list_instance_profiles_for_role,
    remove_role_from_instance_profile,
)
from accounts.operations.roles import delete_role
from accounts.operations.service_linked_roles import delete_service_linked_role
from accounts.shapes import RoleShape
from iamconsole.caller import Caller
from iamconsole.console.forms import PhraseForm
from iamconsole.console.parts import part
from iamconsole.console.steps import Step, in_order
from iamconsole.doors import ConsoleRequest
from policies.operations.attachments import detach_role_policy, list_attached_role_policies
from policies.operations.inline import delete_role_policy, list_role_policies


@require_http_methods(["GET", "HEAD", "POST"])
def delete_page(request: ConsoleRequest, role_name: str) -> HttpResponse:
    """Show what goes with a role, and let it all go once its name was typed."""
    facts = around(request.caller, role_name)
    role = facts["role"]
    steps = tuple(_steps(request.caller, role))
    data = request.POST if request.method == "POST" else None
    form = PhraseForm(data, phrase=role.role_name)
    facts |= {"form": form, "steps": steps}
    if not form.is_valid():
        return render(request, "accounts/role_delete.html", facts, status=form.status)
    outcome = in_order(request.caller, steps)
    if outcome.is_whole:
        messages.success(request, _("%(name)s is deleted.") % {"name": role.role_name})
        return redirect("console-roles")
    facts["outcome"] = outcome
    return render(request, "accounts/role_delete.html", facts, status=outcome.status)


def _steps(caller: Caller, role: RoleShape) -> Iterator[Step]:
    """Everything that must go, the role last. What the caller may not see is met by a refusal."""
    name = role.role_name
    given = {"role_name": name}
    if role.path.startswith(SERVICE_PATH):
        yield Step(
            _("Delete the service's role with its policy"), delete_service_linked_role, given
        )
        return
    yield from _profiles(caller, name)
    attached = part(list_attached_role_policies, caller, role_name=name, max_items=MANY)
    for policy in attached.content.attached_policies if attached.content else ():
        words = _("Detach %(policy)s") % {"policy": policy.policy_name}
        yield Step(words, detach_role_policy, given | {"policy_arn": policy.policy_arn})
    inline = part(list_role_policies, caller, role_name=name, max_items=MANY)
    for policy_name in inline.content.policy_names if inline.content else ():
        words = _("Delete the inline policy %(policy)s") % {"policy": policy_name}
        yield Step(words, delete_role_policy, given | {"policy_name": policy_name})
    yield Step(_("Delete the role %(name)s") % {"name": name}, delete_role, given)


def _profiles(caller: Caller, role_name: str) -> Iterator[Step]:
    """Out of every profile; one that is called like the role was made for it, and goes too."""
    found = part(list_instance_profiles_for_role, caller, role_name=role_name, max_items=MANY)
    for profile in found.content.instance_profiles if found.content else ():
        name = profile.instance_profile_name
        words = _("Take the role out of the instance profile %(name)s") % {"name": name}
        given = {"instance_profile_name": name}
        yield Step(words, remove_role_from_instance_profile, given | {"role_name": role_name})
        if name == role_name:
            words = _("Delete the instance profile %(name)s") % {"name": name}
            yield Step(words, delete_instance_profile, given)
