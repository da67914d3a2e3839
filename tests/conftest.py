"""Fixtures that every test may ask for; each starts what it gives only when asked."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = [
    "tests.fixtures.api",
    "tests.fixtures.elasticsearch",
    "tests.fixtures.postgres",
    "tests.fixtures.recorded",
    "tests.fixtures.simulator",
]


@pytest.fixture(scope="session")
def project() -> Path:
    """Give the root of the checkout."""
    return Path(__file__).parent.parent
