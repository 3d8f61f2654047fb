"""Thoughts told apart from answers, each family cut at every place and letter by letter."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from edgechat.ai.engines._hearing import Hearing
from edgechat.ai.protocol import Generate, Generated, Piece, Turn
from edgechat.ai.schemas import text_generation
from edgechat.ai.thinking import can_choose, listening
from edgechat.ai.tool_calls import GENERIC, Listener
from tests.unit.test_tool_prompts import Letters, prompter

QWEN = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant\n"
    "{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>\n\n{% endif %}"
)
OPENED = (
    "{% for m in messages %}{{ m.content.split('</think>')[-1] }}{% endfor %}<|im_start|>assistant\n<think>\n"
)
MISTRAL = "{% for m in messages %}[INST]{{ m.content }}{% endfor %}{# [THINK] [/THINK] #}"
GEMMA = "{% for m in messages %}{{ m.content }}{% endfor %}{# <|channel>thought\n<channel|> #}"
HARMONY = "<|start|>{% for m in messages %}{{ m.content }}{% endfor %}<|channel|>analysis<|message|>"
PLAIN = "{% for m in messages %}{{ m.content }}{% endfor %}"

FINAL = "<|end|><|start|>assistant<|channel|>final<|message|>"
CASES = [
    # name, template, end of the prompt, what the model writes, reasoning, answer
    ("tags", QWEN, "", "<think>\nOne and one.\n</think>\n\nTwo.", "One and one.", "Two."),
    ("no thought", QWEN, "", "Two.\n", "", "Two.\n"),
    ("empty thought", QWEN, "", "<think>\n\n</think>\n\nTwo.", "", "Two."),
    ("begun by the template", OPENED, "x<think>\n", "One\nand one.</think>\nTwo.", "One\nand one.", "Two."),
    ("never closed", QWEN, "", "<think>One and < one </thin", "One and < one </thin", ""),
    ("two thoughts", QWEN, "", "<think>a</think> <think>b</think> c", "ab", "c"),
    ("a tag in the answer", QWEN, "", "Write <think>x</think> so.", "", "Write <think>x</think> so."),
    ("a tag after the thought", QWEN, "", "<think>a</think>b </think>", "a", "b </think>"),
    ("no tag after all", QWEN, "", "  <thin ice", "", "  <thin ice"),
    ("mistral", MISTRAL, "", "[THINK]Hm. [x]\n[/THINK]Two.", "Hm. [x]", "Two."),
    ("gemma", GEMMA, "", "<|channel>thought\nHm.\n<channel|>Two.", "Hm.", "Two."),
    ("harmony", HARMONY, "", f"<|channel|>analysis<|message|>Hm. <x>{FINAL}Two <| 3", "Hm. <x>", "Two <| 3"),
    ("harmony, aloud", HARMONY, "", f"<|channel|>commentary<|message|>Look:{FINAL}Two.", "", "Look:Two."),
    ("harmony, cut off", HARMONY, "", "<|channel|>analysis<|message|>Hm. <|en", "Hm. <|en", ""),
    ("harmony, not kept to", HARMONY, "", "Two.", "", "Two."),
    ("not a thinker", PLAIN, "", "<think>a</think>b", "", "<think>a</think>b"),
]  # fmt: skip


def heard(template: str, prompt: str, pieces: Iterable[str]) -> tuple[str, str]:
    """(reasoning, answer) of what was written in ``pieces``."""
    said: list[Piece] = []
    hearing = Hearing(said.append, None, listening(template, prompt))
    for piece in pieces:
        hearing.emit(Piece(piece, 1))
    hearing.end(Generated("stop", 1, 0, 1, 0.0, 0.0, 0.0))
    assert all(piece.text or piece.reasoning for piece in said)
    return "".join(piece.reasoning for piece in said), "".join(piece.text for piece in said)


@pytest.mark.parametrize(
    ("template", "prompt", "written", "reasoning", "answer"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_every_family_however_it_is_cut(
    template: str, prompt: str, written: str, reasoning: str, answer: str
) -> None:
    assert heard(template, prompt, [written]) == (reasoning, answer)
    assert heard(template, prompt, list(written)) == (reasoning, answer)
    for cut in range(1, len(written)):
        assert heard(template, prompt, [written[:cut], written[cut:]]) == (reasoning, answer), cut


def test_a_thought_is_heard_while_it_comes() -> None:
    thinking = listening(QWEN, "")
    assert thinking is not None
    assert thinking.push("<think>Let ").reasoning == "Let"
    assert thinking.push("me see").reasoning == " me see"
    assert thinking.push("</think>") == ("", "")
    assert thinking.push(" So").text == "So"


def test_no_token_is_lost() -> None:
    said: list[Piece] = []
    hearing = Hearing(said.append, None, listening(QWEN, ""))
    for piece in ("<think>", "a", "</think>", "\n", "b", " c"):
        hearing.emit(Piece(piece, 1))
    hearing.end(Generated("stop", 1, 0, 6, 0.0, 0.0, 0.0))
    assert sum(piece.tokens for piece in said) == 6


def test_calls_are_heard_after_a_thought_and_none_within_it() -> None:
    call = '{"name": "now", "arguments": {}}'
    said: list[Piece] = []
    hearing = Hearing(said.append, Listener(GENERIC.forms, {"now": {}}), listening(QWEN, ""))
    for letter in f"<think>Perhaps\n{call}\n</think>\n{call}":
        hearing.emit(Piece(letter, 1))
    done = hearing.end(Generated("stop", 1, 0, 1, 0.0, 0.0, 0.0))
    assert [each.name for each in done.calls] == ["now"]
    assert "".join(piece.reasoning for piece in said) == f"Perhaps\n{call}"
    assert "".join(piece.text for piece in said) == ""


# -- in the prompt


def rendered(template: str, **inputs: object) -> str:
    job, _ = text_generation({"messages": [{"role": "user", "content": "q"}]} | inputs)
    return Letters.text(prompter(template).prepare(job).tokens)


def test_the_asker_chooses_where_the_template_leaves_the_choice() -> None:
    assert rendered(QWEN) == rendered(QWEN, think=True)
    assert rendered(QWEN, think=False).endswith("<think>\n\n</think>\n\n")
    assert rendered(OPENED) == rendered(OPENED, think=False)
    assert can_choose(QWEN) and not can_choose(OPENED) and not can_choose(None)
    made = prompter(QWEN), prompter(OPENED), prompter(PLAIN)
    assert [(each.thinks, each.can_choose) for each in made] == [(True, True), (True, False), (False, False)]


def test_a_grammar_leaves_no_room_for_a_thought() -> None:
    wanted = {"response_format": {"type": "json_object"}}
    job, _ = text_generation({"prompt": "q"} | wanted)
    prepared = prompter(OPENED).prepare(job)
    assert prepared.thinking is None and Letters.text(prepared.tokens).endswith("<think>\n</think>\n\n")
    assert prompter(OPENED).prepare(Generate(messages=(Turn("user", "q"),))).thinking is not None
    assert prompter(OPENED).prepare(Generate(prompt="q", raw=True)).thinking is None


def test_what_was_thought_is_taken_back_and_told_to_nobody() -> None:
    earlier = {"role": "assistant", "content": "a", "reasoning_content": "secret"}
    job, _ = text_generation({"messages": [earlier, {"role": "user", "content": "b"}]})
    assert "secret" not in repr(job)
