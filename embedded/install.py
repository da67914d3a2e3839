"""Make Elasticsearch's home in this environment: ``python -m embedded.install``. Done once; `make` calls it."""

from __future__ import annotations

import sys

from embedded.elasticsearch.distribution import CompilationFailed, Distribution
from embedded.elasticsearch.jars import JarNotFetched
from embedded.elasticsearch.training import train


def main() -> None:
    """Install, or say in one line why not."""
    distribution = Distribution()
    try:
        if distribution.install() and not train(distribution):
            sys.stderr.write("Elasticsearch is installed; it will start slowly, as its cache could not be made\n")
    except (JarNotFetched, CompilationFailed, OSError) as error:
        sys.exit(f"Elasticsearch could not be installed: {error}")


if __name__ == "__main__":
    main()
