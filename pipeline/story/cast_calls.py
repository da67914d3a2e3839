"""Calls about casts: ask, keep the answer as it came, take it apart, store it.

Of a show and of an episode a 404 means that it has no cast. A season's says nothing about episodes that were listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from peewee import PostgresqlDatabase

from pipeline.landing import quarantine, store_answer
from pipeline.load import EpisodePlan, SeasonPlan, ShowPlan, store_guest_casts, store_show_cast
from pipeline.transform import NO_CAST, CastRows, to_cast_rows, to_season_rows
from pipeline.tvmaze.answer import Answer, NotFound
from pipeline.tvmaze.client import TvmazeClient
from pipeline.tvmaze.errors import MalformedAnswer
from pipeline.tvmaze.items import MalformedItem
from pipeline.tvmaze.parse import parse_guest_cast, parse_season_episodes, parse_show


def load_show_cast(db: PostgresqlDatabase, client: TvmazeClient, plan: ShowPlan) -> None:
    """Load a show's cast and its seasons."""
    answer = client.fetch_show(plan.show_id)
    if isinstance(answer, NotFound):
        store_show_cast(db, plan.show_id, NO_CAST, for_updated=plan.for_updated, as_of=answer.as_of)
        return
    parsed = parse_show(answer)
    _keep(db, answer, parsed.malformed)
    if parsed.show is None:
        raise MalformedAnswer(answer.request, "answered with what is no readable show")
    if parsed.show.id != plan.show_id:
        raise MalformedAnswer(answer.request, f"answered with show {parsed.show.id}")
    cast = to_cast_rows(parsed.cast, is_complete=not parsed.malformed)
    seasons = to_season_rows(parsed.seasons)
    store_show_cast(db, plan.show_id, cast, seasons, for_updated=plan.for_updated, as_of=answer.as_of)


def load_season_guests(db: PostgresqlDatabase, client: TvmazeClient, plan: SeasonPlan) -> None:
    """Load the guest casts of all of a season's episodes; one by one where the season is gone."""
    answer = client.fetch_season_guest_casts(plan.season_id)
    if isinstance(answer, NotFound):
        for episode in plan.episodes:
            load_episode_guests(db, client, EpisodePlan(episode, plan.show_id, plan.for_updated))
        return
    parsed = parse_season_episodes(answer)
    _keep(db, answer, parsed.malformed)
    is_complete = not parsed.malformed
    casts = {episode: to_cast_rows(cast, is_complete=is_complete) for episode, cast in parsed.guest_casts.items()}
    _store_guests(db, casts, plan, answer.as_of)


def load_episode_guests(db: PostgresqlDatabase, client: TvmazeClient, plan: EpisodePlan) -> None:
    """Load one episode's guest cast."""
    answer = client.fetch_guest_cast(plan.episode_id)
    if isinstance(answer, NotFound):
        _store_guests(db, {plan.episode_id: NO_CAST}, plan, answer.as_of)
        return
    parsed = parse_guest_cast(answer)
    _keep(db, answer, parsed.malformed)
    cast = to_cast_rows(parsed.cast, is_complete=not parsed.malformed)
    _store_guests(db, {plan.episode_id: cast}, plan, answer.as_of)


def list_asked(plan: SeasonPlan | EpisodePlan) -> tuple[int, ...]:
    """Name the episodes that a call is made for."""
    return plan.episodes if isinstance(plan, SeasonPlan) else (plan.episode_id,)


def _store_guests(
    db: PostgresqlDatabase, casts: Mapping[int, CastRows], plan: SeasonPlan | EpisodePlan, as_of: datetime
) -> None:
    store_guest_casts(db, casts, asked=list_asked(plan), for_updated=plan.for_updated, as_of=as_of)


def _keep(db: PostgresqlDatabase, answer: Answer, malformed: tuple[MalformedItem, ...]) -> None:
    store_answer(db, answer)
    quarantine(db, answer.request, malformed)
