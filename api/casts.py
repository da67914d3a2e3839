"""Casts of shows and guest casts of episodes, with ids and pictures, in TVMaze's order: what ``include`` adds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from peewee import ForeignKeyField, Value, fn

from api.kinds import CommaList
from api.parameters import Parameter
from api.shapes import CastMember, Image
from catalog.database import Table
from catalog.tables import GuestCast, Person, Role, ShowCast

CASTS = ("cast", "guest_cast")
INCLUDE = Parameter(
    "include",
    CommaList(CASTS, at_most=len(CASTS)),
    "What to add to each item: the show's `cast`, the episode's `guest_cast`.",
    ["guest_cast"],
)


def read_show_casts(show_ids: Iterable[int]) -> dict[int, list[CastMember]]:
    """Read the casts of shows, by show."""
    return _read(ShowCast, ShowCast.show, show_ids)


def read_guest_casts(episode_ids: Iterable[int]) -> dict[int, list[CastMember]]:
    """Read the guest casts of episodes, by episode."""
    return _read(GuestCast, GuestCast.episode, episode_ids)


def read_casts(items: Sequence[Mapping[str, Any]], include: Sequence[str]) -> dict[str, dict[int, list[CastMember]]]:
    """Read the casts that a page of items needs: a statement for each kind asked for, whatever the page holds."""
    casts: dict[str, dict[int, list[CastMember]]] = {}
    if "cast" in include:
        casts["cast"] = read_show_casts({item["show"]["id"] for item in items})
    if "guest_cast" in include:
        casts["guest_cast"] = read_guest_casts({item["id"] for item in items})
    return casts


def add_casts(items: Sequence[Any], casts: Mapping[str, Mapping[int, list[CastMember]]]) -> None:
    """Put casts into the items of a page; who has none gets an empty list."""
    for item in items:
        if "cast" in casts:
            item["cast"] = casts["cast"].get(item["show"]["id"], [])
        if "guest_cast" in casts:
            item["guest_cast"] = casts["guest_cast"].get(item["id"], [])


def _read(table: type[Table], owner: ForeignKeyField, ids: Iterable[int]) -> dict[int, list[CastMember]]:
    columns = (owner, table.is_self, table.is_voice, *_columns(Person), Person.url, *_columns(Role))
    query = (
        table.select(*columns)
        .join(Person)
        .switch(table)
        .join(Role)
        .where(owner == fn.ANY(Value(sorted(ids), unpack=False)))  # one statement, however many
        .order_by(owner, table.position, Person.id, Role.id)
    )
    casts: dict[int, list[CastMember]] = defaultdict(list)
    for record in query.tuples():
        casts[record[0]].append(_to_member(record))
    return casts


def _columns(table: type[Table]) -> tuple[Any, ...]:
    return (table.id, table.name, table.image_medium, table.image_original)


def _to_member(record: tuple[Any, ...]) -> CastMember:
    _, is_self, is_voice, person_id, name, medium, original, url, role_id, role, role_medium, role_original = record
    return {
        "person": {"id": person_id, "name": name, "image": _to_image(medium, original), "url": url},
        "character": {"id": role_id, "name": role, "image": _to_image(role_medium, role_original)},
        "self": is_self,
        "voice": is_voice,
    }


def _to_image(medium: str | None, original: str | None) -> Image | None:
    return {"medium": medium, "original": original} if medium or original else None
