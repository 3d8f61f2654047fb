"""From messages to token ids: the model's own template, with the words of people kept words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from edgechat.ai.engines._sandbox import OUTPUT_LIMIT
from edgechat.ai.engines._template import Messages, Shield, render
from edgechat.ai.engines._tools import (
    Tools,
    by_name,
    described_messages,
    forced_schema,
    native_messages,
    shielded,
    takes_tools,
    uses_tools,
)
from edgechat.ai.engines._vocabulary import Vocabulary
from edgechat.ai.protocol import Count, Counted, Generate, Turn
from edgechat.ai.thinking import Thinking, begins_thinking, can_choose, listening
from edgechat.ai.tool_calls import FORCED, GENERIC, Listener, family_of
from edgechat.core.errors import ModelUnusable

RENDERED = OUTPUT_LIMIT * 3 // 4  # characters of messages that are certain to get through a template
AROUND = 16  # tokens that a template puts around a message, at most


@dataclass(frozen=True)
class Prepared:
    """What an engine runs: the prompt, the job as the model must be asked, and who hears tool calls and
    thoughts."""

    tokens: list[int]
    job: Generate
    listener: Listener | None = None
    thinking: Thinking | None = None


@dataclass(frozen=True)
class _Rendered:
    """``native``: in the template's own form for tools."""

    text: str
    guard: Shield
    native: bool


def _thought(prompt: str) -> str:
    """``prompt`` with the thought ended that the template may have begun."""
    return prompt + ("\n</think>\n\n" if begins_thinking(prompt) else "")


class Prompter:
    """Renders and tokenizes for one loaded model."""

    def __init__(self, binding: Any, model: Any, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        template = binding.llama_model_chat_template(model, None)
        self._template = template.decode("utf-8", "replace") if template else None
        special = (
            None if takes_tools(self._template) else binding.llama_model_chat_template(model, b"tool_use")
        )
        self._tool_template = special.decode("utf-8", "replace") if special else self._template
        self._family = family_of(self._tool_template)
        self._chatml = vocabulary.is_control("<|im_start|>")
        self._bos, self._eos = vocabulary.named("bos"), vocabulary.named("eos")
        self.thinks = listening(self._template, "") is not None
        self.can_choose = can_choose(self._template)

    def prepare(self, job: Generate) -> Prepared:
        """The prompt as token ids; text of the person or of documents never becomes a control token."""
        if job.raw:
            return Prepared(self._vocabulary.tokenize(job.prompt, add_special=True, parse_special=True), job)
        tools: Tools = json.loads(job.tools) if job.tools else []
        rendered = self._rendered(
            job.messages or (Turn("user", job.prompt),), tools, job.forced, think=job.think
        )
        if job.forced:
            return self._forced(rendered, job, tools)
        if job.schema:  # a grammar rules from the first token on: there is no room for a thought
            return Prepared(self._tokens(_thought(rendered.text), rendered.guard), job)
        thinking = listening(self._template, rendered.text)
        if not tools:
            return Prepared(self._tokens(rendered.text, rendered.guard), job, None, thinking)
        forms = self._family.forms if rendered.native else (*self._family.forms, *GENERIC.forms)
        job = msgspec.structs.replace(job, stop=(*job.stop, *self._family.stops))
        tokens = self._tokens(rendered.text, rendered.guard)
        return Prepared(tokens, job, Listener(dict.fromkeys(forms), by_name(tools)), thinking)

    def _forced(self, rendered: _Rendered, job: Generate, tools: Tools) -> Prepared:
        """The answer begins as a call does, and a grammar sees to the rest of it."""
        family = self._family if rendered.native else GENERIC
        text = _thought(rendered.text) + family.lead
        schema = forced_schema(tools, job.forced, family.arguments_key)
        job = msgspec.structs.replace(job, schema=schema)
        return Prepared(self._tokens(text, rendered.guard), job, Listener(FORCED, by_name(tools)))

    def _rendered(
        self, turns: Sequence[Turn], tools: Tools, forced: Sequence[str], *, think: bool | None = None
    ) -> _Rendered:
        wanted = bool(tools) or uses_tools(turns)
        if not wanted:
            return self._filled(self._template, native_messages(turns, self._family), [], think)
        if takes_tools(self._tool_template):
            try:
                return self._filled(self._tool_template, native_messages(turns, self._family), tools, think)
            except ModelUnusable:  # some refuse two calls at once, or a result without its call
                pass
        return self._filled(self._template, described_messages(turns, tools, forced), [], think)

    def _filled(
        self, template: str | None, messages: Messages, tools: Tools, think: bool | None
    ) -> _Rendered:
        messages, offered, guard = shielded(messages, tools, self._vocabulary.is_control)
        extra: dict[str, Any] = {"tools": offered} if offered else {}
        if think is not None:
            extra["enable_thinking"] = think
        text = render(
            template,
            messages,
            bos=self._bos,
            eos=self._eos,
            chatml=self._chatml,
            extra=extra,
        )
        return _Rendered(text, guard, native=bool(offered))

    def _tokens(self, rendered: str, guard: Shield) -> list[int]:
        add_bos = self._vocabulary.adds_bos and not (self._bos and rendered.startswith(self._bos))
        tokens: list[int] = []
        for text, special in guard.split(rendered):
            first = not tokens
            tokens += self._vocabulary.tokenize(text, add_special=first and add_bos, parse_special=special)
        return tokens

    def texts_alone(self, job: Generate) -> int:
        """Tokens of the messages without their template, if they may be too long for it; else 0."""
        texts = [turn.content for turn in job.messages] or [job.prompt]
        if job.raw or sum(map(len, texts)) <= RENDERED:
            return 0
        return sum(
            len(self._vocabulary.tokenize(text, add_special=False, parse_special=False)) for text in texts
        )

    def count(self, request: Count) -> Counted:
        """Tokens of the whole prompt, and of each message's own text.

        A prompt that is longer than a template may write is estimated from its texts.
        """
        contents = tuple(
            len(self._vocabulary.tokenize(turn.content, add_special=False, parse_special=False))
            for turn in request.messages
        )
        if sum(len(turn.content) for turn in request.messages) > RENDERED:
            return Counted(sum(contents) + AROUND * len(contents), contents)
        tools: Tools = json.loads(request.tools) if request.tools else []
        rendered = self._rendered(request.messages, tools, ())
        return Counted(len(self._tokens(rendered.text, rendered.guard)), contents)
