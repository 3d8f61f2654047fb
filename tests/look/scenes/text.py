"""What answers hold: formulas, tasks, footnotes, wide tables, long code, and what is done with text."""

from __future__ import annotations

from collections.abc import Callable

from edgechat.ai.values import Timing, Usage
from edgechat.desktop.window import Window
from tests.look.scene import Scene
from tests.look.scenes.window import RICH, _full, _listed, _to_top
from tests.ui.fakes import FakeEdge

FORMULAS = r"""The solutions of $ax^2 + bx + c = 0$ with $a \neq 0$ are well known:

$$
x_{1,2} = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}
$$

In line they fit too: \(\sum_{i=1}^{n} i = \frac{n(n+1)}{2}\), a limit
$\lim_{x \to 0} \frac{\sin x}{x} = 1$ and
plain letters like $x$, $y_1$ or $E = mc^2$ on the same baseline. It costs $5 and $10, and that is no formula.

1. The **softmax** of a vector: $\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$
2. Attention, displayed in a list:

   \[
   \text{Attention}(Q, K, V) = \text{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right) V
   \]

> A matrix in a quote: $\begin{pmatrix} a & b \\ c & d \end{pmatrix}$

| Name | Formula |
|:-----|--------:|
| Circle | $A = \pi r^2$ |
| Gauss | $\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}$ |

What cannot be read stays as it was written: $\frac{a}$, and the text goes on."""

TASKS = r"""To do before we leave[^1]:

- [x] book the hut
- [ ] pack
  - [x] boots and **rain jacket**
  - [ ] a map, ~~a compass~~ and $\pi$ apples
- [ ] water the plants

Then:

- an ordinary item

1. first
   - nested bullet
     1. nested number
2. second

> Quoted, with a list:
>
> - one
> - two

[^1]: The note says where, with *emphasis* and a [link](https://example.org).
[^2]: Another one."""

WIDE = (
    "A wide table:\n\n"
    "| " + " | ".join(f"Measurement {n}" for n in range(1, 10)) + " |\n" + "|---" * 9 + "|\n"
    + ("| " + " | ".join(f"{n * 1234.5678:.4f} kJ/mol" for n in range(1, 10)) + " |\n") * 3
    + "\nand a long line:\n\n```python\nresult = " + " + ".join(f"value_{n}" for n in range(60)) + "\n```\n"
)  # fmt: skip


def answered(question: str, text: str) -> Callable[[FakeEdge], None]:
    def fill(edge: FakeEdge) -> None:
        _listed(edge)
        edge.chat.add(question, ("user", question), ("assistant", text))

    return fill


def _top(edge: FakeEdge, window: Window) -> None:
    _to_top(edge, window)


def _select(edge: FakeEdge, window: Window) -> None:
    _to_top(edge, window)
    document = window.canvas.transcript.cards()[-1].document
    cursor = document.textCursor()
    cursor.setPosition(document.document().find("Privacy").position())
    cursor.setPosition(document.document().find("return").position(), cursor.MoveMode.KeepAnchor)
    document.setTextCursor(cursor)


def _quote(edge: FakeEdge, window: Window) -> None:
    document = window.canvas.transcript.cards()[-1].document
    document.setTextCursor(document.document().find("larger one that"))
    window.quote_message()


def _delete_message(edge: FakeEdge, window: Window) -> None:
    window.messages.delete(window.canvas.transcript.messages()[2].id)


def _details(edge: FakeEdge, window: Window) -> None:
    window.show_details()


def _measured(edge: FakeEdge) -> None:
    _listed(edge)
    edge.chat.add(
        "Edge computing in one page", ("user", "Explain edge computing."), ("assistant", RICH),
        usage=Usage(812, 264, 640), finish_reason="stop",
        timing=Timing(
            load_ms=1240, prompt_ms=410, first_token_ms=1870, total_ms=8200, tokens_per_second=41.3,
        ),
    )  # fmt: skip


SCENES: dict[str, Scene] = {
    "formulas": Scene(answered("How are quadratic equations solved?", FORMULAS), _top),
    "tasks": Scene(answered("What is left to do?", TASKS), _top),
    "selection": Scene(answered("Explain edge computing.", RICH), _select),
    "quote": Scene(answered("Explain edge computing.", RICH), _quote),
    "message_deleted": Scene(_full, _delete_message),
    "details": Scene(_measured, _details),
    "wide": Scene(answered("Show me the measurements.", WIDE), _top),
}
