"""How many decisions a second the engine makes, beside Cedar and Casbin, in one run.

    python -m benchmarks.engine                 # all of it: about two minutes
    python -m benchmarks.engine --seconds 1     # quicker, and rougher

One thread, and its own processor time. A decision comes with its reason; `+ words` adds AWS's words
for it. The best pass over the questions counts, for every engine alike. Peers need
`uv pip install --group bench`.
"""

import argparse
import gc
import platform
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from policies.engine import Kind, Request, Source, compile, decide, parse
from policies.engine.match import glob

from . import peers
from .workloads import Workload, managed_texts, workloads

T = TypeVar("T")

TARGETS = {"a": 200_000, "b": 40_000, "c": 35_000}
TIMES_CEDAR = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=5.0, help="for each figure")
    seconds = parser.parse_args().seconds
    print(f"Python {platform.python_version()}, {platform.machine()}, one thread")
    print(f"{'':18} {'decisions/s':>12} {'+ words':>9} {'cedarpy':>8} {'casbin':>7}  agree", end="")
    print(f" {'target':>9} {'× cedarpy':>9}")
    for workload in workloads():
        measure(workload, seconds)
    compiling()
    worst_patterns()


def measure(workload: Workload, seconds: float) -> None:
    layers, requests = workload.layers, workload.requests
    engine = rate(lambda request: decide(request, layers), requests, seconds)
    words = rate(lambda request: decide(request, layers).because, requests, seconds)
    cedar, casbin = peers.cedar(workload), peers.casbin_(workload)
    cedar_rate = rate(cedar, requests, seconds)
    casbin_rate = rate(casbin, requests, min(seconds, 2))
    target = TARGETS[workload.name[0]]
    print(
        f"{workload.name:18} {engine:12,.0f} {words:9,.0f} {cedar_rate:8,.0f} {casbin_rate:7,.0f}"
        f"  {agreement(workload, cedar):4.0%} {target:9,} {engine / cedar_rate:8.0f}×",
        flush=True,
    )


def rate(
    answer: Callable[[Request], object], requests: tuple[Request, ...], seconds: float
) -> float:
    """Questions a second in the best pass; of a slow engine one pass is cut short."""
    best, end = 0.0, time.thread_time() + seconds
    while time.thread_time() < end:
        count, start = 0, time.thread_time()
        for request in requests:
            answer(request)
            count += 1
            if count % 100 == 0 and time.thread_time() > end:
                break
        best = max(best, count / (time.thread_time() - start))
    return best


def agreement(workload: Workload, peer: peers.Answer) -> float:
    asked = workload.requests[:200]
    alike = [peer(request) is decide(request, workload.layers).allowed for request in asked]
    return sum(alike) / len(alike)


def compiling() -> None:
    texts = managed_texts()
    parsing, policies = timed(lambda: [parse(text) for text in texts.values()])
    source = Source(Kind.IDENTITY, "managed")
    tracemalloc.start()
    layer = compile((policy, source) for policy in policies)
    size = tracemalloc.get_traced_memory()[0] / len(policies)
    tracemalloc.stop()
    compile_seconds, _ = timed(lambda: [compile([(policy, source)]) for policy in policies])
    print(
        f"\n{len(policies):,} managed policies: read in {parsing:.2f} s, compiled in "
        f"{compile_seconds:.2f} s (target 2 s); {size / 1024:.1f} KiB a compiled policy, "
        f"{len(layer.rules):,} statements"
    )


def timed(work: Callable[[], T]) -> tuple[float, T]:
    gc.collect()
    start = time.thread_time()
    result = work()
    return time.thread_time() - start, result


def worst_patterns() -> None:
    print("\nworst-case patterns against 10,000 characters (target 5 ms)")
    patterns = {
        "*a*a…*b": "*a" * 5_000 + "*b",
        "*a*a…*b*": "*a" * 4_000 + "*b*",
        "*aaa…b*": "*" + "a" * 5_000 + "b*",
        "*a?a*a?a…*b*": "*a?a" * 2_500 + "*b*",
        "*a?a?a…b*": "*" + "a?" * 5_000 + "b*",
        "*a?aa?aaa…b*": "*" + "?".join("a" * length for length in range(1, 140)) + "b*",
    }
    for name, pattern in patterns.items():
        matches = partial(glob(pattern).matches, "a" * 10_000)
        fastest = min(timed(matches)[0] for _ in range(5))
        print(f"  {name:14} {fastest * 1000:7.3f} ms")


main()
