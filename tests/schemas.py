"""Databases of every released schema, as files under ``tests/data/schemas``: what upgrades are tested with.

Run ``python -m tests.schemas`` once after a release that brought a new schema: it adds the files that are
missing and never touches one that is there. Each holds two conversations with an answered, a failed and an
interrupted question, and the rows of every other table of its time.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from edgechat.core.migrations import take_steps
from edgechat.core.profile_database import STEPS
from edgechat.core.sqlite import Database

FOLDER = Path(__file__).parent / "data" / "schemas"
RELEASED = 9
TEXTS = (
    "How warm is the sea?",
    "About 18 °C – 海は18度です。",
    "Und der See?",
    "",
    "Still there?",
    "Half an ans",
)
FIRST, SECOND = "a" * 24, "b" * 24


def message_id(number: int) -> str:
    return f"{number:024x}"


def fill(database: Database, version: int) -> None:
    """Rows for a database of ``version``, written in the plain SQL of that time."""
    for seq, (identity, title) in enumerate(((FIRST, "The sea"), (SECOND, "Empty")), start=1):
        database.execute(
            "INSERT INTO conversations (seq, id, title, created_at, updated_at, model, system, message_count,"
            " revision, writer)"
            " VALUES (?, ?, ?, 1700000000.5, 1700000100.25, 'small', 'Be brief.', ?, ?, 'w')",
            (seq, identity, title, len(TEXTS) if identity == FIRST else 0, seq),
        )
    states = ("complete", "complete", "complete", "failed", "complete", "streaming")
    for depth, (text, state) in enumerate(zip(TEXTS, states, strict=True)):
        database.execute(
            "INSERT INTO messages (id, conversation, parent, depth, role, text, state, created_at, model,"
            " error_code, error_message, error_action, writer_pid, writer_started)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'small', ?, ?, ?, 1, 'long gone')",
            (
                message_id(depth),
                FIRST,
                message_id(depth - 1) if depth else None,
                depth,
                "assistant" if depth % 2 else "user",
                text,
                state,
                1700000000.5 + depth,
                *((3043, "It died.", "Try again.") if state == "failed" else (None, None, None)),
            ),
        )
    database.execute("UPDATE revisions SET value = 2")
    database.execute("INSERT INTO deletions VALUES ('gone', 1, 'w', 1700000000.0)")
    if version >= 2:
        database.execute("INSERT INTO quota_limits VALUES ('door', 100)")
        database.execute(
            "INSERT INTO quota_leases (face, background, admitted_at, expires_at, pid, started)"
            " VALUES ('door', 0, 1700000000.0, 1700000600.0, 1, 'long gone')"
        )
    if version >= 3:
        database.execute(
            "INSERT INTO points (dataset, timestamp, index1, blob1)"
            " VALUES ('inference', 1700000000.0, 'm', 'm')"
        )


def make(version: int, target: Path) -> None:
    with closing(Database(target)) as database:
        take_steps(database, STEPS[:version])
        with database.write():
            fill(database, version)
        database.value("PRAGMA journal_mode = DELETE")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for version in range(1, RELEASED + 1):
        target = FOLDER / f"v{version}.db"
        if not target.exists():
            make(version, target)
            print(target)


if __name__ == "__main__":
    main()
