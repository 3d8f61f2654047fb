"""HTML: the visible text of a page, its headings and tables; scripts and menus left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgechat.library.extract import Page
from edgechat.library.formats._composing import Composer
from edgechat.library.formats._contract import Blob, Book, Format
from edgechat.library.formats._encoding import clean
from edgechat.library.formats._head import Head
from edgechat.library.formats.text import decode_whole

EXTENSIONS = frozenset({"html", "htm", "xhtml", "shtml"})
_BEGINS = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)


class HtmlBook(Book):
    def __init__(self, blob: Blob) -> None:
        from edgechat.library.formats import _html

        super().__init__(blob)
        self._root = _html.parse_html(html_text(blob))
        if self._root is not None:
            self.title = _html.title_of(self._root)
            self.language = _html.language_of(self._root)

    def pages(self, first: int) -> Iterator[Page]:
        from edgechat.library.formats._html import Writing, unread

        if self._root is None:
            return
        number = 1
        writing = Writing(Composer(), unread(self._root))
        for _ in writing.walk(self._root):
            yield writing.composer.page(number, label=self.title)
            writing.composer, number = Composer(writing.composer.outline), number + 1
        yield writing.composer.page(number, label=self.title)


def html_text(blob: Blob) -> str:
    """The page as text: as its first bytes say it is encoded, else as it looks."""
    declared = _DECLARED.search(blob.data[:4096])
    if declared is not None and not blob.data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            name = declared.group(1).decode("ascii").lower()
            return blob.data.decode("cp1252" if name in ("iso-8859-1", "latin1", "us-ascii") else name)
        except (LookupError, UnicodeDecodeError, ValueError):
            pass  # it says one thing and is another
    return clean(decode_whole(blob).text)


def _sniff(head: Head) -> int:
    if not head.text:
        return 0
    if _BEGINS.match(head.text):
        return 3
    return 2 if head.suffix in EXTENSIONS and "<" in head.text else 0


FORMAT = Format("html", EXTENSIONS, _sniff, HtmlBook)
