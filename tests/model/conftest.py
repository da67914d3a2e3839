"""How much is played."""

from __future__ import annotations

import pytest


@pytest.fixture
def plays(pytestconfig: pytest.Config) -> int:
    """Give how many plays the right scheme must stand."""
    return int(pytestconfig.getoption("--plays"))
