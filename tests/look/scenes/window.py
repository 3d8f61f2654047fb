"""Conversations: shown, asked, answered, changed, found, stopped, failed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFileDialog

from edgechat.ai.values import ModelStatus
from edgechat.chat.context import Report
from edgechat.chat.conversation import Failure
from edgechat.core.errors import ModelNotFound, NoRoom
from edgechat.desktop.window import Window
from tests.look.scene import Scene
from tests.ui.fakes import HOLD, STARTER, FakeEdge

RICH = """The **edge** in edge computing is the place where data is made: a phone, a sensor, *this machine*. \
Running a model there has three effects.

## What changes

1. **Privacy.** What you write never crosses a network.
2. **Latency.** The first word comes after milliseconds of computing, not a round trip:

   ```sh
   edgechat ask "How far is the moon?"
   ```

3. **Cost.** The electricity is yours, and nothing else is.

> A smaller model that is always there beats a larger one that is not.

| Model | Size | Speed |
|:------|-----:|------:|
| SmolLM2 135M | 98 MB | 41 tokens/s |
| Qwen 0.5B | 398 MB | 18 tokens/s |

```python
def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    \"\"\"Between two points, in the unit they are given in.\"\"\"
    return ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5  # Pythagoras

print(distance((0, 0), (3, 4)))
```

