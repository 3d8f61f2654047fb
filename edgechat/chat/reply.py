"""One answer while it is being written: pieces out to the consumer, text into the row every second.

Knows how an answer ends (complete, stopped, failed, dropped) and nothing of how it was asked for.
"""

from __future__ import annotations

import logging
import queue
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING

from edgechat.ai.values import Timing, Usage
from edgechat.chat.conversation import (
    Failure,
    Message,
    MessageChanged,
    ReasoningArrived,
    State,
    TextArrived,
)
from edgechat.chat.parts import Part, agreed
from edgechat.chat.text import well_formed
from edgechat.chat.thoughts import Thoughts
from edgechat.core.errors import EdgeError, FixableError

if TYPE_CHECKING:
    from edgechat.chat.ports import TextSource

log = logging.getLogger(__name__)

Polish = Callable[[str], tuple[str, tuple[Part, ...]]]
"""Takes the text of an answer that has ended: gives it back as it is to be kept, with what follows it."""


class Writing:
    """The answer itself, shared by its consumer, its saving thread and whoever stops it.

    ``save`` stores a message that goes on, ``finish`` one that has ended; ``publish`` takes events.
    """

    def __init__(
        self,
        message: Message,
        *,
        save: Callable[[Message], None],
        finish: Callable[[Message], None],
        publish: Callable[[object], None],
    ) -> None:
        self.message = message
        self.source: TextSource | None = None
        self._save, self._finish, self._publish = save, finish, publish
        self._polish: Polish = lambda text: (text, ())
        self._pieces: list[str] = []
        self._thoughts = Thoughts()
        self._unsaved = False
        self._ended = False
        self._lock = threading.RLock()
        self._reading = threading.Lock()
        self._words: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._saver: threading.Thread | None = None

    def start(self, source: TextSource, *, every: float) -> None:
        """Begin to read ``source`` and to save what has arrived each ``every`` seconds."""
        self.source = source
        # A daemon: a program that ends without closing its reply must not wait for an endless answer.
        self._saver = threading.Thread(
            target=self._keep_saved, args=(every,), name="save-answer", daemon=True
        )
        self._saver.start()

    def name_model(self, model: str) -> None:
        """The model that will answer; stored with the next save."""
        self.message = replace(self.message, model=model)

    def ground(self, parts: tuple[Part, ...], polish: Polish) -> None:
        """``parts`` stand in the answer from its beginning; ``polish`` gets its text at the end."""
        self._polish = polish
        if parts:
            self.message = replace(self.message, parts=parts)
            self._publish(MessageChanged(self.message))

    def next_piece(self) -> str:
        """The next piece of text, empty where only the reasoning grew; ``StopIteration`` after the end."""
        if self._ended or self.source is None:
            raise StopIteration
        with self._reading:
            try:
                piece = well_formed(next(self.source))
            except StopIteration:
                self._complete(self.source)
                raise
            except BaseException as error:
                self.fail(error)
                raise
        if not self._add(piece, self.source.reasoning):
            self._release()
            raise StopIteration
        return piece

    def _add(self, piece: str, reasoning: str) -> bool:
        with self._lock:
            if self._ended:
                return False
            place = self.message.conversation, self.message.id
            if thought := self._thoughts.grow(reasoning):
                self._unsaved = True
                self._publish(ReasoningArrived(*place, thought))
            if piece:
                self._thoughts.end()
                self._pieces.append(piece)
                self._unsaved = True
                self._publish(TextArrived(*place, piece))
        return True

    def _grown(self) -> Message:
        """The answer with every piece that has arrived."""
        parts = self._thoughts.before(self.message.parts)
        return replace(self.message, text="".join(self._pieces), parts=parts)

    def _keep_saved(self, every: float) -> None:
        while True:
            try:
                word = self._words.get(timeout=every)
            except queue.Empty:
                self._save_now()
                continue
            if word == "dropped":
                self._stop_dropped()
            return

    def _save_now(self) -> None:
        with self._lock:
            if self._ended or not self._unsaved:
                return
            self._unsaved = False
            self.message = self._grown()
        try:
            self._save(self.message)
        except EdgeError as error:
            self._unsaved = True
            log.warning("the answer so far could not be saved; trying again: %s", error)

    def so_far(self) -> Message:
        """The answer with every piece that has arrived, saved or not."""
        with self._lock:
            return self.message if self._ended else self._grown()

    def _stop_dropped(self) -> None:
        try:
            self.close()
        except EdgeError as error:
            log.warning("an answer nobody waits for could not be saved: %s", error)

    def drop(self) -> None:
        """Nobody will read on. May be called by the garbage collector: it only leaves a word."""
        self._words.put("dropped")

    def stop(self) -> None:
        """Ask the model to stop; the consumer then reads to the end. Returns at once, from any thread."""
        if self.source is not None and not self._ended:
            self.source.stop()

    def close(self) -> None:
        """End now and keep what has arrived. Does nothing to an answer that has ended."""
        self.stop()
        self._end("stopped", finish_reason="cancelled")
        self._release()

    def _complete(self, source: TextSource) -> None:
        """The model has said all, or has stopped as it was asked to."""
        try:
            result = source.result
        except Exception as error:
            self.fail(error)
            raise
        state: State = "stopped" if result.finish_reason == "cancelled" else "complete"
        self._end(state, finish_reason=result.finish_reason, usage=result.usage, timing=result.timing)

    def fail(self, error: BaseException) -> None:
        """``error`` ended the answer: a failure if it is an error, a stop if the person interrupted."""
        self.stop()
        if isinstance(error, Exception):
            self._end("failed", error=_failure(error))
        else:
            self._end("stopped", finish_reason="cancelled")

    def _end(
        self,
        state: State,
        *,
        finish_reason: str | None = None,
        usage: Usage | None = None,
        timing: Timing | None = None,
        error: Failure | None = None,
    ) -> None:
        with self._lock:
            if self._ended:
                return
            self._ended = True
            self._thoughts.end()
            text, following = self._polish("".join(self._pieces))
            parts = self._thoughts.before(self.message.parts)
            self.message = replace(
                self.message,
                text=text,
                parts=(*agreed(parts, text), *following),
                state=state,
                finish_reason=finish_reason,
                usage=usage or Usage(),
                timing=timing or Timing(),
                error=error,
            )
        self._end_saver()
        self._finish(self.message)

    def _end_saver(self) -> None:
        """Wait for the saving thread, so that no older text is saved over the whole answer."""
        self._words.put("ended")
        if self._saver is not None and self._saver is not threading.current_thread():
            self._saver.join()

    def _release(self) -> None:
        """Let go of the model, unless another thread is reading from it: that one does it then."""
        if self.source is not None and self._reading.acquire(blocking=False):
            try:
                self.source.__exit__(None, None, None)
            finally:
                self._reading.release()


