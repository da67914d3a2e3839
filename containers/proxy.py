"""The proxy's own configuration, run by the nginx of this machine before an API of this machine."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from websockets.asyncio.client import connect

from containers.buildah import CheckFailed
from containers.compose import read_text
from embedded.ports import choose_port, is_listening

START_SECONDS, ANSWER_SECONDS = 20, 10


@contextmanager
def run_proxy(folder: Path, api_port: int) -> Iterator[int]:
    """Run it until the block ends and give its port. Only addresses and the place of files differ."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise CheckFailed("nginx is missing; install it (Debian: apt-get install nginx-light)")
    port = choose_port()
    text = read_text("containers/proxy.conf")
    for ours, theirs in (
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("api:8000;", f"127.0.0.1:{api_port};"),
        (" /tmp/", f" {folder}/"),
    ):
        if ours not in text:
            raise CheckFailed(f"containers/proxy.conf does not say `{ours}`")
        text = text.replace(ours, theirs)
    configuration = folder / "nginx.conf"
    configuration.write_text(text)
    process = subprocess.Popen([program, "-c", str(configuration), "-g", "daemon off;"])
    try:
        deadline = time.monotonic() + START_SECONDS
        while not is_listening(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise CheckFailed("nginx does not take containers/proxy.conf")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def check_proxy(folder: Path, api_port: int) -> None:
    """Search through it, follow events through it, and see that nobody is believed who says where he comes from."""
    with run_proxy(folder, api_port) as port:
        url = f"http://127.0.0.1:{port}"
        answer = httpx.get(f"{url}/v1/episodes", params={"q": "the"}, timeout=ANSWER_SECONDS)
        if answer.status_code != httpx.codes.OK:
            raise CheckFailed(f"through the proxy a search is answered {answer.status_code}")
        sent = {"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"}
        if httpx.get(f"{url}/metrics", headers=sent, timeout=ANSWER_SECONDS).status_code != httpx.codes.FORBIDDEN:
            raise CheckFailed("through the proxy anybody may read metrics")
        told = asyncio.run(_follow(f"ws://127.0.0.1:{port}/v1/events?since=0"))
        if not told["type"].startswith("load."):
            raise CheckFailed(f"through the proxy an event is {told}")
    print("  through the proxy: searches, events by WebSocket, and no metrics for strangers")


async def _follow(url: str) -> dict[str, str]:
    async with connect(url) as socket:
        event: dict[str, str] = json.loads(await asyncio.wait_for(socket.recv(), ANSWER_SECONDS))
        return event
