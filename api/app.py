"""The app's factory: features, collaborators and the error contract put together. Each worker makes its own."""

from __future__ import annotations

from importlib.metadata import version

import orjson
from sanic_ext import Config, Extend

from api.application import App
from api.episodes.routes import blueprint as episodes
from api.errors import ProblemHandler
from api.headers import DataSource, add_headers
from api.health.routes import blueprint as health
from api.home.routes import blueprint as home
from api.lifecycle import add_lifecycle
from api.openapi.routes import blueprint as openapi
from api.openapi.routes import describe
from api.paging import PublicAddress
from api.schedule.routes import blueprint as schedule
from api.settings import ApiSettings
from api.stores import Postgres, SearchEngine
from catalog.index import ALIAS

NAME = "tvsi"
FEATURES = (home, openapi, health, episodes, schedule)
# Reading takes no body; a filter may be given 50 values, so the head may be as long as Sanic allows.
SERVER = {
    "REQUEST_MAX_SIZE": 64 * 1024,
    "REQUEST_MAX_HEADER_SIZE": 16 * 1024,
    "REQUEST_TIMEOUT": 15,
    "RESPONSE_TIMEOUT": 30,
    "KEEP_ALIVE_TIMEOUT": 75,
    "GRACEFUL_SHUTDOWN_TIMEOUT": 10,
    "MOTD": False,
}
# HEAD and OPTIONS for every route, and collaborators by type. Descriptions and cross-origin headers are our own.
EXTENSIONS = Config(oas=False, cors=False, http_all_methods=False, http_auto_head=True, http_auto_options=True)


def create_app(settings: ApiSettings, *, alias: str = ALIAS) -> App:
    """Make the app of one worker. Nothing is connected before the worker starts."""
    app = App(NAME, error_handler=ProblemHandler(), dumps=orjson.dumps, loads=orjson.loads, configure_logging=False)
    app.config.update(SERVER)
    Extend(app, config=EXTENSIONS)
    for feature in FEATURES:
        app.blueprint(feature)
    source = DataSource("simulated" if settings.source == "simulated" else None)
    postgres, engine = Postgres(settings.postgres_url), SearchEngine(settings.elasticsearch_url, alias)
    address = PublicAddress(settings.base_url)
    description = describe(app, settings.base_url, version("tvsi"))
    for collaborator in (postgres, engine, address, description, settings.zone):
        app.ext.dependency(collaborator)
    add_headers(app, source, https=settings.base_url.startswith("https:"))
    add_lifecycle(app, postgres, engine, source)
    return app