def _failure(error: Exception) -> Failure:
    if isinstance(error, FixableError):
        return Failure(error.code, error.message, error.action)
    code = error.code if isinstance(error, EdgeError) else EdgeError.code
    return Failure(code, f"Something unexpected went wrong: {type(error).__name__}: {error}.", "Try again.")


class ReplyStream:
    """The answer as its consumer sees it: an iterator of pieces of text, and a context manager.

    Raises what the model raises, after it was stored with the answer, and ``NoRoom`` if the answer
    could not be saved at its end. A consumer that leaves early keeps the partial answer as "stopped".
    """

    def __init__(self, question: Message, writing: Writing) -> None:
        self.question = question
        self._writing = writing
        weakref.finalize(self, writing.drop).atexit = False

    @property
    def conversation(self) -> str:
        """Id of the conversation, also of one that was made for this message."""
        return self.question.conversation

    @property
    def message(self) -> Message:
        """The answer: as it was last saved, and whole once the iteration has ended."""
        return self._writing.message

    def stop(self) -> None:
        """Ask the model to stop. Returns at once; may be called from any thread."""
        self._writing.stop()

    def close(self) -> None:
        """Stop, and keep what has arrived."""
        self._writing.close()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self._writing.next_piece()

    def __enter__(self) -> ReplyStream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
