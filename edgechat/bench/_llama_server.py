"""llama-server as one side of a comparison: its own process on this machine's loopback, asked over HTTP."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from edgechat.core.errors import BugError

HOST = "127.0.0.1"
START = 60.0  # seconds it may take to load the model
PATIENCE = 900.0


class LlamaServer:
    """Started now with ``model``; ended with the block. Threads as the app has them."""

    def __init__(
        self,
        program: Path,
        model: str,
        *,
        context: int,
        threads: int,
        reading_threads: int,
        folder: Path,
    ) -> None:
        self._port = _free_port()
        options = {
            "--model": model,
            "--host": HOST,
            "--port": self._port,
            "--ctx-size": context,
            "--threads": threads,
            "--threads-batch": reading_threads,
            "--parallel": 1,
        }
        self._words = folder / "llama-server.log"
        with self._words.open("wb") as words:
            self._process = subprocess.Popen(
                [str(program), *(str(each) for pair in options.items() for each in pair)],
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
            )
        try:
            self._wait()
        except BaseException:
            self.close()
            raise

    def _wait(self) -> None:
        until = time.monotonic() + START
        while time.monotonic() < until and self._process.poll() is None:
            try:
                if self._request("GET", "/health").status == http.client.OK:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        last = self._words.read_text("utf-8", "replace")[-2000:]
        raise BugError(f"the yardstick llama-server did not start:\n{last}")

    def _request(self, method: str, path: str, body: Any = None) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=PATIENCE)
        sent = None if body is None else json.dumps(body).encode()
        connection.request(method, path, sent, {"Content-Type": "application/json"})
        return connection.getresponse()

    def write(self, messages: list[dict[str, str]], tokens: int) -> dict[str, Any]:
        """Answer greedily with exactly ``tokens`` tokens, as a stream.

        ``times`` of each piece and ``ended`` in seconds from the moment of asking, ``own_rate`` by the
        server's clock in tokens per second after the first.
        """
        asked = {
            "messages": messages,
            "stream": True,
            "max_tokens": tokens,
            "ignore_eos": True,
            "temperature": 0,
            "samplers": ["top_k"],  # the cheapest way in which it takes the likeliest token
            "top_k": 1,
        }
        began = time.perf_counter()
        times: list[float] = []
        timings: dict[str, float] = {}
        for event in _events(self._request("POST", "/v1/chat/completions", asked)):
            if any(choice["delta"].get("content") for choice in event.get("choices", ())):
                times.append(time.perf_counter() - began)
            timings = event.get("timings", timings)
        ended = time.perf_counter() - began
        written = int(timings["predicted_n"])
        rate = (written - 1) / timings["predicted_ms"] * 1000
        return {"times": times, "ended": ended, "tokens": written, "own_rate": rate}

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _events(response: http.client.HTTPResponse) -> Iterator[dict[str, Any]]:
    """The objects of a stream of server-sent events."""
    with response:
        if response.status != http.client.OK:
            raise BugError(f"the yardstick llama-server answered {response.status}: {response.read()!r}")
        for line in response:
            data = line.removeprefix(b"data: ").strip()
            if data.startswith(b"{"):
                yield json.loads(data)
