"""What workers inherit by their environment, for a library that can be told no other way."""

from __future__ import annotations

import os

# ``prometheus_client`` reads it as it is imported, in each worker anew.
_SHARED_METERS = "PROMETHEUS_MULTIPROC_DIR"


def share_meters(directory: str) -> None:
    """Have all workers that are started from now on keep their meters in a directory."""
    os.environ[_SHARED_METERS] = directory
