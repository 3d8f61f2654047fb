"""What a conversation needs of a model, and no more. The real ``Ai`` and the tests' fake both fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from edgechat.ai.values import ModelInfo, TextResult
from edgechat.chat.conversation import Conversation, Message


class TextSource(Protocol):
    """An answer on its way: iterate for pieces of text; ``result`` once they have ended.

    ``stop`` works from any thread and returns at once; ``__exit__`` releases the model.
    """

    @property
    def result(self) -> TextResult: ...
    def __iter__(self) -> Iterator[str]: ...
    def __next__(self) -> str: ...
    def stop(self) -> None: ...
    def __exit__(self, kind: Any, error: Any, trace: Any, /) -> None: ...


class Answering(Protocol):
    """``run`` with ``stream=True`` returns a ``TextSource``; both raise ``FixableError``."""

    def run(self, model: str, inputs: Mapping[str, Any], stream: bool = False) -> Any: ...
    def resolve(self, model: str | None) -> ModelInfo: ...


class Context(Protocol):
    """Makes the ``messages`` input of a run: ``path`` leads from the first message to the question."""

    def assemble(self, conversation: Conversation, path: Sequence[Message]) -> list[dict[str, Any]]: ...
