"""What documents hold: pages, chunks, their words and vectors. One batch is one transaction of all four.

A batch may end in the middle of a page: how far a document has come is what its rows say, so that a kill
costs at most one batch. Owns the SQL; must not know how a text is read or embedded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from edgechat.core.errors import BugError, NotFound
from edgechat.core.sqlite import Database
from edgechat.library.chunks import Chunk
from edgechat.library.extract import Mark, Page
from edgechat.vectors.table import VectorTable

GAP = "\n\n"  # between two pages in the text of a whole document


@dataclass(frozen=True)
class Written:
    """``page`` with all its ``total`` chunks; ``chunks`` of them are to be stored now, ``first`` says whether
    they are the page's first."""

    document: int
    page: Page
    total: int
    chunks: Sequence[Chunk]
    first: bool


class Shelves:
    """The contents of one library. Safe from several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- vectors -----------------------------------------------------------------------------------

    def vectors(self, model: str, dimensions: int) -> VectorTable:
        """The table of a model, made if need be."""
        with self._database.write():
            row = self._database.row("SELECT seq, dimensions FROM models WHERE model = ?", (model,))
            if row is None:
                row = self._database.row(
                    "INSERT INTO models (model, dimensions) VALUES (?, ?) RETURNING seq, dimensions",
                    (model, dimensions),
                )
            assert row is not None
            if row[1] != dimensions:
                raise BugError(f"{model} gives {dimensions} numbers, its vectors have {row[1]}")
            table = VectorTable(self._database, f"vectors_{row[0]}", dimensions)
            table.create()
        return table

    def tables(self) -> list[VectorTable]:
        rows = self._database.rows("SELECT seq, dimensions FROM models")
        return [VectorTable(self._database, f"vectors_{seq}", size) for seq, size in rows]

    def indexed(self) -> list[str]:
        """The models that there are vectors of. The first answers; others are on their way to follow it."""
        return [str(model) for (model,) in self._database.rows("SELECT model FROM models ORDER BY seq")]

    def held(self, model: str) -> VectorTable | None:
        """The table of a model, if there is one."""
        row = self._database.row("SELECT seq, dimensions FROM models WHERE model = ?", (model,))
        return None if row is None else VectorTable(self._database, f"vectors_{row[0]}", row[1])

    def drop_all_but(self, model: str) -> list[str]:
        """Let the vectors of all other models go; the names of their tables."""
        with self._database.write():
            rows = self._database.rows("SELECT seq, dimensions FROM models WHERE model <> ?", (model,))
            tables = [VectorTable(self._database, f"vectors_{seq}", size) for seq, size in rows]
            for table in tables:
                table.drop()
            self._database.execute("DELETE FROM models WHERE model <> ?", (model,))
        return [table.name for table in tables]

    def lacking(self, table: VectorTable, *, after: int, limit: int) -> list[tuple[int, str, str]]:
        """The next chunks that ``table`` has no vector of: (id, head, text)."""
        return self._database.rows(
            "SELECT c.seq, c.head, substr(p.text, c.start + 1, c.stop - c.start) FROM chunks c"
            " JOIN pages p ON p.document = c.document AND p.number = c.page WHERE c.seq > ?"
            f" AND NOT EXISTS (SELECT 1 FROM {table.name}_rowids v WHERE v.rowid = c.seq)"
            " ORDER BY c.seq LIMIT ?",
            (after, limit),
        )

    def lack(self, table: VectorTable, *, after: int = 0) -> int:
        """How many chunks ``table`` has no vector of."""
        return int(
            self._database.value(
                "SELECT count(*) FROM chunks c WHERE c.seq > ?"
                f" AND NOT EXISTS (SELECT 1 FROM {table.name}_rowids v WHERE v.rowid = c.seq)",
                (after,),
            )
        )

    def complete(self, table: VectorTable, rows: Sequence[tuple[int, bytes]]) -> int:
        """Add vectors of chunks that are still there and have none; how many."""
        with self._database.write():
            ids = ", ".join(str(number) for number, _ in rows)
            there = {
                number
                for (number,) in self._database.rows(
                    f"SELECT seq FROM chunks WHERE seq IN ({ids})"
                    f" AND seq NOT IN (SELECT rowid FROM {table.name}_rowids WHERE rowid IN ({ids}))"
                )
            }
            table.insert([each for each in rows if each[0] in there])
        return len(there)

    # -- writing -----------------------------------------------------------------------------------

    def begin(self, document: int, *, format: str, unit: str, title: str) -> None:
        self._database.execute(
            "UPDATE documents SET format = ?1, unit = ?2, title = ?3,"
            # One that was found in the vault has no name of its own: its type says a little
            " name = CASE WHEN path = '' AND instr(name, '.') = 0 THEN name || '.' || ?1 ELSE name END"
            " WHERE seq = ?4",
            (format, unit, title, document),
        )

    def progress(self, document: int) -> dict[int, tuple[int, int]]:
        """Per stored page: how many of its chunks are there, and how many it has."""
        rows = self._database.rows(
            "SELECT p.number, (SELECT count(*) FROM chunks c WHERE c.document = p.document"
            " AND c.page = p.number), p.total FROM pages p WHERE p.document = ?",
            (document,),
        )
        return {number: (stored, total) for number, stored, total in rows}

    def write(
        self, batch: Sequence[Written], vectors: VectorTable | None, data: Sequence[bytes]
    ) -> list[int]:
        """Store chunks with their words and vectors (``data``, in order; none without a model), and the pages
        that are new; the ids of the chunks. Belongs into a transaction of the caller."""
        ids: list[int] = []
        for written in batch:
            if written.first:
                self._write_page(written)
            for chunk in written.chunks:
                ids.append(self._write_chunk(written.document, chunk))
            self._database.execute(
                "UPDATE documents SET chunks = chunks + ?, pages = pages + ?, characters = characters + ?"
                " WHERE seq = ?",
                (
                    len(written.chunks),
                    int(written.first),
                    len(written.page.text) if written.first else 0,
                    written.document,
                ),
            )
        if vectors is not None:
            vectors.insert(zip(ids, data, strict=True))
        return ids

    def _write_page(self, written: Written) -> None:
        page = written.page
        place = self._database.value(
            "SELECT place + length(text) + ? FROM pages WHERE document = ? ORDER BY number DESC LIMIT 1",
            (len(GAP), written.document),
        )
        marks = msgspec.msgpack.encode(page.marks) if page.marks else None
        self._database.execute(
            "INSERT INTO pages (document, number, label, text, place, total, ocr, width, height, marks)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                written.document,
                page.number,
                page.label,
                page.text,
                place or 0,
                written.total,
                int(page.ocr),
                page.width,
                page.height,
                marks,
            ),
        )

    def _write_chunk(self, document: int, chunk: Chunk) -> int:
        seq = self._database.value(
            "INSERT INTO chunks (document, page, start, stop, head) VALUES (?, ?, ?, ?, ?) RETURNING seq",
            (document, chunk.page, chunk.start, chunk.end, chunk.head),
        )
        self._database.execute(
            "INSERT INTO chunks_fts (rowid, head, body) VALUES (?, searchable(?), searchable(?))",
            (seq, chunk.head, chunk.text),
        )
        return int(seq)

    def clear(self, document: int) -> None:
        """Take everything of a document off the shelves; its row in the ledger stays."""
        with self._database.write():
            ids = [
                seq
                for (seq,) in self._database.rows("SELECT seq FROM chunks WHERE document = ?", (document,))
            ]
            for table in self.tables():
                table.delete(ids)
            self._database.execute_many("DELETE FROM chunks_fts WHERE rowid = ?", ((each,) for each in ids))
            self._database.execute("DELETE FROM chunks WHERE document = ?", (document,))
            self._database.execute("DELETE FROM pages WHERE document = ?", (document,))
            self._database.execute(
                "UPDATE documents SET chunks = 0, pages = 0, characters = 0 WHERE seq = ?", (document,)
            )
            self._database.execute("UPDATE changes SET removals = removals + ?", (len(ids),))

    def remove(self, document: int) -> str | None:
        """Take a document away altogether; the digest of a content that nobody holds any more."""
        with self._database.write():
            self.clear(document)
            digest = self._database.value("SELECT digest FROM documents WHERE seq = ?", (document,))
            self._database.execute("DELETE FROM documents WHERE seq = ?", (document,))
            held = self._database.row("SELECT 1 FROM documents WHERE digest = ?", (digest,))
        return None if held else digest

    # -- reading -----------------------------------------------------------------------------------

    def text(self, document: int, page: int | None = None) -> str:
        """The text of a page, or of all pages. Raises ``NotFound`` for a page that is not there."""
        rows = self._database.rows(
            "SELECT text FROM pages WHERE document = ?1 AND (?2 IS NULL OR number = ?2) ORDER BY number",
            (document, page),
        )
        if not rows:
            what = f"page {page}" if page is not None else "text"
            raise NotFound(
                f"There is no {what} in this document.", "edgechat documents show tells its pages."
            )
        return GAP.join(text for (text,) in rows)

    def bearer(self, quote: str, page: int, start: int) -> str | None:
        """The id of a document that says exactly this at this place."""
        found: str | None = self._database.value(
            "SELECT d.id FROM pages p JOIN documents d ON d.seq = p.document"
            " WHERE p.number = ?1 AND substr(p.text, ?2 + 1, length(?3)) = ?3 ORDER BY d.seq LIMIT 1",
            (max(1, page), start, quote),
        )
        return found

    def marks(self, document: int, page: int) -> tuple[Mark, ...]:
        """Where words of a page were seen, for one that was read off a picture."""
        data = self._database.value(
            "SELECT marks FROM pages WHERE document = ? AND number = ?", (document, page)
        )
        return msgspec.msgpack.decode(data, type=tuple[Mark, ...]) if data else ()

    def removals(self) -> int:
        """Grows with every chunk that goes."""
        return int(self._database.value("SELECT removals FROM changes"))

    def size(self) -> int:
        """How many chunks there are."""
        return int(self._database.value("SELECT count(*) FROM chunks"))

    def newest(self) -> int:
        """The highest id a chunk has."""
        return int(self._database.value("SELECT coalesce(max(seq), 0) FROM chunks"))

    def documents_of(self, ids: Sequence[int]) -> dict[int, int]:
        """The document of each chunk between the least and the greatest of ``ids`` that is there."""
        rows = self._database.rows(
            "SELECT seq, document FROM chunks WHERE seq BETWEEN ? AND ?",
            (min(ids, default=0), max(ids, default=0)),
        )
        return {int(seq): int(document) for seq, document in rows}
