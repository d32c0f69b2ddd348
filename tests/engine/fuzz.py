"""Any text at all, read by the engine: nothing but a policy or `Malformed` may come out.

    python -m tests.engine.fuzz -max_total_time=60

What is read is compared with Python's own JSON reader, then made ready and asked. Atheris finds its
way into the code by what a text makes it do; a text that breaks a promise is printed and kept.
"""

import json
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["policies.engine"]):
    from policies.engine import (
        Kind,
        Layers,
        Malformed,
        Principal,
        PrincipalKind,
        Request,
        Source,
        compile,
        decide,
        explain,
        parse,
    )
    from policies.engine.reader import MAX_CHARACTERS, read

ALICE = Principal(PrincipalKind.USER, "arn:aws:iam::111122223333:user/alice", "111122223333")
CONTEXT = {"aws:username": "alice", "aws:SourceIp": "10.0.0.1", "aws:TagKeys": ("a", "b")}
REQUEST = Request(ALICE, "s3:GetObject", "arn:aws:s3:::box/thing", "111122223333", CONTEXT)
WORDS = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*",'
    '"Condition":{"StringLike":{"aws:username":"${aws:username}*"}}}]}',
    '{"Statement":{"Effect":"Deny","NotAction":["iam:*"],"NotResource":"arn:aws:s3:::?*",'
    '"Principal":{"AWS":["111122223333","*"]}}}',
)


def try_one(data: bytes) -> None:
    """Read a text as the engine and as Python do, and use it if it is a policy."""
    text = data.decode("utf-8", "ignore")
    if len(text) > MAX_CHARACTERS:
        return
    agree_on_json(text)
    try:
        policy = parse(text)
    except Malformed as refused:
        assert refused.problems and str(refused)
        return
    for kind in Kind:
        layer = compile([(policy, Source(kind, "fuzzed"))])
        resource = layer if kind in (Kind.RESOURCE, Kind.TRUST) else None
        decision = decide(REQUEST, Layers(layer, resource=resource))
        assert explain(decision).sentences


def agree_on_json(text: str) -> None:
    try:
        read(text)
        is_read = True
    except Malformed as refused:
        is_read = False
        if "levels deep" in str(refused) or "surrogate" in str(refused):
            return
    try:
        json.loads(text, parse_constant=_refuse)
        is_json = True
    except (ValueError, RecursionError):
        is_json = False
    assert is_read == is_json, text


def _refuse(name: str) -> None:
    raise ValueError(name)


def main() -> None:
    with tempfile.TemporaryDirectory() as corpus:
        for number, word in enumerate(WORDS):
            try_one(word.encode())
            (Path(corpus) / str(number)).write_text(word)
        atheris.Setup([*sys.argv, corpus], try_one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
