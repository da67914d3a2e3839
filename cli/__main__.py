"""``python -m cli``: the ``tvsi`` command where its script is not on the path."""

from __future__ import annotations

from cli.main import main

main()
