"""A port that cannot be had is told with the variable that chooses another."""

from __future__ import annotations

import errno
import os
import socket

import pytest

from api.serve import PortUnusable, serve
from api.settings import ApiSettings
from tests.fixtures.api import NOWHERE


def test_a_port_of_the_superusers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: socket.socket, address: tuple[str, int]) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), address)

    # Whether the system refuses it depends on who runs the tests.
    monkeypatch.setattr(socket.socket, "bind", refuse)
    for name, value in {**NOWHERE, "api_port": "80"}.items():
        monkeypatch.setenv(f"TVSI_{name.upper()}", value)

    with pytest.raises(PortUnusable, match=r"Port 80 is not open to this user\. Set TVSI_API_PORT"):
        serve(ApiSettings.read(), "127.0.0.1")
