"""What a running ``make up`` leaves in the data directory: its addresses for other commands, its secret, its times."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from catalog.settings import ADDRESSES


@contextmanager
def publish_addresses(data_dir: Path, addresses: Mapping[str, str]) -> Iterator[Path]:
    """Leave the addresses, by variable without ``TVSI_`` and in lower case, for as long as this lasts."""
    path = data_dir / ADDRESSES
    write_private(path, json.dumps(addresses, indent=2) + "\n")
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def keep_secret(path: Path) -> str:
    """Read the secret that signs access tokens, or make one, for us alone to read."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        made = secrets.token_urlsafe(48)
        write_private(path, made + "\n")
        return made


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody else may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:  # noqa: PTH123 - a mode
        file.write(text)
    partial.replace(path)
