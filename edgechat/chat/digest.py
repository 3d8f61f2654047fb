"""A conversation's older part in few words, made without a model: instant, faithful, never wrong.

The beginning of each message is kept, newest messages longest, within a given number of characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from edgechat.chat.conversation import Message

SPEAKERS = {"user": "Person", "assistant": "Assistant", "system": "Note"}
SHORTEST, LONGEST = 40, 240  # characters kept of one message
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+")
_SPACE = re.compile(r"\s+")


def digest(earlier: str, messages: Sequence[Message], *, characters: int) -> str:
    """``messages`` (oldest first) after what ``earlier`` already tells of those before them.

    At most ``characters`` long. What does not fit is counted, so that nothing goes unsaid.
    """
    lines: list[str] = []
    room = characters - min(len(earlier), characters // 3) - 60
    length = LONGEST
    for message in reversed(messages):
        line = f"{SPEAKERS[message.role]}: {gist(message.text, length)}"
        if len(line) + 1 > room:
            break
        lines.append(line)
        room -= len(line) + 1
        length = max(SHORTEST, length - 8)
    left_out = len(messages) - len(lines)
    kept = gist(earlier, max(0, characters // 3)) if earlier else ""
    head = [kept] if kept else []
    if left_out:
        head.append(f"({left_out} earlier messages are not retold here.)")
    return "\n".join([*head, *reversed(lines)])[:characters]


def gist(text: str, length: int) -> str:
    """The first sentences of ``text`` that fit into ``length`` characters, else its first words."""
    plain = _SPACE.sub(" ", text).strip()
    if len(plain) <= length:
        return plain
    kept = ""
    for sentence in _SENTENCE_END.split(plain[: length * 4]):
        if len(kept) + len(sentence) + 1 > length:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or plain[: max(0, length - 1)].rsplit(" ", 1)[0] + "…"
