"""What the model is told of each conversation, and what is written ahead so that it need not wait.

Keeps the folds, asks for summaries before they are needed and for a title after the first answer. The
work ahead runs as background jobs, which give way to every question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from edgechat.chat.context import Fold, Path, Report, ahead, fit
from edgechat.chat.conversation import Conversation, ConversationChanged, Message
from edgechat.chat.jobs import Jobs
from edgechat.chat.store import Store
from edgechat.chat.writing_ahead import summary, title
from edgechat.core.errors import NotFound
from edgechat.core.settings import Settings

if TYPE_CHECKING:
    from edgechat.chat.ports import Answering


class Memory:
    """One profile's. ``jobs``: where summaries and titles are written; None: neither (a command ends
    before they would), and what must be folded is told by a digest."""

    def __init__(
        self,
        store: Store,
        ai: Answering,
        settings: Settings,
        *,
        jobs: Jobs | None = None,
        publish: Callable[[object], None] = lambda value: None,
    ) -> None:
        self._store = store
        self._ai = ai
        self._settings = settings
        self._jobs = jobs
        self._publish = publish

    def assemble(
        self, conversation: Conversation, path: Sequence[Message], *, model: str, answer: int
    ) -> list[dict[str, Any]]:
        """The ``messages`` input for the question that ends ``path``; keeps a fold that it had to make.

        ``answer``: tokens wanted for the answer. May load the model in order to count.
        """
        line = self._line(conversation, path)
        fold, prepared = self._folds_of(conversation.id, line)
        made = fit(self._ai, model, line, fold=fold, prepared=prepared, answer=answer)
        if made.new_fold is not None:
            self._store.put_fold(conversation.id, made.new_fold, active=True)
            fold, prepared = made.new_fold, None
        if prepared is None:
            self._summarise_ahead(conversation.id, line, made.report, fold, model)
        return made.messages

    def report(
        self, conversation: Conversation, path: Sequence[Message], *, model: str, answer: int
    ) -> Report:
        """What would be in the window if the last message of ``path`` were asked now; keeps nothing."""
        line = self._line(conversation, path)
        fold, prepared = self._folds_of(conversation.id, line)
        return fit(self._ai, model, line, fold=fold, prepared=prepared, answer=answer).report

    def answered(self, question: Message, answer: Message) -> None:
        """An answer is complete: after the first one, have the model write a title."""
        if self._jobs is None or question.parent is not None or not self._settings.get("chat.titles"):
            return
        self._jobs.submit(lambda: self._write_title(question, answer))

    def close(self) -> None:
        if self._jobs is not None:
            self._jobs.close()

    def _line(self, conversation: Conversation, path: Sequence[Message]) -> Path:
        system = self._settings.get("chat.system") if conversation.system is None else conversation.system
        return Path(system, tuple(path))

    def _folds_of(self, conversation: str, path: Path) -> tuple[Fold | None, Fold | None]:
        fold = _furthest(path, self._store.folds(conversation, active=True))
        return fold, _furthest(path, self._store.folds(conversation, active=False), beyond=fold)

    def _summarise_ahead(
        self, conversation: str, path: Path, report: Report, fold: Fold | None, model: str
    ) -> None:
        wanted = ahead(report, path, fold) if self._jobs is not None else None
        if self._jobs is None or wanted is None:
            return
        earlier, messages = wanted

        def write() -> None:
            text = summary(self._ai, model, earlier, messages)
            if text:
                self._store.put_fold(conversation, Fold(messages[-1].id, text, "model"), active=False)

        self._jobs.submit(write)

    def _write_title(self, question: Message, answer: Message) -> None:
        if not self._untitled(answer.conversation):
            return
        written = title(self._ai, answer.model or "", question.text, answer.text)
        changed = self._store.retitle(answer.conversation, written) if written else None
        if changed is not None:
            self._publish(ConversationChanged(changed))

    def _untitled(self, conversation: str) -> bool:
        try:
            return self._store.conversation(conversation).titled_by == "first line"
        except NotFound:
            return False


def _furthest(path: Path, folds: list[Fold], *, beyond: Fold | None = None) -> Fold | None:
    """The fold that tells most of this branch; more than ``beyond``, where that is given."""
    places = {message.id: at for at, message in enumerate(path.messages[:-1])}
    floor = places.get(beyond.upto, -1) if beyond else -1
    usable = [fold for fold in folds if places.get(fold.upto, -1) > floor]
    return max(usable, key=lambda fold: places[fold.upto], default=None)
