"""The bar above the conversation: its title, what the model is doing, the menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from edgechat.ai.values import ModelInfo, ModelStatus
from edgechat.desktop import direction, style, theme, words
from edgechat.desktop.language import said
from edgechat.desktop.look import Look

TONES = {"ready": "accent", "busy": "accent", "loading": "warning", "failed": "danger"}

ROOM, MARK = 160, 48
"""Pixels of the header that the title and the pill's ends keep, and that a model's name keeps at least."""


class Title(QLabel):
    """A title that ends in an ellipsis where there is no room for it."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_title(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        metrics = QFontMetrics(self.font())
        self.setText(metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width()))


class Header(QFrame):
    """Shows what it is told; its buttons get their actions from the window."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setFixedHeight(56)
        self._look = look
        self._info: ModelInfo | None = None
        self._status: ModelStatus | None = None
        self._problem = ""
        self._said = ("", "")
        self._chips: list[QWidget] = []
        self.sidebar = self._button()
        self.title = Title()
        self.title.setFont(style.scaled(look.base, theme.TITLE, bold=True))
        self.pill = QToolButton()
        self.pill.setObjectName("pill")
        self.pill.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.pill.setIconSize(QSize(12, 12))
        self.pill.setFont(look.caption)
        self.panel = self._button()
        self.pill.setFixedHeight(max(32, QFontMetrics(look.caption).height() + 10))
        self.theme = self._button()
        self.more = self._button()
        self.menu = QMenu(self.more)
        self.more.clicked.connect(lambda: _drop_down(self.menu, self.more))
        self.more.setToolTip(self.tr("Menu"))
        self.more.setAccessibleName(self.tr("Menu"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self.sidebar)
        row.addWidget(self.title, 1)
        for widget in (self.pill, self.panel, self.theme, self.more):
            row.addWidget(widget)
        self.set_look(look)

    def _button(self) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(20, 20))
        button.setFixedSize(theme.CONTROL, theme.CONTROL)
        return button

    def take_pull(self, chip: QWidget) -> None:
        """A model is on its way: ``chip`` says so, before the pill of the one that answers."""
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(row.indexOf(self.pill), chip)
        self._chips.append(chip)

    def chips_shown(self) -> bool:
        """Whether one says that something is on its way."""
        return any(not chip.isHidden() for chip in self._chips)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.sidebar.setIcon(look.icons.icon("sidebar"))
        self.theme.setIcon(look.icons.icon("moon" if look.palette is theme.LIGHT else "sun"))
        self.panel.setIcon(look.icons.icon("sliders"))
        self.more.setIcon(look.icons.icon("more"))
        self._show()

    def set_scrolled(self, scrolled: bool) -> None:
        """Draw a line below while text is hidden behind the header."""
        if scrolled != self.property("scrolled"):
            self.setProperty("scrolled", scrolled)
            self.style().polish(self)

    def show_model(self, info: ModelInfo | None, problem: str = "") -> None:
        """The model that answers; or why there is none."""
        self._info, self._problem = info, problem
        self._show()

    def show_status(self, status: ModelStatus) -> None:
        self._status = status
        self._show()

    def _show(self) -> None:
        name, state, tone = self._words()
        self._said = (f"{name}  ·  {state}" if state else name, name)
        self._fit_pill()
        self.pill.setIcon(_dot(getattr(self._look.palette, tone)))
        self.pill.setAccessibleName(self.tr("Model: %1").replace("%1", self._said[0]))
        self.pill.setToolTip(self._problem or (said(self._status.reason) if self._status else ""))
        row = self.layout()
        if row is not None:
            row.activate()  # now: or the new words would be painted once in the room of the old ones

    def _fit_pill(self) -> None:
        """Tell the state only where a title has room beside it, and cut a name that leaves it none.

        That the model failed matters more than most of a title.
        """
        row = self.layout()
        others = [self.sidebar, self.panel, self.theme, self.more, *self._chips]
        widths = [each.sizeHint().width() for each in others if not each.isHidden()]
        kept = ROOM // 2 if self._status is not None and self._status.state == "failed" else ROOM
        room = self.width() - sum(widths) - kept - (row.spacing() if row else 0) * (len(widths) + 2)
        metrics = QFontMetrics(self.pill.font())
        whole, name = self._said
        if metrics.horizontalAdvance(whole) > room:
            whole = metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(MARK, room))
        self.pill.setText(whole)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit_pill()
        return super().event(event)

    def _words(self) -> tuple[str, str, str]:
        """Name, state and the dot's colour."""
        if self._problem:
            return self.tr("No model"), "", "danger"
        if self._info is None:
            return self.tr("Looking for a model…"), "", "border_strong"
        status = self._status or ModelStatus("unloaded")
        return (
            words.model_title(self._info),
            words.status_line(status),
            TONES.get(status.state, "border_strong"),
        )


def _drop_down(menu: QMenu, button: QToolButton) -> None:
    """Open ``menu`` below ``button``, in line with the edge towards which the window is read."""
    rect = button.rect()
    if direction.mirrored():
        menu.popup(button.mapToGlobal(rect.bottomLeft()) + QPoint(0, 4))
    else:
        menu.popup(button.mapToGlobal(rect.bottomRight()) - QPoint(menu.sizeHint().width() - 1, -4))


def _dot(colour: str) -> QIcon:
    pixmap = QPixmap(24, 24)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(2, 2, 8, 8)
    painter.end()
    return QIcon(pixmap)
