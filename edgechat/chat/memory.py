"""What the model remembers of each conversation: keeps the folds, asks for summaries ahead of need."""

from __future__ import annotations

from typing import Protocol

from edgechat.chat.context import Counting, Fold, Path, Report, ahead, fit
from edgechat.chat.folds import Folds
from edgechat.chat.jobs import Jobs
from edgechat.chat.writing_ahead import Writer, summary


class Remembering(Counting, Writer, Protocol):
    """The part of ``Ai`` that a memory needs."""


class Memory:
    """One profile's. ``jobs``: where summaries are written ahead; None: digests only (a command ends
    before a summary would)."""

    def __init__(self, folds: Folds, ai: Remembering, jobs: Jobs | None = None) -> None:
        self._folds = folds
        self._ai = ai
        self._jobs = jobs

    def assemble(self, conversation: str, path: Path, *, model: str, answer: int) -> list[dict[str, str]]:
        """The ``messages`` input for the question that ends ``path``; keeps a fold that it had to make.

        ``answer``: tokens wanted for the answer. May load the model in order to count.
        """
        fold = self._in_force(conversation, path)
        prepared = _of(path, self._folds.prepared(conversation), after=fold)
        made = fit(self._ai, model, path, fold=fold, prepared=prepared, answer=answer)
        if made.new_fold is not None:
            self._folds.put(conversation, made.new_fold, active=True)
            fold = made.new_fold
        self._write_ahead(conversation, path, made.report, fold, model)
        return made.messages

    def report(self, conversation: str, path: Path, *, model: str, answer: int) -> Report:
        """What would be in the window if the last message of ``path`` were asked now; keeps nothing."""
        fold = self._in_force(conversation, path)
        prepared = _of(path, self._folds.prepared(conversation), after=fold)
        return fit(self._ai, model, path, fold=fold, prepared=prepared, answer=answer).report

    def _in_force(self, conversation: str, path: Path) -> Fold | None:
        return _of(path, self._folds.active(conversation))

    def _write_ahead(
        self, conversation: str, path: Path, report: Report, fold: Fold | None, model: str
    ) -> None:
        if self._jobs is None:
            return
        wanted = ahead(report, path, fold)
        if wanted is None or _of(path, self._folds.prepared(conversation), after=fold) is not None:
            return
        earlier, messages = wanted

        def write() -> None:
            text = summary(self._ai, model, earlier, messages)
            if text:
                self._folds.put(conversation, Fold(messages[-1].id, text, "model"), active=False)

        self._jobs.submit(write)


def _of(path: Path, folds: list[Fold], *, after: Fold | None = None) -> Fold | None:
    """The fold that tells most of this branch; beyond ``after``, where that is given."""
    places = {message.id: at for at, message in enumerate(path.messages[:-1])}
    floor = places.get(after.upto, -1) if after else -1
    usable = [fold for fold in folds if places.get(fold.upto, -1) > floor]
    return max(usable, key=lambda fold: places[fold.upto], default=None)
