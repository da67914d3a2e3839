"""What to set once the stores are moved, in lines to paste but for passwords."""

from __future__ import annotations

import re
from pathlib import Path

from embedded.moving.move import Targets

_PASSWORDS = re.compile(r"(://[^:/@]*:)[^/@]*(?=@)|([?&]password=)[^&]*")


def tell_what_to_set(targets: Targets, data_dir: Path) -> str:
    """Give the lines; passwords are dots."""
    variables = {"TVSI_POSTGRES_URL": targets.postgres_url}
    if targets.elasticsearch_url:
        variables["TVSI_ELASTICSEARCH_URL"] = targets.elasticsearch_url
    if targets.dagster_url and not targets.is_dagster_left:
        variables["TVSI_DAGSTER_POSTGRES_URL"] = targets.dagster_url
    return "\n".join(
        (
            "Moved. From now on set",
            *(f"  export {name}='{hide_passwords(value)}'" for name, value in variables.items()),
            f"`make up` still needs {data_dir}: the signing key is there, and Dagster's logs. What runs elsewhere",
            "takes the key as TVSI_JWT_SECRET. The embedded stores are as they were, and from now on out of date.",
        )
    )


def hide_passwords(url: str) -> str:
    """Put dots for each password in an address, or in several parted by commas."""
    return _PASSWORDS.sub(lambda found: f"{found[1] or found[2]}…", url)
