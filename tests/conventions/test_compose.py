"""What the compose files name is there: variables, commands, health checks, ports, volumes, versions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from containers.compose import CHECKS, FILES, list_known_variables, read_services


@pytest.mark.parametrize("find", CHECKS, ids=lambda find: find.__name__)
def test_the_compose_files_say_nothing_that_is_not_so(find: Callable[[], list[str]]) -> None:
    assert find() == []


def test_the_known_variables_are_those_of_the_settings() -> None:
    known = list_known_variables()

    assert {"TVSI_JWT_SECRET", "TVSI_NOTIFY_URLS", "TVSI_DAGSTER_POSTGRES_URL", "TVSI_INDEX_REPLICAS"} <= known
    assert "TVSI_POSTGRES_PASSWORD" not in known


def test_one_node_alone_makes_the_cluster() -> None:
    named = {
        name: service["environment"]["cluster.initial_master_nodes"]
        for name, service in read_services(FILES[1]).items()
        if "cluster.initial_master_nodes" in service.get("environment", {})
    }

    assert named == {"elasticsearch": "elasticsearch"}
