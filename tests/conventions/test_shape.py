"""The code keeps the shape that makes it readable: charters, sizes, names, directions."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "bench", "catalog", "cli", "embedded", "pipeline", "simulator")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MODULES = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]
DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "base", "core", "misc"}
MAX_MODULE_LINES, MEDIAN_MODULE_LINES = 250, 80
MAX_FUNCTION_LINES, NINE_IN_TEN_FUNCTION_LINES, MEDIAN_FUNCTION_LINES = 40, 25, 8


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _functions(paths: list[Path]) -> Iterator[tuple[str, int]]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{_name(path)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_every_module_opens_with_a_charter(path: Path) -> None:
    charter = ast.get_docstring(ast.parse(path.read_text()))

    assert charter, "say in one to four lines what is here, what is not, and where that lives"


def test_no_module_is_too_long_to_read_at_once() -> None:
    # A migration is a record: one that has landed is neither edited nor split.
    read = [path for path in MODULES if path.parent.name != "migrations"]
    too_long = {_name(path): _lines(path) for path in read if _lines(path) > MAX_MODULE_LINES}

    assert too_long == {}, f"split what has more than {MAX_MODULE_LINES} lines by topic"


def test_most_modules_are_short() -> None:
    assert statistics.median(_lines(path) for path in SOURCES) <= MEDIAN_MODULE_LINES


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = {name: lines for name, lines in _functions(MODULES) if lines > MAX_FUNCTION_LINES}

    assert too_long == {}, f"split what has more than {MAX_FUNCTION_LINES} lines by step"


def test_most_functions_are_short() -> None:
    lengths = sorted(lines for _, lines in _functions(SOURCES))

    assert statistics.median(lengths) <= MEDIAN_FUNCTION_LINES
    assert lengths[int(len(lengths) * 0.9)] <= NINE_IN_TEN_FUNCTION_LINES


def test_no_module_is_a_drawer() -> None:
    drawers = [_name(path) for path in MODULES if path.stem in DRAWERS]

    assert drawers == [], "name the topic; a drawer collects everything"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_the_environment_is_read_by_settings_alone(path: Path) -> None:
    reads = [
        node.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]

    assert not reads or path.stem in {"settings", "environment"}, "read variables in settings.py and hand them on"
