"""Background jobs of the directory. Each looks at what is due, and does it once."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils.timezone import now

from accounts import access_jobs, credential_report, mails, reminding
from accounts.chain import retention, sealer
from accounts.models import UsedAssertion
from accounts.signin import drafts, forgotten, sessions, throttle
from iamconsole.jobs import job

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


@job(every=_MINUTE, due=mails.due)
def send_mail() -> int:
    """Send the mail that is due."""
    return mails.send_due()


@job(every=_MINUTE, due=forgotten.due)
def answer_forgotten_passwords() -> int:
    """Leave mail for root users who said they forgot their password."""
    return forgotten.answer_due()


@job(every=_MINUTE, due=credential_report.due)
def write_credential_reports() -> int:
    """Write the credential reports that were asked for."""
    return credential_report.write_due()


@job(every=10 * _MINUTE, due=reminding.due)
def remind() -> int:
    """Remind people of keys and passwords that are old, unused or about to expire."""
    return reminding.remind_due()


@job(every=_HOUR, due=reminding.old)
def forget_old_reminders() -> int:
    """Delete notes of reminders of more than 400 days ago."""
    return reminding.old().delete()[0]


@job(every=_HOUR, due=mails.old)
def forget_old_mail() -> int:
    """Delete mail of more than 400 days ago."""
    return mails.old().delete()[0]


@job(every=_HOUR, due=drafts.due)
def trim_drafts() -> int:
    """Forget what was begun at the console and not sent within a day."""
    return drafts.trim()


@job(every=_HOUR, due=sessions.ended)
def forget_ended_sessions() -> int:
    """Delete browser sessions whose time is over."""
    return sessions.ended().delete()[0]


@job(every=_HOUR, due=throttle.old)
def forget_sign_in_attempts() -> int:
    """Delete the counts of tries to sign in that limit nobody any more."""
    return throttle.old().delete()[0]


@job(every=_HOUR, due=access_jobs.old)
def forget_access_reports() -> int:
    """Delete reports on last use that are a week old."""
    return access_jobs.old().delete()[0]


def _spent_assertions() -> QuerySet[UsedAssertion]:
    return UsedAssertion.objects.filter(expires__lt=now())


@job(every=_HOUR, due=_spent_assertions)
def forget_used_assertions() -> int:
    """Delete the notes of SAML assertions that are refused for their age by now."""
    return _spent_assertions().delete()[0]


@job(every=timedelta(seconds=5), due=sealer.due)
def seal_trail() -> int:
    """Put new events in order, and sign the order."""
    return sealer.seal_due()


@job(every=_HOUR, due=retention.due)
def trim_trail() -> int:
    """Remove the trail's events that are past their time."""
    return retention.trim_due()
