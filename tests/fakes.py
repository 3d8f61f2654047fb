"""Stand-ins for the slow and the native: each obeys the same protocol as the real thing."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from edgechat.ai.values import FinishReason, ModelInfo, TextResult, Timing, Usage
from edgechat.core.errors import BugError, ModelNotFound
from edgechat.library.citing import Passage


class FakeClock:
    """A clock that stands still until a test turns it. ``set_back`` moves the wall clock alone."""

    def __init__(self, now: float = 1_800_000_000.0, ticks: float = 1_000.0) -> None:
        self.wall = now
        self.tick = ticks

    def now(self) -> float:
        return self.wall

    def ticks(self) -> float:
        return self.tick

    def pass_time(self, seconds: float) -> None:
        self.wall += seconds
        self.tick += seconds

    def set_back(self, seconds: float) -> None:
        self.wall -= seconds


@dataclass
class Stall:
    """Part of a scripted reply: nothing more comes until the run is stopped or ``release`` is set."""

    release: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)


class Thought(str):
    """Part of a scripted reply: what the model thinks before it answers."""


Script = Iterable[str | BaseException | Stall]


class FakeStream:
    """Plays one script the way ``TextStream`` plays a model's answer."""

    def __init__(self, model: str, script: Script, finish_reason: FinishReason = "stop") -> None:
        self._script = iter(script)
        self._model = model
        self._finish: FinishReason = finish_reason
        self._result: TextResult | None = None
        self._stopped = threading.Event()
        self.closed = False
        self.text = self.reasoning = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for part in self._script:
            if isinstance(part, Stall):
                self._wait(part)
                continue
            if self._stopped.is_set():
                break
            if isinstance(part, BaseException):
                raise part
            if isinstance(part, Thought):
                self.reasoning += part
                return ""
            self.text += part
            return part
        self._end()
        raise StopIteration

    def _wait(self, stall: Stall) -> None:
        stall.reached.set()
        while not (self._stopped.is_set() or stall.release.wait(0.002)):
            pass

    def _end(self) -> None:
        words = len(self.text.split())
        self._result = TextResult(
            model=self._model,
            text=self.text,
            response=self.text,
            finish_reason="cancelled" if self._stopped.is_set() else self._finish,
            usage=Usage(prompt_tokens=7, completion_tokens=words, cached_tokens=3),
            timing=Timing(first_token_ms=1.5, total_ms=2.5, tokens_per_second=50.0),
            reasoning=self.reasoning,
        )

    @property
    def result(self) -> TextResult:
        if self._result is None:
            raise BugError("the stream has not ended")
        return self._result

    def stop(self) -> None:
        self._stopped.set()

    def __enter__(self) -> FakeStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.closed = True


class FakeAi:
    """Answers with the scripts of ``replies``, in order, then with "Yes."; remembers ``calls``.

    A script that is an exception is raised by ``run`` itself; one in the middle, by the stream.
    """

    def __init__(self, *replies: Script | str | BaseException, models: tuple[str, ...] = ("small",)) -> None:
        self.replies: deque[Script | str | BaseException] = deque(replies)
        self.installed = models
        self.size = 1_000_000  # the window, in tokens
        self.calls: list[tuple[str, Mapping[str, Any]]] = []
        self.streams: list[FakeStream] = []

    def run(
        self,
        model: str,
        inputs: Mapping[str, Any],
        stream: bool = False,
        *,
        session: str | None = None,
        background: bool = False,
    ) -> TextResult | FakeStream:
        self.calls.append((model, inputs))
        script = self.replies.popleft() if self.replies else "Yes."
        if isinstance(script, BaseException):
            raise script
        playing = FakeStream(model, [script] if isinstance(script, str) else script)
        self.streams.append(playing)
        if stream:
            return playing
        for _ in playing:
            pass
        return playing.result

    def window(self, model: str) -> int:
        return self.size

    def count_tokens(self, model: str, messages: Sequence[Mapping[str, str]]) -> tuple[int, tuple[int, ...]]:
        """Words, and three more per message."""
        contents = tuple(len(each["content"].split()) for each in messages)
        return sum(contents) + 3 * len(contents), contents

    def resolve(self, model: str | None) -> ModelInfo:
        chosen = model or self.installed[0]
        if chosen not in self.installed:
            raise ModelNotFound(f"There is no model {chosen!r}.", "Choose another model.")
        return ModelInfo(
            id=chosen,
            name=chosen.title(),
            task="text-generation",
            state="installed",
            source="test",
            size=1,
            context=2048,
            licence="Apache-2.0",
        )

    def prompt(self, call: int = -1) -> list[tuple[str, str]]:
        """The messages of one call, as (role, content)."""
        return [(each["role"], each["content"]) for each in self.calls[call][1]["messages"]]


class FakeFinding:
    """Finds what it was given; remembers what it was asked."""

    def __init__(self, *found: Passage) -> None:
        self.found = list(found)
        self.asked: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = []

    def passages(
        self, question: str, *, collections: Sequence[str], attachments: Sequence[str], limit: int
    ) -> list[Passage]:
        self.asked.append((question, tuple(collections), tuple(attachments)))
        return self.found[:limit]
