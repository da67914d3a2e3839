"""Sanic's application with a mended start: what else the API adds to Sanic is in the modules that add it."""

from __future__ import annotations

from asyncio import get_running_loop
from typing import Any

from sanic import Sanic

AGAIN_SECONDS = 0.01


class App(Sanic[Any, Any]):
    """A Sanic application that may be told to stop at any time."""

    def stop(self, terminate: bool = True, unregister: bool = False) -> None:  # noqa: FBT001, FBT002 - Sanic's signature
        """Stop serving; put off while the listeners that follow the start still run.

        A worker runs those by ``run_until_complete``, which consumes the loop's stop: it would serve for ever after.
        """
        if self.state.is_started and not self.state.is_running:
            get_running_loop().call_later(AGAIN_SECONDS, self.stop, terminate, unregister)
        else:
            super().stop(terminate, unregister)
