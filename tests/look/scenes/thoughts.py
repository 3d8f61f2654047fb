"""What a model thought before an answer: growing, folded, open."""

from __future__ import annotations

from edgechat.chat.parts import ReasoningPart, TextPart
from edgechat.desktop.answer import AnswerCard
from edgechat.desktop.thought import Thought
from edgechat.desktop.window import Window
from tests.look.scene import Scene
from tests.look.scenes.window import _listed
from tests.ui.fakes import HOLD, FakeEdge, Thinks

THOUGHT = """The person wants to know how many r there are in "strawberry".

Letter by letter: s, t, r, a, w, b, e, r, r, y. The r is at the third, the eighth and the ninth place.

So three. They may expect two, because the double r is heard as one: say where they are."""
ANSWER = "There are **three**: one after *st*, and two before the *y*."
QUESTION = "How many r are there in “strawberry”?"


def _thought(edge: FakeEdge) -> None:
    _listed(edge)
    parts = (ReasoningPart(THOUGHT, 12_300), TextPart(ANSWER))
    edge.chat.add("Letters of a word", ("user", QUESTION), ("assistant", ANSWER), parts=parts)


def _unfold(edge: FakeEdge, window: Window) -> None:
    for card in window.canvas.transcript.cards():
        if isinstance(card, AnswerCard):
            for thought in card.findChildren(Thought):
                thought.set_open(True)


def _thinking(edge: FakeEdge) -> None:
    _thought(edge)
    edge.chat.replies = [[Thinks(THOUGHT[:150]), HOLD, ANSWER]]


def _ask(edge: FakeEdge, window: Window) -> None:
    window.canvas.composer.set_text("And in “raspberry”?")
    window.send()


SCENES: dict[str, Scene] = {
    "thinking": Scene(_thinking, _ask, core=True),
    "thought": Scene(_thought, core=True),
    "thought_open": Scene(_thought, _unfold, core=True),
}
