"""A model hub on this machine that keeps its word, or breaks it in the way a test asks for."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class Asked:
    """One request as it came in."""

    path: str
    range: str | None
    if_range: str | None
    headers: dict[str, str]


@dataclass
class Hub:
    """What is served, and how. ``plan`` is asked per request; the default keeps its word."""

    content: bytes = b""
    etag: str = '"one"'
    length_told: int | None = None
    piece: int = 1 << 16
    pause: float = 0.0  # seconds after each piece
    stop_after: list[int] = field(default_factory=list)  # bytes after which each next answer breaks off
    stall_at: int | None = None  # the byte of the file from which nothing more comes
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # given before anything else
    ranges: bool = True
    lie: Callable[[bytes], bytes] = lambda part: part
    asked: list[Asked] = field(default_factory=list)
    sent: int = 0
    url: str = ""
    released: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, *_: Any) -> None:
        """Tests look at ``hub.asked``."""

    def do_GET(self) -> None:
        hub = self.hub
        hub.asked.append(
            Asked(self.path, self.headers["Range"], self.headers["If-Range"], dict(self.headers.items()))
        )
        if hub.answers:
            status, headers = hub.answers.pop(0)
            self._head(status, {"Content-Length": "0", **headers})
            return
        with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self._serve(hub)

    def _serve(self, hub: Hub) -> None:
        start, total = self._start(hub), len(hub.content)
        if start > total or (start and start == total):
            self._head(416, {"Content-Range": f"bytes */{total}", "Content-Length": "0"})
            return
        part = hub.lie(hub.content[start:])
        told = {"Content-Length": str(len(part) if hub.length_told is None else hub.length_told)}
        if hub.etag:
            told["ETag"] = hub.etag
        if start:
            told["Content-Range"] = f"bytes {start}-{total - 1}/{total}"
        self._head(206 if start else 200, told)
        self._send(hub, part, start)

    def _start(self, hub: Hub) -> int:
        asked, known = self.headers["Range"], self.headers["If-Range"]
        if not asked or not hub.ranges or (known and known != hub.etag):
            return 0
        return int(asked.removeprefix("bytes=").rstrip("-"))

    def _send(self, hub: Hub, part: bytes, start: int) -> None:
        end = hub.stop_after.pop(0) if hub.stop_after else len(part)
        for at in range(0, end, hub.piece):
            if hub.stall_at is not None and start + at >= hub.stall_at:
                hub.released.wait(20)
                return
            piece = part[at : min(at + hub.piece, end)]
            self.wfile.write(piece)
            hub.sent += len(piece)
            if hub.pause:
                time.sleep(hub.pause)
        if end < len(part):
            self.wfile.flush()
            self.close_connection = True

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = True

    def handle_error(self, *_: Any) -> None:
        """A client that goes away in the middle is what these tests are about."""


@contextmanager
def serving(hub: Hub, *, certificate: Path | None = None) -> Iterator[Hub]:
    """``hub`` on a free port of 127.0.0.1; over TLS with a ``certificate`` (a PEM file with its key)."""
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = _Server(("127.0.0.1", 0), handler)
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    hub.url = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), name="hub")
    thread.start()
    try:
        yield hub
    finally:
        hub.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
