"""EPUB: the chapters of a book in reading order, each a page."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from edgechat.core.errors import DocumentDamaged, DocumentEncrypted
from edgechat.library.extract import Page
from edgechat.library.formats._archive import Archive
from edgechat.library.formats._composing import Composer, Outline, one_line
from edgechat.library.formats._contract import Blob, Book, Format
from edgechat.library.formats._encoding import clean
from edgechat.library.formats._head import Head
from edgechat.library.formats._xml import Element, attribute, child, children, local, parse
from edgechat.library.formats.html import html_text

CONTAINER = "META-INF/container.xml"
_FONTS = ("font", "obfuscation")
MOST_CHAPTERS = 5000


class EpubBook(Book):
    def __init__(self, blob: Blob) -> None:
        super().__init__(blob, unit="chapter")
        self._archive = Archive(blob.data, blob.name, blob.beat)
        self._refuse_locked()
        self._main = self._find_main()
        package = parse(self._archive.read(self._main), blob.name)
        self._describe(child(package, "metadata"))
        self._chapters = list(self._spine(package))[:MOST_CHAPTERS]
        self.length = len(self._chapters)

    def _find_main(self) -> str:
        data = self._archive.get(CONTAINER)
        files = children(child(parse(data, self.blob.name), "rootfiles"), "rootfile") if data else iter(())
        for each in files:
            path = attribute(each, "full-path")
            if path in self._archive:
                return path
        raise DocumentDamaged(f"{self.blob.name} is damaged: its table of parts is missing.")

    def _refuse_locked(self) -> None:
        """Books from shops may be encrypted; fonts often are, which is no matter."""
        data = self._archive.get("META-INF/encryption.xml")
        if data is None:
            return
        for each in parse(data, self.blob.name).iter():
            if local(each) == "CipherReference":
                target = attribute(each, "URI").lower()
                if target.endswith((".xhtml", ".html", ".htm", ".xml")):
                    raise DocumentEncrypted(
                        f"{self.blob.name} is locked by the shop it comes from.",
                        "Open it in that shop's own program.",
                    )

    def _describe(self, metadata: Element | None) -> None:
        entries = list(metadata) if metadata is not None else []
        said = {local(each): one_line(clean(each.text or "")) for each in reversed(entries)}
        self.title, self.author = said.get("title", ""), said.get("creator", "")
        self.language, self.created = said.get("language", ""), said.get("date", "")

    def _spine(self, package: Element) -> Iterator[str]:
        targets = {
            attribute(each, "id"): attribute(each, "href")
            for each in children(child(package, "manifest"), "item")
        }
        folder = posixpath.dirname(self._main)
        for each in children(child(package, "spine"), "itemref"):
            target = targets.get(attribute(each, "idref"))
            if target:
                yield posixpath.normpath(posixpath.join(folder, unquote(target.partition("#")[0])))

    def pages(self, first: int) -> Iterator[Page]:
        for number in range(first, (self.length or 0) + 1):
            name = self._chapters[number - 1]
            if name not in self._archive:
                self.note(number, "page-failed", f"Chapter {number} ({name}) is missing.")
                continue
            try:
                yield self._chapter(number, Blob(self._archive.read(name), self.blob.name))
            except DocumentDamaged as error:
                self.note(number, "page-failed", f"Chapter {number} is damaged. {error.message}")

    def _chapter(self, number: int, blob: Blob) -> Page:
        from edgechat.library.formats._html import Writing, parse_html, title_of

        composer = Composer(Outline())
        root = parse_html(html_text(blob)) if blob.data else None
        label = ""
        if root is not None:
            # A book has no menus: what looks like one is its table of contents.
            for _ in Writing(composer).walk(root):
                self.note(
                    number, "cut", f"Chapter {number} is longer than a chapter may be; its end is missing."
                )
                break
            label = title_of(root)
        page = composer.page(number)
        heading = next(
            (page.text[each.start : each.end] for each in page.blocks if each.kind == "heading"), ""
        )
        return composer.page(number, label=heading or (label if label != self.title else ""))


def _sniff(head: Head) -> int:
    return 4 if head.mimetype == "application/epub+zip" or CONTAINER in head.members else 0


FORMAT = Format("epub", frozenset({"epub"}), _sniff, EpubBook)
