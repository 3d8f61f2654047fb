"""``edgechat bench storage``: what a message costs on its way to the disk, finding it, opening, backing up.

The app's side is the store itself on a real profile; each yardstick does the least that the same disk asks.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import apsw

from edgechat.bench._chatter import Chatter, vocabulary
from edgechat.bench._results import Bench, Goal, Result, Run, alternate
from edgechat.chat.search import Search
from edgechat.chat.store import Store
from edgechat.core.backup import Backups
from edgechat.core.disk import to_disk
from edgechat.core.paths import Home, Profile
from edgechat.core.presence import Presence
from edgechat.core.profile_database import open_profile_database
from edgechat.core.sqlite import Database
from edgechat.core.word_index import index_all

MESSAGES = 100_000
BYTES = 100_000_000  # of the profile that is backed up


def _run(run: Run) -> Iterator[Result]:
    chance = random.Random(1)
    words = vocabulary(chance)
    small, large = (_profile(run.folder / name) for name in ("small", "large"))
    yield _commit(run, small, words)
    run.note(f"Writing {MESSAGES:,} messages ...")
    with closing(open_profile_database(large)) as database:
        Chatter(chance, words).fill(Store(database), MESSAGES)
        # Words wait in line after so large a fill: it is the index that is measured here, not the line.
        yield Result("index", "ms", [_milliseconds(lambda: index_all(database))])
        yield from _search(run, database, words)
    yield _opening(run, large)
    yield _opening_after_a_kill(run, large)
    yield _backup(run, large)


def _profile(folder: Path) -> Profile:
    profile = Home(folder).profile("default")
    profile.create()
    return profile


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _commit(run: Run, profile: Profile, words: list[str]) -> Result:
    """One message through the store, its search row and all, beside the same bytes put on the disk bare."""
    text = " ".join(words[:100])
    log = profile.database.with_name("profile.db-wal")
    with closing(open_profile_database(profile)) as database, (run.folder / "raw").open("wb", 0) as raw:
        database.rows("PRAGMA wal_autocheckpoint = 0")  # the log's growth is then what a commit writes
        store = Store(database)
        place = store.create(now=0.0).id

        def commit() -> None:
            store.append(place, "user", text, state="complete", now=0.0)

        commit()
        before = log.stat().st_size
        commit()
        same = os.urandom(log.stat().st_size - before)

        def bare() -> None:
            raw.write(same)
            _sync_data(raw.fileno())

        sides = {"app": lambda: _milliseconds(commit), "bare": lambda: _milliseconds(bare)}
        took = alternate(sides, run.pick(300, 3000))
    return Result(
        "commit", "ms", took["app"], "fdatasync of the same bytes", took["bare"],
        Goal("ratio", "<=", 1.5),
    )  # fmt: skip


def _sync_data(handle: int) -> None:
    getattr(os, "fdatasync", os.fsync)(handle)


def _search(run: Run, database: Database, words: list[str]) -> Iterator[Result]:
    """Every keystroke of typing words, rare and common, beside looking through all texts."""
    search = Search(database)
    chance = random.Random(2)
    chosen = words[:5] + chance.sample(words, run.pick(25, 200))
    pairs = [f"{first} {second}" for first, second in zip(chosen[::2], chosen[1::2], strict=False)]
    typed = [word[:end] for word in chosen + pairs for end in range(1, len(word) + 1)]
    chance.shuffle(typed)
    took = [_milliseconds(partial(search.search, each)) for each in typed]
    scans = run.pick(3, 10)
    scanned = [
        _milliseconds(
            lambda: database.rows("SELECT id FROM messages WHERE text LIKE ? LIMIT 50", ("%zzzzq%",))
        )
        for _ in range(scans)
    ]
    goal = Goal("value", "<=", 50)
    yield Result("search_key_median", "ms", took, "LIKE over all", scanned, goal)
    worst = [statistics.quantiles(took, n=20)[-1]]
    yield Result("search_key_slowest", "ms", worst, "LIKE over all", scanned, goal)


def _opening(run: Run, profile: Profile) -> Result:
    def bare() -> None:
        connection = apsw.Connection(str(profile.database))
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        connection.close()

    sides = {
        "app": lambda: _milliseconds(lambda: open_profile_database(profile).close()),
        "bare": lambda: _milliseconds(bare),
    }
    took = alternate(sides, run.pick(20, 100))
    return Result("opening", "ms", took["app"], "bare connection", took["bare"], Goal("value", "<=", 15))


def _opening_after_a_kill(run: Run, profile: Profile) -> Result:
    """With the check that an unclean end asks for."""

    def reopen() -> None:
        Presence(profile.presence).leave(clean=False)
        open_profile_database(profile).close()

    took = [_milliseconds(reopen) for _ in range(run.pick(3, 10))]
    return Result("opening_after_a_kill", "ms", took, goal=Goal("value", "<=", 2000))


def _backup(run: Run, profile: Profile) -> Result:
    """For 100 MB, verified and on the disk, beside a bare copy of the file."""
    backups, copy = Backups(profile.backups, "profile"), run.folder / "copy"

    def bare() -> None:
        shutil.copyfile(profile.database, copy)
        to_disk(copy)

    sides = {
        "app": lambda: _milliseconds(lambda: backups.make(profile.database)),
        "bare": lambda: _milliseconds(bare),
    }
    took = alternate(sides, run.pick(3, 10))
    scale = BYTES / profile.database.stat().st_size
    app, copied = ([each * scale for each in took[name]] for name in ("app", "bare"))
    return Result("backup", "ms", app, "copy of the file", copied)


BENCH = Bench("storage", "messages committed, found, opened and backed up", _run)
