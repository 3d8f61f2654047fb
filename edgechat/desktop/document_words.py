"""Documents in words: their state, what is in them, how far reading is. Nothing here draws."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from edgechat.chat.filenames import visible
from edgechat.desktop import words
from edgechat.desktop.language import plural, said
from edgechat.library.document import (
    ATTACHMENTS,
    DEFAULT_COLLECTION,
    RECOVERED,
    DocumentInfo,
    Progress,
    Renewed,
)

if TYPE_CHECKING:
    from edgechat.core.errors import DocumentMissing
    from edgechat.library.healed import Healed
    from edgechat.library.scan import Trouble

TONES = {
    "queued": "muted",
    "reading": "accent",
    "indexed": "muted",
    "indexed with notes": "warning",
    "duplicate of": "muted",
    "cancelled": "muted",
    "encrypted": "warning",
}
"""Of the states that are no failure."""

MOST_NOTES = 6
MOST_UNREADABLE = 5


def _tr(text: str) -> str:
    return QCoreApplication.translate("Documents", text)


def shown(name: str) -> str:
    """A file's name: nothing in it can pretend to be another."""
    return visible(name)


def collection(name: str) -> str:
    """A collection's name as it is shown; the one that nobody named has a name too."""
    named = {
        DEFAULT_COLLECTION: _tr("My documents"),
        RECOVERED: _tr("Recovered"),
        ATTACHMENTS: _tr("Attachments"),
    }
    return named.get(name) or shown(name)


def tone(info: DocumentInfo) -> str:
    """The colour in which its state is told."""
    return TONES.get(info.state, "danger")


def state(info: DocumentInfo) -> str:
    """What has become of it, in one line."""
    match info.state:
        case "queued":
            return _tr("Waiting")
        case "reading":
            return (
                f"{_tr('Reading')} · {_size(info)}"
                if not info.chunks
                else f"{_tr('Reading')} · {holds(info)}"
            )
        case "indexed":
            return holds(info)
        case "indexed with notes":
            return f"{holds(info)} · {_first_note(info)}"
        case "duplicate of":
            return _tr("Already there under another name: kept once")
        case "cancelled":
            return _tr("Cancelled")
    return said(info.reason) or info.state


def sign(info: DocumentInfo) -> str:
    """That it is no document like the others; empty: it is."""
    return _tr("Attached to a question") if info.collection == ATTACHMENTS else ""


def step(info: DocumentInfo) -> str:
    """What the person can do about its state with one click; empty: nothing."""
    return _tr("Enter its password…") if info.state == "encrypted" else ""


def _first_note(info: DocumentInfo) -> str:
    first = said(info.notes[0].text) if info.notes else said(info.reason)
    more = len(info.notes) - 1
    return first if more < 1 else f"{first} {plural('Documents', '(and 1 more)', '(and %n more)', more)}"


def holds(info: DocumentInfo) -> str:
    """How much is in it."""
    parts = []
    if info.unit and info.pages:
        parts.append(_units(info.unit, info.pages))
    parts.append(plural("Documents", "1 passage", "%n passages", info.chunks))
    parts.append(_size(info))
    return " · ".join(parts)


def _units(unit: str, n: int) -> str:
    match unit:
        case "slide":
            return plural("Documents", "1 slide", "%n slides", n)
        case "sheet":
            return plural("Documents", "1 sheet", "%n sheets", n)
        case "chapter":
            return plural("Documents", "1 chapter", "%n chapters", n)
        case "message":
            return plural("Documents", "1 message", "%n messages", n)
    return plural("Documents", "1 page", "%n pages", n)


def _size(info: DocumentInfo) -> str:
    return words.size(info.size)


def tip(info: DocumentInfo) -> str:
    """All that is known of it, as a tooltip."""
    lines = [shown(info.path or info.name), state(info)]
    if info.action and info.state not in ("indexed", "queued", "reading"):
        lines.append(said(info.action))
    lines += [note(each.page, said(each.text), info.unit) for each in info.notes[:MOST_NOTES]]
    if info.seconds:
        seconds = QLocale().toString(info.seconds, "f", 1)
        lines.append(_tr("Read in %1 s").replace("%1", seconds))
    return words.plain_tip("\n".join(lines))


