"""Standard input, output and error as the commands use them. Knows no command.

What a model writes can hold control characters that rewrite a terminal; on a terminal they are shown as
escapes, in a pipe or file they stay what they are.
"""

from __future__ import annotations

import codecs
import errno
import os
import stat
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from edgechat.core.errors import DataUnwritable, InvalidInput

INPUT_LIMIT = 16 << 20
"""Bytes read from standard input at most."""
WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MOST_LOST = 0.01  # share of characters that may be broken: a stray byte in a log does no harm
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}


class OutputClosed(Exception):
    """Whoever read standard output has gone (``| head``): no fault, just the end."""


class Console:
    """The three streams of this process."""

    def __init__(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            # UTF-8 also where Windows would take the code page of the year 1985
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        self.out_is_terminal = _is_terminal(sys.stdout)
        self.err_is_terminal = _is_terminal(sys.stderr)
        self._whispering = False

    def write(self, text: str) -> None:
        """Text to standard output, at once. Raises ``OutputClosed`` or ``DataUnwritable``."""
        if text:
            self._hush()
        try:
            sys.stdout.write(text.translate(CONTROLS) if self.out_is_terminal else text)
            sys.stdout.flush()
        except OSError as error:
            if error.errno in (errno.EPIPE, errno.EINVAL):  # Windows says EINVAL
                raise OutputClosed from error
            raise DataUnwritable(
                f"The output cannot be written: {error.strerror}.", "Make room, or write it elsewhere."
            ) from error

    def line(self, text: str = "") -> None:
        self.write(text + "\n")

    def json(self, value: Any) -> None:
        """``value`` as the one JSON document on standard output; with indents for a person's eyes."""
        import json

        self.line(json.dumps(value, ensure_ascii=False, indent=2 if self.out_is_terminal else None))

    def note(self, text: str) -> None:
        """A line on standard error; never fails, because errors are reported through it."""
        try:
            sys.stderr.write((text.translate(CONTROLS) if self.err_is_terminal else text) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            return

    def whisper(self, text: str) -> None:
        """A piece of something less important to standard error, dim on a terminal; never fails."""
        self._whispering = True
        try:
            shown = f"\x1b[2m{text.translate(CONTROLS)}\x1b[0m" if self.err_is_terminal else text
            sys.stderr.write(shown)
            sys.stderr.flush()
        except (OSError, ValueError):
            return

    def _hush(self) -> None:
        """What comes now begins a line, though something was whispered."""
        if self._whispering:
            self._whispering = False
            self.note("")

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Columns under ``head``, as wide as their longest cell; the last one is not padded."""
        lines = [tuple(head), *(tuple(cell.translate(CONTROLS) for cell in row) for row in rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(head) - 1)]
        for line in lines:
            padded = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
            self.line("  ".join([*padded, line[-1]]).rstrip())

    def piped_input(self, *, wait: bool) -> str:
        """What was piped or redirected into this process; empty for a terminal.

        Without ``wait`` only pipes and files are read: a program that starts this one may leave it a
        socket or device that never ends. Raises ``InvalidInput`` for more than ``INPUT_LIMIT``, and for what
        is no text.
        """
        if sys.stdin is None or _is_terminal(sys.stdin) or not (wait or _ends(sys.stdin)):
            return ""
        raw = sys.stdin.buffer.read(INPUT_LIMIT + 1)
        if len(raw) > INPUT_LIMIT:
            raise InvalidInput(f"More than {INPUT_LIMIT >> 20} MB were piped in.", "Send less.")
        return _text_of(raw)

    def abandon(self) -> None:
        """Forget standard output, so that nothing complains about it when the process ends."""
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except (OSError, ValueError):
            return


def _text_of(raw: bytes) -> str:
    """``raw`` in UTF-8, or in what its mark says. What other encoding it may be in is not guessed: of a few
    words that goes wrong too often, and a question of rubbish would be asked."""
    marked = next((encoding for mark, encoding in WIDE if raw.startswith(mark)), None)
    try:
        text = raw.decode(marked) if marked else raw.decode("utf-8-sig", "replace")
    except UnicodeDecodeError:
        text = "\0"
    # Nearly any two bytes are a sign of some script: a text has a space, a line end or a Latin letter, too
    foreign = marked is not None and all(char > "\x7f" for char in text)
    if foreign or "\0" in text or text.count("\ufffd") > len(text) * MOST_LOST:
        raise InvalidInput(
            "What came on standard input is not text in UTF-8 or UTF-16.",
            "Pipe in text; files are read by: edgechat add PATH…",
        )
    return text


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _ends(stream: TextIO) -> bool:
    try:
        mode = os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError):
        return True  # not a real file: a stand-in
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)
