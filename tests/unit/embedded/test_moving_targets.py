"""What a target must be, told by what its server says of itself."""

from __future__ import annotations

from typing import Any

import pytest

from embedded.moving.targets import check_postgres
from embedded.supervisor.service import StartFailed

OURS = (7712893486018525420, "tvsi", 18)


class Server:
    """A connection to a server that says of itself what it is told, and holds nothing."""

    def __init__(self, identity: tuple[int, str, int], *, may_create: bool = True, encoding: str = "UTF8") -> None:
        self._found: list[tuple[Any, ...]] = []
        self._answers: dict[str, list[tuple[Any, ...]]] = {
            "pg_control_system": [identity],
            "has_schema_privilege": [(may_create, encoding)],
        }

    def execute(self, statement: str) -> Server:
        self._found = next((rows for word, rows in self._answers.items() if word in statement), [])
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self._found)


def _check(target: Server) -> str:
    source: Any = Server(OURS)
    other: Any = target
    return check_postgres(source, other, "--to-postgres", may_replace=True)


@pytest.mark.parametrize("version", [18, 19])
def test_a_server_as_new_or_newer_is_taken(version: int) -> None:
    assert _check(Server((1, "tvsi", version))) == "empty"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Server((1, "tvsi", 17)), "PostgreSQL 17, older than the embedded 18"),
        (Server(OURS), "the embedded database itself"),
        (Server((1, "tvsi", 18), may_create=False), "GRANT CREATE ON SCHEMA public"),
        (Server((1, "tvsi", 18), encoding="SQL_ASCII"), "ENCODING 'UTF8'"),
    ],
)
def test_what_can_not_take_the_move_is_refused_with_what_to_do(target: Server, said: str) -> None:
    with pytest.raises(StartFailed, match=said):
        _check(target)


def test_another_database_of_the_same_server_is_another() -> None:
    assert _check(Server((OURS[0], "elsewhere", 18))) == "empty"
