"""All tables of the first release."""

from __future__ import annotations

from typing import Any

LOSES = "everything: accounts, likes and bookmarks, and all that was loaded"

TABLES = """
CREATE TABLE store (
  id TEXT NOT NULL PRIMARY KEY,
  source TEXT NOT NULL
);
CREATE TABLE rate_slot (
  slot INTEGER NOT NULL PRIMARY KEY,
  free_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE raw_payload (
  request TEXT NOT NULL,
  hash TEXT NOT NULL,
  body BYTEA NOT NULL,
  as_of TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (request, hash)
);
CREATE TABLE quarantine (
  id BIGSERIAL NOT NULL PRIMARY KEY,
  request TEXT NOT NULL,
  item_hash TEXT NOT NULL,
  reason TEXT NOT NULL,
  item TEXT NOT NULL,
  seen_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX quarantine_request_item_hash ON quarantine (request, item_hash);
CREATE TABLE event (
  id BIGSERIAL NOT NULL PRIMARY KEY,
  type TEXT NOT NULL,
  payload JSONB NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX event_created_at ON event (created_at);
CREATE TABLE channel (
  kind TEXT NOT NULL CHECK (kind IN ('network', 'web')),
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  country_code TEXT,
  country_name TEXT,
  timezone TEXT,
  official_site TEXT,
  as_of TIMESTAMPTZ NOT NULL,
  show_updated BIGINT NOT NULL,
  PRIMARY KEY (kind, id)
);
CREATE TABLE show (
  id BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  type TEXT,
  language TEXT,
  genres TEXT[] NOT NULL,
  status TEXT,
  runtime_minutes INTEGER,
  average_runtime_minutes INTEGER,
  premiered_date DATE,
  ended_date DATE,
  official_site TEXT,
  airs_time TEXT,
  airs_days TEXT[] NOT NULL,
  rating DOUBLE PRECISION,
  network_id BIGINT,
  web_channel_id BIGINT,
  dvd_country_code TEXT,
  tvrage BIGINT,
  thetvdb BIGINT,
  imdb TEXT,
  image_medium TEXT,
  image_original TEXT,
  summary TEXT,
  url TEXT,
  weight INTEGER NOT NULL DEFAULT 0,
  updated BIGINT NOT NULL,
  as_of TIMESTAMPTZ NOT NULL
);
CREATE INDEX show_network_id ON show (network_id);
CREATE INDEX show_web_channel_id ON show (web_channel_id);
CREATE TABLE show_update (
  show_id BIGINT NOT NULL PRIMARY KEY,
  updated BIGINT NOT NULL,
  FOREIGN KEY (show_id) REFERENCES show (id) ON DELETE CASCADE
);
CREATE TABLE season (
  id BIGINT NOT NULL PRIMARY KEY,
  show_id BIGINT NOT NULL,
  number INTEGER NOT NULL,
  FOREIGN KEY (show_id) REFERENCES show (id) ON DELETE CASCADE
);
CREATE INDEX season_show_id ON season (show_id);
CREATE TABLE episode (
  id BIGINT NOT NULL PRIMARY KEY,
  show_id BIGINT NOT NULL,
  season INTEGER NOT NULL,
  number INTEGER,
  name TEXT NOT NULL,
  type TEXT,
  airdate DATE,
  airtime TEXT,
  airtime_known BOOLEAN NOT NULL,
  airstamp TIMESTAMPTZ,
  runtime_minutes INTEGER,
  rating DOUBLE PRECISION,
  image_medium TEXT,
  image_original TEXT,
  summary TEXT,
  url TEXT,
  as_of TIMESTAMPTZ NOT NULL,
  show_updated BIGINT NOT NULL DEFAULT 0,
  unlisted_at TIMESTAMPTZ,
  unlisted_checked_at TIMESTAMPTZ,
  withdrawn BOOLEAN NOT NULL DEFAULT false,
  FOREIGN KEY (show_id) REFERENCES show (id)
);
CREATE INDEX episode_show_id ON episode (show_id);
CREATE INDEX episode_unlisted ON episode (unlisted_at) WHERE unlisted_at IS NOT NULL;
CREATE TABLE listing_load (
  feed TEXT NOT NULL,
  date DATE NOT NULL,
  as_of TIMESTAMPTZ NOT NULL,
  rows INTEGER NOT NULL,
  hash TEXT NOT NULL,
  loaded_at TIMESTAMPTZ NOT NULL,
  refused_hash TEXT,
  refused_at TIMESTAMPTZ,
  PRIMARY KEY (feed, date)
);
CREATE TABLE schedule (
  feed TEXT NOT NULL,
  date DATE NOT NULL,
  episode_id BIGINT NOT NULL,
  fingerprint BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (feed, date, episode_id),
  FOREIGN KEY (episode_id) REFERENCES episode (id)
);
CREATE INDEX schedule_episode_id ON schedule (episode_id);
CREATE INDEX schedule_date ON schedule (date);
CREATE TABLE person (
  id BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  country_code TEXT,
  birth_date DATE,
  death_date DATE,
  gender TEXT,
  image_medium TEXT,
  image_original TEXT,
  url TEXT,
  as_of TIMESTAMPTZ NOT NULL
);
CREATE TABLE role (
  id BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  image_medium TEXT,
  image_original TEXT,
  url TEXT,
  as_of TIMESTAMPTZ NOT NULL
);
CREATE TABLE show_cast (
  show_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  role_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  is_self BOOLEAN NOT NULL,
  is_voice BOOLEAN NOT NULL,
  PRIMARY KEY (show_id, person_id, role_id),
  FOREIGN KEY (show_id) REFERENCES show (id) ON DELETE CASCADE,
  FOREIGN KEY (person_id) REFERENCES person (id),
  FOREIGN KEY (role_id) REFERENCES role (id)
);
CREATE INDEX show_cast_person_id ON show_cast (person_id);
CREATE INDEX show_cast_role_id ON show_cast (role_id);
CREATE TABLE guest_cast (
  episode_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  role_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  is_self BOOLEAN NOT NULL,
  is_voice BOOLEAN NOT NULL,
  PRIMARY KEY (episode_id, person_id, role_id),
  FOREIGN KEY (episode_id) REFERENCES episode (id) ON DELETE CASCADE,
  FOREIGN KEY (person_id) REFERENCES person (id),
  FOREIGN KEY (role_id) REFERENCES role (id)
);
CREATE INDEX guest_cast_person_id ON guest_cast (person_id);
CREATE INDEX guest_cast_role_id ON guest_cast (role_id);
CREATE TABLE cast_fetch (
  kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  for_updated BIGINT NOT NULL,
  as_of TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (kind, subject_id)
);
CREATE TABLE app_user (
  id BIGSERIAL NOT NULL PRIMARY KEY,
  username TEXT NOT NULL,
  email TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  disabled_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX app_user_username ON app_user (lower(username));
CREATE UNIQUE INDEX app_user_email ON app_user (lower(email));
CREATE TABLE login_session (
  id BIGSERIAL NOT NULL PRIMARY KEY,
  family UUID NOT NULL,
  user_id BIGINT NOT NULL,
  refresh_hash TEXT NOT NULL,
  used BOOLEAN NOT NULL DEFAULT false,
  created_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  expires_at TIMESTAMPTZ NOT NULL,
  ended_at TIMESTAMPTZ,
  FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE
);
CREATE INDEX login_session_family ON login_session (family);
CREATE INDEX login_session_user_id ON login_session (user_id);
CREATE UNIQUE INDEX login_session_refresh_hash ON login_session (refresh_hash);
CREATE TABLE login_failure (
  subject TEXT NOT NULL PRIMARY KEY,
  failures INTEGER NOT NULL,
  last_failed_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE episode_like (
  user_id BIGINT NOT NULL,
  episode_id BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (user_id, episode_id),
  FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE,
  FOREIGN KEY (episode_id) REFERENCES episode (id)
);
CREATE INDEX episode_like_episode_id ON episode_like (episode_id);
CREATE TABLE episode_bookmark (
  user_id BIGINT NOT NULL,
  episode_id BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (user_id, episode_id),
  FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE,
  FOREIGN KEY (episode_id) REFERENCES episode (id)
);
CREATE INDEX episode_bookmark_episode_id ON episode_bookmark (episode_id);
CREATE TABLE like_total (
  episode_id BIGINT NOT NULL PRIMARY KEY,
  likes BIGINT NOT NULL
);
CREATE TABLE outbox (
  id BIGSERIAL NOT NULL PRIMARY KEY,
  episode_id BIGINT NOT NULL,
  like_delta INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outbox_episode_id_id ON outbox (episode_id, id);
CREATE TABLE projection_version (
  id INTEGER NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL
);
CREATE TABLE projection_parked (
  episode_id BIGINT NOT NULL PRIMARY KEY,
  reason TEXT NOT NULL,
  parked_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE search_index (
  name TEXT NOT NULL PRIMARY KEY,
  write_alias TEXT NOT NULL,
  definition_hash TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX search_index_write_alias ON search_index (write_alias);
INSERT INTO projection_version (id, version) VALUES (1, 0);
"""


def up(migrator: Any, db: Any) -> None:
    """Create the tables and the row that versions are drawn from."""
    db.execute_sql(TABLES)


def down(migrator: Any, db: Any) -> None:
    """Drop them all, with all that people wrote."""
    db.execute_sql("""
        DROP TABLE search_index,
          projection_parked,
          projection_version,
          outbox,
          like_total,
          episode_bookmark,
          episode_like,
          login_failure,
          login_session,
          app_user,
          cast_fetch,
          guest_cast,
          show_cast,
          role,
          person,
          schedule,
          listing_load,
          episode,
          season,
          show_update,
          show,
          channel,
          event,
          quarantine,
          raw_payload,
          rate_slot,
          store
    """)
