"""For every operation: who holds no permission does nothing, who may only look changes nothing."""

from __future__ import annotations

import pytest

from accounts.models import Event
from iamconsole.errors import AccessDenied, Refused
from iamconsole.gate import operations
from tests import providers
from tests.contracts.world import askable, open_to_root, sample, undone
from tests.people import calling

OPEN_TO_ALL = {
    "GetCallerIdentity": "AWS lets nothing forbid asking who one is",
    "GetOwnAccess": "nor what one may do, told without the policies that say so",
    "GetSessionToken": "nor proving it anew",
    "ListAssumableRoles": "everybody may know which roles are open to them",
}


ONES_OWN = {
    "EnableSecurityKey": "a key answers for the one user it was asked for, here root",
    "GetSecurityKeyOptions": "is the beginning of setting a key up, and takes the right to do so",
    "GetVirtualMFASeed": "is shown to whoever made the device, with the right to make it",
}
NOT_OF_THE_DIRECTORY = ONES_OWN | {
    "GenerateOrganizationsAccessReport": "IAMReadOnlyAccess is without it"
}


def is_denied(op, caller, world):
    """Whether the call is denied, with one event that says so and nothing else written."""
    before = Event.objects.count()
    with pytest.raises(AccessDenied):
        op.perform(caller, sample(op, world))
    event = Event.objects.latest("id")
    assert Event.objects.count() == before + 1
    assert (event.action, event.error) == (op.action, "AccessDenied")
    assert (event.caller_arn, event.account_id) == (caller.arn, caller.account_id)
    return True


def test_without_a_policy_every_call_is_denied_and_written_down(world, carol, subtests):
    caller = calling(carol)
    for op in operations:
        with subtests.test(op.name), undone():
            if op.name in OPEN_TO_ALL:
                op.perform(caller, sample(op, world))
            else:
                assert is_denied(op, caller, world)


def test_who_may_only_read_is_denied_every_change(world, bob, subtests):
    caller = calling(bob)
    for op in operations:
        if not op.is_read and op.name not in OPEN_TO_ALL:
            with subtests.test(op.name), undone():
                assert is_denied(op, caller, world)


def test_who_may_only_read_may_read_all_of_the_directory(world, bob, subtests):
    caller = calling(bob)
    for op in askable():
        if op.is_read and op.action.startswith("iam:") and op.name not in NOT_OF_THE_DIRECTORY:
            with subtests.test(op.name), undone():
                op.perform(caller, sample(op, world))


def test_an_administrator_may_do_everything_but_what_is_roots(world, alice, subtests):
    caller = calling(alice)
    for op in askable():
        with subtests.test(op.name), undone():
            if op.is_for_root:
                assert is_denied(op, caller, world)
            elif op.name not in ONES_OWN:
                op.perform(caller, sample(op, world))


def test_root_may_do_everything(world, root, subtests):
    for op in open_to_root():
        with subtests.test(op.name), undone():
            op.perform(calling(root), sample(op, world))


def test_a_call_that_goes_through_leaves_one_event_as_well(world, root, subtests):
    for op in open_to_root():
        with subtests.test(op.name), undone():
            before = Event.objects.count()
            op.perform(calling(root), sample(op, world))
            event = Event.objects.latest("id")
            assert Event.objects.count() == before + 1
            assert (event.action, event.error, event.is_read) == (op.action, "", op.is_read)


def test_what_takes_a_providers_word_is_refused_to_all_who_sign(world, root, alice, subtests):
    for op in operations:
        for user in (root, alice) if op.is_for_providers else ():
            with subtests.test(op.name, user=user.name), undone():
                assert is_denied(op, calling(user), world)


def test_a_providers_word_opens_nothing_else(world, subtests):
    caller = providers.vouched(world.values["open_id_connect_provider_arn"])
    for op in operations:
        if not op.is_for_providers:
            with subtests.test(op.name), undone():
                with pytest.raises(Refused):
                    op.perform(caller, sample(op, world))
                assert Event.objects.latest("id").error
