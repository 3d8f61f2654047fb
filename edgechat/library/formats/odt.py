"""ODT and ODP: text with headings, lists, tables and notes, without what was deleted."""

from __future__ import annotations

from collections.abc import Iterator

from edgechat.core.errors import DocumentDamaged, DocumentEncrypted
from edgechat.library.extract import Page
from edgechat.library.formats._archive import Archive
from edgechat.library.formats._composing import Composer, one_line
from edgechat.library.formats._contract import Blob, Book, Format
from edgechat.library.formats._encoding import clean
from edgechat.library.formats._head import Head
from edgechat.library.formats._xml import Element, attribute, child, children, local, parse

_SKIPPED = frozenset({"tracked-changes", "annotation", "note", "script", "forms", "sequence-decls"})
_TYPES = "application/vnd.oasis.opendocument."
DEEPEST = 60
MOST_REPEATED = 100  # spaces, rows and cells that one element may stand for


class OdtBook(Book):
    def __init__(self, blob: Blob) -> None:
        super().__init__(blob)
        archive = Archive(blob.data, blob.name, blob.beat)
        self._refuse_encrypted(archive)
        data = archive.get("content.xml")
        if data is None:
            raise DocumentDamaged(f"{blob.name} is damaged: its text is missing.")
        body = child(parse(data, blob.name), "body")
        self._content = next(iter(body), None) if body is not None else None
        if self._content is not None and local(self._content) == "presentation":
            self.unit = "slide"
        self._describe(archive.get("meta.xml"))
        self._composer = Composer()
        self._number = 1

    def _refuse_encrypted(self, archive: Archive) -> None:
        manifest = archive.get("META-INF/manifest.xml")
        if manifest is not None and b"encryption-data" in manifest:
            raise DocumentEncrypted(
                f"{self.blob.name} is encrypted in a way that EdgeChat cannot open.",
                "Open it in the program it was made with and save it without a password.",
            )

    def _describe(self, data: bytes | None) -> None:
        meta = child(parse(data, self.blob.name), "meta") if data else None
        said = {local(each): one_line(clean(each.text or "")) for each in (meta if meta is not None else ())}
        self.title, self.language = said.get("title", ""), said.get("language", "")
        self.author = said.get("creator") or said.get("initial-creator", "")
        self.created = said.get("creation-date", "")

    def pages(self, first: int) -> Iterator[Page]:
        if self._content is None:
            return
        if self.unit == "slide":
            yield from self._slides()
            return
        yield from self._walk(self._content, 0)
        for number, note in enumerate((each for each in self._content.iter() if local(each) == "note"), 1):
            self._composer.add(f"[{number}] {_note(note)}", "footnote")
        if not self._composer.empty:
            yield self._composer.page(self._number)

    def _slides(self) -> Iterator[Page]:
        for number, slide in enumerate(children(self._content, "page"), 1):
            self._composer = Composer()
            for _ in self._walk(slide, 0):
                pass
            yield self._composer.page(number, label=attribute(slide, "name"))

    def _walk(self, parent: Element, depth: int, *, items: int = -1) -> Iterator[Page]:
        if depth > DEEPEST:
            return
        for element in parent:
            name = local(element)
            if name == "h":
                level = attribute(element, "outline-level", "1")
                self._composer.add(_text(element), "heading", level=int(level) if level.isdigit() else 1)
            elif name == "p":
                self._composer.add(_text(element), "list" if items >= 0 else "paragraph", level=max(items, 0))
            elif name == "table":
                self._table(element)
            elif name == "list":
                yield from self._walk(element, depth + 1, items=items + 1)
            elif name not in _SKIPPED:
                yield from self._walk(element, depth + 1, items=items)
            if self._composer.full:
                done, self._composer = self._composer, Composer(self._composer.outline)
                self._number += 1
                yield done.page(self._number - 1)

    def _table(self, table: Element) -> None:
        rows = [
            (row, local(row.getparent()) == "table-header-rows")
            for row in table.iter()
            if local(row) == "table-row"
        ]
        for row, header in rows:
            cells: list[str] = []
            for cell in row:
                if local(cell) in ("table-cell", "covered-table-cell"):
                    text = one_line(
                        " ".join(_text(each) for each in cell.iter() if local(each) in ("p", "h"))
                    )
                    cells += [text] * _count(cell, "number-columns-repeated")
            self._composer.row(cells, header=header)


def _count(element: Element, name: str) -> int:
    told = attribute(element, name, "1")
    return min(int(told), MOST_REPEATED) if told.isdigit() else 1


def _text(paragraph: Element) -> str:
    """The text of a paragraph: spaces are elements here, and notes stand in the middle of it."""
    parts = [paragraph.text or ""]
    waiting = [iter(paragraph)]
    within = [paragraph]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
            done = within.pop()
            parts.append((done.tail or "") if done is not paragraph else "")
            continue
        name = local(element)
        if name in _SKIPPED or not name:
            parts.append(element.tail or "")
            continue
        parts.append({"s": " " * _count(element, "c"), "tab": "\t", "line-break": "\n"}.get(name, ""))
        parts.append(element.text or "")
        waiting.append(iter(element))
        within.append(element)
    return "".join(parts)


def _note(note: Element) -> str:
    return one_line(" ".join(_text(each) for each in note.iter() if local(each) == "p"))


def _sniff(head: Head) -> int:
    kind = head.mimetype.removeprefix(_TYPES)
    return 4 if kind.startswith(("text", "presentation")) and kind != head.mimetype else 0


FORMAT = Format("odt", frozenset({"odt", "ott", "odp"}), _sniff, OdtBook)
