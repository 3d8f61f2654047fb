"""Brings exported conversations back in: all of a file or nothing, always beside what is there.

Owns what is believed of a file: its size, its shape, that its messages make trees. Every conversation gets
new ids, so importing twice makes a copy and nothing is overwritten.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec

from edgechat.ai.schemas import text_generation
from edgechat.chat.conversation import Conversation
from edgechat.chat.portable import FORMAT, VERSION, Portable, Whole, values
from edgechat.chat.prompt import sampling
from edgechat.chat.store import Store
from edgechat.core.errors import DataNewer, InvalidInput, NotFound

MAX_BYTES = 200_000_000
MAX_OPTIONS = 200_000  # bytes of one conversation's sampling inputs
AGAIN = "Export it again, or choose another file."


class _Beginning(msgspec.Struct):
    """What every version of the format begins with."""

    format: str = ""
    version: int = 0


def import_bytes(store: Store, content: bytes) -> list[Conversation]:
    """Store every conversation of an exported JSON file, in one transaction: what was made, as in the file.

    Raises ``InvalidInput`` for what is no such file, ``DataNewer`` for one of a later version.
    """
    wholes = [_checked(whole) for whole in values(_decoded(content).conversations)]
    with store.transaction():
        return [store.plant(whole.conversation, whole.messages, shown=whole.shown) for whole in wholes]


def read_file(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The content of a regular file. A pipe or a device is refused: reading one might never end."""
    try:
        # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise InvalidInput(f"{path} is not a file.", "Choose an exported JSON file.")
        with open(handle, "rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.", "Check the name.") from error
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}.", "Choose an exported JSON file.") from error
    if len(content) > limit:
        raise InvalidInput(
            f"{path} is larger than {limit // 1_000_000} MB.", "Export fewer conversations at once."
        )
    return content


def _decoded(content: bytes) -> Portable:
    text = content.removeprefix(b"\xef\xbb\xbf")
    try:
        beginning = msgspec.json.decode(text, type=_Beginning)
        _check_kind(beginning)
        return msgspec.json.decode(text, type=Portable)
    except msgspec.ValidationError as error:
        raise InvalidInput(f"The file does not hold what an export holds: {error}.", AGAIN) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(f"The file is damaged or is no JSON: {error}.", AGAIN) from error


def _check_kind(beginning: _Beginning) -> None:
    if beginning.format != FORMAT:
        raise InvalidInput("The file holds no exported conversations of EdgeChat.", AGAIN)
    if beginning.version > VERSION:
        raise DataNewer(
            f"The file was written by a newer EdgeChat (its format is {beginning.version}, "
            f"this one knows up to {VERSION}).",
            "Update EdgeChat, then import it again. Nothing was imported.",
        )


def _checked(whole: Whole) -> Whole:
    """Raises ``InvalidInput`` unless the messages make a tree that can be shown, with usable options."""
    known: set[str | None] = {None}
    for message in whole.messages:
        if message.id in known or message.parent not in known:
            raise _wrong(whole, f"the message {message.id[:40]!r} has no place in it")
        known.add(message.id)
    if whole.shown not in known:
        raise _wrong(whole, f"it shows {str(whole.shown)[:40]!r}, which it does not hold")
    _check_options(whole)
    return whole


def _check_options(whole: Whole) -> None:
    """Options that no run accepts would make every later message of the conversation fail."""
    options = sampling(whole.conversation.options)
    if len(msgspec.json.encode(options)) > MAX_OPTIONS:
        raise _wrong(whole, "its options are too long")
    text_generation({"prompt": "?", **options})


def _wrong(whole: Whole, why: str) -> InvalidInput:
    title = " ".join(whole.conversation.title.split())[:60]
    return InvalidInput(f"The conversation {title!r} in the file is damaged: {why}.", AGAIN)
