"""Make Elasticsearch's home in this environment: ``python -m embedded.install``. Done once; `make` calls it."""

from __future__ import annotations

import sys

from embedded.elasticsearch.distribution import CompilationFailed, Distribution
from embedded.elasticsearch.jars import JarNotFetched


def main() -> None:
    """Install, or say in one line why not."""
    try:
        Distribution().install()
    except (JarNotFetched, CompilationFailed, OSError) as error:
        sys.exit(f"Elasticsearch could not be installed: {error}")


if __name__ == "__main__":
    main()
