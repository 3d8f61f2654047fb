"""From messages to token ids: the model's own template, with the words of people kept words."""

from __future__ import annotations

from typing import Any

from edgechat.ai.engines._template import render, shield
from edgechat.ai.engines._vocabulary import Vocabulary
from edgechat.ai.protocol import Count, Counted, Generate, Turn


class Prompter:
    """Renders and tokenizes for one loaded model."""

    def __init__(self, binding: Any, model: Any, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        template = binding.llama_model_chat_template(model, None)
        self._template = template.decode("utf-8", "replace") if template else None
        self._chatml = vocabulary.is_control("<|im_start|>")
        self._bos, self._eos = vocabulary.named("bos"), vocabulary.named("eos")

    def tokens(self, job: Generate) -> list[int]:
        """The prompt as token ids; text of the person or of documents never becomes a control token."""
        if job.raw:
            return self._vocabulary.tokenize(job.prompt, add_special=True, parse_special=True)
        return self._chat(job.messages or (Turn("user", job.prompt),))

    def _chat(self, turns: tuple[Turn, ...]) -> list[int]:
        said = [{"role": turn.role, "content": turn.content} for turn in turns]
        messages, guard = shield(said, self._vocabulary.is_control)
        rendered = render(self._template, messages, bos=self._bos, eos=self._eos, chatml=self._chatml)
        add_bos = self._vocabulary.adds_bos and not (self._bos and rendered.startswith(self._bos))
        tokens: list[int] = []
        for text, special in guard.split(rendered):
            first = not tokens
            tokens += self._vocabulary.tokenize(text, add_special=first and add_bos, parse_special=special)
        return tokens

    def count(self, request: Count) -> Counted:
        """Tokens of the whole prompt, and of each message's own text."""
        contents = tuple(
            len(self._vocabulary.tokenize(turn.content, add_special=False, parse_special=False))
            for turn in request.messages
        )
        return Counted(len(self._chat(request.messages)), contents)
