"""Thinking in the real engine: a small random model behind the templates of thinkers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgechat import open_edge
from edgechat.edge import Edge
from tests.models.tiny_gguf import CHATML, write_tiny

ASKED = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 24, "seed": 1}
OPENED = CHATML.replace("<|im_start|>assistant\n{% endif %}", "<|im_start|>assistant\n<think>\n{% endif %}")
CHOOSING = (
    CHATML + "{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>\n\n{% endif %}"
)


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    with open_edge(tmp_path / "home") as opened:
        yield opened


def test_an_answer_that_begins_inside_a_thought(edge: Edge, tmp_path: Path) -> None:
    model = str(write_tiny(tmp_path / "m.gguf", template=OPENED))
    result = edge.ai.run(model, ASKED)
    assert result.text == "" and result.usage.completion_tokens > 0
    assert edge.ai.status().thinks and not edge.ai.status().can_choose


def test_the_choice_reaches_the_template(edge: Edge, tmp_path: Path) -> None:
    model = str(write_tiny(tmp_path / "m.gguf", template=CHOOSING))
    asked, unasked = edge.ai.run(model, ASKED), edge.ai.run(model, ASKED | {"think": False})
    assert edge.ai.status().can_choose
    assert unasked.usage.prompt_tokens > asked.usage.prompt_tokens
    assert unasked.reasoning == ""


def test_a_model_that_does_not_think(edge: Edge, tmp_path: Path) -> None:
    result = edge.ai.run(str(write_tiny(tmp_path / "m.gguf")), ASKED)
    assert result.reasoning == "" and not edge.ai.status().thinks
