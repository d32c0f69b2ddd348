from __future__ import annotations

import base64
import io
import re
from urllib.parse import parse_qs, unquote, urlsplit

import png
import pytest
import zxingcpp

from accounts.models import Event, MFADevice
from accounts.operations import mfa_devices
from accounts.signin import mfa
from iamconsole.errors import AccessDenied, EntityAlreadyExists, InvalidInput, ValidationError
from tests.people import ACCOUNT, allow, calling, grant
from tests.refusals import refused


def create(caller, name="phone", **more):
    given = {"virtual_mfa_device_name": name} | more
    return mfa_devices.create_virtual_mfa_device.perform(caller, given).virtual_mfa_device


def read(image: bytes) -> str:
    """What an app's camera reads off the picture."""
    width, height, rows, info = png.Reader(bytes=image).asDirect()
    grey = b"".join(bytes(255 * dot for dot in row) for row in rows)
    assert info["planes"] == 1
    return zxingcpp.read_barcodes(memoryview(grey).cast("B", (height, width)))[0].text


def test_it_shows_a_seed_as_text_and_as_a_picture(admin):
    made = create(admin)
    assert made.serial_number == f"arn:aws:iam::{ACCOUNT}:mfa/phone"
    seed = made.base32_string_seed.decode()
    assert len(base64.b32decode(seed)) == 20
    link = urlsplit(read(made.qr_code_png))
    assert (link.scheme, link.netloc) == ("otpauth", "totp")
    assert unquote(link.path) == f"/IAM Console:phone@{ACCOUNT}"
    assert parse_qs(link.query) == {"secret": [seed], "issuer": ["IAM Console"]}


def test_no_two_seeds_are_alike(admin):
    assert create(admin).base32_string_seed != create(admin, "tablet").base32_string_seed


def test_the_seed_is_sealed_at_rest_and_not_in_the_trail(admin):
    made = create(admin)
    seed = made.base32_string_seed.decode()
    device = MFADevice.objects.get()
    assert mfa.seed_of(device) == seed
    assert seed not in str(MFADevice.objects.values())
    assert seed not in str(Event.objects.values())
    assert seed not in repr(made)


def test_it_has_a_path_and_tags(admin):
    made = create(admin, path="/staff/", tags=[{"key": "team", "value": "lab"}])
    assert made.serial_number == f"arn:aws:iam::{ACCOUNT}:mfa/staff/phone"
    assert [(tag.key, tag.value) for tag in made.tags] == [("team", "lab")]


def test_a_name_is_taken_whatever_its_case(admin):
    create(admin)
    with refused(EntityAlreadyExists, "MFA device already exists."):
        create(admin, "PHONE")


def test_another_account_has_names_of_its_own(admin, mallory):
    create(admin)
    assert create(calling(mallory)).serial_number != f"arn:aws:iam::{ACCOUNT}:mfa/phone"


def test_a_serial_number_has_its_limit(admin):
    with refused(ValidationError, "A serial number has at most 256 characters."):
        create(admin, "x" * 230)


@pytest.mark.parametrize("given", [{"name": ""}, {"name": "my phone"}, {"path": "staff"}])
def test_names_and_paths_are_spelled_as_in_iam(admin, given):
    with pytest.raises(ValidationError, match="failed to satisfy constraint"):
        create(admin, **given)


def test_reserved_tags_are_refused(admin):
    with pytest.raises(InvalidInput, match="reserved for system use"):
        create(admin, tags=[{"key": "aws:x", "value": "1"}])


def test_whoever_may_only_make_their_own_may_make_no_others(carol):
    grant(carol, allow("iam:CreateVirtualMFADevice", "arn:aws:iam::*:mfa/${aws:username}"))
    assert create(calling(carol), "carol")
    with pytest.raises(AccessDenied, match=re.escape(f"on resource: arn:aws:iam::{ACCOUNT}:mfa/x")):
        create(calling(carol), "x")


def test_the_picture_is_a_png(admin):
    assert create(admin).qr_code_png.startswith(b"\x89PNG")
    assert png.Reader(file=io.BytesIO(create(admin, "b").qr_code_png)).read()
