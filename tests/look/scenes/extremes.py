"""More of everything than a person should meet: long answers, long lists, long names, other scripts."""

from __future__ import annotations

from edgechat.ai.values import ModelStatus
from edgechat.core.errors import (
    Busy,
    EngineCrashed,
    FixableError,
    InputTooLong,
    ModelUnusable,
    OutOfMemory,
    QuotaExceeded,
    TimedOut,
)
from edgechat.desktop.window import Window
from tests.look.scene import Scene
from tests.look.scenes.window import _full, _listed, _search
from tests.ui.fakes import STARTER, FakeEdge

WORDS = (
    "The river had risen in the night and the lower fields lay under a sheet of brown water, "
    "so the children were sent to school by the upper road, which is longer and goes through the wood. "
)
HEBREW = (
    "מחשוב קצה פירושו שהנתונים מעובדים במקום שבו הם נוצרים: בטלפון, בחיישן או במחשב הזה.\n\n"
    "1. **פרטיות.** מה שכותבים אינו עובר ברשת.\n2. **זמן תגובה.** המילה הראשונה מגיעה מיד.\n\n"
    "> מודל קטן שתמיד כאן עדיף על גדול שאינו.\n\n"
    "```python\nprint('left to right')  # always\n```\n\nראו את `edgechat ask` לפרטים."
)
ARABIC = "الحوسبة الطرفية تعني أن البيانات تُعالَج حيث تنشأ: في الهاتف أو في هذا الجهاز."


def _long_answer(edge: FakeEdge) -> None:
    _listed(edge)
    paragraphs = [WORDS * 3] * 47  # 5,000 words
    edge.chat.add("A long story", ("user", "Tell me a story."), ("assistant", "\n\n".join(paragraphs)))


def _huge_line(edge: FakeEdge) -> None:
    _listed(edge)
    line = "result = " + " + ".join(f"value_{n}" for n in range(400))
    edge.chat.add(
        "One line of code", ("user", "Write it."), ("assistant", f"```python\n{line}\n```\n\nDone.")
    )


def _many(edge: FakeEdge) -> None:
    for n in range(300):
        edge.chat.add(f"Conversation number {300 - n}", ("user", "Hello"), ("assistant", "Hi."), days=n / 3)


def _long_names(edge: FakeEdge) -> None:
    _full(edge)
    edge.chat.rename(
        edge.chat.conversations()[0].id, "Every word of this title is here to make it longer " * 3
    )


def _mixed(edge: FakeEdge) -> None:
    _listed(edge)
    edge.chat.add(
        "שיחה על מחשוב קצה, ארוכה דיה כדי להיקטע בסרגל",
        ("user", "מה זה?"),
        ("assistant", "זה כאן."),
        days=0.1,
    )
    edge.chat.add(
        "מחשוב קצה (edge) בעמוד אחד",
        ("user", "מה פירוש „edge” כשמדברים על מודלים?"),
        ("assistant", HEBREW),
        ("user", "And in English, please?"),
        ("assistant", "The model comes to your data.\n\n" + ARABIC),
    )


def _failing(error: FixableError) -> Scene:
    """An answer that ends in ``error``."""

    def fill(edge: FakeEdge) -> None:
        _full(edge)
        edge.chat.replies = [["Edge computing means that data", error]]

    def act(edge: FakeEdge, window: Window) -> None:
        window.canvas.composer.set_text("And once more?")
        window.send()

    return Scene(fill, act)


def _broken_model(edge: FakeEdge) -> None:
    _full(edge)
    edge.ai.current = ModelStatus("failed", STARTER.id, reason="The file is damaged.")


SCENES: dict[str, Scene] = {
    "long_answer": Scene(_long_answer),
    "huge_line": Scene(_huge_line),
    "many": Scene(_many),
    "many_found": Scene(_many, _search("number")),
    "long_names": Scene(_long_names, core=True),
    "mixed_scripts": Scene(_mixed, core=True),
    "broken_model": Scene(_broken_model, core=True),
    "error_memory": _failing(
        OutOfMemory("This model needs about 9.2 GB of memory and 3.1 GB are free.", "Choose a smaller model.")
    ),
    "error_crash": _failing(EngineCrashed("The model process ended unexpectedly (signal 6).", "Try again.")),
    "error_hang": _failing(
        TimedOut("The model process said nothing for 60 seconds and was ended.", "Ask again.")
    ),
    "error_long": _failing(
        InputTooLong("This is 90,000 tokens long and the model sees 8,192 at once.", "Shorten it.")
    ),
    "error_limit": _failing(
        QuotaExceeded("The limit of 100 requests per minute is reached.", "Try again in 12 s.")
    ),
    "error_busy": _failing(Busy("4 questions are waiting for the model already.", "Wait a moment.")),
    "error_file": _failing(ModelUnusable("model.gguf is not a GGUF file.", "Choose another model file.")),
}
