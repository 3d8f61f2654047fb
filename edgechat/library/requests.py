"""What the app asks of the ``read`` child, and what comes back besides ``extract``'s values.

One file at a time: ``begin``, its bytes as ``piece``s, ``open``, then ``next`` until the last page. The file
stays there until another one begins, so that boxes and pictures of its pages can be asked for.
Knows no format.
"""

from __future__ import annotations

import msgspec

from edgechat.library.extract import Document, Note

BATCH_PAGES = 32  # pages told for one ``next``: the app asks again when it has room for more
BATCH_CHARACTERS = 2_000_000


class Begin(msgspec.Struct, frozen=True):
    """``memory``: bytes the child may have altogether while it has this file; 0 for no limit."""

    name: str
    size: int
    memory: int


class Piece(msgspec.Struct, frozen=True):
    data: bytes


class Open(msgspec.Struct, frozen=True):
    """``first``: the page to begin with. ``ocr``: whether text is read off pictures."""

    password: str | None = None
    first: int = 1
    ocr: bool = True


class Next(msgspec.Struct, frozen=True):
    pass


class Batch(msgspec.Struct, frozen=True):
    """``document`` is there when that was the last page."""

    notes: tuple[Note, ...] = ()
    document: Document | None = None


class FindBoxes(msgspec.Struct, frozen=True):
    page: int
    start: int
    end: int
    password: str | None = None


class Render(msgspec.Struct, frozen=True):
    """``width`` in pixels."""

    page: int
    width: int
    password: str | None = None


class Took(msgspec.Struct, frozen=True):
    size: int
