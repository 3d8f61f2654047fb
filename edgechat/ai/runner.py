"""``ai.run``: the one way to a model. Checks the inputs, asks for admission, runs, measures, logs.

Window, command line, HTTP API and scripts all pass through here, so all are limited and counted alike.
"""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, cast, overload

import msgspec

from edgechat.ai.catalog import EMBEDDINGS, RERANKING, TEXT, Catalog, require_task, require_text
from edgechat.ai.embed_host import EmbedHost
from edgechat.ai.examining import Examiner
from edgechat.ai.generation import Generation
from edgechat.ai.neurons import text_neurons
from edgechat.ai.own_files import Progress, is_folder
from edgechat.ai.protocol import Description, Generate, ToolUse, Turn
from edgechat.ai.pulling import PullProgress, Pulls
from edgechat.ai.text_host import TextHost
from edgechat.ai.values import (
    EmbeddingResult,
    FinishReason,
    ModelInfo,
    ModelStatus,
    Offer,
    RerankingResult,
    TextResult,
    Timing,
    ToolCall,
    Usage,
)
from edgechat.analytics.analytics import Analytics, Inference
from edgechat.core.clock import SystemClock
from edgechat.core.errors import BugError, EngineCrashed, FixableError, JsonModeFailed, ModelNotFound
from edgechat.core.settings import Settings
from edgechat.quota.quota import Lease, Quota

log = logging.getLogger(__name__)

DEFAULT_CONTEXT = 8192  # tokens; what the engine gives a model whose own window is larger


