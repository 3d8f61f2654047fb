"""Notices that a followed folder has changed: by the system's events where it sends any, and by looking now
and then everywhere.

One thread of one process follows a folder; if that process ends another takes over. An event only says that
it is time to look: what has changed is found by the look itself, so that none can be missed or misread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from edgechat.core.errors import EdgeError, FixableError
from edgechat.library.following import QUIET, Follow, Following
from edgechat.library.watched import Folder, FolderLooked, Watched

log = logging.getLogger(__name__)

TICK = 2.0  # seconds between two looks at which folders there are to follow
SWEEP = 300.0  # seconds after which a folder is looked at although no event came
POLL = 10.0  # the same for a folder that sends none, or is away
REST = 20  # a look may take this part of the time: after one of 0.5 s there is none for 10 s
REMOTE = ("nfs", "cifs", "smb", "9p", "fuse", "afp", "webdav", "vboxsf")
"""File systems on which others write without this system being told."""


@dataclass(eq=False)
class Watch:
    """One folder that this process follows. Times on the monotonic clock."""

    follow: Follow
    handle: Any = None  # of the observer; None: no events come
    due: float = 0.0
    rested: float = 0.0
    heard: float | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Watching:
    """``begin`` follows what is to be followed until ``stop``. Safe from several threads."""

    def __init__(
        self, watched: Watched, following: Following, publish: Callable[[FolderLooked], None]
    ) -> None:
        self._watched, self._following, self._publish = watched, following, publish
        self._watches: dict[int, Watch] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._observer: Any = None

    def begin(self) -> None:
        with self._lock:
            if self._thread is None and not self._stopped.is_set():
                self._thread = threading.Thread(target=self._run, name="library-watch", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Follow nothing any more; a look that is going on ends soon."""
        self._stopped.set()
        self._wake.set()
        with self._lock:
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    @property
    def stopping(self) -> bool:
        return self._stopped.is_set()

    def look_now(self, folder: Folder) -> FolderLooked:
        """Compare one folder at once, whoever follows it. Ends when what is written to is quiet."""
        follow = Follow(folder)
        looked = self._following.look(follow)
        while follow.waiting and not self._stopped.wait(QUIET):
            more = self._following.look(follow)
            looked = FolderLooked(
                looked.path,
                looked.added + more.added,
                looked.changed + more.changed,
                looked.moved + more.moved,
                looked.gone + more.gone,
            )
        self._publish(looked)
        return looked

    # -- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                try:
                    self._take_up()
                    for watch in list(self._watches.values()):
                        self._look_if_due(watch)
                except EdgeError:
                    log.exception("folders could not be followed")
                self._wake.wait(self._patience())
                self._wake.clear()
        finally:
            self._end_observer()
            with suppress(EdgeError):
                self._watched.release()

    def _patience(self) -> float:
        now = time.monotonic()
        times = [_due(watch) - now for watch in self._watches.values()]
        return max(0.05, min([TICK, *times]))

    def _take_up(self) -> None:
        """Follow what is new or has been left by its process, and let go of what is no longer wanted."""
        mine = {each.seq: each for each in self._watched.claim()}
        for seq in self._watches.keys() - mine.keys():
            self._ignore(self._watches.pop(seq))
        for seq, folder in mine.items():
            if seq in self._watches:
                self._watches[seq].follow.folder = folder
            else:
                self._watches[seq] = self._listen(Watch(Follow(folder)))

    def _look_if_due(self, watch: Watch) -> None:
        now = time.monotonic()
        if self._stopped.is_set() or now < _due(watch):
            return
        watch.heard = None
        was, looked = watch.follow.folder.state, FolderLooked(watch.follow.folder.path)
        try:
            looked = self._following.look(watch.follow)
        except FixableError as error:  # a full disk, a busy database: later
            log.warning("%s could not be looked at: %s", watch.follow.folder.path, error)
        spent = time.monotonic() - now
        is_ = next(
            (each.state for each in self._watched.folders() if each.seq == watch.follow.folder.seq), was
        )
        if is_ == "away":
            self._ignore(watch)
        elif watch.handle is None:
            self._listen(watch)
        self._plan(watch, spent, away=is_ == "away")
        if looked.anything or is_ != was:
            self._publish(looked)

    def _plan(self, watch: Watch, spent: float, *, away: bool) -> None:
        now = time.monotonic()
        pause = POLL if away or watch.handle is None else SWEEP
        watch.rested = now + spent * REST
        watch.due = max(now + (QUIET if watch.follow.again else max(pause, spent * 200)), watch.rested)

    # -- events ------------------------------------------------------------------------------------

    def _listen(self, watch: Watch) -> Watch:
        """Have the system tell of changes, where it can. Before the look: nothing between is missed."""
        path = watch.follow.folder.path
        if is_remote(path):
            return watch
        try:
            watch.handle = self._observing().schedule(_handler(self, watch), path, recursive=True)
        except Exception as error:  # not there, too many folders, no such thing on this system
            log.info("no events for %s: %s", path, error)
        return watch

    def _ignore(self, watch: Watch) -> None:
        handle, watch.handle = watch.handle, None
        if handle is not None and self._observer is not None:
            with suppress(Exception):
                self._observer.unschedule(handle)

    def _observing(self) -> Any:
        if self._observer is None:
            from watchdog.observers import Observer

            observer = Observer()
            observer.start()
            self._observer = observer
        return self._observer

    def _end_observer(self) -> None:
        observer, self._observer = self._observer, None
        if observer is not None:
            with suppress(Exception):
                observer.stop()
                observer.join(5)

    def heard(self, watch: Watch) -> None:
        """Something has changed in a folder."""
        now = time.monotonic()
        if watch.heard is None:
            watch.heard = now
            self._wake.set()


def _due(watch: Watch) -> float:
    """When to look next: soon after the first change was heard of, so that what belongs together comes
    together."""
    return watch.due if watch.heard is None else max(min(watch.due, watch.heard + QUIET), watch.rested)


def _handler(watching: Watching, watch: Watch) -> Any:
    from watchdog.events import FileSystemEvent, FileSystemEventHandler

    class Heard(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if event.event_type not in ("opened", "closed_no_write"):  # our own reading
                watching.heard(watch)

    return Heard()


def is_remote(path: str) -> bool:
    """Whether a folder lies on a file system that others write to."""
    import psutil

    with suppress(OSError, psutil.Error):
        inside = [
            each
            for each in psutil.disk_partitions(all=True)
            if path == each.mountpoint or path.startswith(each.mountpoint.rstrip("/\\") + "/")
        ]
        if inside:
            nearest = max(inside, key=lambda each: len(each.mountpoint))
            return nearest.fstype.casefold().startswith(REMOTE)
    return False
