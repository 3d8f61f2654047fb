"""Opens a document in the test's own process: for rules that need no child."""

from __future__ import annotations

from edgechat.library.extract import Block, Page
from edgechat.library.formats import formats, recognise
from edgechat.library.formats._contract import Blob, Book
from edgechat.library.formats._head import Head

_KNOWN = formats()


def opened(data: bytes | str, name: str) -> Book:
    whole = data.encode() if isinstance(data, str) else data
    return recognise(Head(whole, name), _KNOWN).open(Blob(whole, name))


def pages(data: bytes | str, name: str) -> list[Page]:
    book = opened(data, name)
    try:
        return list(book.pages(1))
    finally:
        book.close()


def told(page: Page) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(block.kind, page.text[block.start : block.end]) for block in page.blocks]


def block(page: Page, words: str) -> Block:
    """The block that holds these words."""
    at = page.text.index(words)
    return next(each for each in page.blocks if each.start <= at < each.end)
