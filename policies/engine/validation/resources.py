"""Resources: are they ARNs of things that exist, and do the actions take them?"""

from collections.abc import Iterator

from .. import catalog
from ..arn_formats import (
    FIELDS,
    LONGEST,
    action_takes,
    action_takes_only_star,
    fields_of,
    formats_of,
)
from ..check_elements import PARTITIONS, is_account
from ..patterns import redundant
from ..problems import Fix, Problem
from .clauses import Clause, Entry, problem, removal, replacement
from .regions import is_region

MOST_COMPARED = 100


def malformed_arns(clause: Clause) -> Iterator[Problem]:
    """A resource is `*` or an ARN of six fields, as its service writes them."""
    for entry in clause.resources:
        if entry.text.strip("*") and len(entry.text) <= LONGEST:
            yield from _malformed(entry)


def _malformed(entry: Entry) -> Iterator[Problem]:
    if not entry.text.startswith("arn:"):
        help = 'write `arn:partition:service:region:account:resource`, or `"*"` for every resource'
        yield _found("INVALID_ARN_PREFIX", entry, "does not begin with `arn:`", help)
        return
    fields = fields_of(entry.text)
    if fields is None:
        count = entry.text.count(":") + 1
        help = "write `arn:partition:service:region:account:resource`"
        yield _found("MISSING_ARN_FIELD", entry, f"has {count} fields of {FIELDS}", help)
        return
    yield from _malformed_partition(entry, fields[1])
    service = fields[2]
    if "*" in service or "?" in service:
        return
    if service != service.lower():
        yield _service_case(entry, service)
        return
    yield from _malformed_place(entry, fields)
    yield from _unlike_its_service(entry, fields)


def _malformed_partition(entry: Entry, partition: str) -> Iterator[Problem]:
    if "*" not in partition and "?" not in partition and partition not in PARTITIONS:
        help = f"use one of {', '.join(f'`{one}`' for one in sorted(PARTITIONS))}"
        yield _found("INVALID_PARTITION", entry, f"has no partition `{partition}`", help)


def _service_case(entry: Entry, service: str) -> Problem:
    lower = service.lower()
    text = ":".join((*entry.text.split(":", 3)[:2], lower, *entry.text.split(":", 3)[3:]))
    what = f"writes the service `{service}` with capitals"
    fix = replacement(entry.node, text)
    return _found("INVALID_ARN_SERVICE_CASE", entry, what, f"write `{lower}`", fix)


def _malformed_place(entry: Entry, fields: tuple[str, ...]) -> Iterator[Problem]:
    _, _, service, region, account, _ = fields
    if _is_plain(region) and not is_region(region):
        help = "write a region as in `eu-central-1`, or `*`"
        yield _found("INVALID_ARN_REGION", entry, f"names no region: `{region}`", help)
    if _is_plain(account) and not is_account(account) and not _is_known(service, account):
        help = "write the 12 digits of an account, or `*`"
        yield _found("INVALID_ARN_ACCOUNT", entry, f"names no account: `{account}`", help)


def _is_plain(field: str) -> bool:
    return bool(field) and "*" not in field and "?" not in field


def _is_known(service: str, account: str) -> bool:
    """Some ARNs have a word for an account: `arn:aws:iam::aws:policy/…`, `…:cloudfront:…`."""
    in_catalogue = any(account == one[4] for one in formats_of(service, "*"))
    return in_catalogue or account in ("aws", "aws-managed", "cloudfront", "amazon")


def _unlike_its_service(entry: Entry, fields: tuple[str, ...]) -> Iterator[Problem]:
    _, _, service, region, account, resource = fields
    if not catalog.resource_types_in_arn(service):
        if catalog.service(service) is None:
            meant = catalog.nearest_service(service)
            help = f"did you mean `{meant}`?" if meant else ""
            yield _found("INVALID_SERVICE", entry, f"names no service: `{service}`", help)
        return
    formats = formats_of(service, resource)
    if not formats:
        yield _no_such_resource(entry, service)
        return
    yield from _needless_place(entry, service, formats, region, account)


