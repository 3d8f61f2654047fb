"""What answers hold: formulas, tasks, footnotes, wide tables, long code, and what is done with text."""

from __future__ import annotations

from collections.abc import Callable

from edgechat.desktop.window import Window
from tests.look.scene import Scene
from tests.look.scenes.window import _listed, _to_top
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


SCENES: dict[str, Scene] = {
    "formulas": Scene(answered("How are quadratic equations solved?", FORMULAS), _top),
    "tasks": Scene(answered("What is left to do?", TASKS), _top),
    "wide": Scene(answered("Show me the measurements.", WIDE), _top),
}
