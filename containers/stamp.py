"""Whether anything that the images are made of changed since they were last checked: ``python -m containers.stamp``.

The check of the images writes a hash over all of it into ``containers/checked.sha256``, which is committed. So whoever
has the checkout, however shallow, knows without a history.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
STAMP = Path(__file__).parent / "checked.sha256"
MADE_OF = (
    *(".dockerignore", ".env.example", "Dockerfile", "docker-compose.cluster.yml", "docker-compose.yml"),
    *("dagster.yaml", "pyproject.toml", "workspace.yaml"),
    *("api", "catalog", "cli", "containers", "pipeline", "requirements"),
)
LEFT_OUT = {"__pycache__", STAMP.name}


def hash_everything() -> str:
    """Hash every file's path and content, in order."""
    digest = hashlib.sha256()
    for path in sorted(file for name in MADE_OF for file in _list_files(CHECKOUT / name)):
        digest.update(f"{path.relative_to(CHECKOUT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def write_stamp() -> None:
    """Note that everything, as it is now, was checked."""
    STAMP.write_text(f"{hash_everything()}\n")


def is_checked() -> bool:
    """Tell whether nothing changed since."""
    return STAMP.exists() and STAMP.read_text().strip() == hash_everything()


def _list_files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [file for file in path.rglob("*") if file.is_file() and not LEFT_OUT & set(file.parts)]


if __name__ == "__main__":
    sys.exit(0 if is_checked() else 1)
