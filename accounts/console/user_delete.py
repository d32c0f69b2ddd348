"""Deleting a user: everything that hangs on it is taken off first, one operation each."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.console.credential_kinds import KINDS, list_of
from accounts.console.credentials import profile_of
from accounts.console.mfa import steps_to_remove_devices
from accounts.console.owners import Owner
from accounts.console.user import around, row_of
from accounts.operations.access_keys import delete_access_key, list_access_keys
from accounts.operations.groups import list_groups_for_user, remove_user_from_group
from accounts.operations.login_profiles import delete_login_profile
from accounts.operations.users import delete_user
from accounts.shapes import UserShape
from iamconsole.caller import Caller
from iamconsole.console.forms import PhraseForm
from iamconsole.console.parts import part
from iamconsole.console.steps import Step, in_order
from iamconsole.doors import ConsoleRequest
from policies.operations.attachments import detach_user_policy, list_attached_user_policies
from policies.operations.inline import delete_user_policy, list_user_policies

_MANY = 1000


class DeleteForm(PhraseForm):
    """The user's name, typed; the page asks for the operations."""

    operation = delete_user


@require_http_methods(["GET", "HEAD", "POST"])
def delete_page(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Show what goes with a user, and let it all go once the name was typed."""
    facts = around(request.caller, user_name)
    form = DeleteForm(request.POST or None, phrase=facts["user"].user_name)
    if not form.is_valid():
        facts |= {"form": form, "steps": tuple(steps_to_delete(request.caller, facts["user"]))}
        return render(request, "accounts/user_delete.html", facts, status=form.status)
    outcome = in_order(request.caller, tuple(steps_to_delete(request.caller, facts["user"])))
    if outcome.is_whole:
        messages.success(request, _("%(name)s is deleted.") % {"name": user_name})
        return redirect("console-users")
    facts |= {
        "form": DeleteForm(phrase=facts["user"].user_name),
        "steps": tuple(steps_to_delete(request.caller, facts["user"])),
        "outcome": outcome,
    }
    return render(request, "accounts/user_delete.html", facts, status=outcome.status)


def steps_to_delete(caller: Caller, user: UserShape) -> Iterator[Step]:
    """Everything that must go, the user last. What the caller may not see is met by a refusal."""
    user_name = user.user_name or ""
    given = {"user_name": user_name}
    yield from _credentials(caller, user, user_name)
    groups = part(list_groups_for_user, caller, user_name=user_name, max_items=_MANY)
    for group in groups.content.groups if groups.content else ():
        words = _("Remove %(user)s from %(group)s")
        words %= {"user": user_name, "group": group.group_name}
        yield Step(words, remove_user_from_group, given | {"group_name": group.group_name})
    attached = part(list_attached_user_policies, caller, user_name=user_name, max_items=_MANY)
    for policy in attached.content.attached_policies if attached.content else ():
        words = _("Detach %(policy)s from %(user)s")
        words %= {"policy": policy.policy_name, "user": user_name}
        yield Step(words, detach_user_policy, given | {"policy_arn": policy.policy_arn})
    inline = part(list_user_policies, caller, user_name=user_name, max_items=_MANY)
    for name in inline.content.policy_names if inline.content else ():
        words = _("Delete the inline policy %(policy)s of %(user)s")
        words %= {"policy": name, "user": user_name}
        yield Step(words, delete_user_policy, given | {"policy_name": name})
    yield Step(_("Delete the user %(name)s") % {"name": user_name}, delete_user, given)


def _credentials(caller: Caller, user: UserShape, name: str) -> Iterator[Step]:
    given = {"user_name": name}
    row = row_of(caller, user.user_id)
    if profile_of(Owner(caller, name), row).content:
        words = _("Take the password of %(user)s away") % {"user": name}
        yield Step(words, delete_login_profile, given)
    keys = part(list_access_keys, caller, user_name=name)
    for key in keys.content.access_key_metadata if keys.content else ():
        words = _("Delete the access key %(id)s of %(user)s")
        words %= {"id": key.access_key_id, "user": name}
        yield Step(words, delete_access_key, given | {"access_key_id": key.access_key_id})
    yield from steps_to_remove_devices(caller, name)
    for kind in KINDS:
        for one in list_of(Owner(caller, name), kind).held:
            words = kind.removal % {"id": one.credential_id, "name": name}
            which = {kind.id_parameter: one.credential_id}
            yield Step(words, kind.deletion.operation, given | which)
