"""Messages to the text that a model reads, through the chat template the model file brings along.

The template is a stranger's code and runs in ``_sandbox``. What people and documents wrote is shielded:
a control token spelled out in it ("<|im_end|>") stays text. Runs in the model's child process; knows
strings only, no tokenizer and no file.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from edgechat.ai.engines._bounded import Refusal
from edgechat.ai.engines._deadline import OutOfTime, in_time
from edgechat.ai.engines._sandbox import write_out
from edgechat.core.errors import InvalidInput, ModelUnusable

TEMPLATE_LIMIT = 65_536
"""Bytes of a template that is accepted."""
TIME_LIMIT = 2.0
"""Seconds for one prompt, all attempts together."""
ACTION = "Choose another model, or a newer file of this one."

Messages = list[dict[str, Any]]


def render(
    template: str | None,
    messages: Messages,
    *,
    bos: str,
    eos: str,
    chatml: bool,
    extra: Mapping[str, Any] | None = None,
) -> str:
    """The prompt for ``messages`` (``role`` and ``content`` each), ending where the answer begins.

    Without a template: ChatML where ``chatml`` says that the vocabulary knows it, else a plain form. A
    template that refuses the messages is offered them with neighbours of one role joined, then with the
    system message folded into the first question. ``extra`` are further variables of the template.
    Raises ``ModelUnusable`` for a template that fails, costs too much or is too long.
    """
    if template is None:
        return _chatml(messages) if chatml else _plain(messages)
    if len(template.encode("utf-8", "replace")) > TEMPLATE_LIMIT:
        raise _unusable(f"is longer than {TEMPLATE_LIMIT:,} bytes")
    variables: dict[str, Any] = {"tools": None, "documents": None, "add_generation_prompt": True}
    variables |= {"bos_token": bos, "eos_token": eos} | dict(extra or {})
    return _first_accepted(template, messages, variables, deadline=time.monotonic() + TIME_LIMIT)


def _first_accepted(
    template: str, messages: Messages, variables: Mapping[str, Any], *, deadline: float
) -> str:
    refusal = Refusal()
    for attempt in _attempts(messages):
        try:
            return _attempt(template, {**variables, "messages": attempt}, deadline)
        except Refusal as error:
            refusal = error
    raise _unusable(f"does not take this conversation: {_quoted(refusal)}") from refusal


def _attempt(template: str, variables: Mapping[str, Any], deadline: float) -> str:
    try:
        return in_time(lambda: write_out(template, variables), deadline - time.monotonic())
    except Refusal:
        raise
    except OutOfTime as error:
        raise _unusable(f"ran for longer than {TIME_LIMIT:g} s") from error
    except Exception as error:  # whatever a stranger's code can raise
        raise _unusable(f"failed: {_quoted(error) or type(error).__name__}") from error


def _unusable(what: str) -> ModelUnusable:
    return ModelUnusable(f"The chat template of this model {what}.", ACTION)


def _quoted(error: Exception) -> str:
    words = " ".join(str(error).split())[:200].rstrip(".")
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in words)


def _attempts(messages: Messages) -> Iterator[Messages]:
    """The messages as they are, then in forms that stricter templates take; none twice."""
    joined, folded = _join_neighbours(messages), _fold_system(messages)
    tried: list[Messages] = []
    for attempt in (messages, joined, folded, _join_neighbours(folded)):
        if attempt not in tried:
            tried.append(attempt)
            yield attempt


def _join_neighbours(messages: Messages) -> Messages:
    joined: Messages = []
    for message in messages:
        if joined and joined[-1]["role"] == message["role"] and _plain_talk(message, joined[-1]):
            joined[-1] = {**message, "content": f"{joined[-1]['content']}\n\n{message['content']}"}
        else:
            joined.append(dict(message))
    return joined


def _plain_talk(*messages: Mapping[str, Any]) -> bool:
    """Whether none of ``messages`` calls a tool or answers a call: those stay what they are."""
    return not any(message["role"] == "tool" or "tool_calls" in message for message in messages)


def _fold_system(messages: Messages) -> Messages:
    """All system texts put before the first question."""
    system = "\n\n".join(message["content"] for message in messages if message["role"] == "system")
    rest = [dict(message) for message in messages if message["role"] != "system"]
    if not system:
        return rest
    for message in rest:
        if message["role"] == "user":
            message["content"] = f"{system}\n\n{message['content']}"
            return rest
    return [{"role": "user", "content": system}, *rest]


def _chatml(messages: Messages) -> str:
    turns = [f"<|im_start|>{message['role']}\n{message['content']}<|im_end|>\n" for message in messages]
    return "".join(turns) + "<|im_start|>assistant\n"


def _plain(messages: Messages) -> str:
    """For models that were never taught a form of conversation."""
    names = {"user": "User: ", "assistant": "Assistant: "}
    turns = [names.get(message["role"], "") + message["content"].strip() for message in messages]
    return "\n\n".join([*turns, "Assistant:"])


# What could spell a control token: from a bracket to one of the next closing ones, without a space.
BRACKETS = "<>[]"
CANDIDATE_LENGTH = 48
CANDIDATE_ENDS = 4
_OPENING = re.compile(r"[<\[\]](?=\S)")
_CLOSING = re.compile(r"[>\]\[]")
_SPACE = re.compile(r"\s")
# Unicode leaves these planes to private agreements: no model's template and hardly a text uses them.
PRIVATE = (*range(0x100000, 0x10FFFE), *range(0xF0000, 0xFFFFE))


@dataclass(frozen=True)
class Shield:
    """Which private character stands for which spelled-out control token."""

    texts: Mapping[str, str]

    def split(self, rendered: str) -> list[tuple[str, bool]]:
        """``rendered`` in pieces, and for each whether control tokens in it are meant as such.

        False for what a person wrote; all pieces together make the text with every spelling restored.
        """
        pieces: list[tuple[str, bool]] = []
        if not self.texts:
            return [(rendered, True)] if rendered else []
        pattern = "([" + "".join(self.texts) + "])"
        for piece in re.split(pattern, rendered):
            original = self.texts.get(piece)
            if piece:
                pieces.append((piece, True) if original is None else (original, False))
        return pieces


def shield(
    messages: Sequence[Mapping[str, str]], is_control: Callable[[str], bool]
) -> tuple[Messages, Shield]:
    """``messages`` with each control token that a content spells out replaced by a private character.

    ``is_control`` says of a string of up to 48 characters whether the tokenizer would read it as one
    control token. Raises ``InvalidInput`` for more different ones than there are private characters.
    """
    contents = "".join(message["content"] for message in messages)
    free = (chr(number) for number in PRIVATE if chr(number) not in contents)
    signs: dict[str, str] = {}
    known: dict[str, bool] = {}

    def check(text: str) -> bool:
        if text not in known:
            known[text] = is_control(text)
        return known[text]

    def sign(text: str) -> str:
        if text not in signs:
            signs[text] = _next_free(free)
        return signs[text]

    replaced = [{**message, "content": _replace(message["content"], check, sign)} for message in messages]
    return replaced, Shield({character: text for text, character in signs.items()})


def _next_free(free: Iterator[str]) -> str:
    for character in free:
        return character
    raise InvalidInput("The text spells out too many control tokens.", "Shorten it.")


def _replace(content: str, check: Callable[[str], bool], sign: Callable[[str], str]) -> str:
    parts: list[str] = []
    done = 0
    for match in _OPENING.finditer(content):
        if match.start() < done:
            continue
        end = _control_end(content, match.start(), check)
        if end:
            parts += (content[done : match.start()], sign(content[match.start() : end]))
            done = end
    return "".join((*parts, content[done:]))


def _control_end(content: str, start: int, check: Callable[[str], bool]) -> int:
    """Where the control token that begins at ``start`` ends; 0 where none begins. The longest counts."""
    space = _SPACE.search(content, start, start + CANDIDATE_LENGTH)
    limit = space.start() if space else start + CANDIDATE_LENGTH
    found = islice(_CLOSING.finditer(content, start + 1, limit), CANDIDATE_ENDS)
    ends = [match.end() for match in found]
    return next((end for end in reversed(ends) if check(content[start:end])), 0)
