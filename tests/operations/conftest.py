"""What most operations act on: a user, a group, a role and a policy without anything else."""

from __future__ import annotations

import pytest

from accounts.models import Account, Group, GroupMembership, InstanceProfile, Role, User
from iamconsole.caller import Caller
from policies.models import Policy
from tests import people
from tests.operations import delegating


@pytest.fixture
def admin(alice: User) -> Caller:
    """Alice, signed in."""
    return people.calling(alice)


@pytest.fixture
def dave(account: Account) -> User:
    return people.make_user(account, "dave")


@pytest.fixture
def crew(account: Account) -> Group:
    return people.make_group(account, "crew")


@pytest.fixture
def member(dave: User, crew: Group) -> User:
    """Dave, in the crew."""
    GroupMembership.objects.create(
        account_id=crew.account_id, group=crew, user=dave, created=crew.created
    )
    return dave


@pytest.fixture
def pilot(account: Account, dave: User) -> Role:
    """A role that Dave may take on."""
    return people.make_role(account, "pilot", dave.arn)


@pytest.fixture
def machines(account: Account, pilot: Role) -> InstanceProfile:
    """A profile that carries the pilot."""
    return InstanceProfile.objects.create(
        account=account, name="machines", role=pilot, created=pilot.created
    )


@pytest.fixture
def linked(account: Account, dave: User) -> Role:
    """A role that belongs to a service."""
    path = "/aws-service-role/ecs.amazonaws.com/"
    return people.make_role(account, "AWSServiceRoleForECS", dave.arn, path=path)


@pytest.fixture
def deploy(account: Account) -> Policy:
    return people.make_policy(account, "deploy")


@pytest.fixture
def foreign(mallory: User) -> Policy:
    """A policy of another account."""
    return people.make_policy(mallory.account, "deploy")


@pytest.fixture
def delegation(foreign: Policy, mallory: User) -> str:
    """A request of mallory's account for the rights of its policy, open to every account."""
    return delegating.create_delegation_request(people.calling(mallory), foreign.arn)


@pytest.fixture
def owned(delegation: str, admin: Caller) -> str:
    """The same, once it is alice's."""
    delegating.act("associate_delegation_request", admin, delegation)
    return delegation


@pytest.fixture
def accepted(owned: str, admin: Caller) -> str:
    """The same, once alice has accepted it."""
    delegating.act("accept_delegation_request", admin, owned)
    return owned
