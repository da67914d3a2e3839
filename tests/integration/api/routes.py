"""The routes that the app has, as it declares them: what tests of every operation go by."""

from __future__ import annotations

from api.app import FEATURES
from api.application import App
from api.openapi.routes import list_operations
from api.operations import Operation

Route = tuple[str, str]


def list_declared() -> dict[Route, Operation]:
    """List all operations by method and path."""
    app = App("declared", configure_logging=False)
    for feature in FEATURES:
        app.blueprint(feature)
    operations = {
        (method, path): operation
        for path, methods in list_operations(app).items()
        for method, operation in methods.items()
    }
    App.unregister_app(app)
    return operations


DECLARED = list_declared()
ROUTES = sorted(DECLARED)


def name_route(route: Route) -> str:
    """Name a route by its operation."""
    return DECLARED[route].name
