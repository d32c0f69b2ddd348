"""What boto3 asks of each subject, from the beginning of a thing to its end."""

from tests.faces.wire.lives import (
    certificates,
    mfa,
    passwords,
    providers,
    reports,
    roles,
    sts,
)

LIVES = (certificates, mfa, passwords, providers, reports, roles, sts)
