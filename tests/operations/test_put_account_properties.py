from __future__ import annotations

import pytest

from accounts.models import Event
from accounts.operations.preferences import get_account_properties, put_account_properties
from iamconsole.errors import AccessDenied, InvalidInput, ValidationError
from tests.people import allow, calling, grant
from tests.refusals import refused


def put(caller, **properties):
    named = {name.replace("__", "/"): value for name, value in properties.items()}
    put_account_properties.perform(caller, {"properties": named})


def properties(caller):
    return get_account_properties(caller).properties


def test_properties_are_set_one_by_one_and_others_stay(admin):
    put(admin, RoleManager__A="true", RoleManager__B="1")
    put(admin, RoleManager__B="2")
    put(admin, Other__A="x")
    assert properties(admin) == {"RoleManager/A": "true", "RoleManager/B": "2", "Other/A": "x"}


def test_they_are_written_down_with_the_call(admin):
    put(admin, RoleManager__A="true")
    event = Event.objects.get(action="iam:PutAccountProperties")
    assert event.params == {"properties": {"RoleManager/A": "true"}}


@pytest.mark.parametrize("name", ["RoleManager", "RoleManager/", "Role/Manager/A"])
def test_a_name_has_a_namespace(admin, name):
    with refused(InvalidInput, f"{name} must have the form Namespace/PropertyName."):
        put_account_properties(admin, properties={name: "true"})


def test_a_call_is_about_one_namespace(admin):
    with refused(InvalidInput, "All properties of a request must be of the same namespace."):
        put(admin, RoleManager__A="1", Other__A="1")
    with refused(InvalidInput, "All properties of a request must be of the same namespace."):
        put(admin)


def test_names_and_values_have_limits(admin):
    message = (
        "1 validation error detected: Value '1/A' at 'properties' failed to satisfy constraint: "
        "Map keys must satisfy constraint: [Member must satisfy regular expression pattern: "
        "^[A-Za-z][A-Za-z0-9/_-]*$]"
    )
    with refused(ValidationError, message):
        put_account_properties(admin, properties={"1/A": "x"})
    with pytest.raises(ValidationError, match="Map value must satisfy constraint"):
        put(admin, RoleManager__A="x" * 1025)
    with pytest.raises(ValidationError, match="Member must be a map"):
        put_account_properties.perform(admin, {"properties": "x"})


def test_an_account_has_a_hundred_at_most(admin):
    put(admin, **{f"A__{number}": "1" for number in range(100)})
    with refused(InvalidInput, "An account can have 100 properties."):
        put(admin, A__another="1")


def test_permission_can_be_kept_to_a_namespace(carol):
    only = {"ForAllValues:StringEquals": {"iam:AccountPropertyNamespaces": "RoleManager"}}
    grant(carol, allow("iam:PutAccountProperties", **only))
    put(calling(carol), RoleManager__A="1")
    with pytest.raises(AccessDenied):
        put(calling(carol), Other__A="1")
