"""The work that is measured: policies of one user, and questions of which half are allowed."""

import json
import lzma
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from policies.engine import (
    Effect,
    Kind,
    Layers,
    Policy,
    Principal,
    PrincipalKind,
    Request,
    Source,
    Statement,
    compile,
    decide,
    parse,
)

MANAGED = Path(__file__).parents[2] / "policies" / "managed" / "policies.json.xz"
ACCOUNT = "111122223333"
ALICE = Principal(PrincipalKind.USER, f"arn:aws:iam::{ACCOUNT}:user/alice", ACCOUNT)
REQUESTS = 1_000

TEN = (
    "AmazonS3ReadOnlyAccess",
    "AmazonEC2ReadOnlyAccess",
    "AmazonDynamoDBFullAccess",
    "AmazonSQSFullAccess",
    "AmazonSNSFullAccess",
    "AWSLambda_ReadOnlyAccess",
    "CloudWatchReadOnlyAccess",
    "AmazonKinesisReadOnlyAccess",
    "AmazonVPCReadOnlyAccess",
    "IAMUserChangePassword",
)
SERVICES = ("s3", "sqs", "sns", "dynamodb", "ec2", "lambda", "kinesis", "logs", "ecr", "ssm")
VERBS = ("Get", "Put", "Delete", "Describe", "Update", "List")


@dataclass(frozen=True)
class Workload:
    """Policies by name, made ready, and the questions about them."""

    name: str
    policies: dict[str, Policy]
    layers: Layers
    requests: tuple[Request, ...]

    @property
    def statements(self) -> Iterator[Statement]:
        for policy in self.policies.values():
            yield from policy.statements


def managed_texts() -> dict[str, str]:
    """The text of every policy AWS manages, by name."""
    found = json.loads(lzma.decompress(MANAGED.read_bytes()))["policies"]
    return {policy["name"]: policy["document"] for policy in found}


def workloads() -> Iterator[Workload]:
    """Ten and a hundred of AWS's policies, and a thousand of a customer's own."""
    texts = managed_texts()
    yield _workload("a  10 AWS-managed", {name: texts[name] for name in TEN}, _from_patterns)
    hundred = random.Random(1).sample(sorted(texts), 100)
    yield _workload("b 100 AWS-managed", {name: texts[name] for name in hundred}, _from_patterns)
    yield _workload("c 1,000 customer", dict(customer_texts()), _from_patterns)


def customer_texts() -> Iterator[tuple[str, str]]:
    """A thousand policies of one statement each, with 1,100 conditions in all."""
    chance = random.Random(2)
    for number in range(1_000):
        service = SERVICES[number % len(SERVICES)]
        conditions = {"StringEquals": {"aws:PrincipalTag/team": f"team-{number % 20}"}}
        if number % 10 == 0:
            conditions["IpAddress"] = {"aws:SourceIp": f"10.{number % 250}.0.0/16"}
        statement = {
            "Sid": f"Team{number}",
            "Effect": "Allow",
            "Action": [f"{service}:{verb}*" for verb in chance.sample(VERBS, 2)],
            "Resource": f"arn:aws:{service}:eu-west-1:{ACCOUNT}:team-{number}/*",
            "Condition": conditions,
        }
        document = {"Version": "2012-10-17", "Statement": statement}
        yield f"customer-{number}", json.dumps(document)


def _workload(
    name: str, texts: dict[str, str], ask: Callable[[Statement, random.Random], Request]
) -> Workload:
    policies = {policy: parse(text) for policy, text in texts.items()}
    sources = [(policy, Source(Kind.IDENTITY, one)) for one, policy in policies.items()]
    layers = Layers(compile(sources))
    statements = [one for policy in policies.values() for one in policy.statements]
    return Workload(name, policies, layers, _half_allowed(statements, layers, ask))


def _half_allowed(
    statements: list[Statement],
    layers: Layers,
    ask: Callable[[Statement, random.Random], Request],
) -> tuple[Request, ...]:
    """Questions about what the policies name, allowed and denied ones in equal numbers."""
    chance = random.Random(3)
    asked: dict[bool, list[Request]] = {True: [], False: []}
    allowing = [one for one in statements if one.effect is Effect.ALLOW and _is_plain(one)]
    while min(map(len, asked.values())) < REQUESTS // 2:
        request = ask(chance.choice(allowing), chance)
        asked[decide(request, layers).allowed].append(request)
    half = REQUESTS // 2
    mixed = [*asked[True][:half], *asked[False][:half]]
    chance.shuffle(mixed)
    return tuple(mixed)


def _is_plain(statement: Statement) -> bool:
    named = (statement.actions, statement.resources)
    return all(patterns and patterns.items and not patterns.negated for patterns in named)


def _from_patterns(statement: Statement, chance: random.Random) -> Request:
    """A question this statement may allow: half of them are led astray in one part."""
    assert statement.actions and statement.resources
    action = _filled(chance.choice(statement.actions.items).value, chance)
    resource = _filled(chance.choice(statement.resources.items).value, chance)
    if ":" not in action:
        action = f"{chance.choice(SERVICES)}:{chance.choice(VERBS)}Thing"
    if ":" not in resource:
        service = action.partition(":")[0]
        resource = f"arn:aws:{service}:eu-west-1:{ACCOUNT}:thing/{chance.randrange(1000)}"
    context = {
        "aws:SourceIp": f"10.{chance.randrange(250)}.3.4",
        "aws:PrincipalTag/team": f"team-{chance.randrange(20)}",
        "aws:username": "alice",
        "aws:RequestedRegion": "eu-west-1",
    }
    for condition in statement.conditions if chance.random() < 0.7 else ():
        if condition.operator.value in ("StringEquals", "StringLike") and condition.texts:
            context[condition.key.value] = _filled(condition.texts[0], chance)
    astray = chance.randrange(4)
    if astray == 0:
        resource = f"arn:aws:{action.partition(':')[0]}:eu-west-1:{ACCOUNT}:other/{resource[-4:]}"
    if astray == 1:
        action = f"{action.partition(':')[0]}:{chance.choice(VERBS)}Other"
    return Request(ALICE, action, resource, ACCOUNT, context)


def _filled(pattern: str, chance: random.Random) -> str:
    """A text that fits a pattern."""
    return "".join(
        str(chance.randrange(10)) if character in "*?" else character for character in pattern
    )
