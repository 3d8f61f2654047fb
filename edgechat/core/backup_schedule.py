"""Makes the backups of one open profile by itself: every half hour and at the end, if something changed.

Runs beside everything else and holds nothing up: a copy is given up when the profile is closed in its middle.
Several processes on one profile share the work: each looks at what the others have made.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from edgechat.core.backup import Abandoned, Backup, Backups
from edgechat.core.clock import Clock, SystemClock
from edgechat.core.errors import DataDamaged, EdgeError, FixableError
from edgechat.core.paths import Profile
from edgechat.core.presence import Presence
from edgechat.core.profile_database import revision
from edgechat.core.records import dataclass

log = logging.getLogger(__name__)

EVERY = 30 * 60.0  # seconds: a backup is never older, if something has changed since
LOOK = 5 * 60.0
AT_CLOSE = 5 * 60.0  # a newer one is good enough at the end
SPARE = 500 << 20  # bytes of the disk that backups made unasked leave free


@dataclass(frozen=True)
class BackupMade:
    """Published after a scheduled backup was made and verified."""

    backup: Backup


@dataclass(frozen=True)
class BackupFailed:
    """Published when a scheduled backup could not be made: the disk is full, or the database is damaged."""

    error: FixableError


class BackupSchedule:
    """``start`` once, ``stop`` once; both return soon. Times in seconds, ``clock.ticks`` decides."""

    def __init__(
        self,
        profile: Profile,
        publish: Callable[[object], None],
        clock: Clock | None = None,
        *,
        every: float = EVERY,
        look: float = LOOK,
    ) -> None:
        self._profile, self._publish, self._clock = profile, publish, clock or SystemClock()
        self._every, self._look = every, look
        self._backups = Backups(profile.backups, profile.database.stem)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen: tuple[int, float] | None = None  # the newest one's number, and the tick it was made at

    def start(self) -> None:
        # A daemon: a program that ends without closing its Edge must not wait for a copy.
        self._thread = threading.Thread(target=self._run, name="backups", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopping.wait(self._look):
            self.make_if_due(self._every, given_up=self._stopping.is_set)

    def stop(self, *, patience: float = 2.0) -> None:
        """End it, and make the last backup if that takes no longer than ``patience``. Safe to repeat."""
        if self._thread is None:
            return
        self._stopping.set()
        self._thread.join()
        self._thread = None
        ends = self._clock.ticks() + patience
        self.make_if_due(AT_CLOSE, given_up=lambda: self._clock.ticks() > ends)

    def make_if_due(self, age: float, *, given_up: Callable[[], bool] = lambda: False) -> Backup | None:
        """A backup, if something changed and the newest one is ``age`` old. Never raises: it publishes."""
        try:
            if not self._is_due(age):
                return None
            made = self._backups.make(
                self._profile.database, spare=SPARE, now=self._clock.now(), given_up=given_up
            )
            self._publish(BackupMade(made))
            return made
        except Abandoned:
            log.info("a backup was given up")
        except FixableError as error:
            self._tell(error)
        except Exception:
            log.exception("a backup failed")
        return None

    def _is_due(self, age: float) -> bool:
        found = self._backups.all()
        if found and self._age(found[0]) < age:
            return False
        now = revision(self._profile.database)
        return now != (_revision_of(found[0]) if found else 0)

    def _age(self, newest: Backup) -> float:
        """By the clock for one that was there before, then by ticks: setting the clock stops nothing."""
        tick, since = self._clock.ticks(), self._clock.now() - newest.made_at
        if self._seen is None or self._seen[0] != newest.number:
            self._seen = (newest.number, tick - since if since >= 0 else float("-inf"))
        return tick - self._seen[1]

    def _tell(self, error: FixableError) -> None:
        log.error("no backup could be made: %s", error)
        if isinstance(error, DataDamaged):
            Presence(self._profile.presence).leave(clean=False)  # the next opening checks the file
        self._publish(BackupFailed(error))


def _revision_of(backup: Backup) -> int:
    try:
        return revision(backup.path, alone=True)
    except EdgeError:
        return -1  # unreadable: it counts as none
