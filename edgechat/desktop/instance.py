"""One window per profile: the first holds a lock and listens, a second asks it to come forward."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCryptographicHash, QLockFile, QObject

WAIT_MS = 3000


class Instance(QObject):
    """The claim of this process on the window of the profile in ``folder``."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)
        self._server: QObject | None = None

    def claim(self) -> bool:
        """Whether this is the only window. The lock of a process that died does not count."""
        return self._lock.tryLock(0)

    def listen(self, raised: Callable[[], None]) -> None:
        """Call ``raised`` whenever a second window was asked for."""
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        name = self._name()
        QLocalServer.removeServer(name)
        server.newConnection.connect(lambda: _answer(server, raised))
        server.listen(name)
        self._server = server

    def _name(self) -> str:
        folder = os.fsencode(self._folder)
        # Qt's own digest: Python's loads OpenSSL, 4 MB that nothing else in an idle window needs.
        digest = QCryptographicHash.hash(folder, QCryptographicHash.Algorithm.Sha256).toHex().data()
        return f"edgechat-{bytes(digest).decode('ascii')[:24]}"

    def raise_other(self) -> bool:
        """Ask the window that holds the claim to come forward; whether it answered."""
        from PySide6.QtNetwork import QLocalSocket

        ends = time.monotonic() + WAIT_MS / 1000
        while time.monotonic() < ends:
            socket = QLocalSocket()
            socket.connectToServer(self._name())
            if socket.waitForConnected(200):
                socket.waitForDisconnected(WAIT_MS)
                return True
            time.sleep(0.05)
        return False

    def release(self) -> None:
        """Another process may open the window now."""
        if self._server is not None:
            self._server.close()  # type: ignore[attr-defined]
        self._lock.unlock()


def _answer(server: object, raised: Callable[[], None]) -> None:
    """A connection is the whole message: nothing is read from it."""
    socket = server.nextPendingConnection()  # type: ignore[attr-defined]
    if socket is not None:
        socket.disconnectFromServer()
        socket.deleteLater()
    raised()
