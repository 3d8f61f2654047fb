"""A window shows its last picture until it is built; what it leaves is only what the next one will show."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from edgechat.ai.values import ModelStatus
from edgechat.core.paths import Home
from edgechat.desktop.appearance import Appearance
from edgechat.desktop.portrait import looks_lasting
from edgechat.desktop.reading import read_opening
from edgechat.desktop.showing import Showing
from edgechat.desktop.snapshot import Snapshot
from edgechat.desktop.tasks import Tasks
from edgechat.desktop.window import Window
from tests.ui.fakes import FakeEdge
from tests.ui.library import document
from tests.ui.test_behind import end, start, wait_for

Open = Callable[[], Window]
LONG = [("user", "Tell me all."), ("assistant", "It is **this**, and\n\n" + "that too. " * 900)] * 3


@pytest.fixture
def filled(edge: FakeEdge) -> FakeEdge:
    edge.chat.add("The open one", *LONG, ("user", "Why?"), ("assistant", "Because of `this`:\n\n- one"))
    for number in range(40):
        edge.chat.add(f"Conversation {number}", ("user", "Hello"))
    return edge


def known(window: Window, qtbot: QtBot) -> None:
    """Wait until it has found its model, and all that comes a moment later is there."""
    pill = window.canvas.header.pill
    qtbot.waitUntil(lambda: not pill.text().startswith("Looking"))
    qtbot.waitUntil(lambda: pill.sizeHint().width() <= pill.width())


def without_model(image: QImage, window: Window) -> QImage:
    """``image`` without what tells the model, and without the blinking cursor."""
    blind = image.convertToFormat(QImage.Format.Format_RGB32)
    header, field = window.canvas.header, window.canvas.composer.field
    for part in (header.title, header.pill, field):
        rect = part.rect().translated(part.mapTo(window, QPoint()))
        for x in range(rect.left(), rect.right() + 1):
            for y in range(rect.top(), rect.bottom() + 1):
                blind.setPixel(x, y, 0)
    return blind


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_a_window_leaves_is_what_the_next_one_shows(
    theme: str, filled: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    """Though this one's model was loaded, and the documents offered, and the next one's will not be."""
    filled.settings.set("window.theme", theme)
    first = open_window()
    known(first, qtbot)
    assert first.meter is not None and first.sourcing is not None
    qtbot.waitUntil(first.meter.ring.isVisible)
    first.sourcing.offer.show()
    first.close()
    assert first.left is not None
    assert first.left.conversations == 41 and first.left.messages >= 2
    filled.ai.current = ModelStatus("unloaded")
    second = open_window()
    known(second, qtbot)
    second.model.found.emit(None, "")  # as it begins
    qtbot.waitUntil(lambda: without_model(second.grab().toImage(), second) == without_model(
        first.left.image if first.left else QImage(), second))  # fmt: skip


def scrolled(window: Window) -> None:
    window.canvas.transcript.verticalScrollBar().triggerAction(
        window.canvas.transcript.verticalScrollBar().SliderAction.SliderPageStepSub
    )


def unfolded(window: Window) -> None:
    window.canvas.transcript._entries[-1].unfolded = True


def searched(window: Window) -> None:
    assert window.finder is not None
    window.finder.field.setText("one")


def list_scrolled(window: Window) -> None:
    window.sidebar.list.verticalScrollBar().setValue(80)


def far_down(window: Window) -> None:
    window.sidebar.set_current(window.conversations.ids()[-1])
    window.sidebar.list.verticalScrollBar().setValue(0)


def attached(window: Window) -> None:
    assert window.sourcing is not None
    window.sourcing._attached[window.current] = [document("a", "private.pdf")]


def on_its_way(window: Window) -> None:
    window.canvas.header._chips[0].show()


def without_a_model(window: Window) -> None:
    window.model.problem = "No model is here."
    window._show_state()


OTHERWISE: dict[str, Callable[[Window], object]] = {
    "on the page of documents": Window.show_documents,
    "in a new conversation": Window.new_conversation,
    "with a banner": lambda window: window.canvas.say("Something is wrong."),
    "with a toast": lambda window: window.canvas.toast.show_for("Something was done."),
    "with a chip": on_its_way,
    "scrolled up": scrolled,
    "a thought unfolded": unfolded,
    "a message being edited": Window.edit_message,
    "a title being edited": Window.rename_conversation,
    "searching": searched,
    "the list scrolled": list_scrolled,
    "with the conversation far down in the list": far_down,
    "with a file attached": attached,
    "without a model": without_a_model,
    "under its own picture": lambda window: window.cover(painted(1180, 780)),
    "minimised": Window.showMinimized,
}


@pytest.mark.parametrize("how", OTHERWISE)
def test_a_window_that_the_next_one_will_not_look_like_leaves_nothing(
    how: str, filled: FakeEdge, open_window: Open, qtbot: QtBot
) -> None:
    window = open_window()
    known(window, qtbot)
    assert looks_lasting(window)
    OTHERWISE[how](window)
    window.close()
    assert window.left is None


def test_a_window_that_is_writing_leaves_nothing(filled: FakeEdge, open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    known(window, qtbot)
    filled.chat.gate.clear()
    window.canvas.composer.set_text("Go on")
    window.send()
    assert window.turns.busy
    window.close()
    assert window.left is None


def painted(width: int, height: int) -> Snapshot:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.magenta)
    return Snapshot(image, 41, 2)


def build(window: Window, edge: FakeEdge, tasks: Tasks, app: QApplication) -> Appearance:
    appearance = Appearance(app, "light")
    window.build(edge, tasks, appearance, read_opening(edge.chat))
    return appearance


def magenta(window: Window) -> bool:
    return window.grab().toImage().pixelColor(600, 400) == Qt.GlobalColor.magenta


def test_the_picture_stays_until_all_is_there(
    qapp: QApplication, filled: FakeEdge, tasks: Tasks, qtbot: QtBot
) -> None:
    window, ready = Window(), list[Window]()
    assert not window.covered
    window.cover(painted(1180, 780))
    assert window.covered and window.isVisible() and magenta(window)
    appearance = build(window, filled, tasks, qapp)
    settled = list[bool]()

    def settle() -> None:
        settled.append(magenta(window))
        window.finish_opening()

    showing = Showing(window, settle, ready.append)
    showing.begin()
    assert magenta(window)
    qtbot.waitUntil(lambda: ready == [window])
    assert settled == [True] and not window.covered and not magenta(window)
    assert qapp.focusWidget() in (None, window.canvas.composer.field)
    window.close()
    appearance.deleteLater()
    window.deleteLater()


def test_all_rows_of_the_list_are_there_when_the_picture_goes(
    qapp: QApplication, filled: FakeEdge, tasks: Tasks, qtbot: QtBot
) -> None:
    """They were not for one paint: a list forgets where its rows are when it is to lay them out at once."""
    for number in range(460):
        filled.chat.add(f"More {number}", ("user", "Hello"))
    window, seen = Window(), list[QImage]()
    window.cover(painted(1180, 780))
    appearance = build(window, filled, tasks, qapp)
    rows = window.sidebar.list.viewport()
    Showing(window, window.finish_opening, lambda _window: seen.append(rows.grab().toImage())).begin()
    qtbot.waitUntil(lambda: bool(seen))
    qtbot.wait(100)
    assert seen[0] == rows.grab().toImage()
    window.close()
    appearance.deleteLater()
    window.deleteLater()


def test_a_picture_of_another_size_fills_the_window_and_does_not_count(
    qapp: QApplication, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv("EDGECHAT_LOG", "json")
    window = Window()
    window.cover(painted(1000, 700))
    cover = window._cover
    assert cover is not None and not cover.seen
    assert window.grab().toImage().pixelColor(1170, 770) == Qt.GlobalColor.magenta
    assert "first_paint" not in capsys.readouterr().err
    window.resize(1000, 700)
    assert cover.size() == QSize(1000, 700)
    qtbot.waitUntil(lambda: cover.seen)
    qtbot.waitUntil(lambda: "first_paint" in capsys.readouterr().err)
    window.close()
    window.deleteLater()


def test_who_closes_the_picture_gets_no_window(
    qapp: QApplication, filled: FakeEdge, tasks: Tasks, qtbot: QtBot
) -> None:
    window, settled = Window(), list[bool]()
    window.cover(painted(1180, 780))
    appearance = build(window, filled, tasks, qapp)
    showing = Showing(window, lambda: settled.append(True), lambda _window: settled.append(True))
    showing.begin()
    window.close()
    qtbot.wait(50)
    assert window.closing and settled == []
    showing.close()
    appearance.deleteLater()
    window.deleteLater()
    early = Window()
    early.cover(painted(1180, 780))
    early.close()
    assert early.closing
    early.deleteLater()


# The program


def test_the_second_start_shows_the_picture_of_the_first(tmp_path: Path) -> None:
    first = start(tmp_path)
    assert "picture" not in wait_for(first, "first_paint")
    wait_for(first, "ready")
    first.send_signal(signal.SIGINT)
    assert end(first) == 0
    kept = Home(tmp_path).profile("default").snapshot
    assert kept.exists()
    second = start(tmp_path)
    seen = wait_for(second, "first_paint")
    assert (seen["picture"], seen["conversations"], seen["messages"]) == (True, 1, 2)
    assert not kept.exists()
    wait_for(second, "uncovered")
    wait_for(second, "ready")
    second.kill()
    end(second)
    third = start(tmp_path)  # the one before was killed and has left nothing
    assert "picture" not in wait_for(third, "first_paint")
    wait_for(third, "ready")
    third.send_signal(signal.SIGINT)
    assert end(third) == 0


TROUBLED = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from edgechat.core.errors import DataNewer
from edgechat.core.paths import Home
from edgechat.desktop import trouble
from edgechat.desktop.app import run_window

def open_edge():
    raise DataNewer("It is newer.", "Update.")

def shown(app, error, real=trouble.show_trouble):
    def look():
        print([type(each).__name__ for each in app.topLevelWidgets() if each.isVisible()], flush=True)
        app.activeModalWidget() and app.activeModalWidget().close()
        app.quit()
    QTimer.singleShot(300, look)
    return real(app, error)

trouble.show_trouble = shown
sys.exit(run_window(open_edge, ["edgechat"], profile=Home(Path(sys.argv[1])).profile("default")))
"""


def test_a_profile_that_cannot_be_opened_takes_the_picture_away(tmp_path: Path) -> None:
    first = start(tmp_path)
    wait_for(first, "ready")
    first.send_signal(signal.SIGINT)
    assert end(first) == 0
    done = subprocess.run(
        [sys.executable, "-c", TROUBLED, str(tmp_path)], cwd=Path(__file__).resolve().parents[2],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "['Trouble']"
    assert done.returncode == 1
