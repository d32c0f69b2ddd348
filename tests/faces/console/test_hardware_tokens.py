"""A maker's list of tokens, and giving one of them to a user."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import MFADevice, User
from tests.authenticators import Authenticator

PAGE = "/console/hardware-tokens"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_with_none_it_says_so(as_alice: Client) -> None:
    assert "No hardware token is known yet." in as_alice.get(PAGE).text


def test_a_file_is_taken(as_alice: Client) -> None:
    file = SimpleUploadedFile("tokens.csv", f"GAHT00000001,{SEED}".encode())
    answer = as_alice.post(PAGE, {"file": file}, follow=True)
    assert "1 token is known now." in answer.text
    assert "GAHT00000001" in answer.text
    assert SEED not in answer.text


def test_rows_that_were_refused_are_told_and_no_seed_comes_back(as_alice: Client) -> None:
    answer = as_alice.post(PAGE, {"token_list": f"GAHT00000001,{SEED}\nshort,{SEED}"})
    assert answer.status_code == 422
    assert "Row 2" in answer.text
    assert SEED not in answer.text
    assert MFADevice.objects.count() == 1


def test_what_is_no_list_is_refused_beside_its_field(as_alice: Client) -> None:
    for sent in ({"token_list": f"<a>{SEED}"}, {}, {"file": SimpleUploadedFile("x", b"\xff\xfe")}):
        answer = as_alice.post(PAGE, sent)
        assert answer.status_code == 422
        assert "id_token_list_error" in answer.text or "id_file_error" in answer.text
        assert SEED not in answer.text


def test_a_token_nobody_uses_is_forgotten(as_alice: Client) -> None:
    as_alice.post(PAGE, {"token_list": f"GAHT00000001,{SEED}"})
    answer = as_alice.post(f"{PAGE}/GAHT00000001/forget", follow=True)
    assert "The token is forgotten." in answer.text
    assert not MFADevice.objects.exists()


def test_a_token_is_given_to_a_user_by_its_number_and_two_codes(
    as_alice: Client, carol: User
) -> None:
    as_alice.post(PAGE, {"token_list": f"GAHT00000001,{SEED}"})
    new = "/console/users/carol/mfa/new"
    assert "Hardware token" in as_alice.get(new).text
    answer = as_alice.post(new, {"token_number": " GAHT00000001 "})
    assert answer["Location"] == "/console/users/carol/mfa/enable/GAHT00000001"
    codes = Authenticator(SEED).two_codes(-1)
    assert as_alice.post(answer["Location"], codes).status_code == 302
    assert carol.mfa_devices.get().serial_number == "GAHT00000001"
    assert "carol" in as_alice.get(PAGE).text


def test_a_number_is_asked_for(as_alice: Client, carol: User) -> None:
    answer = as_alice.post("/console/users/carol/mfa/new", {"token_number": " "}, follow=True)
    assert "Type the number on the back" in answer.text


def test_who_may_only_look_adds_none(as_bob: Client) -> None:
    assert as_bob.get(PAGE).status_code == 200
    assert as_bob.post(PAGE, {"token_list": f"GAHT00000001,{SEED}"}).status_code == 403


def test_who_may_nothing_is_told_so(as_carol: Client) -> None:
    assert "iam:ListVirtualMFADevices" in as_carol.get(PAGE).text
