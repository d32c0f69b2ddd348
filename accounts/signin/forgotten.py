"""A forgotten password of root's: a link to set another is mailed to the address of the account.

Whoever asks is told the same and waits as long, whether or not the address is anybody's: the page
keeps what was typed, and a background job finds out whose it is and leaves the mail.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.timezone import now

from accounts import mails, trail
from accounts.models import ForgottenPassword, User
from accounts.signin import password_links, passwords, throttle
from iamconsole.caller import Face, Origin
from iamconsole.http import public_address
from iamconsole.jobs import ring

JOB = "accounts.answer_forgotten_passwords"
_LONGEST = ForgottenPassword._meta.get_field("email").max_length
_GIVEN_UP_AFTER = timedelta(minutes=30)


def ask(email: str, origin: Origin) -> None:
    """Have mail sent to an address, if it is root's of any account. Raises TooManyTries."""
    subject = ("recovery", passwords.canonical(email))
    throttle.count([subject, *throttle.address_subjects(origin.source_ip)])
    ForgottenPassword.objects.create(
        email=email.strip()[:_LONGEST],
        source_ip=origin.source_ip,
        user_agent=origin.user_agent[:256],
        created=now(),
    )
    ring(JOB)


def due() -> QuerySet[ForgottenPassword]:
    return ForgottenPassword.objects.all()


def answer_due() -> int:
    """Leave mail for those root users who asked, and forget who did; how many asked."""
    return sum(map(_answer, due().order_by("pk")))


@transaction.atomic
def _answer(asked: ForgottenPassword) -> bool:
    """Whoever deletes the row has taken it up, and nobody else has."""
    if not ForgottenPassword.objects.filter(pk=asked.pk).delete()[0]:
        return False
    addressed = User.objects.annotate(address=Lower("email")).select_related("account")
    root = addressed.filter(is_root=True, is_enabled=True, address=asked.email.lower()).first()
    if root is not None and now() - asked.created < _GIVEN_UP_AFTER:
        _post_link(root, asked)
    return True


def _post_link(root: User, asked: ForgottenPassword) -> None:
    token, _expires = password_links.make(root, password_links.MAILED_FOR)
    address = public_address(reverse("signin-reset", args=[token]))
    minutes = int(password_links.MAILED_FOR.total_seconds()) // 60
    mails.post(
        root.account_id,
        root.email,
        "recovery",
        event=f"recovery:{asked.pk}",
        facts={"minutes": minutes, "source_ip": asked.source_ip},
        secrets={"address": address},
        lasts=password_links.MAILED_FOR,
    )
    origin = Origin(face=Face.CONSOLE, source_ip=asked.source_ip, user_agent=asked.user_agent)
    action = "signin:PasswordRecoveryRequested"
    trail.record_sign_in(origin, root.account_id, root, action=action)
