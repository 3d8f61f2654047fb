"""EML and MBOX: each message a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgechat.library.extract import Page
from edgechat.library.formats._contract import Blob, Book, Format
from edgechat.library.formats._head import Head
from edgechat.library.formats._mail import message_page

MOST_LETTER = 64 * 1024 * 1024  # bytes of one message
# Between messages: a line "From somebody at some time" after an empty one, with the headers below it.
_FROM = re.compile(rb"(?:\A|\r?\n\r?\n)From [^\r\n]{3,200}\r?\n(?=[A-Za-z][\w-]*:|>From )")
_HEADER = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_TELLING = re.compile(
    r"^(?:Received|Return-Path|Delivered-To|Message-ID|MIME-Version|From|X-[\w-]+|DKIM-Signature):",
    re.IGNORECASE | re.MULTILINE,
)


class MailBook(Book):
    def __init__(self, blob: Blob) -> None:
        super().__init__(blob, unit="message")

    def pages(self, first: int) -> Iterator[Page]:
        for number, data in enumerate(self._letters(), 1):
            if number < first:
                continue
            if len(data) > MOST_LETTER:
                self.note(
                    number, "cut", f"Message {number} is {len(data) / 1e6:,.0f} MB; its end is missing."
                )
            try:
                yield message_page(data[:MOST_LETTER], number, self)
            except MemoryError:
                raise
            except Exception as error:
                self.note(number, "page-failed", f"Message {number} is damaged ({type(error).__name__}).")

    def _letters(self) -> Iterator[bytes]:
        data = self.blob.data
        if not data.startswith(b"From "):
            yield data
            return
        start = None
        for match in _FROM.finditer(data):
            if start is not None:
                yield data[start : match.start()]
            start = match.end()
        if start is not None:
            yield data[start:]


def _sniff(head: Head) -> int:
    if head.starts(b"From ") and _FROM.match(head.data[:2000]):
        return 3
    text = head.text
    if not text:
        return 0
    top = _HEADER.match(text.lstrip("\ufeff").replace("\r\n", "\n"))
    if top is None:
        return 0
    telling = len({word.lower() for word in _TELLING.findall(top.group())})
    if telling >= 2:
        return 3
    return 2 if head.suffix in ("eml", "mbox", "mbx", "msg") else 0


FORMAT = Format("mail", frozenset({"eml", "mbox", "mbx"}), _sniff, MailBook)
