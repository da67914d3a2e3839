"""The app's factory: features, collaborators and the error contract put together. Each worker makes its own."""

from __future__ import annotations

from importlib.metadata import version

import orjson
from sanic_ext import Config, Extend

from api.accounts.attempts import Attempts
from api.accounts.passwords import Passwords
from api.accounts.routes import blueprint as accounts
from api.application import App
from api.authentication import User, Visitor, make_authentication
from api.caching.answers import Answers
from api.caching.generation import Generation
from api.caching.shared import SharedShelf
from api.caching.stored import LocalShelf
from api.calendar.routes import blueprint as calendar
from api.calendar.writer import CalendarWriter
from api.clients import ClientAddresses
from api.cursors import Cursors
from api.docs.files import read_edition
from api.docs.routes import blueprint as docs
from api.episodes.routes import blueprint as episodes
from api.errors import ProblemHandler
from api.events.followers import Followers
from api.events.routes import blueprint as events
from api.headers import DataSource, add_headers
from api.heads import MAX_HEAD
from api.health.routes import blueprint as health
from api.hearing import Hearing
from api.home.routes import blueprint as home
from api.lifecycle import add_lifecycle
from api.limits.counters import Counters
from api.limits.limits import Limits
from api.metering import add_metering
from api.meters import Meters
from api.metrics.routes import MetricsAccess
from api.metrics.routes import blueprint as metrics
from api.notices import OutboxNotices
from api.openapi.routes import blueprint as openapi
from api.openapi.routes import describe
from api.paging import PublicAddress
from api.reactions.own import OwnSearches
from api.reactions.routes import blueprint as reactions
from api.schedule.routes import blueprint as schedule
from api.search.walks import Walks
from api.settings import ApiSettings, read_networks
from api.shows.routes import blueprint as shows
from api.site.routes import blueprint as site
from api.stores import Postgres, SearchEngine
from api.suggest.routes import blueprint as suggest
from api.tokens import Tokens
from catalog.index import ALIAS

NAME = "tvsi"
FEATURES = (
    home,
    site,
    openapi,
    docs,
    health,
    metrics,
    episodes,
    suggest,
    shows,
    schedule,
    calendar,
    events,
    accounts,
    reactions,
)
SERVER = {
    "REQUEST_MAX_SIZE": 64 * 1024,
    "REQUEST_MAX_HEADER_SIZE": MAX_HEAD,
    "REQUEST_TIMEOUT": 15,
    "RESPONSE_TIMEOUT": 30,
    "KEEP_ALIVE_TIMEOUT": 75,
    "WEBSOCKET_MAX_SIZE": 1024,
    "GRACEFUL_SHUTDOWN_TIMEOUT": 10,
    "MOTD": False,
}
# HEAD and OPTIONS for every route, and collaborators by type. Descriptions and cross-origin headers are our own.
EXTENSIONS = Config(oas=False, cors=False, http_all_methods=False, http_auto_head=True, http_auto_options=True)


def create_app(settings: ApiSettings, *, alias: str = ALIAS, shared_meters: str | None = None) -> App:
    """Make the app of one worker. Nothing is connected before the worker starts.

    ``shared_meters`` is the directory where all workers keep their meters, where there are several.
    """
    app = App(NAME, error_handler=ProblemHandler(), dumps=orjson.dumps, loads=orjson.loads, configure_logging=False)
    app.config.update(SERVER)
    Extend(app, config=EXTENSIONS)
    for feature in FEATURES:
        app.blueprint(feature)
    app.enable_websocket()
    source = DataSource("simulated" if settings.source == "simulated" else None)
    meters = Meters(shared_meters)
    postgres, engine = Postgres(settings.postgres_url), SearchEngine(settings.elasticsearch_url, alias, meters)
    notices = OutboxNotices(postgres)
    description = describe(app, settings.base_url, version("tvsi"))
    address = PublicAddress(settings.base_url)
    for collaborator in (postgres, engine, notices, address, description, read_edition(), settings.zone):
        app.ext.dependency(collaborator)
    _add_accounts(app, settings, postgres, engine)
    generation, followers = _add_answers(app, settings, alias, meters), Followers()
    app.ext.dependency(followers)
    _add_hearing(app, Hearing(settings.postgres_url, [generation, followers]))
    writer = CalendarWriter()
    app.ext.dependency(writer)
    _close_at_the_end(app, writer)
    _add_metrics(app, settings, meters)
    add_headers(app, source, https=settings.base_url.startswith("https:"))
    add_lifecycle(app, postgres, engine, source, notices)
    return app


def _add_accounts(app: App, settings: ApiSettings, postgres: Postgres, engine: SearchEngine) -> None:
    """Add what tells who is asking, and what keeps passwords from being guessed."""
    previous = settings.jwt_previous_secret
    tokens = Tokens(settings.jwt_secret.get_secret_value(), previous.get_secret_value() if previous else None)
    clients = ClientAddresses(read_networks(settings.trusted_proxies))
    passwords = Passwords()
    attempts = Attempts(postgres, clients, passwords, counted=settings.rate_limits == "on")
    for collaborator in (clients, tokens, attempts, passwords):
        app.ext.dependency(collaborator)
    _close_at_the_end(app, passwords)
    counters = Counters(settings.redis_url, settings.api_workers) if settings.rate_limits == "on" else None
    cursors = Cursors(settings.jwt_secret.get_secret_value(), previous.get_secret_value() if previous else None)
    walks = Walks(engine, postgres, cursors, clients)
    app.ext.dependency(walks)
    app.ext.dependency(OwnSearches(engine, postgres, PublicAddress(settings.base_url), walks))
    limits = Limits(counters, clients, settings.registrations_per_hour)
    app.ext.dependency(limits)
    get_user, get_visitor = make_authentication(tokens, postgres, limits)
    app.ext.add_dependency(User, get_user)
    app.ext.add_dependency(Visitor, get_visitor)


def _add_metrics(app: App, settings: ApiSettings, meters: Meters) -> None:
    token = settings.metrics_token
    app.ext.dependency(meters)
    app.ext.dependency(MetricsAccess(token.get_secret_value() if token else None))
    add_metering(app, meters)


def _add_hearing(app: App, hearing: Hearing) -> None:
    """Hear what Postgres notifies of, from start to end."""

    async def begin(_: App) -> None:
        hearing.begin()

    async def end(_: App) -> None:
        await hearing.end()

    app.register_listener(begin, "after_server_start")
    app.register_listener(end, "before_server_stop")


def _close_at_the_end(app: App, collaborator: Passwords | CalendarWriter) -> None:
    async def close(_: App) -> None:
        collaborator.close()

    app.register_listener(close, "after_server_stop")


def _add_answers(app: App, settings: ApiSettings, alias: str, meters: Meters) -> Generation:
    """Add what keeps answers: in Redis where there is one, else in this process."""
    shared = SharedShelf(settings.redis_url, alias, settings.base_url) if settings.redis_url else None
    generation = Generation()
    app.ext.dependency(Answers(generation, shared or LocalShelf(), meters))

    async def close(_: App) -> None:
        if shared is not None:
            await shared.close()

    app.register_listener(close, "after_server_stop")
    return generation
