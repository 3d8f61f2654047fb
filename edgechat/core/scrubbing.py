"""What may stand in a report: where our code was. Not whose machine it is, nor what was being said."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Iterator
from pathlib import Path

HOMES = re.compile(r"(/(?:home|Users)/|[A-Za-z]:\\+Users\\+)[^/\\\s\"':]+")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|`[^`]*`|“[^”]*”")
FRAME = re.compile(r'\s*File "[^"]*", line \d+(,? in \S+)?')
NATIVE = re.compile(
    r"(ggml|llama|gguf|GGML|CUDA|cuda|vk|Vulkan|Fatal Python error|Current thread|Thread 0x|Traceback|"
    r"terminate called|std::|free\(\)|malloc|double free|corrupted|Segmentation|Aborted|Killed|"
    r"Extension modules:)"
)
RAISED = re.compile(r"((?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Exit))(?::.*)?")
CHAIN = 8


def scrub(text: str) -> str:
    """``text`` without the names of people's folders."""
    home = str(Path.home())
    if len(home) > 3:
        text = text.replace(home, "~")
    text = HOMES.sub(lambda found: found.group(1) + "…", text)
    user = os.environ.get("USER") or os.environ.get("USERNAME") or ""
    if len(user) > 2:
        text = re.sub(rf"(?<=[/\\]){re.escape(user)}(?=[/\\]|$)", "…", text, flags=re.MULTILINE)
    return text


def headline(error: BaseException) -> str:
    """The kind of ``error`` and where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {_short(frames[-1].filename)}, {frames[-1].name}" if frames else ""
    return f"{type(error).__name__}{where}"


def trace(error: BaseException) -> str:
    """Frames and kinds of ``error`` and what led to it. What they say is left out: it may quote a person."""
    return "\n\n".join(_one(each) for each in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The first cause first."""
    found: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in found and len(found) < CHAIN:
        found.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    yield from reversed(found)


def _one(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    number = f", errno {error.errno}" if isinstance(error, OSError) and error.errno else ""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f'  File "{each.filename}", line {each.lineno}, in {each.name}' for each in frames]
    return "\n".join([*lines, f"{kind}{number} (what it said is left out)"])


def last_words(stderr: str) -> str:
    """Of what a dead child printed, the lines of known form, without what they quote."""
    kept, left_out = [], 0
    for line in stderr.splitlines():
        raised, frame = RAISED.fullmatch(line.strip()), FRAME.match(line)
        if raised:
            kept.append(f"{raised.group(1)} (what it said is left out)")
        elif frame:
            kept.append(frame.group(0))
        elif NATIVE.match(line.strip()):
            kept.append(QUOTED.sub("…", line)[:300])
        elif line.strip():
            left_out += 1
    if left_out:
        kept.append(f"({left_out} lines of another form are left out)")
    return "\n".join(kept)


def _short(filename: str) -> str:
    """From our own folder on, or the file's name alone."""
    parts = Path(filename).parts
    ours = [at for at, part in enumerate(parts) if part == "edgechat"]
    return "/".join(parts[ours[-1] :]) if ours else parts[-1] if parts else filename
