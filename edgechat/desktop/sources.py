"""Where an answer comes from: one chip for each place it cites, or that the documents held nothing of it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRegularExpression, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QLabel, QStyle, QWidget

from edgechat.chat.conversation import Message
from edgechat.chat.parts import CitationPart, SearchedPart
from edgechat.desktop import journal, words
from edgechat.desktop.chip import WIDEST, Chip
from edgechat.desktop.language import plural
from edgechat.desktop.look import Look

CHIP, GAP = 28, 8
QUOTED = 400
"""Characters of a quotation that a tooltip shows."""


LOOK = 0
"""In place of a marker's number."""

SCHEME = "source"
"""Of the links that markers in the text become."""
_MARKER = QRegularExpression(r"\[(\d{1,3})\]")


def link_markers(document: QTextDocument, message: Message, look: Look) -> None:
    """Make each marker that points somewhere a link to its number; brackets in code stay what they are."""
    known = {part.number for part in message.parts if isinstance(part, CitationPart)}
    if not known:
        return
    ink = QTextCharFormat()
    ink.setAnchor(True)
    ink.setForeground(QColor(look.palette.accent))
    ink.setBackground(QColor(look.palette.accent_soft))
    ink.setFontUnderline(False)
    found = document.find(_MARKER)
    while not found.isNull():
        number = int(found.selectedText()[1:-1])
        if number in known and not _in_code(found):
            ink.setAnchorHref(f"{SCHEME}:{number}")
            found.mergeCharFormat(ink)
        found = document.find(_MARKER, found)


def _in_code(cursor: QTextCursor) -> bool:
    written = cursor.charFormat()
    return written.fontFixedPitch() or bool(written.anchorHref())


def has_sources(message: Message) -> bool:
    return any(isinstance(part, CitationPart | SearchedPart) for part in message.parts)


class Sources(QWidget):
    """The chips of one answer, laid out by hand. ``wanted(number)``: the place of that marker; ``LOOK``: what
    the documents say of the question."""

    wanted = Signal(int)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._note = QLabel(self)
        self._note.setFont(look.caption)
        self._note.setProperty("tone", "muted")
        self._note.setWordWrap(True)
        self._chips: list[Chip] = []
        self._shown: tuple[object, ...] | None = None

    def show_message(self, message: Message) -> None:
        cited = tuple(part for part in message.parts if isinstance(part, CitationPart))
        searched = next((part for part in message.parts if isinstance(part, SearchedPart)), None)
        shown = (cited, searched, message.state)
        if shown == self._shown:
            return
        self._shown = shown
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(part) for part in cited]
        if searched is not None and searched.found and not cited and message.state != "streaming":
            self._chips.append(self._looking_on())
        self._note.setText(self._said(message, searched, bool(cited)))
        self._note.setVisible(bool(self._note.text()))
        if message.state != "streaming":
            journal.note("sources", message=message.id, chips=len(self._chips))

    def _said(self, message: Message, searched: SearchedPart | None, cited: bool) -> str:
        if searched is None or cited:
            return ""
        if not searched.found:
            return self.tr("Nothing in your documents bears on this question. The answer is the model's own.")
        if message.state == "streaming":
            return plural("Sources", "Reading one passage", "Reading %n passages", searched.found)
        return self.tr("No sentence of this answer stands in the passages that were found.")

    def _bare(self, number: int) -> Chip:
        chip = Chip(self._look.caption, self)
        chip.setObjectName("source")
        chip.clicked.connect(lambda: self.wanted.emit(number))
        chip.show()
        return chip

    def _looking_on(self) -> Chip:
        """The answer points nowhere: the person may look for themselves."""
        chip = self._bare(LOOK)
        chip.setText(self.tr("Look in the documents"))
        chip.setAccessibleName(chip.text())
        chip.setToolTip(self.tr("Search them for the words of this question"))
        return chip

    def _chip(self, part: CitationPart) -> Chip:
        chip = self._bare(part.number)
        where = words.place(part.name, part.page)
        chip.show_text(f"{part.number}  {where}", WIDEST - 32)
        chip.setAccessibleName(self.tr("Source %1: %2").replace("%1", str(part.number)).replace("%2", where))
        chip.setToolTip(words.plain_tip(f"{where}\n{part.quote[:QUOTED]}"))
        return chip

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels; the height that this takes."""
        y = 0
        if not self._note.isHidden():
            height = self._note.heightForWidth(width)
            self._note.setGeometry(0, 0, width, height)
            y = height + (GAP if self._chips else 4)
        x = 0
        whole = QRect(0, 0, width, y + CHIP)
        for chip in self._chips:
            room = min(width, WIDEST, chip.sizeHint().width())
            if x and x + room > width:
                x, y = 0, y + CHIP + GAP
            spot = QRect(x, y, room, CHIP)
            chip.setGeometry(QStyle.visualRect(self.layoutDirection(), whole, spot))
            x += room + GAP
        return y + CHIP + GAP if self._chips else y

    def has_focus(self) -> bool:
        return any(chip.hasFocus() for chip in self._chips)
