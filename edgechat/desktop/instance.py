"""One window per profile: the first holds a lock and listens, a second asks it to come forward."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCryptographicHash, QLockFile, QObject

from edgechat.desktop import journal, summons


class Instance(QObject):
    """The claim of this process on the window of the profile in ``folder``."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)
        self._listener: summons.Listener | None = None

    def claim(self) -> bool:
        """Whether this is the only window. The lock of a process that died does not count."""
        return self._lock.tryLock(0)

    def listen(self, raised: Callable[[], None]) -> None:
        """Call ``raised`` whenever a second window was asked for."""
        try:
            self._listener = summons.listen(self._name(), raised, self)
        except OSError as error:  # a second window then only goes away
            journal.note("not_listening", error=type(error).__name__)

    def _name(self) -> str:
        folder = os.fsencode(self._folder)
        # Qt's own digest: Python's loads OpenSSL, 4 MB that nothing else in an idle window needs.
        digest = QCryptographicHash.hash(folder, QCryptographicHash.Algorithm.Sha256).toHex().data()
        return f"edgechat-{bytes(digest).decode('ascii')[:24]}"

    def raise_other(self) -> bool:
        """Ask the window that holds the claim to come forward; whether it answered."""
        return summons.call(self._name())

    def release(self) -> None:
        """Another process may open the window now."""
        if self._listener is not None:
            self._listener.close()
        self._lock.unlock()
