"""The mail that goes out: left as a row with what it tells of, put into words and sent by a job.

Of one event there is one row, and of one row one mail: whoever sends it has claimed it by the
UPDATE that moves on when it is due. That is also how long a process that was killed under way
keeps others from it. Who was killed between the server's yes and the row's being marked has sent
it all the same: it goes out once more under the same Message-ID, by which programs know it again.

Whoever may tag a user says where its mail goes, so that an address has so much a day of an
account, and an account has so much; what is more is held back for good, and the trail says so.
Root's own address is no tag's: nobody uses up what root is told with.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from functools import cache
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db.models import F, QuerySet
from django.template import Engine
from django.template.loader import render_to_string
from django.utils.timezone import now

from accounts import trail
from accounts.models import Mail, User
from accounts.names import tagged
from accounts.signin import throttle
from accounts.signin.throttle import TooManyTries
from iamconsole.caller import Face, Origin
from iamconsole.errors import Throttling
from iamconsole.jobs import ring
from iamconsole.sealing import open_sealed, seal

JOB = "accounts.send_mail"
KEPT = timedelta(days=400)
_LASTS = timedelta(days=3)
_LONGEST_PAUSE_MINUTES = 60
_AT_ONCE = 500
_REFUSED_FOR_GOOD = 500
_TO_USERS = ("sign_in", "credentials", "reminder")

log = logging.getLogger(__name__)


def post(
    account_id: str,
    to: str,
    kind: str,
    *,
    event: str,
    facts: Mapping[str, Any],
    secrets: Mapping[str, str] | None = None,
    lasts: timedelta = _LASTS,
) -> bool:
    """Leave a mail to be sent; False if there is one of the same event already.

    `kind` is the folder of its templates in templates/mail; they are given `facts` and `secrets`,
    of which the latter are sealed meanwhile. After `lasts` it is too late to send it.
    """
    moment = now()
    mail = Mail(
        account_id=account_id,
        to=to,
        kind=kind,
        event=event,
        facts=dict(facts),
        created=moment,
        due=moment,
        expires=moment + lasts,
    )
    if secrets:
        mail.sealed_facts = seal(json.dumps(dict(secrets)), f"mail:{mail.message_id}")
    Mail.objects.bulk_create([mail], ignore_conflicts=True)
    ring(JOB)
    return Mail.objects.filter(message_id=mail.message_id).exists()


def address_of(user: User, tag: str = "email") -> str:
    """Where mail reaches a user: root's own address, or what the user's tag says. "" is nowhere."""
    address = user.email or tagged(user.tags, tag)
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def due() -> QuerySet[Mail]:
    return Mail.objects.filter(state=Mail.State.DUE, due__lte=now())


def send_due() -> int:
    """Send the mail that is due; how much was. The rest waits longer after each try."""
    late = Mail.objects.filter(state=Mail.State.DUE, expires__lte=now())
    late.update(state=Mail.State.GIVEN_UP, sealed_facts="")
    waiting = list(due().order_by("due", "pk")[:_AT_ONCE])
    if not waiting:
        return 0
    with get_connection() as server:
        return sum(_send_within_limits(mail, server) for mail in waiting if _is_ours(mail))


def old() -> QuerySet[Mail]:
    return Mail.objects.filter(created__lt=now() - KEPT)


def _is_ours(mail: Mail) -> bool:
    """Whether nobody else took it up in the same moment."""
    pause = timedelta(minutes=min(2**mail.tries, _LONGEST_PAUSE_MINUTES))
    same = Mail.objects.filter(pk=mail.pk, state=Mail.State.DUE, due=mail.due)
    return same.update(due=now() + pause, tries=F("tries") + 1) == 1


def _send_within_limits(mail: Mail, server: BaseEmailBackend) -> bool:
    """Send a mail, unless there was enough for its address or its account today."""
    account = mail.account_id
    if mail.kind not in _TO_USERS or _is_roots(mail):
        return _send(mail, server)
    # Each account has its own count, or one could use up what another's users are told with.
    address = f"{account} {mail.to.casefold()}"
    try:
        counted = throttle.count((("mail to", address), ("mail from", account)))
    except TooManyTries:
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.GIVEN_UP, sealed_facts="")
        with suppress(TooManyTries):
            throttle.count((("mail held", address),))
            _tell_of_held(mail)
        return False
    is_sent = False
    try:
        is_sent = _send(mail, server)
    finally:
        if not is_sent:
            throttle.give_back(counted)
    return is_sent


def _is_roots(mail: Mail) -> bool:
    """Whether it goes to its account's own address, which no tag names."""
    root = User.objects.filter(account_id=mail.account_id, is_root=True)
    return root.filter(email__iexact=mail.to).exists()


def _tell_of_held(mail: Mail) -> None:
    """In the trail: that mail was held back. Once a day for each address."""
    refusal = Throttling(f"Mail to {mail.facts.get('name', 'a user')} is held back until tomorrow.")
    origin = Origin(face=Face.JOB)
    trail.record_sign_in(
        origin, mail.account_id, None, action="signin:MailHeldBack", failure=refusal
    )


def _send(mail: Mail, server: BaseEmailBackend) -> bool:
    row = Mail.objects.filter(pk=mail.pk)
    try:
        message_of(mail, server).send()
    except (SMTPResponseException, SMTPRecipientsRefused) as refusal:
        log.warning("mail %s was refused: %s", mail.message_id, type(refusal).__name__)
        server.close()  # it may have hung up with that, and is called anew for the next
        if _is_for_good(refusal):
            row.update(state=Mail.State.GIVEN_UP, sealed_facts="")
        return False
    except OSError:  # the server's trouble, which every other mail has too
        raise
    except Exception:  # this mail's own, which keeps no other from going out
        log.exception("mail %s could not be made", mail.message_id)
        return False
    row.update(state=Mail.State.SENT, sent=now(), sealed_facts="")
    return True


def _is_for_good(refusal: SMTPResponseException | SMTPRecipientsRefused) -> bool:
    if isinstance(refusal, SMTPResponseException):
        return refusal.smtp_code >= _REFUSED_FOR_GOOD
    return all(code >= _REFUSED_FOR_GOOD for code, _ in refusal.recipients.values())


def message_of(mail: Mail, server: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail in words, as text and as HTML."""
    secrets = {}
    if mail.sealed_facts:
        secrets = json.loads(open_sealed(mail.sealed_facts, f"mail:{mail.message_id}"))
    facts = mail.facts | secrets | {"account_id": mail.account_id, "site": settings.PUBLIC_URL}
    subject = _plain(f"mail/{mail.kind}/subject.txt", facts)
    message = EmailMultiAlternatives(
        " ".join(subject.split()),
        _plain(f"mail/{mail.kind}/body.txt", facts),
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        connection=server,
        headers={
            "Message-ID": f"<{mail.message_id}@{settings.PUBLIC_HOST}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string(f"mail/{mail.kind}/body.html", facts), "text/html")
    return message


def _plain(name: str, facts: dict[str, Any]) -> str:
    return _plain_templates().render_to_string(name, facts)


@cache
def _plain_templates() -> Engine:
    """Text is not markup: nothing in it is escaped."""
    libraries = {"i18n": "django.templatetags.i18n"}
    return Engine([str(settings.BASE_DIR / "templates")], autoescape=False, libraries=libraries)
