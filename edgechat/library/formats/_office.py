"""What the Office formats of today (DOCX, PPTX) have in common: parts, relations, properties."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from edgechat.core.errors import DocumentDamaged
from edgechat.library.formats._archive import Archive
from edgechat.library.formats._composing import one_line
from edgechat.library.formats._contract import Blob, Book
from edgechat.library.formats._encoding import clean
from edgechat.library.formats._xml import Element, child, local, parse, relations

MOST_PICTURES = 50  # of a document, or of one slide


class Package:
    """The parts of one file, found by following its relations."""

    def __init__(self, blob: Blob) -> None:
        self.name = blob.name
        self.archive = Archive(blob.data, blob.name, blob.beat)
        self.main = self._main()

    def _main(self) -> str:
        for kind, target in self.relations("").values():
            if kind == "officeDocument" and resolve("", target) in self.archive:
                return resolve("", target)
        raise DocumentDamaged(
            f"{self.name} is damaged: its main part is missing.",
            "Open it in the program it was made with and save it again.",
        )

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id -> (kind, target as it stands) of a part; of the whole file for ""."""
        folder, _, last = part.rpartition("/")
        path = posixpath.join(folder, "_rels", last + ".rels")
        return relations(self.archive.get(path), self.name)

    def related(self, part: str, kind: str) -> list[str]:
        """The parts of that kind a part refers to, as far as they are there."""
        found = [resolve(part, target) for its, target in self.relations(part).values() if its == kind]
        return [each for each in found if each in self.archive]

    def xml(self, part: str) -> Element | None:
        data = self.archive.get(part)
        return None if data is None else parse(data, self.name)

    def pictures(self, part: str) -> Iterator[bytes]:
        """The pictures a part shows, as they are stored."""
        for each in self.related(part, "image")[:MOST_PICTURES]:
            yield self.archive.read(each)

    def describe(self, book: Book) -> None:
        """Fill in title, author, language and date, as far as the file has them."""
        for part in self.related("", "core-properties"):
            core = self.xml(part)
            book.title = book.title or _said(core, "title")
            book.author = book.author or _said(core, "creator")
            book.language = book.language or _said(core, "language")
            book.created = book.created or _said(core, "created")


def resolve(part: str, target: str) -> str:
    """A target as the name of a member; never above the archive's root."""
    if target.startswith("/"):
        return posixpath.normpath(target.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def _said(core: Element | None, name: str) -> str:
    found = child(core, name)
    return one_line(clean(found.text or "")) if found is not None else ""


def texts(element: Element, names: frozenset[str] = frozenset({"t"})) -> str:
    """All text of the elements of those names, in order."""
    return "".join(each.text or "" for each in element.iter() if local(each) in names)
