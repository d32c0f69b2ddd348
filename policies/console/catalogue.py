"""The catalogue of services as the visual editor reads it: one compact file a service."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from iamconsole.doors import ConsoleRequest
from policies.engine import catalog
from policies.engine.catalog import Action, Service
from policies.engine.context_keys import GLOBAL_KEYS, ConditionKey

# Part of the address, so that a browser never reads files of another form than it expects.
_FORM = 1
_YEAR = 365 * 24 * 3600
_INDEX = "services"


def index() -> dict[str, Any]:
    """All services by prefix and name, and the condition keys that every one of them has."""
    return {
        "services": [[prefix, name] for prefix, name in catalog.service_names().items()],
        "keys": [_key(key) for key in GLOBAL_KEYS],
    }


def compact(service: Service) -> dict[str, Any]:
    """What a service lets people do: `types` and `keys` are told by their places in the lists."""
    types = {name: place for place, name in enumerate(service.resource_types)}
    carried = {action: catalog.condition_keys_of(action) for action in service.actions.values()}
    keys: dict[str, ConditionKey] = {}
    for one in carried.values():
        keys |= {key.name: key for key in one if not key.name.startswith("aws:")}
    places = {name: place for place, name in enumerate(keys)}
    return {
        "prefix": service.prefix,
        "name": service.name,
        "types": [[one.name, one.arn] for one in service.resource_types.values()],
        "keys": [_key(key) for key in keys.values()],
        "actions": [
            _action(action, types, (places[key.name] for key in found if key.name in places))
            for action, found in carried.items()
        ],
    }


def _key(key: ConditionKey) -> list[Any]:
    return [key.name, key.kind, int(key.is_multivalued)]


def _action(action: Action, types: Mapping[str, int], keys: Iterable[int]) -> list[Any]:
    """Name, level, description, required types, other types, keys, actions it depends on."""
    needed = [types[one.name] for one in action.targets if one.is_required and one.name in types]
    other = [types[one.name] for one in action.targets if not one.is_required and one.name in types]
    return [
        action.name,
        catalog.LEVELS.index(action.level) if action.level in catalog.LEVELS else 2,
        action.description,
        needed,
        other,
        list(keys),
        list(action.dependent_actions),
    ]


@catalog.remembered(1)
def version() -> str:
    """What the files are the answer to: the data, and the directory's own services."""
    own = json.dumps([compact(one) for one in catalog.registered()])
    return f"{catalog.data_version()}-{_FORM}{sha256(own.encode()).hexdigest()[:8]}"


@require_safe
def catalogue_file(request: ConsoleRequest, version_wanted: str, name: str) -> HttpResponse:
    """A file of the catalogue, which no browser has to ask for twice."""
    if version_wanted != version():
        return redirect("catalogue", version(), name)
    content = _file(name)
    if content is None:
        raise Http404(name)
    headers = {"Cache-Control": f"private, max-age={_YEAR}, immutable", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    return HttpResponse(content, content_type="application/json", headers=headers)


@catalog.remembered(64)
def _file(name: str) -> bytes | None:
    """A file, compressed: it holds nobody's secrets. None where there is no such service."""
    if name == _INDEX:
        return _bytes(index())
    found = catalog.service(name)
    return _bytes(compact(found)) if found else None


def _bytes(content: dict[str, Any]) -> bytes:
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return gzip.compress(text.encode(), mtime=0)
