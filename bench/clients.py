"""Clients over kept-alive connections, of as little cost of their own as may be: two cores serve everybody."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
STAGGER_SECONDS = 0.01


class UnexpectedAnswer(Exception):
    """An answer with another status than the measured one; its time would mean nothing."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def to_bytes(self) -> bytes:
        """Write it as HTTP/1.1."""
        length = {} if self.method == "GET" else {"Content-Length": str(len(self.body))}
        headers = {"Host": "bench", **length, **self.headers}
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


class Connection:
    """One connection to an API on this machine."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Self:
        """Connect."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def time(self, asked: Ask, status: int = 200) -> float:
        """Give the seconds from the request to the end of the answer; raises ``UnexpectedAnswer``."""
        begun = time.perf_counter()
        self._writer.write(asked.to_bytes())
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        body = await self._reader.readexactly(int(length[1])) if length else b""
        seconds = time.perf_counter() - begun
        if int(head[9:12]) != status:
            raise UnexpectedAnswer(f"{asked.method} {asked.path}: {head[:12].decode()} {body.decode()}")
        return seconds

    async def close(self) -> None:
        """Disconnect."""
        self._writer.close()
        await self._writer.wait_closed()


async def ask_at_once(
    port: int, clients: int, seconds: float, choose: Callable[[random.Random], Ask], *, pause: float = 0
) -> list[float]:
    """Let clients ask, each again once it is answered (after up to twice ``pause``), and give the seconds of all."""
    until = time.perf_counter() + seconds
    times: list[float] = []

    async def be_client(number: int) -> None:
        chance = random.Random(f"{number} {until}")  # noqa: S311 - no secrets
        await asyncio.sleep(number * STAGGER_SECONDS)
        connection = await Connection.open(port)
        while time.perf_counter() < until:
            times.append(await connection.time(choose(chance)))
            if pause:
                await asyncio.sleep(chance.uniform(0, 2 * pause))
        await connection.close()

    await asyncio.gather(*map(be_client, range(clients)))
    return times
