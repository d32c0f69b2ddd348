"""Is the process there, and can it do its work? Answers say which part fails, never why."""

from __future__ import annotations

import logging
import os

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from iamconsole.doors import public

log = logging.getLogger(__name__)


@public("Watchers ask before anybody is signed in, and learn one word a part.")
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"process": "ok"})


@public("Watchers ask before anybody is signed in, and learn one word a part.")
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The process, its database and its broker can do their work."""
    parts = {"database": database_answers(), "broker": broker_answers()}
    words = {part: "ok" if answers else "unavailable" for part, answers in parts.items()}
    return JsonResponse(words, status=200 if all(parts.values()) else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        log.warning("the database does not answer: %s", type(problem).__name__)
        connection.close()
        return False
    return True


def broker_answers() -> bool:
    if not settings.REDIS_URL:
        return os.access(settings.BROKER_DIR, os.W_OK)
    import redis  # A slow import that embedded installations do without.

    try:
        with redis.Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=settings.REDIS_TIMEOUT_SECONDS,
            socket_timeout=settings.REDIS_TIMEOUT_SECONDS,
        ) as client:
            return bool(client.ping())
    except redis.RedisError as problem:
        log.warning("the broker does not answer: %s", type(problem).__name__)
        return False
