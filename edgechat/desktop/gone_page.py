"""In place of a page that is there no more: that it is so, and the words that were cited from it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from edgechat.chat.filenames import visible
from edgechat.desktop import style, theme, words
from edgechat.desktop.look import Look
from edgechat.desktop.sight import Sight

WIDEST = 640
"""Pixels of a line, as of an answer: some 80 letters."""

BAR = 3


class GonePage(QScrollArea):
    """``show_sight`` with one that is ``gone``."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gonePage")
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.headline = self._label()
        self.headline.setFont(style.scaled(look.base, theme.READING, bold=True))
        self.why = self._label()
        self.why.setProperty("tone", "muted")
        self.quote = self._label()
        self.quote.setFont(look.reading)
        self.source = self._label()
        self.source.setFont(look.caption)
        self.source.setProperty("tone", "muted")
        self._quotation = self._make_quotation()
        self._lay_out()

    def _label(self) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        return label

    def _make_quotation(self) -> QWidget:
        quotation, bar = QWidget(), QFrame()
        bar.setObjectName("quotationBar")
        bar.setFixedWidth(BAR)
        row = QHBoxLayout(quotation)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.INSET)
        row.addWidget(bar)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self.quote)
        column.addWidget(self.source)
        row.addLayout(column, 1)
        return quotation

    def _lay_out(self) -> None:
        text = QWidget()
        text.setMaximumWidth(WIDEST)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(text)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.headline)
        column.addWidget(self.why)
        column.addSpacing(8)
        column.addWidget(self._quotation)
        column.addStretch(1)
        whole = QWidget()
        whole.setObjectName("canvas")
        row = QHBoxLayout(whole)
        row.setContentsMargins(theme.EDGE, theme.EDGE, theme.EDGE, theme.EDGE)
        row.addWidget(text, 1)
        row.addStretch(0)
        self.setWidget(whole)

    def show_sight(self, sight: Sight) -> None:
        """What is gone, why that may be, and what stood there as far as it was kept."""
        named, why = self._words(sight)
        quote = sight.quote.strip()
        self.headline.setText(named.replace("%1", visible(sight.spot.name)))
        self.why.setText(f"{why} {self.tr('This is what was cited:')}" if quote else why)
        self.quote.setText(quote)
        self.source.setText(f"— {words.place(sight.spot.name, sight.spot.page)}")
        self._quotation.setVisible(bool(quote))
        self.setAccessibleName("\n".join(filter(None, (self.headline.text(), self.why.text(), quote))))
        self.verticalScrollBar().setValue(0)

    def _words(self, sight: Sight) -> tuple[str, str]:
        if sight.gone == "place":
            return self.tr("“%1” does not hold this place any more."), self.tr("It was read anew since.")
        return (
            self.tr("“%1” is not among your documents any more."),
            self.tr("It was removed, or its file has changed since."),
        )
