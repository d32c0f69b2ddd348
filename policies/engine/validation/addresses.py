"""IP ranges in conditions: private ones under `aws:SourceIp`, bits behind the mask."""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_interface, ip_network
from typing import TypeAlias

from ..problems import Problem
from ..reader import StringNode
from .clauses import Clause, Test, Value, problem, replacement

Network: TypeAlias = IPv4Network | IPv6Network

_PRIVATE = tuple(
    map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)


def private_ranges(clause: Clause) -> Iterator[Problem]:
    """`aws:SourceIp` is an address of the public internet."""
    for test in clause.tests_of("aws:SourceIp"):
        if test.operator is None or test.operator.family != "IPAddress":
            continue
        private = [value for value in test.values if _is_private(value.text)]
        if private:
            yield _private(test, private[0], len(private) == len(test.values))


def _private(test: Test, first: Value, is_whole: bool) -> Problem:
    negated = bool(test.operator and test.operator.is_negated)
    code = f"PRIVATE_{'NOTIPADDRESS' if negated else 'IP_ADDRESS'}{'' if is_whole else '_SUBSET'}"
    effect = "always matches" if negated else "never matches"
    message = f"`{first.text}` is a private range, and `{test.key}` is always a public address"
    if is_whole:
        message += f": the condition {effect}"
    help = "use `aws:VpcSourceIp` with `aws:SourceVpc` for private addresses"
    return problem(code, message, first.node, first.path, help)


def _is_private(text: str) -> bool:
    network = _network(text)
    return network is not None and any(
        network.subnet_of(private)  # type: ignore[arg-type]  # compared only within one version
        for private in _PRIVATE
        if private.version == network.version
    )


def _network(text: str) -> Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def bits_behind_the_mask(clause: Clause) -> Iterator[Problem]:
    """The bits of an address behind its mask are not looked at."""
    for test in clause.tests:
        if test.operator and test.operator.family == "IPAddress":
            for value in test.values:
                yield from _improved(value)


def _improved(value: Value) -> Iterator[Problem]:
    network = _network(value.text)
    if network is None or "/" not in value.text or ip_interface(value.text).ip == network[0]:
        return
    message = f"the bits of `{value.text}` behind the mask are not looked at"
    fix = replacement(value.node, str(network)) if isinstance(value.node, StringNode) else None
    help = f"write `{network}`"
    yield problem("IMPROVE_IP_RANGE", message, value.node, value.path, help, fix)
