"""The rows of what may be done: policies, their versions, and where they hold."""

from policies.models.attachment import Attachment, Boundary, InlinePolicy
from policies.models.policy import Policy, PolicyVersion

__all__ = ["Attachment", "Boundary", "InlinePolicy", "Policy", "PolicyVersion"]
