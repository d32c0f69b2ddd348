from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils.timezone import now

from accounts import rules, targets
from accounts.models import MFADevice
from accounts.names import Marker, MaxItems, SerialNumber, TokenList, TokenSeed, YesOrNo
from accounts.shapes import (
    HardwareTokenShape,
    HardwareTokensResult,
    ImportedTokensResult,
    RefusedTokenShape,
)
from accounts.signin import mfa, token_files
from accounts.signin.token_files import Row, Token
from iamconsole.caller import Call
from iamconsole.errors import EntityAlreadyExists, InvalidInput
from iamconsole.gate import operation
from iamconsole.paging import page

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
    token = Token(serial_number=serial_number, seed=seed, is_counter_based=is_counter_based)
    _bring(call.account_id, token)


@operation(
    on=targets.any_hardware_token,
    service="iamconsole",
    action="iam:CreateVirtualMFADevice",
    is_decisive=False,
    is_grave=True,
)
def import_hardware_mfa_devices(call: Call[None], *, token_list: TokenList) -> ImportedTokensResult:
    """Make hardware tokens known by their maker's list: PSKC with plain values, or CSV.

    CSV has a serial number, a seed in base32, TOTP or HOTP, and a counter in each line, or says in
    its first line what its columns are: serial_number, seed or seed_hex, kind, counter. Rows that
    cannot be used are told with the reason, and the others taken.
    """
    rows = [_taken(call.account_id, row) for row in token_files.rows_in(token_list)]
    return ImportedTokensResult(
        count=sum(not row.problem for row in rows),
        refused=tuple(
            RefusedTokenShape(row=row.number, serial_number=row.serial_number, problem=row.problem)
            for row in rows
            if row.problem
        ),
    )


def _taken(account_id: str, row: Row) -> Row:
    """The row of a token that is known now, or of one that could not be."""
    if row.token is None:
        return row
    try:
        with transaction.atomic():
            _bring(account_id, row.token)
    except (EntityAlreadyExists, InvalidInput) as refusal:
        return replace(row, token=None, problem=refusal.message)
    return row


def _bring(account_id: str, token: Token) -> None:
    kind = MFADevice.Kind.COUNTER if token.is_counter_based else MFADevice.Kind.HARDWARE
    device = MFADevice(
        account_id=account_id,
        kind=kind,
        serial_number=token.serial_number,
        created=now(),
        counter=token.counter - 1 if token.is_counter_based else -1,
    )
    mfa.seal_seed(device, mfa.seed_given(token.seed))
    with rules.refusing_a_clash(EntityAlreadyExists("MFA device already exists.")):
        device.save(force_insert=True)


@operation(on=targets.virtual_devices, service="iamconsole", action="iam:ListVirtualMFADevices")
def list_hardware_mfa_devices(
    call: Call[None], *, marker: Marker | None = None, max_items: MaxItems = 100
) -> HardwareTokensResult:
    """List the account's hardware tokens, and who has them."""
    kinds = (MFADevice.Kind.HARDWARE, MFADevice.Kind.COUNTER)
    devices = MFADevice.objects.filter(account_id=call.account_id, kind__in=kinds)
    found = page(call, devices.select_related("user"), by=["pk"])
    return HardwareTokensResult(
        hardware_tokens=tuple(HardwareTokenShape.of(row) for row in found.rows),
        is_truncated=found.is_truncated,
        marker=found.marker,
    )


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
