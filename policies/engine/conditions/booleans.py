"""Bool: `true` or `false`, in any casing, and nothing else."""

from ..comparing import Meets
from ..variables import Context, parts_of, resolve, text_of

_TRUTHS = {"true": True, "false": False}


def truth(text: str) -> bool | None:
    """The truth a text names, or None for any other text."""
    return _TRUTHS.get(text.lower())


def equals(texts: tuple[str, ...], has_variables: bool) -> Meets:
    """A condition met by a request value of the same truth as one of the values."""
    templates = [parts_of(text, has_variables) for text in texts]

    def meets(text: str, context: Context) -> bool:
        given = truth(text)
        resolved = (resolve(template, context) for template in templates)
        wanted = (truth(text_of(parts)) for parts in resolved if parts is not None)
        return given is not None and given in wanted

    return meets
