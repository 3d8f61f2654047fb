"""Admission of runs: a lease per run, a limit per face, exact across processes and restarts.

Every run is recorded; where a face has a limit, a run is refused once that many were admitted in the
last 60 seconds of quota time. Background runs are recorded and never counted here.
"""

from __future__ import annotations

import logging
from types import TracebackType

from edgechat.core.clock import Clock, SystemClock
from edgechat.core.errors import FixableError, InvalidInput, QuotaExceeded
from edgechat.core.liveness import this_process
from edgechat.core.sqlite import Database

log = logging.getLogger(__name__)

WINDOW = 60.0  # seconds a limit looks back
LEASE = 3600.0  # seconds after which an unsettled lease is nobody's
KEPT = 2 * 86400.0  # seconds an admission is kept
SWEPT = 200  # old admissions removed at a time, so that the transaction stays short


class Lease:
    """One admitted run. As a context manager it is settled at the end whatever happens."""

    def __init__(self, quota: Quota, number: int) -> None:
        self._quota = quota
        self.number = number
        self.settled = False

    def settle(self, *, neurons: float = 0.0, outcome: str = "complete") -> None:
        """Record what the run cost (in neurons) and how it ended. Only the first call counts.

        Never raises for a full or damaged disk: the answer is there already, so that is logged.
        """
        if not self.settled:
            self.settled = True
            self._quota.settle(self.number, neurons=neurons, outcome=outcome)

    def __enter__(self) -> Lease:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.settle(outcome="complete" if kind is None else "failed")


class Quota:
    """The limits and admissions of one profile, kept in its database. Safe from several threads."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self._database = database
        self._clock = clock or SystemClock()
        self._me = this_process()

    def admit(self, face: str, *, background: bool = False) -> Lease:
        """Admit one run of ``face`` ("window", "cli", "door", an API key's name).

        Raises ``QuotaExceeded`` with ``details["retry_after"]`` in seconds, or what ``Database`` raises.
        """
        with self._database.write():
            now = self._advance()
            if not background:
                self._refuse_if_spent(face, now)
            self._forget(now)
            return Lease(self, self._record(face, background, now))

    def _record(self, face: str, background: bool, now: float) -> int:
        return int(
            self._database.value(
                "INSERT INTO quota_leases (face, background, admitted_at, expires_at, pid, started)"
                " VALUES (?, ?, ?, ?, ?, ?) RETURNING seq",
                (face, int(background), now, now + LEASE, self._me.pid, self._me.started),
            )
        )

    def _refuse_if_spent(self, face: str, now: float) -> None:
        limit = self.limit(face)
        if limit is None:
            return
        # The run that must leave the window before another fits: the limit-th newest.
        blocking = self._database.value(
            "SELECT admitted_at FROM quota_leases WHERE face = ? AND background = 0 AND admitted_at > ?"
            " ORDER BY admitted_at DESC LIMIT 1 OFFSET ?",
            (face, now - WINDOW, limit - 1),
        )
        if blocking is not None:
            wait = round(blocking + WINDOW - now, 3)
            raise QuotaExceeded(
                f"The limit of {limit} requests per minute is reached.",
                f"Try again in {max(1, round(wait))} s, or raise the limit.",
                retry_after=wait,
            )

    def _forget(self, now: float) -> None:
        self._database.execute(
            "DELETE FROM quota_leases WHERE seq IN"
            " (SELECT seq FROM quota_leases WHERE admitted_at < ? LIMIT ?)",
            (now - KEPT, SWEPT),
        )

    def _advance(self) -> float:
        """Quota time: wall time that never goes back, in seconds.

        While the wall clock is behind what was seen, quota time goes on with the monotonic clock, which
        counts from the start of the machine: a clock set back frees nothing, and one that had been
        years ahead does not lock the person out once it is right again.
        """
        latest, ticks = self._database.rows("SELECT latest, ticks FROM quota_clock")[0]
        tick = self._clock.ticks()
        elapsed = tick - ticks if tick >= ticks else tick
        now: float = max(self._clock.now(), latest + elapsed if latest else 0.0)
        self._database.execute("UPDATE quota_clock SET latest = ?, ticks = ?", (now, tick))
        return now

    def settle(self, number: int, *, neurons: float, outcome: str) -> None:
        """Close the lease ``number``; see ``Lease.settle``."""
        try:
            self._database.execute(
                "UPDATE quota_leases SET settled_at = ?, neurons = ?, outcome = ? WHERE seq = ?",
                (self._clock.now(), neurons, outcome, number),
            )
        except FixableError as error:
            log.warning("lease %d could not be settled: %s", number, error)

    def limit(self, face: str) -> int | None:
        """Runs per 60 seconds, or None for no limit (what every face begins with)."""
        found = self._database.value("SELECT per_minute FROM quota_limits WHERE face = ?", (face,))
        return None if found is None else int(found)

    def set_limit(self, face: str, per_minute: int | None) -> None:
        """Set or, with None, lift the limit. Raises ``InvalidInput`` for a number below 1."""
        if per_minute is None:
            self._database.execute("DELETE FROM quota_limits WHERE face = ?", (face,))
            return
        if isinstance(per_minute, bool) or not isinstance(per_minute, int) or not 1 <= per_minute <= 10**9:
            raise InvalidInput(f"{per_minute!r} cannot be a limit.", "Give a whole number from 1, or none.")
        self._database.execute(
            "INSERT INTO quota_limits VALUES (?, ?)"
            " ON CONFLICT (face) DO UPDATE SET per_minute = excluded.per_minute",
            (face, per_minute),
        )

    def used(self, face: str) -> int:
        """Runs of ``face`` that count against its limit now."""
        with self._database.write():
            now = self._advance()
        return int(
            self._database.value(
                "SELECT count(*) FROM quota_leases WHERE face = ? AND background = 0 AND admitted_at > ?",
                (face, now - WINDOW),
            )
        )
