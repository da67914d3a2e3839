"""Patterns of request targets for scripted faults, with ``*`` as the only wildcard.

(``fnmatch`` would read the ``?`` and the ``[]`` of a query as wildcards.)
"""

from __future__ import annotations

import re
from urllib.parse import unquote


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern; ``*`` stands for any text, slashes included."""
    return re.compile(".*".join(re.escape(piece) for piece in unquote(pattern).split("*")), re.DOTALL)


def matches(pattern: re.Pattern[str], path: str, query: str) -> bool:
    """Say whether a call is meant: by its path whatever its query, or by path and query together, percent-decoded."""
    path = unquote(path)
    return bool(pattern.fullmatch(path) or (query and pattern.fullmatch(f"{path}?{unquote(query)}")))
