"""A forgotten password of root's: a link to set another is mailed to the address of the account.

Whoever asks is told the same and waits as long, whether or not the address is anybody's: the page
keeps what was typed, and a background job finds out whose it is and sends the mail.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import ForgottenPassword, User
from accounts.signin import password_links, passwords, throttle
from iamconsole.caller import Face, Origin
from iamconsole.http import public_address
from iamconsole.jobs import ring

TASK = "accounts.send_recovery_mail"
_LONGEST = ForgottenPassword._meta.get_field("email").max_length
_TRIED_AGAIN_AFTER = timedelta(minutes=2)
_GIVEN_UP_AFTER = timedelta(minutes=30)

log = logging.getLogger(__name__)


def ask(email: str, origin: Origin) -> None:
    """Have mail sent to an address, if it is root's of any account. Raises TooManyTries."""
    subject = ("recovery", passwords.canonical(email))
    throttle.count([subject, *throttle.address_subjects(origin.source_ip)])
    moment = now()
    ForgottenPassword.objects.create(
        email=email.strip()[:_LONGEST],
        source_ip=origin.source_ip,
        user_agent=origin.user_agent[:256],
        created=moment,
        due=moment,
    )
    ring(TASK)


def send_due() -> None:
    """Send what mail is due. What could not be sent is tried again, for a while."""
    moment = now()
    ForgottenPassword.objects.filter(created__lt=moment - _GIVEN_UP_AFTER).delete()
    for asked in ForgottenPassword.objects.filter(due__lte=moment).order_by("pk"):
        if _is_ours(asked):
            _answer(asked)


def _is_ours(asked: ForgottenPassword) -> bool:
    """Whether nobody else took it up in the same moment."""
    same = ForgottenPassword.objects.filter(pk=asked.pk, due=asked.due)
    return same.update(due=now() + _TRIED_AGAIN_AFTER) == 1


def _answer(asked: ForgottenPassword) -> None:
    addressed = User.objects.annotate(address=Lower("email")).select_related("account")
    root = addressed.filter(is_root=True, is_enabled=True, address=asked.email.lower()).first()
    try:
        if root is not None:
            _send_link(root, asked)
    except OSError as failure:
        log.warning("mail could not be sent: %s", type(failure).__name__)
    else:
        asked.delete()


def _send_link(root: User, asked: ForgottenPassword) -> None:
    token, _expires = password_links.make(root, password_links.MAILED_FOR)
    facts = {
        "account": root.account,
        "address": public_address(reverse("signin-reset", args=[token])),
        "minutes": int(password_links.MAILED_FOR.total_seconds()) // 60,
        "asked": asked,
    }
    words = render_to_string("accounts/mail_recovery.txt", facts)
    send_mail(_("Set a new root password"), words, settings.DEFAULT_FROM_EMAIL, [root.email])
    origin = Origin(face=Face.CONSOLE, source_ip=asked.source_ip, user_agent=asked.user_agent)
    action = "signin:PasswordRecoveryRequested"
    trail.record_sign_in(origin, root.account_id, root, action=action)