def _no_such_resource(entry: Entry, service: str) -> Problem:
    known = [one.arn for one in catalog.resource_types_in_arn(service)]
    help = f"a resource of `{service}` is written `{known[0]}`"
    if len(known) > 1:
        help += f", or in one of {len(known) - 1} other ways"
    what = f"is like no resource of `{service}`"
    return _found("INVALID_ARN_RESOURCE", entry, what, help)


def _needless_place(
    entry: Entry, service: str, formats: tuple[tuple[str, ...], ...], region: str, account: str
) -> Iterator[Problem]:
    if _is_plain(region) and not any(one[3] for one in formats):
        help = f"leave the field empty: this resource of `{service}` has no region"
        yield _found("ARN_REGION_NOT_ALLOWED", entry, "names a region", help)
    if not region and all(one[3] for one in formats):
        help = "write the region, or `*` for every region"
        yield _found("MISSING_ARN_REGION", entry, "names no region", help)
    if _is_plain(account) and not any(one[4] for one in formats):
        help = f"leave the field empty: this resource of `{service}` has no account"
        yield _found("ARN_ACCOUNT_NOT_ALLOWED", entry, "names an account", help)


def _found(code: str, entry: Entry, what: str, help: str, fix: Fix | None = None) -> Problem:
    message = f"the resource `{entry.text}` {what}"
    return problem(code, message, entry.node, entry.path, help, fix)


def redundant_resources(clause: Clause) -> Iterator[Problem]:
    """A resource another entry of the same list already covers adds nothing."""
    for at, wide in redundant([entry.text for entry in clause.resources], _service):
        entry, other = clause.resources[at], clause.resources[wide].text
        message = f"the resource `{entry.text}` is already covered by `{other}`"
        help, fix = "remove it: the statement means the same without it", removal(entry)
        yield problem("REDUNDANT_RESOURCE", message, entry.node, entry.path, help, fix)


def _service(resource: str) -> str:
    fields = resource.split(":", 3)
    return "*" if len(fields) < 4 or "*" in fields[2] else fields[2]


def unfit_resources(clause: Clause) -> Iterator[Problem]:
    """An action allowed on a resource it never touches is not allowed at all."""
    known = [one for one in clause.actions if catalog.expand(one.text)]
    shapes = [fields_of(one.text) for one in clause.resources]
    is_judged = not (clause.has_not_action or clause.has_not_resource) and None not in shapes
    if not is_judged or not known or not shapes or _is_too_much(known, clause.resources):
        return
    if any(not entry.text.strip("*") for entry in clause.resources):
        return
    fields = [one for one in shapes if one is not None]
    yield from _unfit_resources(clause.resources, known, fields)
    yield from _unfit_actions(known, fields)


def _is_too_much(actions: list[Entry], resources: tuple[Entry, ...]) -> bool:
    too_long = any(len(entry.text) > LONGEST for entry in resources)
    return too_long or len(actions) * len(resources) > MOST_COMPARED * MOST_COMPARED


def _unfit_resources(
    resources: tuple[Entry, ...], actions: list[Entry], shapes: list[tuple[str, ...]]
) -> Iterator[Problem]:
    for entry, fields in zip(resources, shapes, strict=True):
        if not any(action_takes(action.text, fields) for action in actions):
            message = f"no action of this statement takes the resource `{entry.text}`"
            help = "name an action that takes it, or a resource the actions take"
            code = "RESOURCE_DOES_NOT_FIT_ACTION"
            yield problem(code, message, entry.node, entry.path, help)


def _unfit_actions(actions: list[Entry], shapes: list[tuple[str, ...]]) -> Iterator[Problem]:
    for entry in actions:
        if any(action_takes(entry.text, fields) for fields in shapes):
            continue
        code = "RESOURCE_DOES_NOT_FIT_ACTION"
        message = f"the action `{entry.text}` takes no resource of this statement"
        help = "give it a statement of its own with the resources it takes"
        if action_takes_only_star(entry.text):
            help = 'give it a statement of its own with `"Resource": "*"`: it takes no other'
        yield problem(code, message, entry.node, entry.path, help)
