"""What a conversation needs of a model, and no more. The real ``Ai`` and the tests' fake both fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from edgechat.ai.values import ModelInfo, TextResult
from edgechat.chat.context import Report
from edgechat.chat.conversation import Conversation, Message

if TYPE_CHECKING:
    from edgechat.library.citing import Passage


class TextSource(Protocol):
    """An answer on its way: iterate for pieces of text; ``result`` once they have ended.

    ``reasoning`` is what the model has thought so far; an empty piece says that only it has grown.
    ``stop`` works from any thread and returns at once; ``__exit__`` releases the model.
    """

    @property
    def result(self) -> TextResult: ...
    @property
    def reasoning(self) -> str: ...
    def __iter__(self) -> Iterator[str]: ...
    def __next__(self) -> str: ...
    def stop(self) -> None: ...
    def __exit__(self, kind: Any, error: Any, trace: Any, /) -> None: ...


class Answering(Protocol):
    """``run`` with ``stream=True`` returns a ``TextSource``; both raise ``FixableError``. ``session``
    names the conversation, so that what the model has read of it is kept; ``background`` runs give way."""

    def run(
        self,
        model: str,
        inputs: Mapping[str, Any],
        stream: bool = False,
        *,
        session: str | None = None,
        background: bool = False,
    ) -> Any: ...
    def resolve(self, model: str | None) -> ModelInfo: ...
    def window(self, model: str) -> int:
        """The model's context window, in tokens."""
        ...

    def count_tokens(self, model: str, messages: Sequence[Mapping[str, str]]) -> tuple[int, tuple[int, ...]]:
        """Tokens of the whole prompt, and of each message's own text."""
        ...


class Context(Protocol):
    """Makes the ``messages`` input of a run: ``path`` leads from the first message to the question,
    ``answer`` is how many tokens the answer may take. ``answered`` hears of each complete answer;
    ``close`` ends what runs in the background. Safe to repeat."""

    def assemble(
        self, conversation: Conversation, path: Sequence[Message], *, model: str, answer: int
    ) -> list[dict[str, Any]]: ...
    def report(
        self, conversation: Conversation, path: Sequence[Message], *, model: str, answer: int
    ) -> Report: ...
    def answered(self, question: Message, answer: Message) -> None: ...
    def close(self) -> None: ...


class Finding(Protocol):
    """Finds passages that bear on a question, the best first; none where nothing is relevant.

    ``collections`` by name; ``attachments`` by the SHA-256 of their content.
    """

    def passages(
        self, question: str, *, collections: Sequence[str], attachments: Sequence[str], limit: int
    ) -> list[Passage]: ...
