"""An Edge that answers from memory and on command: what the window is tested with."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from edgechat.ai.values import ModelInfo, ModelStatus, Offer, PullStatus, Timing, Usage
from edgechat.chat.context import Report
from edgechat.chat.conversation import (
    Conversation,
    ConversationChanged,
    ConversationDeleted,
    Failure,
    Message,
    MessageChanged,
    PathChanged,
    ReasoningArrived,
    TextArrived,
)
from edgechat.chat.parts import Part, ReasoningPart
from edgechat.chat.presets import Presets
from edgechat.chat.search import Hit
from edgechat.core.checkup import Check
from edgechat.core.errors import DownloadStopped, FixableError, InvalidInput, ModelNotFound, NotFound
from edgechat.core.events import Events
from edgechat.core.paths import Home
from edgechat.core.settings import KEYS
from tests.ui.library import FakeLibrary

STARTER = ModelInfo(
    id="smollm2-135m-instruct",
    name="SmolLM2 135M",
    task="text-generation",
    state="installed",
    source="package",
    size=98_362_432,
    context=8192,
    licence="Apache-2.0",
    note="The starter model: small, quick, often wrong.",
)
BETTER = ModelInfo(
    id="qwen3.5-2b",
    name="Qwen3.5 2B",
    task="text-generation",
    state="missing",
    source="hub",
    size=1_280_835_840,
    context=262_144,
    licence="Apache-2.0",
    note="Answers well in many languages.",
)
HEALTHY = (
    Check("Python", "ok", "3.11.9 on Linux-6.8.0-x86_64-with-glibc2.39"),
    Check("llama.cpp", "ok", "llama-cpp-python 0.3.36"),
    Check("Data folder", "ok", "/home/ada/.local/share/EdgeChat"),
    Check("Disk", "ok", "412.3 GB free"),
    Check("Backups", "ok", "14 kept, the newest 12 minutes ago."),
    Check("Network", "ok", "Used only for what you start, such as getting a model."),
    Check("Memory", "ok", "11.2 GB available"),
    Check("Answers", "ok", "Qwen3.5 2B answers."),
    Check("GPU", "ok", "NVIDIA GeForce RTX 4060 (7.4 GB free)"),
    Check(
        "Model qwen3.5-2b",
        "ok",
        "/home/ada/.local/share/EdgeChat/models/hub/Qwen3.5-2B-Q4_K_M.gguf, SHA-256 as it should be.",
    ),
)
"""What a checklist finds on a machine that lacks nothing."""

DAY = 86_400.0
HOLD = object()
"""In a reply's pieces: nothing more comes until it is stopped or ``FakeChat.go_on`` is set."""


class Thinks(str):
    """In a reply's pieces: what the model thinks before it answers."""


class FakeReply:
    """Plays ``pieces``; the chat's ``gate`` holds it before each of them until it is set."""

    def __init__(self, chat: FakeChat, question: Message, message: Message, pieces: list[Any]) -> None:
        self._chat = chat
        self.question = question
        self.message = message
        self._pieces = pieces
        self._stopped = threading.Event()

    @property
    def conversation(self) -> str:
        return self.question.conversation

    def stop(self) -> None:
        self._stopped.set()

    def __iter__(self) -> Iterator[str]:
        text = ""
        for piece in self._pieces:
            self._wait(self._chat.go_on if piece is HOLD else self._chat.gate)
            if self._stopped.is_set():
                break
            if piece is HOLD:
                continue
            if isinstance(piece, Exception):
                self._fail(text, piece)
                raise piece
            if isinstance(piece, Thinks):
                self._think(piece)
                yield ""
                continue
            text += piece
            self._chat.events.publish(TextArrived(self.conversation, self.message.id, piece))
            yield piece
        stopped = self._stopped.is_set()
        self._end(
            text, state="stopped" if stopped else "complete", finish_reason="cancelled" if stopped else "stop"
        )

    def _think(self, piece: str) -> None:
        known = self.message.reasoning.text if self.message.reasoning else ""
        self.message = replace(self.message, parts=(ReasoningPart(known + piece, 12_000),))
        self._chat.events.publish(ReasoningArrived(self.conversation, self.message.id, piece))

    def _wait(self, gate: threading.Event) -> None:
        while not (gate.wait(0.002) or self._stopped.is_set()):
            pass
        if self._chat.pause:
            time.sleep(self._chat.pause)

    def _fail(self, text: str, error: Exception) -> None:
        code = error.code if isinstance(error, FixableError) else 1000
        message, action = (
            (error.message, error.action) if isinstance(error, FixableError) else (str(error), "")
        )
        self._end(text, state="failed", error=Failure(code, message, action))

    def _end(self, text: str, **more: Any) -> None:
        timing = Timing(tokens_per_second=41.3, first_token_ms=120)
        self.message = replace(self.message, text=text, usage=Usage(20, 40), timing=timing, **more)
        self._chat.store(self.message)


