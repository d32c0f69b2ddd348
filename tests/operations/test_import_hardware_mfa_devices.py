from __future__ import annotations

import base64

import pytest

from accounts.models import Event, MFADevice
from accounts.operations.hardware_tokens import (
    import_hardware_mfa_devices,
    list_hardware_mfa_devices,
)
from accounts.operations.mfa_devices import enable_mfa_device, resync_mfa_device
from accounts.signin import mfa
from iamconsole.errors import AccessDenied, InvalidInput, ValidationError
from tests.authenticators import Authenticator
from tests.people import allow, calling, grant

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RAW = base64.b32decode(SEED)
PLAIN = f"<Secret><PlainValue>{base64.b64encode(RAW).decode()}</PlainValue></Secret>"
CIPHER = "<Secret><EncryptedValue><CipherData/></EncryptedValue></Secret>"


def imported(caller, text):
    return import_hardware_mfa_devices(caller, token_list=text)


def problems(result):
    return [(one.row, one.serial_number, one.problem) for one in result.refused]


def package(serial="GAHT00000001", kind="totp", secret=PLAIN, more="", length="6"):
    return f"""<KeyPackage><DeviceInfo><Manufacturer>oath.AB</Manufacturer>
      <SerialNo>{serial}</SerialNo></DeviceInfo>
      <Key Id="{serial}" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:{kind}">
        <Issuer>Issuer</Issuer><AlgorithmParameters>
          <ResponseFormat Length="{length}" Encoding="DECIMAL"/></AlgorithmParameters>
        <Data>{secret}{more}</Data></Key></KeyPackage>"""


def pskc(*packages):
    head = '<?xml version="1.0" encoding="UTF-8"?><KeyContainer Version="1.0"'
    space = 'xmlns="urn:ietf:params:xml:ns:keyprov:pskc"'
    return f"{head} {space}>{''.join(packages)}</KeyContainer>"


COUNTER = "<Counter><PlainValue>7</PlainValue></Counter>"
INTERVAL = "<TimeInterval><PlainValue>{}</PlainValue></TimeInterval>"


def test_a_list_in_csv_is_taken_line_by_line(admin):
    lines = [f"GAHT00000001,{SEED},TOTP", f"GAHT00000002,{SEED.lower()},hotp,5", ""]
    result = imported(admin, "\r\n".join(lines))
    assert (result.count, result.refused) == (2, ())
    told = [(one.serial_number, one.is_counter_based) for one in listed(admin)]
    assert told == [("GAHT00000001", False), ("GAHT00000002", True)]


def listed(caller):
    return list_hardware_mfa_devices(caller).hardware_tokens


@pytest.mark.parametrize(
    "text",
    [
        f"serial number,secret key,type\nGAHT00000001,{SEED},totp",
        f"\ufeffmanufacturer,Serial_Number,seed_hex\nacme,GAHT00000001,{RAW.hex()}",
        f"upn,serial number,secret key,time interval,model\n,GAHT00000001,{SEED},30,b",
        pskc(package()),
        pskc(package(more=INTERVAL.format(30))),
    ],
)
def test_lists_of_several_makers_come_to_the_same(admin, dave, text):
    assert imported(admin, text).count == 1
    token = Authenticator(SEED, "GAHT00000001")
    enable_mfa_device(
        admin, user_name="dave", serial_number=token.serial_number, **token.two_codes(-1)
    )
    assert mfa.check_code(dave, token.serial_number, token.code(1))


def test_a_token_that_counts_goes_on_where_the_list_says(admin, dave):
    imported(admin, pskc(package(kind="hotp", more=COUNTER)))
    assert MFADevice.objects.get().counter == 6, "the next is the seventh"
    token = Authenticator(SEED, "GAHT00000001")
    two = {"authentication_code1": token.code_of(7), "authentication_code2": token.code_of(8)}
    enable_mfa_device(admin, user_name="dave", serial_number="GAHT00000001", **two)
    assert mfa.check_code(dave, "GAHT00000001", token.code_of(9))


def test_one_that_was_pressed_too_often_is_followed_again(admin, dave):
    imported(admin, f"GAHT00000001,{SEED},HOTP")
    token = Authenticator(SEED, "GAHT00000001")

    def two(count):
        codes = (token.code_of(count), token.code_of(count + 1))
        return dict(zip(("authentication_code1", "authentication_code2"), codes, strict=True))

    enable_mfa_device(admin, user_name="dave", serial_number="GAHT00000001", **two(0))
    with pytest.raises(AccessDenied):
        mfa.check_code(dave, "GAHT00000001", token.code_of(60))
    resync_mfa_device(admin, user_name="dave", serial_number="GAHT00000001", **two(60))
    assert mfa.check_code(dave, "GAHT00000001", token.code_of(62))


def test_each_row_that_cannot_be_used_says_why_and_the_others_are_taken(admin):
    rows = [
        f"GAHT00000001,{SEED},TOTP",
        f"short,{SEED}",
        "GAHT00000003,not base32!",
        f"GAHT00000004,{SEED},ocra",
        f"gaht00000001,{SEED}",
        f"GAHT00000006,{SEED},hotp,many",
        f"arn:aws:iam::1:mfa/x,{SEED}",
        "GAHT00000008",
    ]
    result = imported(admin, "\n".join(rows))
    assert result.count == 1
    told = {row: problem for row, _, problem in problems(result)}
    assert set(told) == {2, 3, 4, 5, 6, 7, 8}
    assert "Its kind is not known" in told[4]
    assert told[5] == "MFA device already exists."
    assert told[6] == "Its counter is no number."
    assert "is no ARN" in told[7]
    assert not any("not base32!" in problem for problem in told.values()), "no seed is repeated"


def test_an_encrypted_seed_is_refused_in_plain_words(admin):
    result = imported(admin, pskc(package(secret=CIPHER), package("GAHT00000002")))
    assert result.count == 1
    assert problems(result)[0][2].startswith("Its seed is encrypted.")


@pytest.mark.parametrize(
    "one",
    [
        package(length="8"),
        package(more=INTERVAL.format(60)),
        package().replace("<ResponseFormat", "<Suite>HMAC-SHA256</Suite><ResponseFormat"),
    ],
)
def test_tokens_of_another_make_are_refused(admin, one):
    assert "6 digits, SHA-1 and 30 seconds" in problems(imported(admin, pskc(one)))[0][2]


BOMB = '<!DOCTYPE a [<!ENTITY b "b">]>' + pskc(package("&b;"))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (BOMB, "document type"),
        ("<KeyContainer/>", "no PSKC"),
        ("<KeyContainer", "not well-formed"),
        (pskc(), "no token"),
        ("\n\n", "no token"),
        ("\n".join(f"GAHT{n:08},{SEED}" for n in range(1001)), "at most 1000"),
    ],
)
def test_what_is_no_list_is_refused_whole(admin, text, word):
    with pytest.raises(InvalidInput, match=word):
        imported(admin, text)
    assert not MFADevice.objects.exists()


def test_an_empty_list_is_refused(admin):
    with pytest.raises(ValidationError):
        imported(admin, "")


def test_seeds_are_sealed_and_not_in_the_trail(admin):
    imported(admin, f"GAHT00000001,{SEED}")
    for kept in (MFADevice.objects.values(), Event.objects.values()):
        assert SEED not in str(list(kept))


def test_it_takes_the_right_to_make_any_device(carol, alice):
    grant(carol, allow("iam:CreateVirtualMFADevice", "arn:aws:iam::*:mfa/carol/*"))
    with pytest.raises(AccessDenied):
        imported(calling(carol), f"GAHT00000001,{SEED}")
