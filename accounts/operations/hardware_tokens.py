from __future__ import annotations

from django.utils.timezone import now

from accounts import rules, targets
from accounts.models import MFADevice
from accounts.names import SerialNumber, TokenSeed, YesOrNo
from accounts.signin import mfa
from iamconsole.caller import Call
from iamconsole.errors import EntityAlreadyExists, InvalidInput
from iamconsole.gate import operation

_ARN = "arn:"


@operation(
    on=targets.new_hardware_token,
    service="iamconsole",
    action="iam:CreateVirtualMFADevice",
    is_decisive=False,
    is_grave=True,
)
def import_hardware_mfa_device(
    call: Call[None],
    *,
    serial_number: SerialNumber,
    seed: TokenSeed,
    is_counter_based: YesOrNo = False,
) -> None:
    """Make a hardware token known by the number on its back and its seed in base32.

    It shows 6 digits by SHA-1, anew every 30 seconds or, if it is counter based, at each press of
    its button. EnableMFADevice gives it to a user.
    """
    if serial_number.startswith(_ARN):
        raise InvalidInput("The serial number of a hardware token is no ARN.")
    device = MFADevice(
        account_id=call.account_id,
        kind=MFADevice.Kind.COUNTER if is_counter_based else MFADevice.Kind.HARDWARE,
        serial_number=serial_number,
        created=now(),
    )
    mfa.seal_seed(device, mfa.seed_given(seed))
    with rules.refusing_a_clash(EntityAlreadyExists("MFA device already exists.")):
        device.save(force_insert=True)


@operation(
    on=targets.mfa_device,
    service="iamconsole",
    action="iam:DeleteVirtualMFADevice",
    is_decisive=False,
)
def forget_hardware_mfa_device(call: Call[MFADevice], *, serial_number: SerialNumber) -> None:
    """Forget a hardware token that nobody uses."""
    device = rules.locked(call.target)
    if device.kind not in (MFADevice.Kind.HARDWARE, MFADevice.Kind.COUNTER):
        raise targets.no_such_device(serial_number)
    mfa.refuse_in_use(device)
    device.delete()
