"""Casts and seasons to rows. A cast is keyed by person and role: one person may play several."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.transform.moments import to_date
from pipeline.transform.rows import CastRow, CastRows, PersonRow, RoleRow, SeasonRow
from pipeline.transform.text import strip_line
from pipeline.tvmaze.payloads import CastPayload, CharacterPayload, ImagePayload, PersonPayload, SeasonPayload

NO_CAST = CastRows()


def to_cast_rows(cast: Iterable[CastPayload], *, is_complete: bool = True) -> CastRows:
    """Turn a cast into its rows in TVMaze's order, each pair of person and role once (the first counts).

    Say ``is_complete=False`` where items were malformed: then nothing that was known before is removed.
    """
    first: dict[tuple[int, int], CastPayload] = {}
    for payload in cast:
        first.setdefault((payload.person.id, payload.character.id), payload)
    people = {payload.person.id: to_person_row(payload.person) for payload in first.values()}
    roles = {payload.character.id: to_role_row(payload.character) for payload in first.values()}
    return CastRows(
        people=tuple(people[person_id] for person_id in sorted(people)),
        roles=tuple(roles[role_id] for role_id in sorted(roles)),
        cast=tuple(_to_cast_row(position, payload) for position, payload in enumerate(first.values())),
        is_complete=is_complete,
    )


def to_season_rows(seasons: Iterable[SeasonPayload]) -> tuple[SeasonRow, ...]:
    """Turn seasons into rows, each id once, sorted."""
    found = {season.id: SeasonRow(season.id, season.number) for season in seasons}
    return tuple(found[season_id] for season_id in sorted(found))


def to_person_row(person: PersonPayload) -> PersonRow:
    """Turn a person into its row."""
    image = person.image or ImagePayload()
    return PersonRow(
        id=person.id,
        name=strip_line(person.name),
        country_code=person.country.code if person.country else None,
        birth_date=to_date(person.birthday),
        death_date=to_date(person.deathday),
        gender=person.gender or None,
        image_medium=image.medium or None,
        image_original=image.original or None,
        url=person.url or None,
    )


def to_role_row(character: CharacterPayload) -> RoleRow:
    """Turn a character into its row."""
    image = character.image or ImagePayload()
    return RoleRow(
        id=character.id,
        name=strip_line(character.name),
        image_medium=image.medium or None,
        image_original=image.original or None,
        url=character.url or None,
    )


def _to_cast_row(position: int, payload: CastPayload) -> CastRow:
    return CastRow(payload.person.id, payload.character.id, position, payload.self_, payload.voice)
