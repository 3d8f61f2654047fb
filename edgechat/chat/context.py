"""What the model is shown of a conversation: everything while it fits, then the newest part in full,
pinned messages in full, and the rest folded into a summary. Never a hard stop, never a silent cut: the
``Report`` says which message is shown, pinned or folded.

Counts are the model's own (``Counting``). A fold is made in big steps, so that the turns after it only
add to what the model has read. A summary that the model wrote beforehand is used when there is one;
otherwise a digest is made on the spot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, Protocol

from edgechat.chat.conversation import Message
from edgechat.chat.digest import digest
from edgechat.chat.prompt import assemble
from edgechat.core.records import dataclass

MARGIN = 16  # tokens left free beside prompt and answer
CHARACTERS_PER_TOKEN = 3  # of prose, on the safe side
CHARACTERS_USUAL, AROUND_MESSAGE = 4, 6  # of prose, as it comes; tokens that a template puts around a message
DENSEST = 32  # characters per token that hardly any text reaches: what is longer is folded uncounted
UNCOUNTED = 1 << 40  # tokens, in place of a count
FILLED_AFTER_FOLD = 0.5  # share of the budget that the messages left in full may take after a fold
SUMMARY_SHARE, PINNED_SHARE = 0.2, 0.25  # shares of the budget
PREPARE_AT = 0.6  # share of the budget from which a summary is written ahead

PINNED_HEADING = "The person pinned these messages; they hold throughout:"
SUMMARY_HEADING = "What was said earlier in this conversation, in short:"


Maker = Literal["digest", "model"]


class Counting(Protocol):
    """The model's measure: ``count`` of a whole prompt and of each message; its ``window`` in tokens."""

    def count_tokens(
        self, model: str, messages: Sequence[Mapping[str, str]]
    ) -> tuple[int, tuple[int, ...]]: ...
    def window(self, model: str) -> int: ...


@dataclass(frozen=True)
class Fold:
    """Everything up to and including message ``upto`` is told by ``text``."""

    upto: str
    text: str
    made_by: Maker


@dataclass(frozen=True)
class Report:
    """What is in the window. Sizes in tokens; ``used`` is exact or, where ``estimated``, an upper bound.

    ``told`` is the size as a person is told it: where ``estimated``, guessed from the length.
    ``shown``, ``pinned`` and ``folded`` hold message ids; pinned messages of the folded part are in
    ``pinned`` and not in ``folded``.
    """

    window: int
    reserved: int
    used: int
    estimated: bool
    shown: tuple[str, ...]
    pinned: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    summary: str = ""
    summary_by: Maker | None = None
    guessed: int | None = None

    @property
    def told(self) -> int:
        return self.used if self.guessed is None else self.guessed

    @property
    def budget(self) -> int:
        return self.window - self.reserved - MARGIN


@dataclass(frozen=True)
class Assembled:
    """The ``messages`` input of a run, what it holds, and the fold that made it fit (None: no new one)."""

    messages: list[dict[str, str]]
    report: Report
    new_fold: Fold | None = None


@dataclass(frozen=True)
class Path:
    """The branch on show, oldest first, its last message being the question; and its system prompt."""

    system: str
    messages: tuple[Message, ...]


def fit(
    ai: Counting, model: str, path: Path, *, fold: Fold | None, prepared: Fold | None, answer: int
) -> Assembled:
    """The prompt for the question that ends ``path``, leaving ``answer`` tokens where the window can.

    ``fold`` is in force already, ``prepared`` was written ahead and is used if folding is needed.
    A question that alone is larger than the window is passed on: the engine names both sizes.
    """
    if fold is not None and not _holds(path, fold):
        fold = None  # it tells of another branch
    window = ai.window(model)
    made = _fit(ai, model, path, _frame(window, answer), fold, prepared)
    # Counting has loaded the model, and where memory is short its window is smaller than was thought.
    if (loaded := ai.window(model)) != window:
        made = _fit(ai, model, path, _frame(loaded, answer), fold, prepared)
    return made


