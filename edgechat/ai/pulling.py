"""Pulls models of the catalogue from the hub: which file, from where, one process at a time, told as it goes.

The bytes are ``fetching``'s. Part of what this leaves open on purpose: a queue, mirrors to choose from,
models that the catalogue does not know.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from edgechat.ai.catalog import Catalog, Entry, pulled
from edgechat.ai.fitting import offer, recommended
from edgechat.ai.hardware import available_memory
from edgechat.ai.values import ModelInfo, Offer, PullState, PullStatus
from edgechat.core.disk import part_of, refusal
from edgechat.core.errors import DownloadStopped, FixableError, ModelNotFound
from edgechat.core.file_lock import FileLock
from edgechat.core.halt import Halt
from edgechat.core.paths import Home
from edgechat.core.settings import Settings

if TYPE_CHECKING:
    from edgechat.ai.fetching import Pinned
    from edgechat.core.network import Network

HUB_HOSTS = ("huggingface.co", "hf.co")
"""The hub's own names: it hands large files over from hosts below them, and so do its mirrors."""

TELL_EVERY = 0.2  # seconds between two reports of progress
SPEED_OVER = 5.0  # seconds that the speed is an average of
LOOK_EVERY = 0.25  # seconds between two looks at what another process fetches

PullProgress = Callable[[PullStatus], object]


class Pulls:
    """The pulls of one process. Safe to use from several threads."""

    def __init__(
        self,
        catalog: Catalog,
        home: Home,
        network: Callable[[], Network],
        settings: Settings,
        publish: Callable[[object], None],
        *,
        pause: float = 1.0,
    ) -> None:
        self._catalog, self._home, self._network = catalog, home, network
        self._settings, self._publish, self._pause = settings, publish, pause
        self._halts: set[Halt] = set()
        self._closed = False

    def offer(self, model: str | None = None) -> Offer | None:
        """``model``, or what suits this machine best; None where the catalogue recommends nothing."""
        free = available_memory()
        each = self._entry(model) if model else recommended(self._catalog, free)
        return offer(self._catalog, self._home, each, free) if each is not None else None

    def pull(self, model: str | None = None, progress: PullProgress | None = None) -> ModelInfo:
        """Bring ``model`` here, or the recommended one, and verify it; at once if it is here already.

        Raises ``ModelNotFound`` for one that the hub does not have, ``NoRoom``, ``NetworkOff``,
        ``NetworkFailed``, ``DownloadDamaged``, ``DownloadStopped``. What has arrived is not fetched again.
        """
        each = self._entry(model)
        teller = _Teller(each, lambda status: self._tell(status, progress))
        halt = Halt()
        self._halts.add(halt)
        try:
            if self._closed:
                halt.press()
            self._bring(each, teller, halt)
        except FixableError as error:
            teller.end("stopped" if isinstance(error, DownloadStopped) else "failed", error)
            raise
        except BaseException:  # Ctrl-C: nobody waits any more
            teller.end("stopped")
            raise
        finally:
            self._halts.discard(halt)
        teller.end("ready")
        return self._catalog.info(each)

    def stop(self) -> None:
        """End what is being pulled; what has arrived is kept."""
        for halt in list(self._halts):
            halt.press()

    def close(self) -> None:
        """Stop, and begin nothing more."""
        self._closed = True
        self.stop()

    def _tell(self, status: PullStatus, progress: PullProgress | None) -> None:
        self._publish(status)
        if progress is not None:
            progress(status)

    def _entry(self, model: str | None) -> Entry:
        known = self._catalog.entry(model) if model else recommended(self._catalog, available_memory())
        if known is None:
            raise ModelNotFound(
                f"The catalogue has no model {model!r}." if model else "The catalogue recommends no model.",
                "See: edgechat models list",
            )
        return known

    def _bring(self, each: Entry, teller: _Teller, halt: Halt) -> None:
        if self._catalog.info(each).state == "installed":
            return
        if each.source.kind != "hub":
            raise ModelNotFound(f"{each.name} does not come from the hub.", "Run set-up again.")
        from edgechat.ai.fetching import Fetch  # late: an idle window has offers, and fetches nothing

        network = self._network()
        network.require_on()
        pinned, target = self._pinned(each), pulled(each.source, self._home)
        lock = self._locked(target, teller, halt)
        try:
            if self._catalog.info(each).state != "installed":  # another process may have just done it
                Fetch(network, pinned, target, halt=halt, tell=teller.tell, pause=self._pause).run()
        finally:
            lock.free()

    def _locked(self, target: Path, teller: _Teller, halt: Halt) -> FileLock:
        """The right to fetch ``target``; while another process has it, its progress is told as ours."""
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(target.with_name(f".{target.name}.lock"))
            while not lock.take():
                teller.tell("waiting", _size(part_of(target)))
                if halt.wait(LOOK_EVERY):
                    raise DownloadStopped("It was stopped.", "Another EdgeChat still fetches it.")
        except OSError as error:
            raise refusal(
                error, f"{target.parent} cannot be used", action="Make the folder writable, then try again."
            ) from error
        return lock

    def _pinned(self, each: Entry) -> Pinned:
        from edgechat.ai.fetching import Pinned
        from edgechat.core.network import read_address

        hub = str(self._settings.get("network.hub")).rstrip("/")
        read_address(hub)
        source = each.source
        path = f"{quote(source.repository)}/resolve/{quote(source.revision, safe='')}/{quote(source.file)}"
        return Pinned(f"{hub}/{path}", each.size, each.sha256, each.name, HUB_HOSTS)


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


class _Teller:
    """Turns every piece that arrives into a few reports a second, with speed and time left."""

    def __init__(self, each: Entry, publish: Callable[[PullStatus], None]) -> None:
        self._status = PullStatus(each.id, each.name, "downloading", total=each.size)
        self._publish = publish
        self._told = -1.0
        self._seen: deque[tuple[float, int]] = deque()

    def tell(self, state: str, done: int) -> None:
        now = time.monotonic()
        if state != self._status.state or done < self._status.done:
            self._seen.clear()
        elif now - self._told < TELL_EVERY and done < self._status.total:
            return
        self._told = now
        self._seen.append((now, done))
        while self._seen[0][0] < now - SPEED_OVER and len(self._seen) > 2:
            self._seen.popleft()
        began, had = self._seen[0]
        speed = (done - had) / (now - began) if now > began else 0.0
        self._status = replace(
            self._status,
            state=cast(PullState, state),
            done=done,
            speed=speed,
            left=(self._status.total - done) / speed if speed > 0 else None,
        )
        self._publish(self._status)

    def end(self, state: str, error: FixableError | None = None) -> None:
        self._status = replace(
            self._status,
            state=cast(PullState, state),
            done=self._status.total if state == "ready" else self._status.done,
            speed=0.0,
            left=None,
            code=error.code if error else 0,
            message=error.message if error else "",
            action=error.action if error else "",
        )
        self._publish(self._status)
