"""PPTX: one page per slide, its title, text, tables and the speaker's notes."""

from __future__ import annotations

from collections.abc import Iterator

from edgechat.core.errors import DocumentDamaged
from edgechat.library.extract import Page
from edgechat.library.formats._composing import Composer, one_line
from edgechat.library.formats._contract import Blob, Book, Format
from edgechat.library.formats._head import Head
from edgechat.library.formats._office import Package, resolve
from edgechat.library.formats._xml import Element, attribute, child, children, local
from edgechat.library.formats.image import words_on

_TITLES = ("title", "ctrTitle")
_NOISE = ("dt", "ftr", "sldNum", "hdr")  # date, footer and number, the same on every slide
DEEPEST = 30
LEAST_TEXT = 100  # characters of a slide; one with less is looked at as a picture, too


class PptxBook(Book):
    def __init__(self, blob: Blob) -> None:
        super().__init__(blob, unit="slide")
        self._package = Package(blob)
        self._package.describe(self)
        root = self._package.xml(self._package.main)
        targets = self._package.relations(self._package.main)
        # A slide's own number is called id, too: the relation is the one that is known.
        keys = [_relation(each, targets) for each in children(child(root, "sldIdLst"), "sldId")]
        self._slides = [resolve(self._package.main, targets[key][1]) for key in keys if key]
        self.length = len(self._slides)

    def pages(self, first: int) -> Iterator[Page]:
        for number in range(first, (self.length or 0) + 1):
            try:
                yield self._slide(number)
            except DocumentDamaged as error:
                self.note(number, "page-failed", f"Slide {number} is damaged. {error.message}")

    def _slide(self, number: int) -> Page:
        part = self._slides[number - 1]
        root = self._package.xml(part)
        if root is None:
            raise DocumentDamaged(f"{self.blob.name} has no slide {number}.")
        shapes = list(_shapes(child(root, "cSld", "spTree"), 0))
        composer = Composer()
        title = next((shape for shape in shapes if _role(shape) in _TITLES), None)
        label = one_line(" ".join(text for text, _ in _paragraphs(title))) if title is not None else ""
        composer.add(label, "heading", level=1)
        for shape in shapes:
            if shape is not title and _role(shape) not in _NOISE:
                _add(composer, shape)
        if composer.length < LEAST_TEXT and self.blob.ocr:
            self._look(composer, part, number)
        for notes in self._package.related(part, "notesSlide"):
            self._add_notes(composer, self._package.xml(notes))
        return composer.page(number, label=label)

    def _look(self, composer: Composer, part: str, number: int) -> None:
        seen = words_on(self._package.pictures(part), self.blob)
        for text in seen:
            composer.add(text)
        if seen:
            self.note(number, "ocr", f"What is written on the pictures of slide {number} was read.")

    def _add_notes(self, composer: Composer, root: Element | None) -> None:
        for shape in _shapes(child(root, "cSld", "spTree"), 0):
            if _role(shape) == "body":
                composer.add("\n".join(text for text, _ in _paragraphs(shape)), "notes")


def _relation(slide: Element, targets: dict[str, tuple[str, str]]) -> str:
    return next((value for value in slide.attrib.values() if value in targets), "")


def _shapes(tree: Element | None, depth: int) -> Iterator[Element]:
    """The shapes that carry text or a table, those in groups too, in the order they are drawn."""
    if tree is None or depth > DEEPEST:
        return
    for element in tree:
        if local(element) in ("sp", "graphicFrame"):
            yield element
        elif local(element) in ("grpSp", "AlternateContent", "Choice"):
            yield from _shapes(element, depth + 1)


def _role(shape: Element) -> str:
    """What kind of placeholder a shape is; "" when it is none."""
    placeholder = next((each for each in shape.iter() if local(each) == "ph"), None)
    return attribute(placeholder, "type", "body") if placeholder is not None else ""


def _add(composer: Composer, shape: Element) -> None:
    for table in (each for each in shape.iter() if local(each) == "tbl"):
        first = attribute(child(table, "tblPr"), "firstRow") in ("1", "true")
        for index, row in enumerate(children(table, "tr")):
            cells = [" ".join(text for text, _ in _paragraphs(cell)) for cell in children(row, "tc")]
            composer.row(cells, header=first and index == 0)
    if local(shape) == "sp":
        found = [(text, level) for text, level in _paragraphs(shape) if text.strip()]
        items = len(found) > 1 and _role(shape) != ""
        for text, level in found:
            composer.add(text, "list" if items or level else "paragraph", level=level)


def _paragraphs(element: Element | None) -> Iterator[tuple[str, int]]:
    if element is None:
        return
    for paragraph in element.iter():
        if local(paragraph) == "p":
            level = attribute(child(paragraph, "pPr"), "lvl")
            yield _text(paragraph), int(level) if level.isdigit() else 0


def _text(paragraph: Element) -> str:
    parts = []
    for each in paragraph.iter():
        if local(each) == "t":
            parts.append(each.text or "")
        elif local(each) == "br":
            parts.append("\n")
    return "".join(parts)


def _sniff(head: Head) -> int:
    if "[Content_Types].xml" not in head.members:
        return 0
    return 4 if any(name.startswith("ppt/") for name in head.members) else 0


FORMAT = Format("pptx", frozenset({"pptx", "pptm", "ppsx", "potx"}), _sniff, PptxBook)
