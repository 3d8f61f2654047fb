"""How an answer came to be: model, tokens, times, and why it ended. A popover of facts."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from edgechat.chat.conversation import Message
from edgechat.desktop import style, theme
from edgechat.desktop.look import Look
from edgechat.desktop.popover import Popover

WIDE = 360


def _tr(text: str) -> str:
    return QCoreApplication.translate("Details", text)


def facts(message: Message) -> list[tuple[str, str]]:
    """What is known of an answer, name and value; what was not measured is left out."""
    locale, usage, timing = QLocale(), message.usage, message.timing
    when = QDateTime.fromSecsSinceEpoch(round(message.created_at))
    found = [
        (_tr("Model"), message.model or ""),
        (_tr("Begun"), locale.toString(when, QLocale.FormatType.ShortFormat)),
        (_tr("Tokens of the prompt"), _count(usage.prompt_tokens)),
        (_tr("of these known already"), _count(usage.cached_tokens)),
        (_tr("Tokens of the answer"), _count(usage.completion_tokens)),
        (_tr("First token after"), _seconds(timing.first_token_ms)),
        (_tr("Time in all"), _seconds(timing.total_ms)),
        (_tr("Loading the model"), _seconds(timing.load_ms)),
        (_tr("Tokens per second"), locale.toString(timing.tokens_per_second, "f", 1)
         if timing.tokens_per_second > 0 else ""),
        (_tr("Ended"), _ending(message)),
    ]  # fmt: skip
    return [(name, value) for name, value in found if value]


def _count(number: int) -> str:
    return QLocale().toString(number) if number > 0 else ""


def _seconds(milliseconds: float) -> str:
    if milliseconds <= 0:
        return ""
    return _tr("%1 s").replace("%1", QLocale().toString(milliseconds / 1000, "f", 2))


def _ending(message: Message) -> str:
    if message.state == "interrupted":
        return _tr("EdgeChat ended while it was written")
    if message.state == "failed":
        return _tr("by an error")
    return {
        "stop": _tr("by itself"),
        "length": _tr("at the length limit"),
        "cancelled": _tr("stopped by you"),
        "tool_calls": _tr("with the call of a tool"),
    }.get(message.finish_reason or "", "")


class Details(Popover):
    """Closes by Esc or a click beside it."""

    def __init__(self, message: Message, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent)
        self.setMinimumWidth(WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        heading = QLabel(self.tr("About this answer"))
        heading.setFont(style.scaled(look.base, theme.BODY, bold=True))
        column.addWidget(heading)
        rows = QFormLayout()
        rows.setHorizontalSpacing(24)
        rows.setVerticalSpacing(8)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        column.addLayout(rows)
        known = facts(message)
        for name, value in known:
            rows.addRow(self._label(name, muted=True), self._label(value))
        self.setAccessibleName(heading.text())
        self.setAccessibleDescription("\n".join(f"{name}: {value}" for name, value in known))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _label(self, text: str, *, muted: bool = False) -> QLabel:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if muted:
            label.setProperty("tone", "muted")
        else:
            label.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            label.setWordWrap(True)
        return label