def note(page: int, text: str, unit: str = "page") -> str:
    if not page:
        return text
    placed = {
        "slide": _tr("Slide %1: %2"),
        "sheet": _tr("Sheet %1: %2"),
        "chapter": _tr("Chapter %1: %2"),
        "message": _tr("Message %1: %2"),
    }.get(unit, _tr("Page %1: %2"))
    return placed.replace("%1", QLocale().toString(page)).replace("%2", text)


def progress(now: Progress) -> str:
    """How far reading is, and how long it will take."""
    done = _tr("%1 of %2 documents").replace("%1", QLocale().toString(now.done))
    parts = [done.replace("%2", QLocale().toString(now.total))]
    if now.paused:
        return " · ".join([*parts, _tr("paused")])
    if now.pages_per_second:
        speed = QLocale().toString(now.pages_per_second, "f", 1 if now.pages_per_second < 10 else 0)
        parts.append(_tr("%1 pages/s").replace("%1", speed))
    if now.left is not None:
        parts.append(left(now.left))
    return " · ".join(parts)


def renewal(now: Renewed, *, held: bool = False) -> str:
    """How far search is on its way to another embedding model."""
    told = _tr("Search moves to %1").replace("%1", shown(now.model))
    done = _tr("%1 of %2 passages").replace("%1", QLocale().toString(now.done))
    parts = [told, done.replace("%2", QLocale().toString(now.total))]
    if held:
        parts.append(_tr("paused"))
    elif now.left is not None:
        parts.append(left(now.left))
    return " · ".join(parts)


def renewed(now: Renewed) -> str:
    """What has become of it, at its end; empty: nothing that a person would want to know."""
    if now.why:
        told = _tr("Search could not move to %1.").replace("%1", shown(now.model))
        return f"{told} {said(now.why)}"
    return _tr("Search now uses %1").replace("%1", shown(now.model)) if now.switched else ""


def healed(what: Healed) -> str:
    """What was done about a damaged library, and what became of the documents."""
    parts = [
        _tr("The list of your documents was damaged. It was made anew; the damaged file is kept.")
        if what.kept
        else _tr("Some of what was read of your documents was damaged on the disk.")
    ]
    again, found, lost = what.again, what.found, what.lost
    if again:
        parts.append(plural("Documents", "1 document is read again.", "%n documents are read again.", again))
    if found:
        parts.append(plural("Documents", "1 lost its name.", "%n lost their names.", found))
        parts.append(_tr("See the collection “Recovered”."))
    if lost:
        parts.append(
            plural("Documents", "1 file has to be added again.", "%n files have to be added again.", lost)
        )
    return " ".join(parts)


def trouble(found: Trouble) -> str:
    """Which folders and files could not be gone into, and why; empty: all could."""
    lines = [f"{shown(path)}: {_why(each)}" for path, each in found.unreadable.items()]
    if not lines:
        return ""
    more = len(lines) - MOST_UNREADABLE
    head = plural("Documents", "1 place could not be read:", "%n places could not be read:", len(lines))
    told = [head, *lines[:MOST_UNREADABLE]]
    return "\n".join([*told, plural("Documents", "and 1 more", "and %n more", more)] if more > 0 else told)


def _why(error: DocumentMissing) -> str:
    why = str(error.details.get("why", ""))
    if why == os.strerror(errno.EACCES):
        return _tr("no permission to read it")
    return _tr("it is not there") if why == os.strerror(errno.ENOENT) else why


def left(seconds: float) -> str:
    """About how long it will go on."""
    if seconds < 60:
        return _tr("less than a minute left")
    if seconds < 5400:
        return plural("Documents", "about 1 minute left", "about %n minutes left", round(seconds / 60))
    return plural("Documents", "about 1 hour left", "about %n hours left", round(seconds / 3600))
