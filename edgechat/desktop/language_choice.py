"""The question which language the window is to speak. It is asked and told; what follows is the caller's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from edgechat.desktop import style, theme
from edgechat.desktop.language import languages, native_name, resolved
from edgechat.desktop.look import Look

SYSTEM = "system"


class LanguageChoice(QDialog):
    """Every language there is, called as its speakers call it; first the system's own."""

    def __init__(self, choice: str, look: Look, chosen: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Language"))
        self.setMinimumWidth(360)
        self._chosen, self._before = chosen, choice
        self.options: dict[str, QRadioButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(12)
        heading = QLabel(self.tr("Language of the window"))
        heading.setFont(style.scaled(look.base, theme.TITLE, bold=True))
        column.addWidget(heading)
        for code in (SYSTEM, *languages()):
            column.addWidget(self._option(code, choice))
        note = QLabel(self.tr("Takes effect when EdgeChat is opened again."))
        note.setProperty("tone", "muted")
        note.setWordWrap(True)
        column.addWidget(note)
        column.addSpacing(4)
        column.addWidget(self._buttons())
        self.options.get(choice, self.options[SYSTEM]).setFocus()

    def _option(self, code: str, choice: str) -> QRadioButton:
        if code == SYSTEM:
            name = self.tr("As the system (%1)").replace("%1", native_name(resolved(SYSTEM)))
        else:
            name = native_name(code)
        option = QRadioButton(name)
        option.setAccessibleName(name)
        option.setChecked(code == choice)
        self.options[code] = option
        return option

    def _buttons(self) -> QDialogButtonBox:
        kinds = QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        buttons = QDialogButtonBox(kinds)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setProperty("kind", "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def accept(self) -> None:
        choice = next((code for code, option in self.options.items() if option.isChecked()), self._before)
        super().accept()
        if choice != self._before:
            self._chosen(choice)
