"""What the documents say of commands, variables and decisions is what the code has."""

from __future__ import annotations

import re
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from catalog.settings import Settings
from cli.main import VERBS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
SETTINGS_MODULES = ("catalog.settings", "pipeline.settings", "api.settings", "embedded.settings")
HOST = re.compile(r"[p]ypi\.org|python[h]osted|repo1?\.[m]aven|registry\.[n]pmjs|proxy\.[g]olang|deb\.[d]ebian")


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines()]


def _variables(kind: type[Settings]) -> set[str]:
    below = {name for child in kind.__subclasses__() for name in _variables(child)}
    return below | {f"TVSI_{name.upper()}" for name in kind.model_fields}


def test_every_variable_that_is_read_is_in_the_readme() -> None:
    for module in SETTINGS_MODULES:
        import_module(module)

    missing = {name for name in _variables(Settings) if name not in README}

    assert missing == set()


def test_every_command_of_the_readme_exists() -> None:
    verbs = set(re.findall(r"(?:^|`)tvsi ([a-z-]+)", README, re.MULTILINE))
    targets = set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text()

    assert verbs <= set(VERBS)
    assert {target for target in targets if f"\n{target}:" not in makefile} == set()


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_can_be_called(verb: str) -> None:
    assert import_module(f"cli.{verb.replace('-', '_')}").command.callback.__doc__


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_a_decision_record_has_its_four_parts_and_fits_a_page(path: Path) -> None:
    text = path.read_text()

    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name)
    assert [part for part in ("Context", "Decision", "Consequences", "Alternatives") if f"## {part}" not in text] == []
    assert len(text.splitlines()) <= 60


def test_no_committed_file_names_a_registry() -> None:
    named = [str(path) for path in _tracked() if path.suffix != ".png" and HOST.search(path.read_text())]

    assert named == []
