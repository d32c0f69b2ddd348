from __future__ import annotations

import pytest

from accounts.operations.account import get_account_summary
from accounts.operations.preferences import set_security_token_service_preferences
from iamconsole.errors import AccessDenied, ValidationError
from tests.people import calling


def preferred(caller):
    return get_account_summary(caller).summary_map["GlobalEndpointTokenVersion"]


def test_the_version_is_kept_and_told_with_the_summary(admin, mallory):
    assert preferred(admin) == 2
    set_security_token_service_preferences(admin, global_endpoint_token_version="v1Token")
    assert (preferred(admin), preferred(calling(mallory))) == (1, 2)
    set_security_token_service_preferences(admin, global_endpoint_token_version="v2Token")
    assert preferred(admin) == 2


def test_there_are_two_versions(admin, bob):
    with pytest.raises(ValidationError):
        set_security_token_service_preferences(admin, global_endpoint_token_version="v3Token")
    with pytest.raises(AccessDenied):
        set_security_token_service_preferences(
            calling(bob), global_endpoint_token_version="v1Token"
        )
