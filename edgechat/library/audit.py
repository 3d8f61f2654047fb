"""Is a library whole: its database, and every content that its documents are made of? Looks; changes nothing.

Reads all of the vault. What to do about it is told by faces; ``contents`` and ``rebuilding`` do it.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Any

import apsw

from edgechat.core.errors import DataDamaged
from edgechat.core.integrity import open_to_look, problems, schema_of
from edgechat.core.migrations import refuse_newer
from edgechat.core.paths import Place
from edgechat.core.sqlite import explain
from edgechat.library.document import INDEXED, UNDER_WAY
from edgechat.library.ledger import Ledger
from edgechat.library.mending import LOOSE_CHUNKS, TORN
from edgechat.library.rebuilding import lost, open_library
from edgechat.library.schema import STEPS
from edgechat.vault.vault import Vault


@dataclass(frozen=True)
class Lack:
    """A document without its content."""

    document: str
    name: str
    digest: str
    path: str


@dataclass(frozen=True)
class Audit:
    """``problems`` of the database. ``missing`` are documents whose content the vault does not have,
    ``changed`` those where it is not what was put in. ``orphans``: contents of no document, with their
    ``orphan_bytes``. ``waiting``: documents that are still to be read."""

    problems: tuple[str, ...]
    documents: int = 0
    contents: int = 0
    waiting: int = 0
    missing: tuple[Lack, ...] = ()
    changed: tuple[Lack, ...] = ()
    orphans: tuple[str, ...] = ()
    orphan_bytes: int = 0

    @property
    def whole(self) -> bool:
        return not (self.problems or self.missing or self.changed)


def audit(place: Place, vault: Vault) -> Audit | None:
    """What is found; None where there are no documents. Raises ``DataNewer``."""
    if not place.database.exists() and not any(vault.keys()):
        return None
    found = [why] if (why := lost(place, vault)) else problems(place.database, thorough=True)
    if found:
        return Audit(tuple(found), contents=len(list(vault.keys())))
    version, _ = schema_of(place.database)
    refuse_newer(place.database, version, newest=len(STEPS))
    if version < len(STEPS):
        return Audit(())  # it is brought up to date when it is opened, and checked then
    try:
        with closing(open_to_look(place.database)) as connection:
            return _audit(connection, vault)
    except apsw.Error as error:
        named = explain(error, place.database)
        if isinstance(named, DataDamaged):
            return Audit((named.message,))
        raise named from error


def note(place: Place, vault: Vault, found: Audit) -> None:
    """Have the documents say in the ledger that their content is gone."""
    database, _ = open_library(place, vault)
    with closing(database):
        ledger = Ledger(database)
        for each in (*found.missing, *found.changed):
            ledger.note_missing(each.digest)


def _audit(connection: apsw.Connection, vault: Vault) -> Audit:
    torn = len(connection.execute(TORN).fetchall())
    loose = len(connection.execute(LOOSE_CHUNKS).fetchall())
    rows: list[Any] = connection.execute("SELECT id, name, digest, path, state FROM documents").fetchall()
    keys = list(vault.keys())
    bad = {key for key in keys if not vault.verify(key)}
    known = {digest for _, _, digest, _, _ in rows}
    held = [Lack(*row[:4]) for row in rows if row[2] is not None and row[4] in INDEXED]
    orphans = tuple(key for key in keys if key not in known)
    return Audit(
        problems=tuple(_told(torn, loose)),
        documents=len(rows),
        contents=len(keys),
        waiting=sum(row[4] in UNDER_WAY for row in rows),
        missing=tuple(each for each in held if not vault.has(each.digest)),
        changed=tuple(each for each in held if each.digest in bad),
        orphans=orphans,
        orphan_bytes=sum(vault.path(key).stat().st_size for key in orphans),
    )


def _told(torn: int, loose: int) -> list[str]:
    said = []
    if torn:
        said.append(f"library.db: what was read of {torn} documents does not belong together")
    if loose:
        said.append(f"library.db: {loose} passages belong to no document")
    return said
