"""What Schemathesis loads: the modules beside this one that a run names."""

from __future__ import annotations

import os
from importlib import import_module

for name in os.environ["TVSI_FUZZ"].split(","):
    import_module(f"tests.integration.contract.fuzzing.{name}")
