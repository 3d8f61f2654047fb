"""What a model thinks before it answers, told apart from the answer while both are being written.

Three families: tags around the thought (``TAGS``), OpenAI's harmony channels, and no thought at all. Which
one a model belongs to is read from its chat template. A mark may be cut anywhere between two pieces; what
could be the beginning of one is held back. Knows strings only: no tokenizer, no engine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Said(NamedTuple):
    """What became final: ``text`` of the answer, and ``reasoning`` before it."""

    text: str = ""
    reasoning: str = ""


class Thinking(Protocol):
    """One answer. ``push`` its pieces, then ``finish``."""

    def push(self, text: str) -> Said: ...
    def finish(self) -> Said: ...


@dataclass(frozen=True)
class Tag:
    """A thought stands between these two marks, before the answer."""

    opening: str
    closing: str


TAGS = (
    Tag("<think>", "</think>"),  # Qwen, DeepSeek, Phi, SmolLM3 and most others
    Tag("[THINK]", "[/THINK]"),  # Mistral
    Tag("<|channel>thought", "<channel|>"),  # Gemma
    Tag("<|START_THINKING|>", "<|END_THINKING|>"),  # Command
    Tag("<seed:think>", "</seed:think>"),
)
HARMONY = re.compile(r"<\|(start|channel|message|constrain|end|return|call)\|>")
LONGEST_MARK = len("<|constrain|>")


def listening(template: str | None, prompt: str) -> Thinking | None:
    """Who hears an answer to ``prompt`` as a model with this chat ``template`` writes it.

    None for a model that does not think: then nothing that it writes is taken for a thought.
    """
    if template is None:
        return None
    if "<|channel|>" in template and "<|message|>" in template:
        return Channels()
    tags = [tag for tag in TAGS if tag.opening in template or tag.closing in template]
    begun = next((tag for tag in tags if begins_thinking(prompt, tag)), None)
    return Tagged(tags, begun=begun) if tags else None


def begins_thinking(prompt: str, tag: Tag = TAGS[0]) -> bool:
    """Whether the answer to ``prompt`` begins inside a thought: some templates open it themselves."""
    return prompt.rstrip().endswith(tag.opening)


def can_choose(template: str | None) -> bool:
    """Whether a chat template lets the asker choose if the model thinks."""
    return template is not None and "enable_thinking" in template


class _Trimmed:
    """Text without the white space at its ends: what stands at the end is held until more comes."""

    def __init__(self) -> None:
        self._space = ""
        self._begun = False

    def push(self, text: str) -> str:
        whole = self._space + text if self._begun else text.lstrip()
        kept = whole.rstrip()
        self._space = whole[len(kept) :]
        self._begun = self._begun or bool(kept)
        return kept if self._begun else ""


class Tagged:
    """Thoughts between tags. A tag counts only before the answer has begun; one that never closes holds
    all that follows."""

    def __init__(self, tags: Sequence[Tag], *, begun: Tag | None = None) -> None:
        self._tags = tuple(tags)
        self._inside = begun
        self._answering = False
        self._thought = False  # one has ended: white space after it is no part of the answer
        self._held = ""
        self._reasoning = _Trimmed()

    def push(self, text: str) -> Said:
        if self._answering:
            return Said(text)
        self._held += text
        return self._go_on(over=False)

    def finish(self) -> Said:
        return self._go_on(over=True)

    def _go_on(self, *, over: bool) -> Said:
        reasoning = ""
        while not self._answering:
            if self._inside is not None:
                reasoning += self._think(self._inside, over=over)
                if self._inside is not None:
                    return Said("", reasoning)
            if not self._open(over=over):
                break
        if not self._answering:
            return Said("", reasoning)
        text, self._held = self._held, ""
        return Said(text, reasoning)

    def _think(self, tag: Tag, *, over: bool) -> str:
        """The next piece of a thought; its end closes it."""
        at = self._held.find(tag.closing)
        if at >= 0:
            thought, self._held = self._held[:at], self._held[at + len(tag.closing) :]
            self._inside, self._thought = None, True
            return self._reasoning.push(thought)
        cut = len(self._held) - (0 if over else _beginning(self._held, (tag.closing,)))
        thought, self._held = self._held[:cut], self._held[cut:]
        return self._reasoning.push(thought)

    def _open(self, *, over: bool) -> bool:
        """Whether it is known what comes next: a thought that opens, or the answer."""
        bare = self._held.lstrip()
        for tag in self._tags:
            if bare.startswith(tag.opening):
                self._inside, self._held = tag, bare[len(tag.opening) :]
                return True
        if not over and (not bare or any(tag.opening.startswith(bare) for tag in self._tags)):
            return False
        self._answering = True
        self._held = bare if self._thought else self._held
        return True


class Channels:
    """Harmony: ``<|channel|>NAME<|message|>…<|end|>``. What stands in ``analysis`` is the thought."""

    def __init__(self) -> None:
        self._held = ""
        self._place = "nowhere"  # before any mark; then "header", "body" or "between"
        self._channel = ""
        self._reasoning = _Trimmed()

    def push(self, text: str) -> Said:
        self._held += text
        return self._go_on(over=False)

    def finish(self) -> Said:
        return self._go_on(over=True)

    def _go_on(self, *, over: bool) -> Said:
        texts, thoughts = [], []
        while True:
            mark = HARMONY.search(self._held)
            end = mark.start() if mark else len(self._held) - (0 if over else self._maybe_mark())
            said = self._take(self._held[:end])
            texts.append(said.text)
            thoughts.append(said.reasoning)
            self._held = self._held[mark.end() if mark else end :]
            if mark is None:
                return Said("".join(texts), "".join(thoughts))
            self._move(mark.group(1))

    def _maybe_mark(self) -> int:
        """Characters at the end that may be the beginning of a mark."""
        at = self._held.rfind("<", max(0, len(self._held) - LONGEST_MARK))
        rest = self._held[at:] if at >= 0 else ""
        return len(rest) if "<|".startswith(rest[:2]) and ">" not in rest else 0

    def _take(self, text: str) -> Said:
        if self._place == "header":
            self._channel += text
        elif self._place == "nowhere":
            return Said(text)
        elif self._place == "body":
            if self._channel.strip().startswith("analysis"):
                return Said("", self._reasoning.push(text))
            return Said(text)
        return Said()

    def _move(self, mark: str) -> None:
        if mark == "channel":
            self._place, self._channel = "header", ""
        elif mark == "message":
            self._place = "body"
        else:
            self._place = "between"


def _beginning(text: str, marks: Sequence[str]) -> int:
    """How many characters at the end of ``text`` may be the beginning of one of ``marks``."""
    longest = max(map(len, marks)) - 1
    for length in range(min(longest, len(text)), 0, -1):
        if any(mark.startswith(text[-length:]) for mark in marks):
            return length
    return 0
