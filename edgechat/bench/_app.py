"""The app as one side of a comparison: a whole Edge, with its child, store and events, that answers.

Run as a process of its own; see ``_sides``. Times in answers are seconds, rates are tokens per second.
"""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Mapping
from typing import Any

from edgechat.ai.values import ModelStatus
from edgechat.bench._sides import serve
from edgechat.chat.conversation import TextArrived
from edgechat.chat.reply import ReplyStream
from edgechat.edge import Edge, open_edge

ECHO = "pipe.echo"


class App:
    """One profile, open. A subscriber takes every piece, as the window does."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._reading = threading.Event()
        self.published = 0
        edge.events.subscribe(TextArrived, self._arrived)
        edge.events.subscribe(ModelStatus, self._model_changed)

    def _arrived(self, _: TextArrived) -> None:
        self.published += 1

    def _model_changed(self, status: ModelStatus) -> None:
        if status.state == "busy":
            self._reading.set()

    def send(
        self,
        text: str,
        options: Mapping[str, Any],
        conversation: str | None = None,
        model: str | None = None,
    ) -> dict[str, Any]:
        """One turn through ``chat.send``: ``times`` of each piece and ``ended``, from the asking; ``sizes``
        of the pieces in bytes."""
        began = time.perf_counter()
        reply = self._edge.chat.send(
            text, conversation=conversation, model=model, options=options, stream=True
        )
        arrived = [(time.perf_counter() - began, piece) for piece in reply]
        return _told(reply, arrived) | {"ended": time.perf_counter() - began}

    def stop(self, text: str, after: float) -> dict[str, Any]:
        """Stop a turn ``after`` seconds of reading its prompt: ``stopped`` is how long it then took."""
        asked: list[float] = []
        self._reading.clear()
        reply = self._edge.chat.send(text, stream=True)

        def stop() -> None:
            self._reading.wait()
            time.sleep(after)
            asked.append(time.perf_counter())
            reply.stop()

        stopper = threading.Thread(target=stop, name="bench-stop")
        stopper.start()
        pieces = sum(1 for _ in reply)
        ended = time.perf_counter()
        stopper.join()
        return {"stopped": ended - asked[0], "pieces": pieces, "reason": reply.message.finish_reason}

    def forget(self, *, files: bool) -> None:
        """Have the model read something else; with ``files`` no conversation is left on the disk either."""
        self._edge.ai.run("", {"prompt": "Forget.", "raw": True, "max_tokens": 1})
        if files:
            shutil.rmtree(self._edge.profile.state, ignore_errors=True)

    def echo(self, words: int) -> dict[str, float]:
        """Seconds per token of the scripted engine: through ``ai.run`` alone, and through a conversation."""
        script = self._edge.home.root / ECHO
        script.write_text(json.dumps({"text": "word", "repeat": words}), "utf-8")
        asked = {"prompt": "?", "max_tokens": words}
        self._edge.ai.run(str(script), asked | {"max_tokens": 1})
        began = time.perf_counter()
        count = sum(1 for _ in self._edge.ai.run(str(script), asked, stream=True))
        alone = (time.perf_counter() - began) / count
        told = self.send("?", {"max_tokens": words}, model=str(script))
        return {"run": alone, "chat": told["ended"] / len(told["times"])}

    def unload(self) -> None:
        self._edge.ai.unload()


def _told(reply: ReplyStream, arrived: list[tuple[float, str]]) -> dict[str, Any]:
    answer = reply.message
    return {
        "conversation": answer.conversation,
        "times": [at for at, _ in arrived],
        "sizes": [len(piece.encode()) for _, piece in arrived],
        "tokens": answer.usage.completion_tokens,
        "prompt_tokens": answer.usage.prompt_tokens,
        "cached_tokens": answer.usage.cached_tokens,
        "own_rate": answer.timing.tokens_per_second,
    }


def main() -> None:
    with open_edge(face="door") as edge:
        app = App(edge)
        handlers = {name: getattr(app, name) for name in ("send", "stop", "forget", "echo", "unload")}
        serve(handlers)


if __name__ == "__main__":
    main()
