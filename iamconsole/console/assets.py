"""Whether the front end was built. The console works without, plainer and without scripts."""

from functools import lru_cache

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

BUILT = "dist/core.js"


@lru_cache(maxsize=1)
def are_built() -> bool:
    """Whether the built files can be served; asked once, since set-up comes before the start."""
    return finders.find(BUILT) is not None or staticfiles_storage.exists(BUILT)
