from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def trail_folder(settings, tmp_path):
    """Each test begins with nothing written down outside the database."""
    settings.TRAIL_DIR = tmp_path / "trail"
    return settings.TRAIL_DIR
