"""What Prometheus may read. Labels come from closed sets, never from what somebody sent."""

from __future__ import annotations

import time
from typing import Any

from celery import signals
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from accounts.models import Event
from accounts.trail import recorded
from iamconsole import health
from iamconsole.doors import public
from iamconsole.errors import Refused
from iamconsole.http import GetResponse

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
FACES = {"console": "console", "signin": "console", "api": "rest", "static": "static", "": "wire"}
OUTCOMES = {"": "done", "AccessDenied": "denied", Refused.code: "failed"}
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

http_requests = Counter("iamconsole_http_requests", "Answers.", ["face", "method", "status"])
http_request_seconds = Histogram(
    "iamconsole_http_request_seconds", "Time to answer.", ["face"], buckets=BUCKETS
)
http_response_bytes = Counter("iamconsole_http_response_bytes", "Bytes answered.", ["face"])
operations = Counter("iamconsole_operations", "Operations that ended.", ["face", "outcome"])
operation_seconds = Histogram(
    "iamconsole_operation_seconds", "Time an operation took.", ["face"], buckets=BUCKETS
)
sign_ins = Counter("iamconsole_sign_ins", "Attempts to sign in.", ["outcome"])
jobs = Counter("iamconsole_jobs", "Background jobs that ended.", ["outcome"])
job_seconds = Histogram("iamconsole_job_seconds", "Time a job took.", buckets=BUCKETS)


class MetricsMiddleware:
    """Count every answer and how long it took."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = self.get_response(request)
        face = face_of(request.path)
        method = request.method if request.method in METHODS else "other"
        http_requests.labels(face, method, f"{response.status_code // 100}xx").inc()
        http_request_seconds.labels(face).observe(time.perf_counter() - started)
        http_response_bytes.labels(face).inc(len(getattr(response, "content", b"")))
        return response


def face_of(path: str) -> str:
    first = path.lstrip("/").partition("/")[0]
    return FACES.get(first, "other")


@public("Off unless switched on; its labels name nobody.")
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything counted so far, in all processes together."""
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, str(settings.METRICS_DIR))  # type: ignore[no-untyped-call]
    ready = Gauge("iamconsole_ready", "1 where the part answers.", ["part"], registry=registry)
    ready.labels("database").set(health.database_answers())
    ready.labels("broker").set(health.broker_answers())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _event_recorded(event: Event, **_: Any) -> None:
    outcome = OUTCOMES.get(event.error, "refused")
    if event.action.startswith("signin:"):
        sign_ins.labels(outcome).inc()
    else:
        operations.labels(event.face, outcome).inc()
        operation_seconds.labels(event.face).observe(event.duration_us / 1_000_000)


def _job_started(task: Any, **_: Any) -> None:
    task.request.iamconsole_started = time.perf_counter()


def _job_ended(task: Any, state: str | None = None, **_: Any) -> None:
    jobs.labels("done" if state == "SUCCESS" else "failed").inc()
    job_seconds.observe(time.perf_counter() - task.request.iamconsole_started)


recorded.connect(_event_recorded)
signals.task_prerun.connect(_job_started)
signals.task_postrun.connect(_job_ended)
