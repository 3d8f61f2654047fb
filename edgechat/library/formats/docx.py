"""DOCX: headings, lists, tables with their header rows, notes; tracked changes as if accepted."""

from __future__ import annotations

from collections.abc import Iterator

from edgechat.library.extract import Kind, Page
from edgechat.library.formats._composing import Composer, one_line
from edgechat.library.formats._contract import Blob, Book, Format
from edgechat.library.formats._docx_styles import Styles
from edgechat.library.formats._docx_text import boxed, text_of
from edgechat.library.formats._head import Head
from edgechat.library.formats._office import Package
from edgechat.library.formats._xml import Element, attribute, child, local
from edgechat.library.formats.image import words_on

DEEPEST = 60  # of tables in tables and the like
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "body"})
SHORT = 80  # characters of a cell in a row that heads a table


class DocxBook(Book):
    def __init__(self, blob: Blob) -> None:
        super().__init__(blob)
        self._package = Package(blob)
        self._package.describe(self)
        styles = [self._package.xml(part) for part in self._package.related(self._package.main, "styles")]
        self._styles = Styles(styles[0] if styles else None)
        self.language = self.language or self._styles.language
        self._composer = Composer()
        self._number = 1

    def pages(self, first: int) -> Iterator[Page]:
        root = self._package.xml(self._package.main)
        body = child(root, "body") if root is not None else None
        if body is not None:
            yield from self._walk(body, 0)
        if self._composer.empty and self._number == 1 and self.blob.ocr:
            self._look()
        yield from self._beside_the_text()
        if not self._composer.empty:
            yield self._composer.page(self._number)

    def _look(self) -> None:
        """There is no text: somebody may have pasted scanned pages."""
        seen = words_on(self._package.pictures(self._package.main), self.blob)
        for text in seen:
            self._composer.add(text)
        if seen:
            self.note(0, "ocr", "It has no text of its own; what is written on its pictures was read.")

    def _walk(self, parent: Element, depth: int) -> Iterator[Page]:
        if depth > DEEPEST:
            return
        for element in parent:
            name = local(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                yield from self._table(element)
            elif name in _WRAPPERS:
                yield from self._walk(element, depth + 1)
            if self._composer.full:
                yield self._turn()

    def _turn(self) -> Page:
        done, self._composer = self._composer, Composer(self._composer.outline)
        self._number += 1
        return done.page(self._number - 1)

    def _paragraph(self, element: Element) -> None:
        text = text_of(element)
        kind, level = self._styles.kind(element)
        self._composer.add(text, kind, level=level)
        for inner in boxed(element):
            self._composer.add(text_of(inner))

    def _table(self, table: Element) -> Iterator[Page]:
        rows = [row for row in table.iter() if local(row) == "tr" and _owner(row) is table]
        wanted = attribute(child(table, "tblPr", "tblLook"), "firstRow", "1") != "0"
        for index, row in enumerate(rows):
            cells = [_cell(cell) for cell in _cells(row)]
            header = child(row, "trPr", "tblHeader") is not None
            if index == 0 and len(rows) > 1 and wanted:
                header = header or all(0 < len(cell) <= SHORT for cell in cells)
            self._composer.row(cells, header=header)
            if self._composer.full:
                yield self._turn()

    def _beside_the_text(self) -> Iterator[Page]:
        """Foot- and endnotes, comments, and what stands at the head and foot of pages, each once."""
        for note in self._parts("footnotes", "endnotes"):
            for each in note:
                if attribute(each, "type") not in ("separator", "continuationSeparator"):
                    self._add_note(each, f"[{attribute(each, 'id')}] ", "footnote")
        for comments in self._parts("comments"):
            for each in comments:
                author = attribute(each, "author")
                self._add_note(each, f"Comment by {author}: " if author else "Comment: ", "notes")
        for text in dict.fromkeys(map(_flat, self._parts("header", "footer"))):
            if not text.isdigit():
                self._composer.add(text, "notes")
        if self._composer.full:
            yield self._turn()

    def _parts(self, *kinds: str) -> Iterator[Element]:
        """The roots of all parts of these kinds."""
        for kind in kinds:
            for part in self._package.related(self._package.main, kind):
                root = self._package.xml(part)
                if root is not None:
                    yield root

    def _add_note(self, note: Element, mark: str, kind: Kind) -> None:
        text = _flat(note)
        if text:
            self._composer.add(mark + text, kind)


def _owner(row: Element) -> Element | None:
    """The table a row belongs to: not one within it."""
    element = row.getparent()
    while element is not None and local(element) != "tbl":
        element = element.getparent()
    return element


def _cells(row: Element) -> Iterator[Element]:
    for element in row:
        if local(element) == "tc":
            yield element
        elif local(element) in _WRAPPERS:
            yield from _cells(element)


def _flat(part: Element) -> str:
    """All paragraphs of a part on one line."""
    return one_line(" ".join(text_of(each) for each in part.iter() if local(each) == "p"))


def _cell(cell: Element) -> str:
    merged = child(cell, "tcPr", "vMerge")
    if merged is not None and attribute(merged, "val", "continue") == "continue":
        return ""
    return _flat(cell)


def _sniff(head: Head) -> int:
    if "[Content_Types].xml" not in head.members:
        return 0
    return 4 if any(name.startswith("word/") for name in head.members) else 0


FORMAT = Format("docx", frozenset({"docx", "docm", "dotx", "dotm"}), _sniff, DocxBook)
