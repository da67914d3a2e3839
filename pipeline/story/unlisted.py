"""Episodes that lost their last listing: each is asked for once, to tell the withdrawn from those that moved."""

from __future__ import annotations

from collections import Counter
from contextlib import closing

from peewee import PostgresqlDatabase

from pipeline.landing import quarantine, store_answer
from pipeline.load import UnlistedEpisode, claim_unlisted, store_verdict
from pipeline.story.results import FAILED, Calls, UnlistedCheck
from pipeline.transform import to_item_rows
from pipeline.tvmaze.answer import NotFound
from pipeline.tvmaze.client import TvmazeClient
from pipeline.tvmaze.errors import TvmazeError, TvmazeUnavailable
from pipeline.tvmaze.parse import parse_episode


def check_unlisted(db: PostgresqlDatabase, client: TvmazeClient, country: str) -> UnlistedCheck:
    """Ask for every unlisted episode that no other run is asking for; what fails is left to the next run."""
    before, verdicts = Calls.read(client.stats), Counter[str]()
    with closing(claim_unlisted(db)) as claimed:
        for unlisted in claimed:
            try:
                verdicts[_ask(db, client, unlisted, country)] += 1
            except TvmazeUnavailable:
                verdicts[FAILED] += 1
                break  # the others would fail the same way
            except TvmazeError:
                verdicts[FAILED] += 1
    return UnlistedCheck(**verdicts, calls=Calls.read(client.stats) - before)


def _ask(db: PostgresqlDatabase, client: TvmazeClient, unlisted: UnlistedEpisode, country: str) -> str:
    answer = client.fetch_episode(unlisted.id)
    if isinstance(answer, NotFound):
        return store_verdict(db, unlisted, None, as_of=answer.as_of, country=country)
    parsed = parse_episode(answer)
    store_answer(db, answer)
    quarantine(db, answer.request, parsed.malformed)
    if parsed.episode is None:
        return FAILED
    if parsed.episode.id != unlisted.id:  # it was merged into another one and is no more under its own id
        return store_verdict(db, unlisted, None, as_of=answer.as_of, country=country)
    return store_verdict(db, unlisted, to_item_rows(parsed.episode), as_of=answer.as_of, country=country)
