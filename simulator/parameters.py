"""Reading the query as TVMaze does: what it knows is checked, what it doesn't is ignored."""

from __future__ import annotations

import re
from datetime import date

from sanic import Request

from simulator.countries import ISO_CODES
from simulator.errors import invalid_country, invalid_date, invalid_embed

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EMBED = re.compile(r"embed(\[\d*\])?", re.ASCII)


def read_text(request: Request, name: str) -> str | None:
    """Give a parameter's last value, ``""`` where it is there but empty."""
    values = request.get_args(keep_blank_values=True).getlist(name)
    return str(values[-1]) if values else None


def read_country(request: Request) -> str | None:
    """Give the country's code, ``""`` where it is empty, or ``None``."""
    country = read_text(request, "country")
    if country and country not in ISO_CODES:
        raise invalid_country()
    return country


def read_date(request: Request) -> date | None:
    """Give the day that is asked for, or ``None``."""
    text = read_text(request, "date")
    if text is None:
        return None
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise invalid_date() from None


def read_embeds(request: Request, known: frozenset[str]) -> list[str]:
    """List the embeds of ``embed=a`` and ``embed[]=a&embed[]=b``, each once."""
    pairs = request.get_query_args(keep_blank_values=True)
    wanted = list(dict.fromkeys(value for name, value in pairs if _EMBED.fullmatch(name)))
    if not known.issuperset(wanted):
        raise invalid_embed()
    return wanted
