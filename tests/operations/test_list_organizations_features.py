from __future__ import annotations

import pytest

from accounts.models import Event
from accounts.operations import organizations
from iamconsole.errors import AccessDenied, OrganizationNotFound
from tests.people import calling
from tests.refusals import refused


def test_an_account_of_no_organization_is_told_so(admin, root):
    for caller in (admin, calling(root)):
        with refused(OrganizationNotFound, "Your account is not a member of an organization."):
            organizations.list_organizations_features(caller)
    assert Event.objects.latest("id").error == "OrganizationNotFoundException"


def test_it_needs_permission_to_be_told_even_that(carol):
    with pytest.raises(AccessDenied):
        organizations.list_organizations_features(calling(carol))
