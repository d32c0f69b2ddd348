"""What is sealed is known to be: no column of boxes is forgotten when the key is changed."""

from __future__ import annotations

import base64
import re

import pytest
from django.apps import apps
from django.db import connection
from django.utils.timezone import now

from accounts.models import ConsoleSession, User
from accounts.signin import temporary
from iamconsole.caller import CallerKind
from iamconsole.gate import operations
from iamconsole.sealed_columns import SealedField, columns
from iamconsole.sealing import open_sealed_bytes, seal
from tests.contracts.world import World, sample
from tests.people import calling

BOX = re.compile(r"v1:[a-z0-9][a-z0-9_-]{0,15}:[A-Za-z0-9+/]{20,}=*")
SEALING = (
    "CreateAccessKey",
    "CreateSAMLProvider",
    "CreateVirtualMFADevice",
    "ImportHardwareMFADevice",
    "UploadServerCertificate",
)


@pytest.fixture
def world(world: World) -> World:
    """The world, and somebody who acts as a role at the console."""
    take_on_a_role(world)
    return world


def take_on_a_role(world: World) -> None:
    issued, expires = temporary.window(3600)
    ticket = temporary.Ticket(
        kind=CallerKind.ROLE_SESSION,
        account_id=world.account.id,
        holder_id="AROA",
        issued=issued,
        expires=expires,
    )
    taken = temporary.issue(ticket)
    moments = dict.fromkeys(("created", "last_seen", "expires"), now())
    ConsoleSession.objects.create(
        digest="of its cookie",
        public_id="of dave's browser",
        account=world.account,
        user=world.dave,
        role_key_id=taken.access_key_id,
        role_token=taken.session_token,
        **moments,
    )


def columns_with_boxes() -> set[tuple[str, str]]:
    """Tables and columns in which the database holds a box, whatever models say of them."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {quoted}")  # noqa: S608  # a table of ours
            names = [column[0] for column in cursor.description]
            for row in cursor:
                found |= {(table, n) for n, v in zip(names, row, strict=True) if BOX.search(str(v))}
    return found


def test_a_box_is_told_by_its_looks() -> None:
    assert BOX.fullmatch(seal("a secret", "its owner"))


def test_no_two_boxes_are_alike() -> None:
    """A nonce is never used twice, or two secrets could be told from one another."""
    boxes = [base64.b64decode(seal("a secret", "its owner").split(":")[2]) for _ in range(1000)]
    assert len({box[:12] for box in boxes}) == len({box[12:] for box in boxes}) == 1000


def test_every_column_with_boxes_is_declared_sealed_and_every_sealed_one_has_some(
    world: World,
) -> None:
    declared = {(c.model._meta.db_table, c.field.column) for c in columns()}
    assert columns_with_boxes() == declared


def test_a_column_that_is_called_sealed_is_one() -> None:
    called = {
        field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if "sealed" in field.attname
    }
    assert called
    assert {field for field in called if not isinstance(field, SealedField)} == set()


@pytest.mark.parametrize("name", ["", *SEALING])
def test_what_operations_seal_opens_in_its_row(world: World, root: User, name: str) -> None:
    for op in operations:
        if op.name == name:
            op.perform(calling(root), sample(op, world))
    opened = 0
    for column in columns():
        for row in column.model._base_manager.exclude(**{column.field.attname: ""}):
            box = getattr(row, column.field.attname)
            opened += bool(open_sealed_bytes(box, column.field.owner_of(row)))
    assert opened >= len(columns())
