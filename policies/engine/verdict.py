"""How a decision can come out, and on what ground if no policy's."""

from enum import StrEnum


class Verdict(StrEnum):
    """How a decision, or one layer of it, came out."""

    ALLOWED = "Allowed"
    IMPLICITLY_DENIED = "ImplicitlyDenied"
    EXPLICITLY_DENIED = "ExplicitlyDenied"


class Ground(StrEnum):
    """What decided, where no statement of a policy did."""

    CALLER_IDENTITY = "everyone may ask who they are"
    OWN_SESSION = "everyone may prove anew who they are"
    ROOT_USER = "the root user may do everything in its account"
    AWS_OWNED = "the resource belongs to AWS and cannot be changed"
    CREDENTIALS = "credentials of this kind cannot call this service"
    NO_SESSION_POLICY = "the federated session was made without a session policy"
