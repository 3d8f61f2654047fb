"""One database file put in the place of another, which is kept: no kill in between leaves neither whole.

Knows the files of a place and the order of steps; must not know what a database holds.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edgechat.core.backup import STAMP
from edgechat.core.disk import refusal, require_room, to_disk
from edgechat.core.liveness import pid_is_running
from edgechat.core.paths import Place, Profile

SIDES = ("-wal", "-shm")


@contextmanager
def workshop(place: Profile | Place, *, needed: int) -> Iterator[Path]:
    """A folder beside the database, gone in the end; it is on the same disk, so that a rename is one step.

    ``needed``: bytes that must fit. Raises ``NoRoom`` or ``DataUnwritable``.
    """
    root = place.database.parent
    shop = root / f".restoring-{place.database.stem}-{os.getpid()}"
    try:
        for left in root.glob(".restoring-*"):  # by this process, or by one that was killed
            if left == shop or not pid_is_running(int(left.name.rpartition("-")[2])):
                shutil.rmtree(left, ignore_errors=True)
        shop.mkdir(mode=0o700)
        require_room(root, needed)
        yield shop
    except OSError as error:
        raise refusal(
            error, f"{root} cannot be written", action="Make the folder writable, then try again."
        ) from error
    finally:
        shutil.rmtree(shop, ignore_errors=True)


def exchange(place: Profile | Place, built: Path) -> Path | None:
    """Put ``built`` in the place of the database, which first gets a second name among the kept ones.

    A kill in between leaves the old file (its log may have only the kept name then) or the new one, whole.
    """
    kept = keep(place)
    for side in SIDES:
        Path(f"{place.database}{side}").unlink(missing_ok=True)
    os.replace(built, place.database)
    to_disk(place.database.parent)
    return kept


def keep(place: Profile | Place) -> Path | None:
    if not place.database.exists():
        return None
    place.damaged.mkdir(mode=0o700, exist_ok=True)
    stem = place.damaged / f"{place.database.stem}-{time.strftime(STAMP, time.gmtime())}"
    kept, number = stem.with_name(f"{stem.name}.db"), 1
    while kept.exists():
        kept, number = stem.with_name(f"{stem.name}-{number}.db"), number + 1
    for side in ("", *SIDES):
        _second_name(Path(f"{place.database}{side}"), Path(f"{kept}{side}"))
    to_disk(place.damaged)
    return kept


def _second_name(file: Path, name: Path) -> None:
    if not file.exists():
        return
    try:
        os.link(file, name)
    except OSError:  # a disk without links
        shutil.copyfile(file, name)
        to_disk(name)
