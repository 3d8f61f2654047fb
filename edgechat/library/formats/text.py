"""Plain text in any encoding: paragraphs are what blank lines part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgechat.core.errors import DocumentTooLarge, DocumentUnsupported
from edgechat.library.extract import Page
from edgechat.library.formats._composing import Composer
from edgechat.library.formats._contract import Blob, Book, Format
from edgechat.library.formats._encoding import Decoded, clean, decode
from edgechat.library.formats._head import Head

LARGEST_TEXT = 100 * 1024 * 1024  # bytes
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_ITEM = re.compile(r"[-*+•] |\d{1,3}[.)] ")
EXTENSIONS = frozenset({"txt", "text", "log", "srt", "vtt", "rst", "asc", "nfo", "diz", "adoc", "org", "tex"})


class TextBook(Book):
    """Also what the formats made of text are built on."""

    def __init__(self, blob: Blob) -> None:
        super().__init__(blob)
        decoded = decode_whole(blob)
        if not decoded.sure and decoded.encoding != "utf-8":
            self.note(0, "encoding", f"Its encoding was guessed: {decoded.encoding}.")
        self.text = clean(decoded.text)

    def pages(self, first: int) -> Iterator[Page]:
        composer, number = Composer(), 1
        for paragraph in paragraphs(self.text):
            composer.add(paragraph, "list" if _ITEM.match(paragraph) else "paragraph")
            if composer.full:
                yield composer.page(number)
                composer, number = Composer(), number + 1
        yield composer.page(number)


def decode_whole(blob: Blob) -> Decoded:
    """All of it as text. Raises ``DocumentTooLarge``, and ``DocumentUnsupported`` for binary data."""
    if len(blob.data) > LARGEST_TEXT:
        raise DocumentTooLarge(
            f"{blob.name} is {len(blob.data) / 1e6:,.0f} MB of text; it may be {LARGEST_TEXT / 1e6:,.0f} MB.",
            "Split it into several files.",
        )
    decoded = decode(blob.data)
    if decoded is None:
        raise DocumentUnsupported(f"{blob.name} begins like text but holds binary data.", "")
    return decoded


def paragraphs(text: str, longest: int = 100_000) -> Iterator[str]:
    """What blank lines part; a paragraph beyond any measure is cut at a line end, else where it is."""
    for paragraph in _BLANK.split(text):
        start = 0
        while len(paragraph) - start > longest:
            half, end = start + longest // 2, start + longest
            at = paragraph.rfind("\n", half, end)
            at = at if at > 0 else paragraph.rfind(" ", half, end)
            at = at if at > 0 else end
            yield paragraph[start:at]
            start = at
        yield paragraph[start:]


def _sniff(head: Head) -> int:
    if not head.text:
        return 0
    return 2 if head.suffix in EXTENSIONS else 1


FORMAT = Format("text", EXTENSIONS, _sniff, TextBook)