See [the project](https://example.org/edge) for `more`."""

TITLES = (
    ("Edge computing in one page", 0.0),
    ("Three names for a cat", 0.01),
    ("A thank-you note to the neighbours who looked after the plants in August", 0.02),
    ("Prime numbers", 1.0),
    ("Packing list for four days in the mountains", 1.1),
    ("Regular expressions", 3),
    ("Why is the sky blue?", 4),
    ("Bread without kneading", 12),
    ("Letter to the landlord", 16),
    ("Unit tests for a parser", 45),
    ("Notes on Rilke", 80),
)


def _listed(edge: FakeEdge) -> None:
    for title, days in TITLES[1:]:
        edge.chat.add(title, ("user", "Hello"), ("assistant", "Hello! How can I help?"), days=days)


def _full(edge: FakeEdge) -> None:
    _listed(edge)
    edge.chat.add(
        TITLES[0][0],
        ("user", "What does “edge” mean when people talk about running models?"),
        ("assistant", RICH),
        ("user", "Thanks. And in one sentence?"),
        ("assistant", "The model comes to your data, instead of your data going to the model."),
    )


def _rich(edge: FakeEdge) -> None:
    _listed(edge)
    edge.chat.add(TITLES[0][0], ("user", "Explain edge computing."), ("assistant", RICH))


def _to_top(edge: FakeEdge, window: Window) -> None:
    bar = window.canvas.transcript.verticalScrollBar()
    bar.setValue(0)


def _streaming(edge: FakeEdge) -> None:
    _full(edge)
    edge.ai.current = ModelStatus("busy", STARTER.id, device="CPU", context=8192)
    edge.chat.replies = [[RICH[:760], HOLD, " and so on"]]


def _ask_and_hold(edge: FakeEdge, window: Window) -> None:
    window.canvas.composer.set_text("Explain edge computing again, at length.")
    window.send()


def _waiting(edge: FakeEdge) -> None:
    _full(edge)
    edge.ai.current = ModelStatus("loading", STARTER.id, progress=0.4)


def _ask_and_wait(edge: FakeEdge, window: Window) -> None:
    edge.chat.gate.clear()
    window.canvas.composer.set_text("And what about the weather?")
    window.send()


def _failed(edge: FakeEdge) -> None:
    _listed(edge)
    failure = Failure(3041, "The model needs more memory than is free.", "Close other programs, then retry.")
    edge.chat.add(
        "Edge computing in one page",
        ("user", "Explain edge computing."),
        ("assistant", "Edge computing means that data is worked on where it is made. This has"),
        state="failed",
        error=failure,
    )


def _interrupted(edge: FakeEdge) -> None:
    _listed(edge)
    edge.chat.add(
        "Edge computing in one page",
        ("user", "Explain edge computing."),
        ("assistant", "Edge computing means that data is worked on where it is made. This has"),
        state="interrupted",
    )


def _stopped(edge: FakeEdge) -> None:
    _listed(edge)
    edge.chat.add(
        "Edge computing in one page",
        ("user", "Explain edge computing."),
        ("assistant", "Edge computing means that data is worked on where it is made. This has"),
        state="stopped",
    )


def _refused(edge: FakeEdge) -> None:
    _full(edge)
    edge.chat.replies = [
        NoRoom("The disk is full: the message could not be saved.", "Free some space, then send again.")
    ]


def _no_model(edge: FakeEdge) -> None:
    edge.ai.problem = ModelNotFound(
        "No model is installed.", "Run the set-up again to install the starter model."
    )
    edge.ai.current = ModelStatus("unloaded")


def _ask(edge: FakeEdge, window: Window) -> None:
    window.canvas.composer.set_text("One more question that cannot be saved")
    window.send()


def _long(edge: FakeEdge) -> None:
    _listed(edge)
    word = "Donaudampfschifffahrtsgesellschaftskapitän" * 6
    code = "x = [" + ", ".join(str(n) for n in range(120)) + "]"
    table = (
        "| "
        + " | ".join(f"Column {n}" for n in range(9))
        + " |\n"
        + "|---" * 9
        + "|\n"
        + "| some words " * 9
        + "|"
    )
    nested = "\n".join("  " * depth + f"- level {depth + 1}" for depth in range(6))
    pairs = [(("user", "assistant")[n % 2], f"Message number {n}.") for n in range(200)]
    edge.chat.add(
        "A conversation whose title is so long that it fits neither the sidebar nor the header of the window",
        *pairs,
        ("user", f"A long word: {word}\n\nand lines\nof\ntext"),
        (
            "assistant",
            f"{word}\n\n```\n{code}\n```\n\n{table}\n\n{nested}\n\n> > nested quote\n\nhttps://example.org/{word}",
        ),
    )


def _scrolled(edge: FakeEdge, window: Window) -> None:
    bar = window.canvas.transcript.verticalScrollBar()
    bar.setValue(bar.maximum() - 700)


def _draft(edge: FakeEdge, window: Window) -> None:
    lines = "\n".join(f"Line {n} of a question that is longer than the field" for n in range(12))
    window.canvas.composer.set_text(lines)


def _delete(edge: FakeEdge, window: Window) -> None:
    window.delete_conversation()


def _menu(edge: FakeEdge, window: Window) -> None:
    window.canvas.header.more.click()


def _branched(edge: FakeEdge) -> None:
    _full(edge)
    place = edge.chat.conversations()[0]
    shown = edge.chat.messages(place.id)
    edge.chat.pin_message(shown[2].id)
    edge.chat.pin(edge.chat.conversations()[4].id)
    for _ in edge.chat.regenerate(shown[-1].id):
        pass
    question = edge.chat.messages(place.id)[-2]
    for _ in edge.chat.edit(question.id, "Thanks. And in one sentence, for somebody in a hurry?"):
        pass
    edge.chat.pin_message(edge.chat.messages(place.id)[-2].id)


def _edit(edge: FakeEdge, window: Window) -> None:
    window.edit_message()


def _message_menu(edge: FakeEdge, window: Window) -> None:
    card = window.canvas.transcript.cards()[-1]
    card.menu_wanted.emit(card.document.mapToGlobal(card.document.rect().center()))


def _search(word: str) -> Callable[[FakeEdge, Window], object]:
    def act(edge: FakeEdge, window: Window) -> None:
        window.search()
        assert window.finder is not None
        window.finder.field.setText(word)

    return act


def _found(edge: FakeEdge, window: Window) -> None:
    hit = next(hit for hit in edge.chat.search("model") if hit.message is not None)
    _search("model")(edge, window)
    assert window.finder is not None
    window.finder.list.opened.emit(hit)


def _folded(edge: FakeEdge) -> None:
    _full(edge)
    shown = tuple(each.id for each in edge.chat.messages(edge.chat.conversations()[0].id))
    summary = (
        "The person asked what “edge” means for running models. The answer named privacy, latency and cost, "
        "compared two models in a table and showed a function for the distance between two points. "
        "Then they asked for one sentence."
    )
    edge.chat.report = Report(
        8192, 1024, 6820, False, shown[-1:], pinned=shown[:1], folded=shown[1:3], summary=summary,
        summary_by="model",
    )  # fmt: skip


def _sight(edge: FakeEdge, window: Window) -> None:
    window.show_context()


def _row_menu(edge: FakeEdge, window: Window) -> None:
    id = window.conversations.ids()[0]
    rect = window.sidebar.list.visualRect(window.conversations.index_of(id))
    window.sidebar.menu_wanted.emit(id, window.sidebar.list.viewport().mapToGlobal(rect.center()))


def _imported(edge: FakeEdge, window: Window) -> None:
    window.import_conversations()
    assert window.trade is not None
    window.trade.imported.emit([edge.chat.conversations()[2]])
    for dialog in window.findChildren(QFileDialog):
        dialog.close()


def _turn_to(edge: FakeEdge, window: Window) -> None:
    """The pointer is on an earlier answer: its buttons and facts are there."""
    _to_top(edge, window)
    card = window.canvas.transcript.cards()[1]
    bar = window.canvas.transcript.verticalScrollBar()
    bar.setValue(max(0, card.geometry().bottom() - window.canvas.transcript.viewport().height() + 40))
    card.pointed_at = True
    card.heed()


SCENES: dict[str, Scene] = {
    "turned_to": Scene(_full, _turn_to),
    "empty": Scene(lambda edge: None, core=True),
    "full": Scene(_full, core=True),
    "rich": Scene(_rich, _to_top),
    "streaming": Scene(_streaming, _ask_and_hold, core=True),
    "loading": Scene(_waiting, _ask_and_wait, core=True),
    "failed": Scene(_failed, core=True),
    "interrupted": Scene(_interrupted),
    "stopped": Scene(_stopped),
    "refused": Scene(_refused, _ask, core=True),
    "no_model": Scene(_no_model, core=True),
    "long": Scene(_long),
    "scrolled": Scene(_full, _scrolled),
    "draft": Scene(_full, _draft),
    "deleted": Scene(_full, _delete, core=True),
    "menu": Scene(_full, _menu, core=True),
    "branched": Scene(_branched, core=True),
    "search": Scene(_full, _search("a"), core=True),
    "found": Scene(_full, _found),
    "nothing_found": Scene(_full, _search("zebra crossing"), core=True),
    "row_menu": Scene(_branched, _row_menu, core=True),
    "imported": Scene(_full, _imported),
    "sight": Scene(_folded, _sight, core=True),
    "edit": Scene(_branched, _edit, core=True),
    "message_menu": Scene(_branched, _message_menu),
}
