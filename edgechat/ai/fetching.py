"""Fetches one file of known size and hash: gone on with after any end, named only when it is whole.

Until then it is ``NAME.part``, with a note beside it of which version has begun to arrive. A kill at any
byte, a full disk, a host that lies or dies: nothing is lost but what a new connection costs, and nothing
unverified ever gets the name. One process at a time; see ``pulling`` for who waits. Knows no models.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from edgechat.core.disk import free_space, part_of, refusal, require_room, to_disk
from edgechat.core.errors import DownloadDamaged, DownloadStopped, NetworkFailed, NoRoom
from edgechat.core.halt import Halt
from edgechat.core.network import Ask, Incoming, Network
from edgechat.core.records import dataclass

SPARE = 500 << 20
"""Bytes of the disk that stay free whatever is fetched."""

LOOK_EVERY = 32 << 20  # bytes between two looks at the disk
STEADY = 1 << 20  # bytes that make a connection worth having had: the count of failures begins anew
TRIES = 5
LONGEST_PAUSE = 60.0
BLOCK = 1 << 20

Tell = Callable[[str, int], None]


@dataclass(frozen=True)
class Pinned:
    """One exact file. ``hosts``: where the host of ``url`` may lead on to."""

    url: str
    size: int
    sha256: str
    name: str
    hosts: tuple[str, ...] = ()


class Fetch:
    """One file to ``target``. ``tell(state, bytes)`` is called for every piece; it decides what to show."""

    def __init__(
        self, network: Network, pinned: Pinned, target: Path, *, halt: Halt, tell: Tell, pause: float = 1.0
    ) -> None:
        self._network, self._pinned, self._target = network, pinned, target
        self._halt, self._tell, self._pause = halt, tell, pause
        self._part = part_of(target)
        self._note = target.with_name(f"{target.name}.part.json")

    def run(self) -> None:
        """Until the file has its name. Raises ``NoRoom``, ``DataUnwritable``, ``DownloadDamaged``,
        ``DownloadStopped`` and what ``Network.open`` raises; what has arrived is kept."""
        try:
            self._require_same()
            self._fetch()
            self._verify()
            self._name()
        except OSError as error:
            raise refusal(
                error,
                f"{self._pinned.name} cannot be saved in {self._target.parent}",
                action="Make the folder writable, then try again.",
            ) from error

    def _have(self) -> int:
        try:
            return self._part.stat().st_size
        except FileNotFoundError:
            return 0

    def _drop(self) -> None:
        self._part.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def _require_same(self) -> None:
        """A part of another file, or one that has grown too long, is of no use."""
        if self._noted("sha256") != self._pinned.sha256 or self._have() > self._pinned.size:
            self._drop()

    # What the part is of

    def _noted(self, key: str) -> str:
        try:
            value = json.loads(self._note.read_text(encoding="utf-8")).get(key)
        except (OSError, ValueError, AttributeError, RecursionError):
            return ""
        return value if isinstance(value, str) else ""

    def _write_note(self, answer: Incoming) -> None:
        etag = answer.headers.get("etag", "")
        validator = etag if etag and not etag.startswith("W/") else answer.headers.get("last-modified", "")
        text = json.dumps({"sha256": self._pinned.sha256, "validator": validator})
        if text != self._note_text():
            part = self._note.with_name(f"{self._note.name}.new")
            part.write_text(text, encoding="utf-8")
            os.replace(part, self._note)

    def _note_text(self) -> str:
        with suppress(OSError, ValueError):
            return self._note.read_text(encoding="utf-8")
        return ""

    # Fetching

    def _fetch(self) -> None:
        failures, began = 0, self._have()
        while (before := self._have()) < self._pinned.size:
            missing = self._pinned.size - before
            require_room(self._target.parent, missing, spare=SPARE)
            self._tell("downloading", before)
            try:
                self._fetch_rest(before)
            except NetworkFailed as error:
                failures = 1 if self._have() - before >= STEADY else failures + 1
                if error.details.get("unreached") and self._have() == began:
                    raise  # it never was there: a person who waits is told at once
                self._rest(error, failures)

    def _rest(self, error: NetworkFailed, failures: int) -> None:
        """Pause before the next try; raises ``error`` where none makes sense."""
        pause = max(self._pause * 2.0 ** (failures - 1), float(error.details.get("retry_after", 0)))
        if not error.details.get("again") or failures >= TRIES or pause > LONGEST_PAUSE:
            raise error
        self._tell("waiting", self._have())
        if self._halt.wait(pause):
            raise DownloadStopped("It was stopped.", "What has arrived is kept: start again to go on.")

    def _fetch_rest(self, have: int) -> None:
        with self._network.open(self._ask(have), self._halt) as answer:
            if answer.status == 416 or (answer.status == 206 and not self._continues(answer, have)):
                self._drop()  # the host has another file by now, or does not keep its word: from the start
                raise NetworkFailed(
                    f"{answer.host} cannot go on where it stopped.", "Try again.", host=answer.host, again=1
                )
            if answer.status == 200:
                self._require_length(answer)
                have = 0
                self._part.unlink(missing_ok=True)
            self._write_note(answer)
            self._write(answer, have)
        if self._have() < self._pinned.size:  # an end without an error: no length was told
            raise NetworkFailed(
                f"{answer.host} ended too early.",
                "Try again: what has arrived is kept.",
                host=answer.host,
                again=1,
            )

    def _ask(self, have: int) -> Ask:
        headers = {}
        if have:
            headers["Range"] = f"bytes={have}-"
            if validator := self._noted("validator"):
                headers["If-Range"] = validator
        return Ask(
            self._pinned.url,
            f"getting {self._pinned.name}",
            limit=self._pinned.size,
            hosts=self._pinned.hosts,
            headers=headers,
            accept=frozenset({200, 206, 416} if have else {200}),
        )

    def _continues(self, answer: Incoming, have: int) -> bool:
        wanted = f"bytes {have}-{self._pinned.size - 1}/{self._pinned.size}"
        return answer.headers.get("content-range", "").strip().lower() == wanted

    def _require_length(self, answer: Incoming) -> None:
        length = answer.headers.get("content-length", "")
        if length.isdigit() and int(length) != self._pinned.size:
            raise DownloadDamaged(
                f"{answer.host} offers {int(length):,} bytes for {self._pinned.name}, "
                f"which has {self._pinned.size:,}.",
                "Nothing was fetched. Update EdgeChat, or set network.hub to another mirror.",
            )

    def _write(self, answer: Incoming, have: int) -> None:
        with self._part.open("ab", buffering=0) as file:
            looked = have
            for chunk in answer.chunks():
                view = memoryview(chunk)[: self._pinned.size - have]
                while view:
                    view = view[file.write(view) :]  # a disk that is nearly full takes a piece less
                have += min(len(chunk), self._pinned.size - have)
                self._tell("downloading", have)
                if have - looked >= LOOK_EVERY:
                    looked = have
                    os.fsync(file.fileno())
                    self._require_spare()

    def _require_spare(self) -> None:
        free = free_space(self._target.parent)
        if free < SPARE // 2:
            raise NoRoom(
                f"The disk of {self._target.parent} is filling up: {free / 1e6:,.0f} MB are free.",
                "Free some disk space, then go on. What has arrived is kept.",
            )

    # Verifying

    def _verify(self) -> None:
        import hashlib  # late: it loads OpenSSL, which a window does not need to show

        digest, done = hashlib.sha256(), 0
        with self._part.open("rb") as file:
            while block := file.read(BLOCK):
                if self._halt.pressed:
                    raise DownloadStopped(
                        "It was stopped.", "What has arrived is kept: start again to go on."
                    )
                digest.update(block)
                done += len(block)
                self._tell("checking", done)
        if (done, digest.hexdigest()) != (self._pinned.size, self._pinned.sha256):
            self._drop()
            raise DownloadDamaged(
                f"What came is not {self._pinned.name} as EdgeChat knows it: it has another SHA-256.",
                "It was thrown away. Try again; if that does not help, set network.hub to another mirror.",
                sha256=digest.hexdigest(),
            )

    def _name(self) -> None:
        to_disk(self._part)
        os.replace(self._part, self._target)
        to_disk(self._target.parent)
        self._note.unlink(missing_ok=True)
