"""Titles and summaries by the model, in the background: what it is asked, and what is believed of it.

Small models write nonsense now and then. A title must share a word with what was asked and name no number
that was not in it, a summary must be shorter than what it tells; otherwise the first line, or the digest,
stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from edgechat.ai.values import TextResult
from edgechat.chat.conversation import Message
from edgechat.chat.digest import SPEAKERS, gist

LONGEST_TITLE = 60  # characters
TITLE_TOKENS, SUMMARY_TOKENS = 24, 220
MATERIAL = 3_000  # characters shown to the model: fits the background lane of the smallest window in use
FIRST_IDEOGRAPH = "\u2e80"  # from here on scripts put no spaces between words: single signs count
_WORD = re.compile(r"\w{4,}")
_NUMBER = re.compile(r"\d+")
_LABEL = re.compile(r"^(?:title|summary)\s*:\s*", re.IGNORECASE)


class Writer(Protocol):
    def run(self, model: str, inputs: Mapping[str, Any], *, background: bool = ...) -> TextResult: ...


def title(ai: Writer, model: str, question: str, answer: str) -> str:
    """A title for a conversation that began so; empty when the model had no good one or was not there."""
    said = f"Person: {gist(question, 600)}\nAssistant: {gist(answer, 600)}"
    result = _ask(
        ai,
        model,
        "You write titles. Reply with the title alone.",
        f"Write a title of two to six words for this conversation.\n\n{said}\n\nTitle:",
        tokens=TITLE_TOKENS,
    )
    # of the question alone: an answer that missed it would lend its own words to the title
    return believable_title(result, question)


def believable_title(text: str, said: str) -> str:
    """``text`` as a title, or empty when it is none: too long, empty, about something else, or telling what
    nobody asked (a title stands in the list like a fact)."""
    line = text.strip().split("\n", 1)[0]
    line = _LABEL.sub("", line).strip().strip("\"'“”«»*#` ").rstrip(".,:;")
    if not 2 <= len(line) <= LONGEST_TITLE:
        return ""
    words = {word.lower() for word in _WORD.findall(line)}
    known = {word.lower() for word in _WORD.findall(said)}
    shared = words & known or any(sign in said for sign in line if sign > FIRST_IDEOGRAPH)
    invented = set(_NUMBER.findall(line)) - set(_NUMBER.findall(said))
    return line if shared and not invented else ""


def summary(ai: Writer, model: str, earlier: str, messages: Sequence[Message]) -> str:
    """A summary of ``messages`` after ``earlier``; empty when the model had no good one."""
    share = max(80, (MATERIAL - min(len(earlier), MATERIAL // 3)) // max(1, len(messages)))
    told = [f"{SPEAKERS[each.role]}: {gist(each.text, share)}" for each in messages]
    before = f"Until now: {gist(earlier, MATERIAL // 3)}\n\n" if earlier else ""
    text = _ask(
        ai,
        model,
        "You summarise conversations. Keep names, numbers, decisions and open questions.",
        f"{before}Summarise this part of a conversation in a few sentences.\n\n" + "\n".join(told),
        tokens=SUMMARY_TOKENS,
    )
    plain = _LABEL.sub("", text.strip())
    return plain if 20 <= len(plain) < sum(len(each.text) for each in messages) else ""


def _ask(ai: Writer, model: str, system: str, request: str, *, tokens: int) -> str:
    messages = [{"role": "system", "content": system}, {"role": "user", "content": request}]
    inputs = {"messages": messages, "max_tokens": tokens, "temperature": 0.2, "repetition_penalty": 1.1}
    inputs["think"] = False  # so few tokens would hold a thought and nothing else
    result = ai.run(model, inputs, background=True)
    return "" if result.finish_reason == "cancelled" else result.text
