"""How tests are parted where two processes run them: one takes those of whole systems, one the rest, file by file."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

# They start whole systems, kill their processes, or look at them through a browser, and keep several processes busy.
SYSTEMS = ("tests/browser/", "tests/e2e/", "tests/faults/")


class TwoParts(LoadScopeScheduling):  # type: ignore[misc] # it has no types
    """Hands out all tests of whole systems as one, so that no two of them run at once."""

    def _split_scope(self, nodeid: str) -> str:
        return "systems" if is_of_systems(nodeid) else nodeid.partition("::")[0]


def is_of_systems(nodeid: str) -> bool:
    """Tell whether a test is of whole systems."""
    return nodeid.startswith(SYSTEMS)
