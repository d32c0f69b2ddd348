"""AWS's own managed policies, as test data."""

import json
from functools import cache


@cache
def managed_policies() -> dict[str, str]:
    """The text of every AWS managed policy, by name."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    policies = json.loads(aws_managed_policies_data)
    return {name: json.dumps(policy["Document"]) for name, policy in policies.items()}