class Ai:
    """The runner of one profile. ``face`` names who asks: ``window``, ``cli``, ``door``."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        pulls: Pulls,
        host: TextHost,
        embedder: EmbedHost,
        settings: Settings,
        quota: Quota,
        analytics: Analytics,
        face: str,
    ) -> None:
        self._catalog = catalog
        self._examiner = Examiner()
        self._pulls = pulls
        self._host = host
        self.embedder = embedder
        self._settings = settings
        self._quota = quota
        self._analytics = analytics
        self._face = face
        # What is noted of one run is written within it: one transaction, where the caller has one.
        self.together: Callable[[], AbstractContextManager[None]] = nullcontext
        self._clock = SystemClock()

    @overload
    def run(
        self,
        model: str,
        inputs: Mapping[str, Any],
        *,
        session: str | None = None,
        background: bool = False,
    ) -> TextResult: ...
    @overload
    def run(
        self,
        model: str,
        inputs: Mapping[str, Any],
        stream: Literal[True],
        *,
        session: str | None = None,
        background: bool = False,
    ) -> TextStream: ...
    @overload
    def run(
        self,
        model: str,
        inputs: Mapping[str, Any],
        stream: bool = False,
        *,
        session: str | None = None,
        background: bool = False,
    ) -> TextResult | TextStream: ...

    def run(
        self,
        model: str,
        inputs: Mapping[str, Any],
        stream: bool = False,
        *,
        session: str | None = None,
        background: bool = False,
    ) -> TextResult | TextStream:
        """Run ``model`` on ``inputs``; see ``ai.schemas`` for what a task accepts.

        With ``stream`` (or ``inputs["stream"]``) the answer comes piece by piece. ``session`` names a
        conversation (the reference's session affinity): what the model has read of it is kept, also on
        disk. ``background`` runs give way to all others and use only a model that is in memory; they
        end as "cancelled" where it is not. A model of task ``text-embeddings`` takes ``{"text": …}`` and
        gives an ``EmbeddingResult`` (see ``embed``, which is typed so), one of task ``text-reranking`` takes
        ``query`` and ``contexts`` and gives a ``RerankingResult`` (see ``rerank``). Raises the errors of
        ``core.errors``: ``InvalidInput``, ``ModelNotFound``, ``QuotaExceeded``, ``OutOfMemory``, …
        """
        info = self.resolve(model)
        if info.task == EMBEDDINGS:
            return cast(TextResult, self.embed(info.id, inputs, background=background))
        if info.task == RERANKING:
            return cast(TextResult, self.rerank(info.id, inputs, background=background))
        require_text(info)
        # Late, as for the other tasks: an idle window runs none.
        from edgechat.ai.schemas import text_generation

        job, asked_to_stream = text_generation(inputs)
        generation = self._host.generate(info, job, session=session, background=background)
        lease = self._quota.admit(self._face, background=background)
        running = TextStream(self, info.id, job, generation, lease)
        if stream or asked_to_stream:
            return running
        for _ in running:
            pass
        return running.result

    def embed(
        self,
        model: str | None,
        inputs: Mapping[str, Any],
        *,
        background: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> EmbeddingResult:
        """``inputs``: ``text`` (one, or a list of at most 100) and ``pooling``, as in the reference.

        ``model`` None: the best installed. ``background`` work gives way to all others; ``Cancelled`` once
        ``cancelled()`` is true. Raises ``InputTooLong`` for a text that the model cannot take whole.
        """
        info = self.embedding_model(model)
        from edgechat.ai.embedding_inputs import text_embeddings

        texts = text_embeddings(inputs)
        lease = self._quota.admit(self._face, background=background)
        began, outcome, usage, waits = time.monotonic(), "failed", Usage(), Timing()
        try:
            made = self.embedder.embed(info, texts, background=background, cancelled=cancelled)
            usage, outcome = Usage(prompt_tokens=sum(made.tokens)), "complete"
            total = (time.monotonic() - began) * 1000
            waits = Timing(queue_ms=made.queue_ms, load_ms=made.load_ms, total_ms=total)
        finally:
            self._record(info.id, EMBEDDINGS, usage, waits, lease=lease, outcome=outcome)
        return EmbeddingResult(info.id, made.dimensions, made.data, usage=usage, timing=waits)

    def rerank(
        self,
        model: str | None,
        inputs: Mapping[str, Any],
        *,
        background: bool = False,
        seconds: float | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> RerankingResult:
        """``inputs``: ``query``, ``contexts`` (``[{"text": …}]``) and ``top_k``, as in the reference.

        ``model`` None: the one in the settings. ``background``: part of something that was counted already.
        ``seconds``: see ``EmbedHost.rerank``; what was not reached is ``left``.
        """
        info = self._reranker(model)
        from edgechat.ai.reranking_inputs import text_reranking

        checked = text_reranking(inputs)
        texts = [each.text for each in checked.contexts]
        lease = self._quota.admit(self._face, background=background)
        began, outcome, usage, waits = time.monotonic(), "failed", Usage(), Timing()
        try:
            made = self.embedder.rerank(info, checked.query, texts, seconds=seconds, cancelled=cancelled)
            usage = Usage(prompt_tokens=made.tokens)
            outcome = "complete" if len(made.values) == len(texts) else "cancelled"
            total = (time.monotonic() - began) * 1000
            waits = Timing(queue_ms=made.queue_ms, load_ms=made.load_ms, total_ms=total)
        finally:
            self._record(info.id, RERANKING, usage, waits, lease=lease, outcome=outcome)
        order = sorted(range(len(made.values)), key=lambda place: -made.values[place])[: checked.top_k]
        scores = tuple((place, logistic(made.values[place])) for place in order)
        return RerankingResult(info.id, scores, len(texts) - len(made.values), made.cut, usage, waits)

    def reranker(self) -> ModelInfo | None:
        """The model that orders what a search finds, as the settings say; None where there is none, or it is
        turned off. Raises ``ModelNotFound`` where the one that is wanted is not here."""
        chosen = self._settings.get("library.reranker").strip()
        if chosen.lower() == "off":
            return None
        if chosen.lower() in ("", "auto"):
            return self._catalog.best_reranker()
        info = self._catalog.find(chosen)
        require_task(info, RERANKING)
        return info

    def _reranker(self, model: str | None) -> ModelInfo:
        info = self._catalog.find(model) if model else self.reranker()
        if info is None:
            raise ModelNotFound("No re-ranker is in use.", "Add one: edgechat models add FOLDER")
        require_task(info, RERANKING)
        return info

    def embedding_model(self, model: str | None = None) -> ModelInfo:
        """The embedding model called ``model``; None: the best installed. Raises ``ModelNotFound``."""
        info = self._catalog.find(model) if model else self._catalog.best_embedding_model()
        require_task(info, EMBEDDINGS)
        return info

    def count_tokens(self, model: str, messages: Sequence[Mapping[str, str]]) -> tuple[int, tuple[int, ...]]:
        """Tokens of ``messages`` (``role``, ``content``) with the model's own template and tokenizer:
        of the whole prompt, and of each message's own text. Loads the model if need be."""
        info = self.resolve(model)
        require_text(info)
        counted = self._host.count(info, tuple(Turn(each["role"], each["content"]) for each in messages))
        return counted.total, counted.contents

    def window(self, model: str) -> int:
        """The context window of ``model`` in tokens: as loaded, else as settings and catalogue say."""
        info = self.resolve(model)
        status = self._host.status
        if status.model == info.id and status.context:
            return status.context
        most = info.context or DEFAULT_CONTEXT
        return min(most, self._settings.get("engine.context") or DEFAULT_CONTEXT)

    def resolve(self, model: str | None) -> ModelInfo:
        """The model meant by ``model``; empty: the one in the settings, else the best installed.

        Raises ``ModelNotFound``.
        """
        chosen = model or self._settings.get("chat.model")
        if chosen:
            return self._catalog.find(chosen)
        return self._catalog.best_text_model()

    def models(self) -> list[ModelInfo]:
        return self._catalog.models()

    def examined(self) -> list[ModelInfo]:
        """``models``, each plain file with what its header says, or as damaged with the reason."""
        return self._examiner.examine(self.models())

    def add_file(self, path: str, *, copy: bool, tell: Progress = lambda _done: True) -> ModelInfo:
        """Take the GGUF file, or the folder of a re-ranker, at ``path`` into the list of models: a copy of
        it, or where it is.

        ``tell`` hears how much is copied, 0..1, and says False to stop. Raises ``ModelUnusable`` for a
        file that is no model, ``ModelNotFound``, ``InvalidInput``, ``NoRoom``, ``DataUnwritable``,
        ``Cancelled``.
        """
        own = self._catalog.own
        if is_folder(path):
            self._examiner.check_reranker(own.reranker(Path(path)).model)
        else:
            self._examiner.check(path)
        added = own.copy(Path(path), tell) if copy else own.use(Path(path))
        return self._catalog.find(str(added))

    def forget_file(self, path: str) -> None:
        """Take what is used where it lies off the list of models; it is not touched."""
        self._catalog.own.forget(Path(path))

    def offer(self, model: str | None = None) -> Offer | None:
        """What there is to know of ``model`` before it is pulled; of the one that suits this machine best.

        None where the catalogue recommends nothing. Raises ``ModelNotFound``.
        """
        return self._pulls.offer(model)

    def pull(self, model: str | None = None, progress: PullProgress | None = None) -> ModelInfo:
        """Get ``model``, or the recommended one, from the hub: see ``Pulls.pull``."""
        return self._pulls.pull(model, progress)

    def stop_pulls(self) -> None:
        """End what is being pulled; what has arrived is kept."""
        self._pulls.stop()

    def status(self) -> ModelStatus:
        return self._host.status

    def prepare(self, model: str | None = None) -> None:
        """Load a model ahead of the first question. Quietly does nothing when there is none."""
        try:
            info = self.resolve(model)
        except ModelNotFound:
            return
        self._host.prepare(info)

    def describe(self) -> Description:
        """The engine and the devices that llama.cpp really sees, asked in the child."""
        return self._host.describe()

    def end_background(self) -> None:
        """Stop background runs and refuse new ones; they end as "cancelled"."""
        self._host.end_background()

    def unload(self) -> None:
        self._host.unload()

    def close(self) -> None:
        self._pulls.close()
        self._host.close()
        self.embedder.close()

    def finish(self, stream: TextStream, lease: Lease, outcome: str) -> None:
        """Settle the admission and write one point, whatever became of the run."""
        self._record(stream.model, TEXT, stream.usage, stream.timing, lease=lease, outcome=outcome)

    def _record(
        self, model: str, task: str, usage: Usage, timing: Timing, *, lease: Lease, outcome: str
    ) -> None:
        neurons = text_neurons(model, usage)
        point = Inference(
            time=self._clock.now(),
            model=model,
            task=task,
            face=self._face,
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
            cached_tokens=usage.cached_tokens,
            load_ms=timing.load_ms,
            first_token_ms=timing.first_token_ms,
            tokens_per_second=timing.tokens_per_second,
            total_ms=timing.total_ms,
            neurons=neurons,
            outcome=outcome,
        )
        try:
            with self.together():
                lease.settle(neurons=neurons, outcome=outcome)
                self._analytics.write(point)
        except FixableError as error:  # the run is over: it does not fail because it could not be counted
            log.warning("a run of %s was not recorded: %s", model, error)


class TextStream:
    """An answer on its way: iterate for pieces of text, then read ``result``. A context manager.

    An empty piece says that only ``reasoning`` has grown: what the model thinks before it answers.
    ``stop()`` works from any thread and returns at once. Dropping the stream stops the engine too.
    """

    def __init__(self, ai: Ai, model: str, job: Generate, generation: Generation, lease: Lease) -> None:
        self.model = model
        self.text = ""
        self.reasoning = ""
        self.usage = Usage()
        self.timing = Timing()
        self._job = job
        self._ai = ai
        self._generation = generation
        self._lease = lease
        self._tokens = 0
        self._settled = False
        self._result: TextResult | None = None
        self._began = time.monotonic()
        self._first = 0.0
        self._pieces = self._run()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self._pieces)

    @property
    def result(self) -> TextResult:
        """The whole answer. ``JsonModeFailed`` when it is not the JSON that was asked for."""
        if self._result is None:
            raise BugError("the result was read before the stream had ended")
        return self._result

    def stop(self) -> None:
        self._generation.stop()

    def close(self) -> None:
        """Stop and settle, whether or not anything was read."""
        self.stop()
        self._pieces.close()
        self._settle("cancelled")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if not getattr(self, "_settled", True):
            self.close()

    def _run(self) -> Generator[str, None, None]:
        outcome = "failed"
        try:
            for piece in self._generation:
                self._first = self._first or time.monotonic()
                self._tokens += piece.tokens
                self.reasoning += piece.reasoning
                self.text += piece.text
                yield piece.text
            self._measure()
            reason = self._reason()
            response, calls = self._response(reason), self._calls()
            self._result = TextResult(
                self.model, self.text, response, reason, self.usage, self.timing, calls, self.reasoning
            )
            outcome = reason
        except GeneratorExit:
            outcome = "cancelled"
            raise
        finally:
            self._measure()
            self._settle(outcome)

    def _reason(self) -> FinishReason:
        done = self._generation.done
        return cast(FinishReason, done.finish_reason) if done else "cancelled"

    def _calls(self) -> tuple[ToolCall, ...]:
        done = self._generation.done
        return tuple(map(_tool_call, done.calls)) if done else ()

    def _measure(self) -> None:
        now = time.monotonic()
        waits, done = self._generation.waits, self._generation.done
        first = ((self._first or now) - self._began) * 1000
        self.usage = Usage(0, self._tokens)
        rate, prompt_ms = 0.0, 0.0
        if done:
            self.usage = Usage(done.prompt_tokens, done.completion_tokens, done.cached_tokens)
            first = waits.queue_ms + waits.load_ms + done.first_token_ms
            prompt_ms = done.prompt_ms
            rate = _rate(done.completion_tokens, done.decode_ms)
        elif self._first:
            rate = _rate(self._tokens, (now - self._first) * 1000)
        total = (now - self._began) * 1000 + waits.ahead_ms
        self.timing = Timing(waits.queue_ms, waits.load_ms, prompt_ms, first, total, rate)

    def _response(self, reason: FinishReason) -> Any:
        if not self._job.schema or reason == "cancelled":
            return self.text
        try:
            return json.loads(self.text)
        except ValueError as error:
            raise JsonModeFailed(
                "JSON Mode couldn't be met.",
                "The answer was cut off: raise max_tokens." if reason == "length" else "Try again.",
            ) from error

    def _settle(self, outcome: str) -> None:
        if not self._settled:
            self._settled = True
            self._ai.finish(self, self._lease, outcome)


def _tool_call(call: ToolUse) -> ToolCall:
    try:
        return ToolCall(call.id, call.name, msgspec.json.decode(call.arguments, type=dict[str, Any]))
    except (msgspec.MsgspecError, RecursionError) as error:  # the child is not believed
        raise EngineCrashed("The model process sent a broken tool call.", "Try again.") from error


def logistic(value: float) -> float:
    """``value`` brought between 0 and 1, in the order in which it was."""
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


def _rate(tokens: int, milliseconds: float) -> float:
    """Tokens per second after the first token, whose time is the prompt's."""
    return (tokens - 1) / milliseconds * 1000 if tokens > 1 and milliseconds > 0 else 0.0
