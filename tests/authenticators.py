"""Apps and tokens that show codes: by the text of RFC 6238, not by the library the product uses."""

from __future__ import annotations

import base64
import hashlib
import hmac
import shutil
import struct
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.timezone import now

from accounts.models import MFADevice, User
from accounts.signin import mfa


@dataclass(frozen=True)
class Authenticator:
    """What shows the codes of one seed."""

    seed: str
    serial_number: str = ""

    def code(self, later: int = 0) -> str:
        """The code it shows now, or so many steps of 30 seconds later."""
        return self.code_of(int(time.time()) // 30 + later)

    def code_of(self, count: int) -> str:
        key = base64.b32decode(self.seed)
        digest = hmac.new(key, struct.pack(">Q", count), hashlib.sha1).digest()
        start = digest[-1] & 15
        number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
        return f"{number % 1_000_000:06}"

    def two_codes(self, later: int = 0) -> dict[str, str]:
        """Two codes in a row, as EnableMFADevice and ResyncMFADevice take them."""
        return {
            "authentication_code1": self.code(later),
            "authentication_code2": self.code(later + 1),
        }


OATHTOOL = shutil.which("oathtool")


def code_by_oathtool(seed: str, later: int = 0) -> str:
    """The same by another program, which knows nothing of ours."""
    when = datetime.fromtimestamp(time.time() + 30 * later, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    command = [OATHTOOL or "", "--totp", "--base32", f"--now={when}", seed]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def device_row(account_id: str, name: str = "phone", kind: str = "virtual") -> MFADevice:
    """A device nobody uses yet. A hardware token's name is its serial number."""
    serial = name if kind in ("hardware", "counter") else f"arn:aws:iam::{account_id}:mfa/{name}"
    device = MFADevice(account_id=account_id, kind=kind, serial_number=serial, created=now())
    mfa.seal_seed(device, mfa.new_seed())
    device.save()
    return device


def authenticator_of(device: MFADevice) -> Authenticator:
    return Authenticator(mfa.seed_of(device), device.serial_number)


def enrol(user: User, name: str = "phone", kind: str = "virtual") -> Authenticator:
    """A device of the user's, of which no code was ever used."""
    device = device_row(user.account_id, name, kind)
    device.user, device.enabled = user, now()
    device.save()
    return authenticator_of(device)
