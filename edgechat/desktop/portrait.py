"""The picture of a closing window that the next one may show first: only of what that one will show too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgechat.desktop.snapshot import Snapshot

if TYPE_CHECKING:
    from edgechat.desktop.window import Window


def _lasting(window: Window) -> bool:
    """Whether ``window`` looks as the next one will: it opens at the conversation's end, with
    nothing under way, searched for, being changed, or told in passing."""
    canvas, transcript = window.canvas, window.canvas.transcript
    bar, listed = transcript.verticalScrollBar(), window.sidebar.list
    passing = (
        canvas.elsewhere or canvas.welcoming,
        canvas.banner is not None,
        not canvas.toast.isHidden(),
        canvas.header.chips_shown(),
        window.turns.busy,
        bar.value() < bar.maximum(),
        transcript.changed_by_hand(),
        listed.verticalScrollBar().value() > 0,
        listed.state() == listed.State.EditingState,
        window.finder is not None and window.finder.searching,
        window.isMinimized() or window.isFullScreen(),
    )
    return not any(passing)


def portrait(window: Window) -> Snapshot | None:
    """``window``, which is closing, as the next one begins: its model is not known yet, and the keyboard is
    in the question's field. ``None``: the next one will begin otherwise."""
    if not _lasting(window):
        return None
    window.canvas.header.show_model(None)
    window.canvas.composer.field.setFocus()
    layout = window.canvas.header.layout()
    if layout is not None:
        layout.activate()
    return Snapshot(
        window.grab().toImage(), len(window.conversations.ids()), len(window.canvas.transcript.cards())
    )
