"""What an account prefers."""

from __future__ import annotations

from accounts import rules, targets
from accounts.models import Account
from accounts.names import AccountProperties, EndpointTokenVersion
from accounts.shapes import AccountPropertiesResult, SavedPropertiesResult
from iamconsole.caller import Call
from iamconsole.errors import InvalidInput
from iamconsole.gate import operation

_MOST_PROPERTIES = 100


@operation(on=targets.account, is_decisive=False)
def set_security_token_service_preferences(
    call: Call[Account], *, global_endpoint_token_version: EndpointTokenVersion
) -> None:
    """Say which version of session tokens the account prefers; GetAccountSummary tells it.

    Tokens here are valid in every region, whichever it is.
    """
    number = int(global_endpoint_token_version[1])
    Account.objects.filter(id=call.account_id).update(endpoint_token_version=number)


@operation(on=targets.account)
def get_account_properties(call: Call[Account]) -> AccountPropertiesResult:
    """Tell the account's properties, by namespace and name."""
    account = Account.objects.get(id=call.account_id)
    return AccountPropertiesResult(properties=dict(sorted(account.properties.items())))


@operation(on=targets.properties, is_decisive=False)
def put_account_properties(
    call: Call[Account], *, properties: AccountProperties
) -> SavedPropertiesResult:
    """Set properties of one namespace, of the form Namespace/Name. Others stay as they are.

    They are kept and told; the features of AWS's that heed them, such as Role Manager, are not
    here, so that any name and any value may be set, up to a hundred.
    """
    for name in properties:
        if name.count("/") != 1 or name.endswith("/"):
            raise InvalidInput(f"{name} must have the form Namespace/PropertyName.")
    if len({name.partition("/")[0] for name in properties}) != 1:
        raise InvalidInput("All properties of a request must be of the same namespace.")
    account = rules.locked(call.target)
    account.properties |= properties
    if len(account.properties) > _MOST_PROPERTIES:
        raise InvalidInput(f"An account can have {_MOST_PROPERTIES} properties.")
    account.save(update_fields=["properties"])
    return SavedPropertiesResult()
