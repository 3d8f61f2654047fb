"""Which theme is in force: the person's choice, or what the system says, and its change while we run."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from edgechat.desktop import style, theme
from edgechat.desktop.look import Look, make_look


class Appearance(QObject):
    """``look`` is in force; ``changed(look)`` after another came into force."""

    changed = Signal(object)

    def __init__(self, app: QApplication, choice: str) -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        self._base = app.font()
        self.look = self._apply()
        app.styleHints().colorSchemeChanged.connect(self._system_changed)

    def choose(self, choice: str) -> None:
        """``light``, ``dark`` or ``system``."""
        self._choice = choice
        self._renew()

    def _system_changed(self) -> None:
        if self._choice == "system":
            self._renew()

    def _renew(self) -> None:
        if self._palette() is not self.look.palette:
            self.look = self._apply()
            self.changed.emit(self.look)

    def _palette(self) -> theme.Palette:
        if self._choice == "system":
            dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            dark = self._choice == "dark"
        return theme.DARK if dark else theme.LIGHT

    def _apply(self) -> Look:
        palette = self._palette()
        self._app.setPalette(style.qt_palette(palette))
        self._app.setStyleSheet(style.stylesheet(palette))
        return make_look(palette, self._base)
