"""The picture of a closing window that the next one may show first: only of what that one will show too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QWidget

from edgechat.desktop.reading import LISTED, PAGE
from edgechat.desktop.snapshot import Snapshot

if TYPE_CHECKING:
    from edgechat.chat.conversation import Conversation
    from edgechat.desktop.door import ChatDoor
    from edgechat.desktop.window import Window

NESTED = 4
"""How deep layouts lie in each other where something is hidden for the picture."""


def looks_lasting(window: Window) -> bool:
    """Whether ``window`` looks as the next one will: it opens at the conversation's end, with nothing under
    way, searched for, being changed, or told in passing."""
    canvas, transcript, sourcing = window.canvas, window.canvas.transcript, window.sourcing
    bar, listed = transcript.verticalScrollBar(), window.sidebar.list
    row = listed.visualRect(listed.currentIndex())
    passing = (
        window.covered,
        canvas.elsewhere or canvas.welcoming,
        canvas.banner is not None,
        not canvas.toast.isHidden(),
        canvas.header.chips_shown(),
        bool(canvas.composer.reason),
        window.turns.busy,
        bar.value() < bar.maximum(),
        transcript.changed_by_hand(),
        listed.verticalScrollBar().value() > 0 or not listed.viewport().rect().contains(row),
        listed.state() == listed.State.EditingState,
        window.finder is not None and window.finder.searching,
        sourcing is not None and (bool(sourcing.attached) or bool(sourcing.reason)),
        window.isMinimized() or window.isFullScreen(),
    )
    return not any(passing)


def portrait(window: Window) -> Snapshot:
    """``window``, which is closing, as the next one begins: its model is neither known nor loaded, nothing is
    offered yet, and the keyboard is in the question's field."""
    window.canvas.header.show_model(None)
    window.canvas.composer.field.setFocus()
    if window.meter is not None:
        window.meter.ring.hide()
    if window.sourcing is not None:
        window.sourcing.offer.hide()
    for each in window.findChildren(QWidget):
        if each.underMouse():  # the pointer will be elsewhere
            each.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
            QCoreApplication.sendEvent(each, QEvent(QEvent.Type.Leave))
    for _ in range(NESTED):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    return Snapshot(
        window.grab().toImage(), len(window.conversations.ids()), len(window.canvas.transcript.cards())
    )


def still_so(window: Window, chat: ChatDoor) -> bool:
    """Whether the profile holds what ``window``, which is closed, showed: another program may have changed
    it, or something been stored that the window did not get to show."""
    known = {each.id: each for each in chat.conversations(limit=LISTED)}
    listed = {_row(window.conversations.get(id)) for id in window.conversations.ids()}
    if listed != {_row(each) for each in known.values()} or window.current not in known:
        return False
    stored = [each for each in chat.messages(window.current, limit=PAGE) if each.role != "system"]
    shown = window.canvas.transcript.messages()[-len(stored) :]
    return shown == stored and chat.drafts().get(window.current, "") == window.canvas.composer.text()


def _row(listed: Conversation | None) -> tuple[object, ...]:
    """All that the list says of a conversation, and by which it is put in order."""
    return (listed.id, listed.title, listed.pinned, listed.updated_at) if listed is not None else ()
