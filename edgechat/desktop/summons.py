"""How a second window calls the first to the front: by a connection, which is the whole message.

On Windows a pipe of Qt's. Elsewhere a socket file that only this person may connect to, by Python's own
`socket`: Qt's network library takes 3 MB that nothing else in an idle window needs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QDir, QObject, QSocketNotifier

PATIENCE = 3.0  # seconds in which the first window should answer
NAP = 0.05


class Listener(Protocol):
    def close(self) -> None: ...


def listen(name: str, called: Callable[[], None], parent: QObject) -> Listener:
    """Run ``called`` whenever somebody calls ``name``, until closed. Raises ``OSError``."""
    if sys.platform == "win32":
        return PipeListener(name, called, parent)
    return SocketListener(name, called, parent)


def call(name: str) -> bool:
    """Call ``name``; whether somebody answered within ``PATIENCE``."""
    attempt = _try_pipe if sys.platform == "win32" else _try_socket
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if attempt(name):
            return True
        time.sleep(NAP)
    return False


def _path(name: str) -> Path:
    return Path(QDir.tempPath(), name)


class SocketListener:
    """A socket file of this person, and what comes in at it."""

    def __init__(self, name: str, called: Callable[[], None], parent: QObject) -> None:
        import socket

        self._called = called
        self._path = _path(name)
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            # A window that was killed left it: who listens holds the profile's lock.
            self._path.unlink(missing_ok=True)
            self._socket.bind(str(self._path))
            self._path.chmod(0o600)  # before anybody can connect
            self._socket.setblocking(False)
            self._socket.listen()
        except OSError:
            self._socket.close()
            raise
        self._notifier = QSocketNotifier(self._socket.fileno(), QSocketNotifier.Type.Read, parent)
        self._notifier.activated.connect(self._answer)

    def _answer(self) -> None:
        try:
            made, _ = self._socket.accept()
        except OSError:
            return  # who called has gone
        made.close()
        self._called()

    def close(self) -> None:
        self._notifier.setEnabled(False)
        self._socket.close()
        with suppress(OSError):
            self._path.unlink()


def _try_socket(name: str) -> bool:
    import socket

    with socket.socket(socket.AF_UNIX) as made:
        made.settimeout(PATIENCE)
        try:
            made.connect(str(_path(name)))
            return made.recv(1) == b""  # the first window hangs up: that is its answer
        except OSError:
            return False


class PipeListener:
    """The same on Windows."""

    def __init__(self, name: str, called: Callable[[], None], parent: QObject) -> None:
        from PySide6.QtNetwork import QLocalServer

        self._called = called
        self._server = QLocalServer(parent)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(name)

    def _answer(self) -> None:
        made = self._server.nextPendingConnection()
        if made is not None:
            made.disconnectFromServer()
            made.deleteLater()
        self._called()

    def close(self) -> None:
        self._server.close()


def _try_pipe(name: str) -> bool:
    from PySide6.QtNetwork import QLocalSocket

    made = QLocalSocket()
    made.connectToServer(name)
    if not made.waitForConnected(200):
        return False
    made.waitForDisconnected(int(PATIENCE * 1000))
    return True