def _frame(window: int, answer: int) -> Report:
    return Report(window, min(answer, window // 4), 0, True, ())


def _fit(
    ai: Counting, model: str, path: Path, frame: Report, fold: Fold | None, prepared: Fold | None
) -> Assembled:
    current = _layout(path, frame, fold)
    measured = _measure(ai, model, current)
    if measured.report.used <= measured.report.budget:
        return measured
    for candidate in _folds(ai, model, path, frame, fold, prepared):
        measured = _measure(ai, model, _layout(path, frame, candidate), exactly=True)
        measured = replace(measured, new_fold=candidate)
        if measured.report.used <= measured.report.budget:
            break
    return measured


def _folds(
    ai: Counting, model: str, path: Path, frame: Report, fold: Fold | None, prepared: Fold | None
) -> list[Fold]:
    """Folds to try, from the gentlest to the one that leaves the question alone."""
    tries = [prepared] if prepared is not None and _holds(path, prepared) else []
    start = _after(path, fold)
    rest = path.messages[start:]
    if len(rest) < 2:
        return tries
    sizes = _sizes(ai, model, rest[:-1], frame.budget)
    earlier = fold.text if fold else ""
    for share in (FILLED_AFTER_FOLD, FILLED_AFTER_FOLD / 2, 0.0):
        cut = _cut(rest, sizes, int(frame.budget * share))
        characters = int(frame.budget * SUMMARY_SHARE * (1 if share else 0.5)) * CHARACTERS_PER_TOKEN
        text = digest(earlier, rest[:cut], characters=characters)
        tries.append(Fold(rest[cut - 1].id, text, "digest"))
    return tries


def _sizes(ai: Counting, model: str, rest: Sequence[Message], budget: int) -> tuple[int, ...]:
    """Tokens of each message. Only the newest are counted: no model takes a whole library at once."""
    first, room = len(rest), budget * DENSEST
    while first and (room := room - len(rest[first - 1].text)) >= 0:
        first -= 1
    newest = [_told(message) for message in rest[first:]]
    return (*[UNCOUNTED] * first, *(ai.count_tokens(model, newest)[1] if newest else ()))


def _cut(rest: Sequence[Message], sizes: Sequence[int], budget: int) -> int:
    """How many of ``rest`` to fold so that the others take at most ``budget`` tokens: always at least
    one, never the question, and where possible up to the end of an answer."""
    left, cut = 0, len(rest) - 1
    while cut > 1 and left + sizes[cut - 1] + 8 <= budget:
        cut -= 1
        left += sizes[cut] + 8
    while cut < len(rest) - 1 and rest[cut].role == "assistant":
        cut += 1
    return cut


def ahead(report: Report, path: Path, fold: Fold | None) -> tuple[str, tuple[Message, ...]] | None:
    """What a summary should be written of before it is needed: (what is told so far, messages).

    None while the window is far from full.
    """
    if report.used < report.budget * PREPARE_AT:
        return None
    rest = path.messages[_after(path, fold) :]
    half = len(rest) // 2
    while half < len(rest) - 1 and rest[half].role == "assistant":
        half += 1
    return (fold.text if fold else "", rest[:half]) if half >= 2 else None


def _after(path: Path, fold: Fold | None) -> int:
    """Index of the first message that ``fold`` does not tell; 0 where it is not of this branch."""
    if fold is None:
        return 0
    return next((at + 1 for at, each in enumerate(path.messages) if each.id == fold.upto), 0)


def _holds(path: Path, fold: Fold) -> bool:
    return 0 < _after(path, fold) < len(path.messages)


def _layout(path: Path, frame: Report, fold: Fold | None) -> Assembled:
    start = _after(path, fold)
    folded, shown = path.messages[:start], path.messages[start:]
    pinned = [message for message in folded if message.pinned]
    system = [path.system] if path.system.strip() else []
    if pinned:
        system.append(_pinned_text(pinned, int(frame.budget * PINNED_SHARE) * CHARACTERS_PER_TOKEN))
    if fold is not None and start:
        system.append(f"{SUMMARY_HEADING}\n{fold.text}")
    held = {message.id for message in pinned}
    report = replace(
        frame,
        shown=tuple(message.id for message in shown),
        pinned=tuple(message.id for message in path.messages if message.pinned),
        folded=tuple(message.id for message in folded if message.id not in held),
        summary=fold.text if fold and start else "",
        summary_by=fold.made_by if fold and start else None,
    )
    return Assembled(assemble("\n\n".join(system), shown), report)


def _pinned_text(pinned: Sequence[Message], characters: int) -> str:
    """Pinned messages in full; where even they are too many, each keeps an equal share."""
    share = characters // len(pinned)
    whole = sum(len(message.text) for message in pinned) <= characters
    told = [message.text if whole else message.text[:share].rstrip() + " […]" for message in pinned]
    return "\n".join([PINNED_HEADING, *(f"- {text}" for text in told)])


def _measure(ai: Counting, model: str, made: Assembled, *, exactly: bool = False) -> Assembled:
    """``made`` with its size. A prompt that fits even if every byte were a token is not counted, nor is
    one that is far too long."""
    characters = sum(len(each["content"]) for each in made.messages)
    most = sum(len(each["content"].encode("utf-8", "replace")) + MARGIN for each in made.messages)
    if characters > made.report.budget * DENSEST or (not exactly and most <= made.report.budget):
        guessed = min(most, characters // CHARACTERS_USUAL + AROUND_MESSAGE * len(made.messages))
        return replace(made, report=replace(made.report, used=most, estimated=True, guessed=guessed))
    total = ai.count_tokens(model, made.messages)[0]
    return replace(made, report=replace(made.report, used=total, estimated=False, guessed=None))


def _told(message: Message) -> dict[str, str]:
    return {"role": message.role, "content": message.text}
