"""One data point per inference, in the reference's columns, so that its queries read on.

Knows numbers and names, never a prompt or an answer.
"""

from __future__ import annotations

import logging

from edgechat.core.errors import FixableError
from edgechat.core.records import dataclass
from edgechat.core.sqlite import Database, Row

log = logging.getLogger(__name__)

DATASET = "inference"
INDEX_BYTES = 96  # the reference's limit for an index

# index1 is the model, cut to what an index may hold; blob1 is the whole name.
COLUMNS = (
    "timestamp, blob1, blob2, blob3, blob4,"
    " double1, double2, double3, double4, double5, double6, double7, double8"
)
INSERT = (
    f"INSERT INTO points (dataset, index1, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
RECENT = f"SELECT {COLUMNS} FROM points WHERE dataset = ? ORDER BY timestamp DESC, seq DESC LIMIT ?"


@dataclass(frozen=True)
class Inference:
    """One run. ``time``: seconds since 1970, UTC; ``*_ms``: milliseconds; tokens: counts.

    ``outcome``: "complete", "stopped" or an error's code as text.
    """

    time: float
    model: str
    task: str
    face: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    load_ms: float = 0.0
    first_token_ms: float = 0.0
    tokens_per_second: float = 0.0
    total_ms: float = 0.0
    neurons: float = 0.0
    outcome: str = "complete"


class Analytics:
    """The data points of one profile. Safe from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, point: Inference) -> None:
        """Append ``point``. Never raises: a run does not fail because it could not be counted."""
        try:
            self._database.execute(INSERT, _bindings(point))
        except FixableError as error:
            log.warning("a data point of %s was not recorded: %s", point.model, error)
        except Exception:
            log.exception("a data point of %s was not recorded", point.model)

    def recent(self, limit: int = 100) -> list[Inference]:
        """The newest points, newest first."""
        return [_inference(row) for row in self._database.rows(RECENT, (DATASET, limit))]

    def count(self, *, since: float = 0.0) -> int:
        """How many points there are from ``since`` on (seconds since 1970)."""
        counted = "SELECT count(*) FROM points WHERE dataset = ? AND timestamp >= ?"
        return int(self._database.value(counted, (DATASET, since)))


def _bindings(point: Inference) -> Row:
    index = point.model.encode()[:INDEX_BYTES].decode(errors="ignore")
    return (
        DATASET,
        index,
        point.time,
        point.model,
        point.task,
        point.face,
        point.outcome,
        point.prompt_tokens,
        point.completion_tokens,
        point.cached_tokens,
        point.load_ms,
        point.first_token_ms,
        point.tokens_per_second,
        point.total_ms,
        point.neurons,
    )


def _inference(row: Row) -> Inference:
    time, model, task, face, outcome, prompt, completion, cached, load, first, speed, total, neurons = row
    return Inference(
        time=time,
        model=model,
        task=task,
        face=face,
        prompt_tokens=int(prompt),
        completion_tokens=int(completion),
        cached_tokens=int(cached),
        load_ms=load,
        first_token_ms=first,
        tokens_per_second=speed,
        total_ms=total,
        neurons=neurons,
        outcome=outcome,
    )
