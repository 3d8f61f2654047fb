"""One e-mail as text: who, when and what about, its body, and the names of what hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

from edgechat.library.extract import Page
from edgechat.library.formats._composing import Composer, Outline, one_line
from edgechat.library.formats._contract import Book
from edgechat.library.formats._encoding import clean, decode
from edgechat.library.names import display_name

HEADERS = ("From", "To", "Cc", "Date", "Subject")
MOST_PARTS = 200
LONGEST_LIST = 2000  # characters of one header


def message_page(data: bytes, number: int, book: Book) -> Page:
    """A message as a page; its attachments as notes of the book."""
    message = message_from_bytes(data, policy=policy.default)
    composer = Composer(Outline())
    subject = header(message, "Subject")
    if subject:
        composer.add(subject, "heading", level=1)
    told = [f"{name}: {header(message, name)}" for name in HEADERS[:-1] if header(message, name)]
    composer.add("\n".join(told), "notes")
    plain, rich, hanging = _sort(message)
    for body in plain or rich[:1]:
        _write(composer, body, rich=not plain)
    for name in hanging:
        book.note(number, "attachment", f"{name} is attached and was not read: save it and add it.")
    return composer.page(number, label=subject)


def header(message: Any, name: str) -> str:
    """A header's text. What a broken one raises is many things: then it is shown as it stands, or not."""
    try:
        value = message.get(name)
        return clean(one_line(str(value or "")))[:LONGEST_LIST]
    except Exception:
        return ""


def _sort(message: Any) -> tuple[list[Any], list[Any], list[str]]:
    """Plain bodies, HTML bodies, names of attachments."""
    plain: list[Any] = []
    rich: list[Any] = []
    hanging: list[str] = []
    for count, part in enumerate(_leaves(message)):
        if count >= MOST_PARTS:
            break
        name, kind = _name(part), part.get_content_type()
        if name or part.get_content_disposition() == "attachment":
            hanging.append(name or kind)
        elif kind == "text/plain":
            plain.append(part)
        elif kind == "text/html":
            rich.append(part)
        elif not kind.startswith(("multipart/", "text/")):
            hanging.append(kind)
    return [part for part in plain if _content(part).strip()], rich, hanging


def _leaves(message: Any) -> Iterator[Any]:
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        inner = part.get_payload() if part.is_multipart() else None
        if isinstance(inner, list):
            waiting = [*inner, *waiting][:MOST_PARTS]
        else:
            yield part


def _name(part: Any) -> str:
    try:
        return display_name(one_line(part.get_filename() or ""))[:255]
    except Exception:  # a name in an encoding that does not exist
        return "an attachment"


def _content(part: Any) -> str:
    """A body as text, in the encoding it names if that is one."""
    try:
        data = part.get_payload(decode=True) or b""
    except Exception:  # not as it is encoded
        data = str(part.get_payload()).encode("utf-8", "replace")
    named = part.get_content_charset()
    try:
        return clean(data.decode(named or "utf-8"))
    except (LookupError, UnicodeDecodeError, ValueError):
        decoded = decode(data)
        return clean(decoded.text if decoded is not None else data.decode("latin-1"))


def _write(composer: Composer, part: Any, *, rich: bool) -> None:
    from edgechat.library.formats._html import Writing, parse_html

    text = _content(part)
    if not rich:
        for paragraph in text.split("\n\n"):
            lines = paragraph.strip().split("\n")
            quoted = all(line.startswith(">") for line in lines if line.strip())
            composer.add(paragraph, "quote" if quoted else "paragraph")
        return
    root = parse_html(text) if text.strip() else None
    if root is not None:
        for _ in Writing(composer).walk(root):
            break
