"""Names by the beginnings of their words, for suggestions: of shows and of people."""

from __future__ import annotations

from typing import Any

LOSES = None

# Without fast updates: they put new names into a list that every query reads whole until the next vacuum, which after a
# load made the planner leave the index alone.
# Words as the index has them: without case and accents; S.W.A.T. and O'Brien are one each, "&" says "and".
UP = r"""
CREATE FUNCTION tvsi_words(name TEXT) RETURNS TEXT[] LANGUAGE SQL IMMUTABLE PARALLEL SAFE RETURN
  array_remove(regexp_split_to_array(
    regexp_replace(regexp_replace(
      replace(replace(replace(replace(replace(
        translate(lower(normalize(name, NFKD)), 'øłđðħŧıŋ', 'olddhtin'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), '&', ' and '),
      '[\u0300-\u036f]|(?<=[[:alpha:]])[''\u2019](?=[[:alpha:]])', '', 'g'),
      '(?<=(?:^|[^[:alnum:]])[[:alnum:]])[.*-](?=[[:alnum:]](?:[^[:alnum:]]|$))', '', 'g'),
    '[^[:alnum:]]+'), '');
CREATE FUNCTION tvsi_begun(typed TEXT) RETURNS TSQUERY LANGUAGE SQL IMMUTABLE PARALLEL SAFE RETURN
  (nullif(array_to_string(tvsi_words(typed), ' & '), '') || ':*')::tsquery;
CREATE INDEX show_words ON show USING GIN (array_to_tsvector(tvsi_words(name))) WITH (fastupdate = off);
CREATE INDEX person_words ON person USING GIN (array_to_tsvector(tvsi_words(name))) WITH (fastupdate = off);
"""
DOWN = """
DROP INDEX person_words;
DROP INDEX show_words;
DROP FUNCTION tvsi_begun;
DROP FUNCTION tvsi_words;
"""


def up(migrator: Any, db: Any) -> None:
    """Add them."""
    _run(db, UP)


def down(migrator: Any, db: Any) -> None:
    """Take them away."""
    _run(db, DOWN)


def _run(db: Any, script: str) -> None:
    for statement in script.split(";"):
        if statement.strip():
            db.execute_sql(statement)
