"""What the viewer shows of one page of a document, gathered off the main thread. No widgets here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from edgechat.core.errors import DocumentUnreadable, NotFound
from edgechat.library.document import ATTACHMENTS

if TYPE_CHECKING:
    from edgechat.desktop.door import LibraryDoor
    from edgechat.library.extract import Box, Picture

DRAWN = 1600
"""Pixels: how wide a page is drawn, sharp enough for a dense screen."""

FIXED = ("code", "csv", "sheets")
"""Formats whose signs stand under each other."""


@dataclass(frozen=True)
class Spot:
    """Characters ``start`` to ``end`` of ``page`` (from 1; 0: the whole) of a document, called ``name``.
    ``quote``: what stood there, where it was cited."""

    document: str
    name: str
    page: int = 0
    start: int = 0
    end: int = 0
    quote: str = ""


@dataclass(frozen=True)
class Sight:
    """One of ``pages`` parts, each a ``unit`` (page, slide, …; empty: no parts): its text, and where it can
    be drawn its picture with the spot's boxes. ``fixed``: the text wants letters of one width.

    ``gone``: the document, or in it the place, is there no more; the text is what was cited from it."""

    spot: Spot
    text: str
    page: int
    pages: int
    unit: str = ""
    picture: Picture | None = None
    boxes: tuple[Box, ...] = ()
    path: str = ""
    fixed: bool = False
    gone: Literal["", "document", "place"] = ""

    @property
    def quote(self) -> str:
        """The text of the spot, if it is on this page."""
        if self.gone:
            return self.spot.quote
        return self.text[self.spot.start : self.spot.end] if self.page == max(1, self.spot.page) else ""


def look_for(library: LibraryDoor, digest: str, name: str) -> Spot:
    """The beginning of the document with the content ``digest``, which was attached as ``name``. One that is
    not there any more has no id."""
    for collection in (ATTACHMENTS, None):
        for info in library.documents(collection):
            if digest and info.digest == digest and info.duplicate_of is None:
                return Spot(info.id, name, 1 if info.unit else 0)
    return Spot("", name)


def look_at(library: LibraryDoor, spot: Spot, page: int) -> Sight:
    """Page ``page`` of the document of ``spot``. Raises what the library raises: ``Busy``, …"""
    try:
        document = library.cited(spot.document, spot.quote, spot.page, spot.start)
    except NotFound:
        return Sight(spot=spot, text=spot.quote, page=page, pages=1, gone="document")
    try:
        text = library.text(document.id, page=page if document.unit else None)
    except NotFound:
        if not spot.quote or page != max(1, spot.page):  # a page that could not be read, on the way
            raise
        return Sight(spot=spot, text=spot.quote, page=page, pages=1, path=document.path, gone="place")
    here = page == max(1, spot.page) and spot.end > spot.start
    picture: Picture | None = None
    boxes: tuple[Box, ...] = ()
    try:
        picture = library.picture(document.id, page, DRAWN)
        boxes = library.boxes(document.id, page, spot.start, spot.end).boxes if here else ()
    except (DocumentUnreadable, NotFound):
        pass  # no pages to draw, or its original cannot be opened now: its text is there all the same
    return Sight(
        spot=spot, text=text, page=page, pages=document.pages if document.unit else 1, unit=document.unit,
        picture=picture, boxes=boxes, path=document.path, fixed=document.format in FIXED,
    )  # fmt: skip