class FakeChat:
    """Conversations in memory, obeying the same words as the real chat."""

    def __init__(self, events: Events, *, now: float | None = None) -> None:
        self.events = events
        self.now = time.time() if now is None else now
        self.gate = threading.Event()
        self.gate.set()
        self.go_on = threading.Event()
        self.pause = 0.0
        self.report: Report | None = None
        self.replies: list[list[Any] | Exception] = []
        self.calls: list[str] = []
        self.sent: list[tuple[tuple[Part, ...], Sequence[str] | None]] = []
        self._made: dict[str, Conversation] = {}
        self._messages: dict[str, list[Message]] = {}
        self._shown: dict[str, str | None] = {}
        self._deleted: dict[str, Conversation] = {}
        self._after: dict[tuple[str, str | None], list[str]] = {}
        self._gone: dict[str, list[Message]] = {}
        self.kept_drafts: dict[str, str] = {}
        self._ids = itertools.count(1)
        self._lock = threading.RLock()

    def add(self, title: str, *messages: tuple[str, str], days: float = 0, **last: Any) -> Conversation:
        """A conversation of (role, text) pairs; ``last`` overrides fields of the last message."""
        at = self.now - days * DAY
        made = Conversation(f"c{next(self._ids)}", title, at, at, message_count=len(messages))
        self._made[made.id] = made
        self._messages[made.id] = []
        for role, text in messages:
            self._append(made.id, role, text, "complete")
        if last:
            self._messages[made.id][-1] = replace(self._messages[made.id][-1], **last)
        return made

    def choose_collections(self, conversation_id: str, names: Sequence[str]) -> Conversation:
        self.calls.append(f"choose {' '.join(names)} for {conversation_id}")
        self._made[conversation_id] = made = replace(self._made[conversation_id], collections=tuple(names))
        self.events.publish(ConversationChanged(made))
        return made

    def _append(
        self, conversation: str, role: Any, text: str, state: Any, parts: tuple[Part, ...] = ()
    ) -> Message:
        with self._lock:
            parent = self._shown.get(conversation)
            timing = Timing(tokens_per_second=41.3) if role == "assistant" else Timing()
            message = Message(
                id=f"m{next(self._ids)}", conversation=conversation, parent=parent,
                role=role, text=text, state=state, created_at=self.now, timing=timing,
                model=STARTER.id if role == "assistant" else None, parts=parts,
            )  # fmt: skip
            self._messages[conversation].append(message)
            self._after.setdefault((conversation, parent), []).append(message.id)
            self._shown[conversation] = message.id
        return self._counted(message)

    def _path(self, conversation: str) -> list[Message]:
        """The branch on show, oldest first."""
        known = {each.id: each for each in self._messages[conversation]}
        path, at = [], self._shown.get(conversation)
        while at is not None:
            path.append(known[at])
            at = known[at].parent
        return path[::-1]

    def _find(self, message_id: str) -> Message:
        for each in itertools.chain.from_iterable(self._messages.values()):
            if each.id == message_id:
                return each
        raise NotFound(f"There is no message {message_id!r}.", "")

    def _counted(self, message: Message) -> Message:
        ids = self._after.get((message.conversation, message.parent), [])
        if message.id not in ids:
            return message
        return replace(message, siblings=len(ids), sibling=ids.index(message.id))

    def store(self, message: Message) -> None:
        with self._lock:
            place = self._messages.get(message.conversation, [])
            for at, each in enumerate(place):
                if each.id == message.id:
                    place[at] = message
            counted = self._counted(message) if place else message
        self.events.publish(MessageChanged(counted))

    def conversations(self, *, limit: int = 200, offset: int = 0) -> list[Conversation]:
        found = sorted(self._made.values(), key=lambda each: (each.pinned, each.updated_at), reverse=True)
        return found[offset : offset + limit]

    def messages(
        self, conversation_id: str, *, limit: int | None = None, before: str | None = None
    ) -> list[Message]:
        found = [self._counted(each) for each in self._path(conversation_id)]
        if before is not None:
            found = found[: next(at for at, each in enumerate(found) if each.id == before)]
        return found[-limit:] if limit else found

    def rename(self, conversation_id: str, title: str) -> Conversation:
        self._made[conversation_id] = made = replace(self._made[conversation_id], title=title)
        self.events.publish(ConversationChanged(made))
        return made

    def delete(self, conversation_id: str) -> None:
        self.calls.append(f"delete {conversation_id}")
        if conversation_id not in self._made:
            raise NotFound("There is no such conversation.", "")
        self._deleted[conversation_id] = self._made.pop(conversation_id)
        self.events.publish(ConversationDeleted(conversation_id))

    def deleted(self) -> list[Conversation]:
        return list(reversed(self._deleted.values()))

    def restore(self, conversation_id: str) -> Conversation:
        self.calls.append(f"restore {conversation_id}")
        self._made[conversation_id] = made = self._deleted.pop(conversation_id)
        self.events.publish(ConversationChanged(made))
        return made

    def delete_message(self, message_id: str) -> str:
        self.calls.append(f"delete_message {message_id}")
        message = self._find(message_id)
        place, gone = self._messages[message.conversation], {message_id}
        for each in place:
            if each.parent in gone:
                gone.add(each.id)
        self._gone[message_id] = [each for each in place if each.id in gone]
        self._messages[message.conversation] = [each for each in place if each.id not in gone]
        siblings = self._after[message.conversation, message.parent]
        siblings.remove(message_id)
        self._show(message.conversation, siblings[-1] if siblings else message.parent)
        return message.conversation

    def restore_message(self, message_id: str) -> str:
        self.calls.append(f"restore_message {message_id}")
        back = self._gone.pop(message_id)
        self._messages[back[0].conversation] += back
        self._after[back[0].conversation, back[0].parent].append(message_id)
        self._show(back[0].conversation, back[-1].id)
        return back[0].conversation

    def drafts(self) -> dict[str, str]:
        return {place: text for place, text in self.kept_drafts.items() if text}

    def keep_draft(self, conversation_id: str, text: str) -> None:
        self.kept_drafts[conversation_id] = text

    def pin(self, conversation_id: str, pinned: bool = True) -> Conversation:
        self._made[conversation_id] = made = replace(self._made[conversation_id], pinned=pinned)
        self.events.publish(ConversationChanged(made))
        return made

    def pin_message(self, message_id: str, pinned: bool = True) -> Message:
        message = replace(self._find(message_id), pinned=pinned)
        self.store(message)
        return message

    def send(
        self,
        text: str,
        *,
        conversation: str | None = None,
        stream: bool = False,
        parts: tuple[Part, ...] = (),
        collections: Sequence[str] | None = None,
    ) -> FakeReply:
        self.calls.append(f"send {text}")
        self.sent.append((parts, collections))
        script = self.replies.pop(0) if self.replies else ["Yes", ", ", "indeed."]
        if isinstance(script, Exception):
            raise script
        if conversation is None:
            conversation = self.add(text[:60]).id
        self._made[conversation] = replace(self._made[conversation], updated_at=time.time())
        if collections is not None:
            self.choose_collections(conversation, collections)
        question = self._append(conversation, "user", text, "complete", parts)
        answer = self._append(conversation, "assistant", "", "streaming")
        self.events.publish(ConversationChanged(self._made[conversation]))
        for message in (question, answer):
            self.events.publish(MessageChanged(message))
        return FakeReply(self, question, answer, script)

    def create(self, *, system: str | None = None) -> Conversation:
        made = self.add("")
        self._made[made.id] = replace(made, system=system)
        self.calls.append(f"create {system}")
        return self._made[made.id]

    def configure(self, conversation_id: str, **what: Any) -> Conversation:
        self.calls.append(f"configure {conversation_id} {what}")
        self._made[conversation_id] = made = replace(self._made[conversation_id], **what)
        self.events.publish(ConversationChanged(made))
        return made

    def regenerate(self, message_id: str, *, model: str | None = None, stream: bool = False) -> FakeReply:
        self.calls.append(f"regenerate {message_id}" + (f" with {model}" if model else ""))
        message = self._find(message_id)
        question = message if message.role == "user" else self._find(message.parent or "")
        self._show(question.conversation, question.id)
        return self._reply(question, ["Second ", "try."], model)

    def edit(self, message_id: str, text: str, *, stream: bool = False) -> FakeReply:
        self.calls.append(f"edit {message_id} {text}")
        old = self._find(message_id)
        self._show(old.conversation, old.parent)
        question = self._append(old.conversation, "user", text, "complete")
        self.events.publish(MessageChanged(question))
        return self._reply(question, ["Now ", "so."])

    def _show(self, conversation: str, tip: str | None) -> None:
        self._shown[conversation] = tip
        self.events.publish(PathChanged(conversation))

    def _reply(self, question: Message, otherwise: list[Any], model: str | None = None) -> FakeReply:
        answer = self._append(question.conversation, "assistant", "", "streaming")
        answer = replace(answer, model=model or answer.model)
        self.events.publish(MessageChanged(answer))
        script = self.replies.pop(0) if self.replies else otherwise
        assert not isinstance(script, Exception)
        return FakeReply(self, question, answer, script)

    def branches(self, message_id: str) -> list[Message]:
        message = self._find(message_id)
        place = self._messages[message.conversation]
        return [self._counted(each) for each in place if each.parent == message.parent]

    def choose(self, message_id: str) -> None:
        """The newest below it, as the real one does."""
        message, tip = self._find(message_id), message_id
        for each in self._messages[message.conversation]:
            if each.parent == tip:
                tip = each.id
        self.calls.append(f"choose {message_id}")
        self._show(message.conversation, tip)

    def context(self, conversation_id: str) -> Report:
        """Everything is in full, unless the test set another report."""
        ids = tuple(each.id for each in self._path(conversation_id))
        used = sum(len(each.text) // 4 + 8 for each in self._path(conversation_id))
        return self.report or Report(8192, 1024, used, True, ids)

    def search(self, query: str, *, limit: int = 50, offset: int = 0) -> list[Hit]:
        """Plain substrings: titles, then messages."""
        word = query.strip().lower()
        hits = []
        for made in self.conversations():
            if word in made.title.lower():
                hits.append(_hit(made, None, made.title, word))
        for made in self.conversations():
            shown = {each.id for each in self._path(made.id)}
            for each in self._messages[made.id]:
                if word in each.text.lower():
                    hits.append(replace(_hit(made, each, each.text, word), shown=each.id in shown))
        return hits[offset : offset + limit]

    def export(self, conversation_ids: Sequence[str], kind: str = "json") -> bytes:
        self.calls.append(f"export {' '.join(conversation_ids)} {kind}")
        return kind.encode()

    def import_json(self, source: Path | bytes) -> list[Conversation]:
        if not isinstance(source, Path) or source.read_bytes() != b"json":
            raise InvalidInput("The file holds no exported conversations of EdgeChat.", "Choose another.")
        return [self.add("Brought in", ("user", "from"), ("assistant", "elsewhere"))]

    def refresh(self) -> None:
        return None


def _hit(place: Conversation, message: Message | None, text: str, word: str) -> Hit:
    begin = max(0, text.lower().index(word) - 30)
    snippet = ("…" if begin else "") + " ".join(text[begin : begin + 160].split())
    at = snippet.lower().find(word)
    return Hit(
        place.id, place.title, message.id if message else None, message.role if message else None,
        message.created_at if message else place.updated_at, snippet, ((at, at + len(word)),),
    )  # fmt: skip


class FakeAi:
    """One model, in the state that the test says."""

    def __init__(self, events: Events) -> None:
        self.current = ModelStatus("ready", STARTER.id, device="CPU", context=8192)
        self.problem: Exception | None = None
        self.info = STARTER
        self.offered: Offer | None = Offer(BETTER, 2_500_000_000, 6_200_000_000, fits=True)
        self.pulling = FakePull(events)
        self.others: list[ModelInfo] = []
        self.calls: list[str] = []
        self.fails: Exception | None = None

    def resolve(self, model: str | None) -> ModelInfo:
        if self.problem is not None:
            raise self.problem
        known = {each.id: each for each in self.models()}
        if model is not None and model not in known:
            raise ModelNotFound(f"There is no model {model!r}.", "Choose another.")
        return known[model] if model else self.info

    def models(self) -> list[ModelInfo]:
        return [self.info, *self.others]

    def examined(self) -> list[ModelInfo]:
        return self.models()

    def prepare(self, model: str | None = None) -> None:
        self._do(f"prepare {model}")

    def unload(self) -> None:
        self._do("unload")

    def forget_file(self, path: str) -> None:
        self._do(f"forget {path}")
        self.others = [each for each in self.others if each.path != path]

    def add_file(self, path: str, *, copy: bool, tell: Callable[[float], bool]) -> ModelInfo:
        self._do(f"{'copy' if copy else 'use'} {path}")
        tell(1.0)
        made = replace(STARTER, id=path, name=Path(path).stem, path=path, source="file", note="A new one")
        self.others.append(made)
        return made

    def _do(self, call: str) -> None:
        self.calls.append(call)
        if self.fails is not None:
            raise self.fails

    def status(self) -> ModelStatus:
        return self.current

    def offer(self) -> Offer | None:
        return self.offered

    def pull(self, model: str) -> ModelInfo:
        info = self.pulling.run(model)
        self.info = info
        if self.offered is not None:
            self.offered = replace(self.offered, model=info)
        return info

    def stop_pulls(self) -> None:
        self.pulling.stops += 1
        self.pulling.stopped.set()


class FakePull:
    """Tells ``reports``, then waits for ``go_on`` or a stop; ends with ``error``, or the model is here."""

    def __init__(self, events: Events) -> None:
        self.events = events
        self.reports: list[PullStatus] = []
        self.error: FixableError | None = None
        self.go_on, self.stopped = threading.Event(), threading.Event()
        self.begun = self.stops = 0

    def run(self, model: str) -> ModelInfo:
        self.begun += 1
        for each in self.reports:
            self.events.publish(each)
        while not (self.go_on.wait(0.002) or self.stopped.is_set()):
            pass
        stop, error = self.stopped.is_set(), self.error
        self.stopped.clear()
        if stop:
            error = DownloadStopped("It was stopped.", "What has arrived is kept: start again to go on.")
        if error is not None:
            state: Any = "stopped" if stop else "failed"
            self._tell(state, code=error.code, message=error.message, action=error.action)
            raise error
        self._tell("ready", done=BETTER.size)
        return replace(BETTER, state="installed", path="/models/hub/Qwen3.5-2B-Q4_K_M.gguf")

    def _tell(self, state: Any, **more: Any) -> None:
        self.events.publish(PullStatus(BETTER.id, BETTER.name, state, total=BETTER.size, **more))


class FakeSettings:
    kept: Path | None = None

    def __init__(self, **values: Any) -> None:
        self.values: dict[str, Any] = {
            "window.theme": "light", "window.language": "en", "chat.model": "", "engine.context": 0,
            "network.offline": False, "network.hub": "https://huggingface.co", **values,
        }  # fmt: skip

    def get(self, key: str) -> Any:
        return self.values[key] if key in self.values else KEYS[key].default

    def set(self, key: str, value: object) -> None:
        self.values[key] = value


@dataclass(frozen=True)
class FakeProfile:
    root: Path
    name: str = "default"

    @property
    def glimpse(self) -> Path:
        return self.root / "glimpse.json"


class FakeEdge:
    """The whole, with ``chat``, ``ai``, ``settings``, ``events`` and ``profile`` like the real one."""

    def __init__(self, root: Path, *, now: float | None = None) -> None:
        self.events = Events()
        self.chat = FakeChat(self.events, now=now)
        self.ai = FakeAi(self.events)
        self.library = FakeLibrary()
        self.settings = FakeSettings()
        self.profile = FakeProfile(root)
        self.home = Home(root)
        self.presets = Presets(root / "presets.json")
        self.closed = False
        self.found = list(HEALTHY)
        self.found_at_start: list[Check] = []

    def checks(self, *, quick: bool = False) -> Iterator[Check]:
        return iter(self.found_at_start if quick else self.found)

    def follow_documents(self) -> None:
        self.library.follow()

    def close(self) -> None:
        self.closed = True
