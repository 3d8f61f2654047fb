"""Every error EdgeChat raises on purpose, in one tree.

    EdgeError
    ├── FixableError            the person can do something: ``str(e)`` says what, ``e.action`` says how
    │   ├── InvalidInput        5004  an argument is wrong
    │   │   └── IncompleteInput 3003  an argument is missing
    │   ├── ModelNotFound       5007  no such model
    │   ├── ModelUnusable       5005  the model file is damaged, foreign or hostile
    │   ├── InputTooLong        3006  the prompt does not fit the model's context window
    │   ├── TimedOut            3007  the model process stopped answering and was ended
    │   ├── QuotaExceeded       3036  a limit the person set is reached
    │   ├── Busy                3040  too many requests are waiting
    │   ├── JsonModeFailed      5024  the answer is not the JSON that was asked for
    │   ├── OutOfMemory         3041  the model needs more memory than it may have
    │   ├── EngineCrashed       3043  the model process died
    │   ├── NoRoom              1507  the disk is full or a size limit was hit
    │   ├── DataNewer           1508  the data folder was written by a newer EdgeChat
    │   ├── DataDamaged         1509  a database file cannot be read
    │   ├── DataUnwritable      1510  the data folder cannot be written
    │   ├── NetworkOff          1520  the offline switch is on
    │   ├── NetworkFailed       1521  a host could not be reached, or the connection broke
    │   │   ├── HostRefused     1522  the host answered, but not with what was asked for
    │   │   └── HostUntrusted   1523  a redirect or certificate that is not to be trusted
    │   ├── DownloadDamaged     1524  what came is not the file that was meant
    │   ├── DownloadStopped     1525  the person stopped a download
    │   ├── DocumentUnreadable  1600  a document cannot be read; ``state`` names why in one word
    │   │   ├── DocumentUnsupported 1601  nothing here reads this kind of file
    │   │   ├── DocumentEncrypted   1602  it needs a password
    │   │   ├── DocumentDamaged     1603  it is not what it says it is, or broken
    │   │   ├── DocumentEmpty       1604  it holds no text
    │   │   ├── DocumentTooLarge    1605  it, or what it unpacks to, is over a limit
    │   │   ├── DocumentTooSlow     1606  one page took longer than a page may
    │   │   ├── DocumentChanged     1607  it was written to while it was read
    │   │   └── DocumentMissing     1608  there is no such file, or it may not be opened
    │   ├── NotFound            1404  no such conversation, message or setting
    │   └── Cancelled           1499  somebody ended it; nothing went wrong
    └── BugError                our fault: goes into a crash report, never blamed on the person

``code`` and ``http_status`` follow the reference's error table where it has one (3003, 3006, 3007,
3036, 3040, 5004, 5005, 5007); 5024 is what its users report for JSON mode; the others are ours.
This file must not know rooms: errors carry plain parameters, and a face turns them into words.
"""

from __future__ import annotations

from typing import ClassVar


class EdgeError(Exception):
    """Root of all errors raised on purpose.

    ``code`` is stable and machine-readable, ``http_status`` the status an HTTP face answers with.
    """

    code: ClassVar[int] = 1000
    http_status: ClassVar[int] = 500


class BugError(EdgeError):
    """EdgeChat itself is wrong. ``str()`` describes the broken expectation."""


class FixableError(EdgeError):
    """The person can fix it. ``message`` says what is wrong, ``action`` what to do next."""

    http_status = 400

    def __init__(self, message: str, action: str = "", **details: str | int | float) -> None:
        super().__init__(message)
        self.message = message
        self.action = action
        self.details = details

    def __str__(self) -> str:
        return f"{self.message} {self.action}".strip()


class InvalidInput(FixableError):
    code = 5004


class ExclusiveInput(InvalidInput):
    """Two inputs exclude each other; the reference numbers this case 1001."""

    code = 1001


class IncompleteInput(InvalidInput):
    code = 3003


class ModelNotFound(FixableError):
    code = 5007


class ModelUnusable(FixableError):
    code = 5005


class InputTooLong(FixableError):
    """``details``: ``tokens`` (of the prompt) and ``context`` (the model's window), both in tokens."""

    code = 3006
    http_status = 413


class TimedOut(FixableError):
    code = 3007
    http_status = 408


class QuotaExceeded(FixableError):
    """``details``: ``retry_after`` in seconds."""

    code = 3036
    http_status = 429


class Busy(FixableError):
    code = 3040
    http_status = 429


class JsonModeFailed(FixableError):
    code = 5024


class EngineCrashed(FixableError):
    """``details``: ``exit`` (how the process ended) and ``stderr`` (its last words)."""

    code = 3043
    http_status = 500


class OutOfMemory(EngineCrashed):
    code = 3041
    http_status = 507


class NoRoom(FixableError):
    code = 1507
    http_status = 507


class DataNewer(FixableError):
    code = 1508
    http_status = 500


class DataDamaged(FixableError):
    code = 1509
    http_status = 500


class DataUnwritable(FixableError):
    code = 1510
    http_status = 500


class NetworkOff(FixableError):
    code = 1520
    http_status = 503


class NetworkFailed(FixableError):
    """``details``: ``host``; ``again`` is 1 where another try may well succeed, ``unreached`` where there was
    no connection at all."""

    code = 1521
    http_status = 502


class HostRefused(NetworkFailed):
    """``details``: also ``status``, and ``retry_after`` in seconds where the host gave one."""

    code = 1522


class HostUntrusted(NetworkFailed):
    code = 1523


class DownloadDamaged(FixableError):
    code = 1524
    http_status = 502


class DownloadStopped(FixableError):
    code = 1525
    http_status = 499


class NotFound(FixableError):
    code = 1404
    http_status = 404


class DocumentUnreadable(FixableError):
    """``state`` is the word a ledger files it under."""

    code = 1600
    state: ClassVar[str] = "damaged"


class DocumentUnsupported(DocumentUnreadable):
    code = 1601
    http_status = 415
    state = "unsupported"


class DocumentEncrypted(DocumentUnreadable):
    """``details``: ``tried`` is 1 when a password was given and is wrong."""

    code = 1602
    state = "encrypted"


class DocumentDamaged(DocumentUnreadable):
    code = 1603
    state = "damaged"


class DocumentEmpty(DocumentUnreadable):
    code = 1604
    state = "empty"


class DocumentTooLarge(DocumentUnreadable):
    code = 1605
    http_status = 413
    state = "too large"


class DocumentTooSlow(DocumentUnreadable):
    code = 1606
    state = "too large"


class DocumentChanged(DocumentUnreadable):
    code = 1607
    state = "damaged"


class DocumentMissing(DocumentUnreadable):
    code = 1608
    http_status = 404
    state = "damaged"


class Cancelled(FixableError):
    code = 1499
    http_status = 499


def by_code(code: int) -> type[FixableError]:
    """The error class that carries ``code``: how an error crosses a process boundary.

    Raises ``BugError`` for a number nobody here defined.
    """
    found = _find(FixableError, code)
    if found is None:
        raise BugError(f"no error carries the code {code}")
    return found


def _find(root: type[FixableError], code: int) -> type[FixableError] | None:
    for child in root.__subclasses__():
        if child.code == code:
            return child
        deeper = _find(child, code)
        if deeper is not None:
            return deeper
    return None
