"""Installing Elasticsearch where its compiler gets nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from embedded.elasticsearch import distribution
from embedded.elasticsearch.distribution import CompilationFailed


def test_a_compiler_that_does_not_end_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distribution, "COMPILE_SECONDS", 0)

    with pytest.raises(CompilationFailed, match=r"^the compiler did not end within 0 s: [^\n]+$"):
        distribution.compile_sources(tmp_path / "compiler.jar", [], tmp_path)
