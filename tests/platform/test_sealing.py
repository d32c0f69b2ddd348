"""Sealed boxes: what opens them, and that nothing else does."""

from __future__ import annotations

import base64
import string

import pytest

from iamconsole.sealing import CannotOpen, open_sealed, seal

LETTERS = string.ascii_letters + string.digits + "+/"


def test_a_box_opens_for_its_owner_alone():
    box = seal("secret", "access_key:1")
    assert open_sealed(box, "access_key:1") == "secret"
    with pytest.raises(CannotOpen):
        open_sealed(box, "access_key:2")


@pytest.mark.parametrize("length", range(6))
def test_no_other_text_stands_for_a_box_not_even_one_of_the_same_bytes(length):
    box = seal("x" * length, "owner")
    head, _, payload = box.rpartition(":")
    bare = payload.rstrip("=")
    others = [bare[:-1] + letter + payload[len(bare) :] for letter in LETTERS]
    others = [other for other in others if other != payload]
    same = [other for other in others if base64.b64decode(other) == base64.b64decode(payload)]
    assert len(same) == 4 ** payload.count("=") - 1
    for other in others:
        with pytest.raises(CannotOpen):
            open_sealed(f"{head}:{other}", "owner")
