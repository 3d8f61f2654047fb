"""Conversations as documents: Markdown and HTML of the branch on show, JSON of everything.

``portable`` describes the JSON, ``page`` the HTML. Knows no database, no disk and no window.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, get_args

from edgechat.chat import page
from edgechat.chat.conversation import Conversation, Message
from edgechat.chat.filenames import file_name, visible
from edgechat.chat.parts import (
    AttachmentPart,
    CitationPart,
    Part,
    ReasoningPart,
    SearchedPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from edgechat.chat.portable import Whole, encode
from edgechat.chat.wording import heading, note, source_of, title_of
from edgechat.core.errors import InvalidInput

Format = Literal["md", "json", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)
TICKS = re.compile("`{3,}")


def document(wholes: Sequence[Whole], kind: str, *, now: float) -> bytes:
    """One file, UTF-8, of all ``wholes``. Raises ``InvalidInput`` for an unknown ``kind``."""
    if kind == "json":
        return encode(wholes, now=now)
    if kind == "html":
        return page.render(wholes).encode()
    if kind == "md":
        return "\n---\n\n".join(map(markdown, wholes)).encode()
    raise InvalidInput(f"There is no format {kind!r}.", f"Use {', '.join(FORMATS)}.")


def names(conversations: Sequence[Conversation], kind: str) -> list[str]:
    """A safe file name for each, from its title; where two would be the same, with a piece of the id."""
    plain = [file_name(title_of(each)) for each in conversations]
    folded = [name.casefold() for name in plain]
    return [
        f"{name} {each.id[:8]}.{kind}" if folded.count(name.casefold()) > 1 else f"{name}.{kind}"
        for name, each in zip(plain, conversations, strict=True)
    ]


def markdown(whole: Whole) -> str:
    """The branch on show. What was written stays as it was written; the rest is said in few words."""
    place = whole.conversation
    began = datetime.fromtimestamp(place.created_at).strftime("%Y-%m-%d %H:%M")
    head = [f"# {_one_line(title_of(place))}", f"*{began}*"]
    if place.system:
        head.append(_quoted(f"System prompt: {place.system}"))
    return "\n\n".join([*head, *map(_message, whole.path())]) + "\n"


def _message(message: Message) -> str:
    said = [f"## {_one_line(heading(message))}"]
    said += [written for written in map(_part, message.parts) if written]
    remark = note(message)
    return "\n\n".join([*said, f"*{remark}*"] if remark else said)


def _part(part: Part) -> str:
    match part:
        case TextPart(text):
            return text.strip("\n")
        case ReasoningPart(text, _):
            return _quoted(f"Reasoning: {text}")
        case AttachmentPart(name, media_type, _, size):
            return f"Attached: {_code(visible(name))} ({_one_line(media_type)}, {size:,} bytes)"
        case ToolCallPart(_, name, arguments):
            return f"Tool call: {_code(visible(name))}\n\n{_fenced(arguments, 'json')}"
        case ToolResultPart(_, content, is_error):
            return f"Tool {'error' if is_error else 'result'}:\n\n{_fenced(content)}"
        case SearchedPart():
            return ""
        case CitationPart():
            return f"{_code(visible(source_of(part)))}\n\n{_quoted(part.quote)}"


def _one_line(text: str) -> str:
    return visible(" ".join(text.split()))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def _code(text: str) -> str:
    return f"`` {_one_line(text)} ``"


def _fenced(text: str, language: str = "") -> str:
    """``text`` in a fence longer than any in it."""
    fence = "`" * max([3, *(len(run) + 1 for run in TICKS.findall(text))])
    return f"{fence}{language}\n{text}\n{fence}"
