"""Markdown off the main thread: one request per answer at a time, and only the latest text counts.

What reads it is imported with the first text: a window that shows what an earlier one has read needs none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from edgechat.desktop import drawings
from edgechat.desktop.highlight import Span
from edgechat.desktop.structure import Block, Update
from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from edgechat.desktop.markdown import Stream


class Formatter:
    """Turns text into blocks on the free pool."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._held: list[Callable[[], None]] | None = []

    def begin_colours(self) -> None:
        """Until this is called colours wait: the first sight of the text must not share the processor."""
        held, self._held = self._held, None
        for job in held or ():
            job()

    def render(self, text: str, done: Callable[[tuple[Block, ...]], None]) -> None:
        self._tasks.free(lambda: _rendered(text), done)

    def render_all(self, texts: list[str], done: Callable[[list[tuple[Block, ...]]], None]) -> None:
        """The same for several, one after the other."""
        self._tasks.free(lambda: list(map(_rendered, texts)), done)

    def page(self, text: str, done: Callable[[str], None]) -> None:
        """Call ``done`` with ``text`` as clean HTML."""
        self._tasks.free(lambda: _page(text), done)

    def draw(self, blocks: tuple[Block, ...], done: Callable[[], None]) -> None:
        """Call ``done`` once every formula of ``blocks`` has a drawing; not at all if they have it now."""
        if self._held is not None:
            self._held.append(lambda: self.draw(blocks, done))
        elif drawings.missing(blocks):
            self._tasks.free(lambda: drawings.prepare(blocks), lambda _none: done())

    def colour(self, code: str, language: str, done: Callable[[tuple[Span, ...]], None]) -> None:
        """Call ``done`` with what to colour in ``code``; not at all without a language."""
        if not language:
            return
        if self._held is not None:
            self._held.append(lambda: self.colour(code, language, done))
        else:
            self._tasks.free(lambda: _spans(code, language), done)

    def follow(self, show: Callable[[Update, bool], None]) -> Following:
        """A stream of text to be shown with ``show(update, whether it is the last)``."""
        return Following(self._tasks, show)


class Following:
    """One answer that is being written. All methods on the main thread."""

    def __init__(self, tasks: Tasks, show: Callable[[Update, bool], None]) -> None:
        self._tasks = tasks
        self._show = show
        self._stream: Stream | None = None
        self._busy = False
        self._latest: str | None = None
        self._whole = False
        self._ended = False
        self._seen = 0

    def text(self, text: str) -> None:
        """The answer so far."""
        if len(text) < self._seen or self._whole:
            return
        self._latest, self._seen = text, len(text)
        if not self._busy:
            self._next()

    def finish(self, text: str) -> None:
        """The whole answer: what it is shown as is the last update."""
        self._whole, self._latest, self._seen = True, text, len(text)
        if not self._busy:
            self._next()

    def end(self) -> None:
        """Show nothing more."""
        self._ended = True

    def _next(self) -> None:
        if self._latest is None or self._ended:
            return
        text, self._latest, self._busy = self._latest, None, True
        whole = self._whole
        self._tasks.free(
            lambda: self._update(text, whole=whole),
            lambda update: self._arrived(update, whole),
            failed=self._failed,
        )

    def _update(self, text: str, *, whole: bool) -> Update:
        from edgechat.desktop.markdown import Stream

        self._stream = self._stream or Stream()
        update = self._stream.update(text, whole=whole)
        drawings.prepare((*update.frozen, *update.tail))
        return update

    def _arrived(self, update: Update, last: bool) -> None:
        self._busy = False
        if not self._ended:
            self._show(update, last)
            self._next()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._ended = True
        self._tasks.unhandled(error)


def _rendered(text: str) -> tuple[Block, ...]:
    from edgechat.desktop.markdown import render

    blocks = render(text)
    drawings.prepare(blocks)
    return blocks


def _page(text: str) -> str:
    from edgechat.core import markup

    return markup.to_html(text)


def _spans(code: str, language: str) -> tuple[Span, ...]:
    from edgechat.desktop.highlight import spans

    return spans(code, language)
