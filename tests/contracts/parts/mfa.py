"""MFA devices in the contract tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.models import MFADevice, User
from accounts.signin import passkeys
from tests import authenticators
from tests.security_keys import SecurityKey

if TYPE_CHECKING:
    from tests.contracts.world import World

VALUES: dict[str, Any] = {
    "assignment_status": "Any",
    "is_required": True,
    "is_counter_based": False,
    "key_name": "key",
    "seed": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    "serial_number": "arn:aws:iam::111122223333:mfa/phone",
    "authentication_code1": "123456",
    "authentication_code2": "654321",
    "credential": "an answer",
    "state": "a question",
    "token_list": "GAHT99999999,JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP,TOTP",
    "virtual_mfa_device_name": "tablet",
}


def populate(world: World, text: str, names: dict[str, str]) -> dict[str, Any]:
    """Make one of each, with `text` wherever text can stand; values of parameters that name it."""
    dave, account = world.dave, world.account
    phone = authenticators.enrol(dave, f"{text}/phone-{dave.name}")
    authenticators.device_row(account.id, f"{text}/free-{dave.name}")
    authenticators.device_row(account.id, f"GAHT-{dave.name}", "hardware")
    tags = {"team": text, text: "team"}
    # Whoever calls all operations made them, and so may see their seeds again.
    maker = User.objects.filter(account=account, name__in=("alice", "mallory")).first()
    made_by = maker.user_id if maker else account.id
    MFADevice.objects.filter(account=account).update(tags=tags, made_by=made_by)
    return VALUES | {"serial_number": phone.serial_number}


def calls(world: World) -> dict[str, dict[str, Any]]:
    """By operation, what its call needs other than what `populate` gave."""
    serial_number = world.values["serial_number"]
    free, phone = (
        authenticators.authenticator_of(MFADevice.objects.get(serial_number=number))
        for number in (serial_number.replace("/phone-", "/free-"), serial_number)
    )
    unused = {"serial_number": free.serial_number}
    return {
        "DeleteVirtualMFADevice": unused,
        "EnableSecurityKey": _answer(User.objects.get(account=world.account, is_root=True)),
        "EnableMFADevice": unused | free.two_codes(),
        "ForgetHardwareMFADevice": {"serial_number": f"GAHT-{world.dave.name}"},
        "GetVirtualMFASeed": unused,
        "ImportHardwareMFADevice": {"serial_number": "GAHT12345678"},
        "ResyncMFADevice": phone.two_codes(),
    }


def _answer(user: User) -> dict[str, str]:
    """A key that was asked to be set up, and answered."""
    begun = passkeys.creation_for(user)
    return {"state": begun.state, "credential": SecurityKey().created(begun.options)}
