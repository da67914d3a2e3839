"""Queries by hand for the generated catalogue, whose vocabulary no seed changes.

Predicates name what the one who types means. A query that no episode of the days answers is left out.
"""

from __future__ import annotations

from bench.relevance.predicates import (
    JudgedQuery,
    Predicate,
    channel,
    character_has,
    genre,
    mentions,
    name_has,
    named,
    person_has,
    show_has,
    show_type,
    summary_has,
    summary_shares,
    title_begins,
    title_has,
    titles_share,
)


def _either(phrase: str) -> dict[int, Predicate]:
    return {3: title_has(phrase), 1: titles_share(phrase)}


GENERATED = (
    # Names, as they come to mind.
    JudgedQuery("show, in part", "good morning", {3: show_has("good morning"), 2: name_has("good morning")}),
    JudgedQuery("show, in part", "law of", {3: show_has("law of"), 1: titles_share("law")}),
    JudgedQuery("show, in part", "the secrets", {3: show_has("secrets"), 2: name_has("secret"), 1: mentions("secret")}),
    JudgedQuery("show, unfinished", "coffee wi", {3: show_has("coffee with"), 1: titles_share("coffee")}),
    JudgedQuery("show, unfinished", "news at si", {3: show_has("news at six"), 1: mentions("news six")}),
    JudgedQuery("show, unfinished", "medi", {3: title_begins("medi"), 1: genre("medical")}),
    JudgedQuery("show, no stop words", "street food above", {3: show_has("street food from above")}),
    JudgedQuery("show, joined", "street-food", _either("street food")),
    JudgedQuery("show, joined", "goodmorning", _either("good morning")),
    JudgedQuery("show, joined", "silverlake", _either("silver lake")),
    JudgedQuery("episode", "part 1", {3: name_has("part 1")}),
    JudgedQuery("episode", "how to steal", {3: name_has("how to steal")}),
    JudgedQuery("episode", "goodbye", {3: name_has("goodbye"), 1: mentions("goodbye")}),
    JudgedQuery("episode", "episode 7", {3: named("Episode 7"), 1: titles_share("episode 7")}),
    # Accents and punctuation.
    JudgedQuery("accents left out", "deja vu", {3: named("Déjà Vu"), 2: title_has("deja vu")}),
    JudgedQuery("accents left out", "cafe", {3: title_has("café"), 1: mentions("cafe")}),
    JudgedQuery("accents left out", "fiancee", {3: title_has("fiancée"), 1: mentions("fiancee")}),
    JudgedQuery("accents left out", "sao martinho", {3: title_has("são martinho"), 1: mentions("sao martinho")}),
    JudgedQuery("accents put in", "mídnight", {3: title_has("midnight"), 1: mentions("midnight")}),
    JudgedQuery("title, punctuated", "mid-night", {3: title_has("midnight") | title_has("mid night")}),
    JudgedQuery("title, punctuated", "ocean, liners", {3: title_has("ocean liners"), 1: mentions("ocean liners")}),
    # Typos in what many have in their names.
    JudgedQuery("show, one typo", "mornng", {3: title_has("morning")}),
    JudgedQuery("show, one typo", "lighthuse", {3: title_has("lighthouse")}),
    JudgedQuery("show, two typos", "lihgthuose", {3: title_has("lighthouse")}),
    JudgedQuery("episode, one typo", "goodby", {3: name_has("goodbye")}),
    # Channels, genres and types.
    JudgedQuery("channel", "nickel and dime", {3: channel("Nickel & Dime")}),
    JudgedQuery("channel", "harborline", {3: channel("Harborline")}),
    JudgedQuery("channel", "kidspark", {3: channel("KidSpark")}),
    JudgedQuery("genre", "talk show", {3: show_type("Talk Show") | show_has("talk show")}),
    JudgedQuery("genre", "documentary", {3: show_type("Documentary") | title_has("documentary")}),
    JudgedQuery("genre", "science fiction", {3: genre("Science-Fiction")}),
    JudgedQuery("genre", "nature documentary", {3: genre("Nature") & show_type("Documentary")}),
    JudgedQuery("genre + channel", "harborline comedy", {3: channel("Harborline") & genre("Comedy")}),
    # People and characters, by what one remembers of them.
    JudgedQuery(
        "person, surname", "okonkwo", {3: person_has("okonkwo") | title_has("okonkwo"), 1: mentions("okonkwo")}
    ),
    JudgedQuery("person, surname", "van der meer", {3: person_has("van-der-meer") | title_has("van-der-meer")}),
    JudgedQuery("person, surname", "soren", {3: person_has("Søren") | title_has("Søren"), 1: mentions("Søren")}),
    JudgedQuery("character", "detective wren", {3: character_has("Detective Wren"), 1: mentions("detective wren")}),
    # Words of summaries.
    JudgedQuery("summary", "stuck in a lift", {3: summary_has("stuck in a lift"), 1: mentions("stuck lift")}),
    JudgedQuery("summary", "wedding hidden", {3: summary_shares("wedding hidden")}),
    JudgedQuery("summary", "guest judge menu", {3: summary_shares("guest judge menu")}),
    # Exactly this, or not that.
    JudgedQuery("phrase", '"good morning"', {3: title_has("good morning"), 1: summary_has("good morning")}),
    JudgedQuery("phrase", '"silver lake"', {3: title_has("silver lake"), 1: mentions("silver lake")}),
    JudgedQuery("exclusion", "morning -good", {3: title_has("morning") & ~mentions("good")}),
    JudgedQuery("exclusion", "lake -silver", {3: title_has("lake") & ~mentions("silver")}),
    JudgedQuery("exclusion, genre", "comedy -animation", {3: genre("Comedy") & ~mentions("animation")}),
)
