"""Whatever is done to a conversation in whatever order: nothing that was stored disappears from its tree."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from edgechat.chat.chat import Chat
from edgechat.chat.conversation import Message
from edgechat.chat.store import Store
from edgechat.core.errors import EngineCrashed
from edgechat.core.events import Events
from edgechat.core.paths import Home
from edgechat.core.profile_database import open_profile_database
from edgechat.core.settings import Settings
from edgechat.core.word_index import out_of_step
from tests.fakes import FakeAi, FakeClock

EXAMPLES = int(os.environ.get("EDGECHAT_EXAMPLES", "25"))
CHOICE = st.integers(0, 10_000)


class Conversations(RuleBasedStateMachine):
    """Keeps its own notes of every conversation's messages and holds the store to them."""

    places = Bundle("places")
    bin = Bundle("bin")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="edgechat-tree-")
        profile = Home(Path(self.folder.name)).profile("default")
        profile.create()
        self.database = open_profile_database(profile)
        self.store, self.ai = Store(self.database), FakeAi()
        self.clock = FakeClock()
        self.chat = Chat(self.store, self.ai, Settings(profile.settings), Events(), self.clock)
        self.known: dict[str, dict[str, tuple[str | None, str]]] = {}
        self.deleted: set[str] = set()
        self.asked = 0

    def teardown(self) -> None:
        self.chat.close()
        self.database.close()
        self.folder.cleanup()

    def note(self, place: str) -> None:
        """What is stored now must hold all that was, unchanged."""
        found = {m.id: (m.parent, m.text) for m in self.store.tree(place)}
        assert self.known.get(place, {}).items() <= found.items()
        self.known[place] = found

    def text(self) -> str:
        self.asked += 1
        return f"question {self.asked}"

    def pick(self, place: str, choice: int, *, role: str = "") -> Message | None:
        found = [m for m in self.store.tree(place) if role in ("", m.role)]
        return found[choice % len(found)] if found else None

    @initialize(target=places)
    def first(self) -> str:
        return self.made(self.chat.send(self.text()).conversation)

    def made(self, place: str) -> str:
        self.known[place] = {}
        self.note(place)
        return place

    @rule(target=places)
    def create(self) -> str:
        return self.made(self.chat.create().id)

    @rule(place=places, fails=st.booleans())
    def send(self, place: str, fails: bool) -> None:
        if fails:
            self.ai.replies.append(["Half", EngineCrashed("It died.", "Try again.")])
        before = [m.id for m in self.chat.messages(place)]
        try:
            self.chat.send(self.text(), conversation=place)
        except EngineCrashed:
            assert fails
        assert [m.id for m in self.chat.messages(place)][:-2] == before
        self.note(place)

    @rule(place=places, choice=CHOICE)
    def edit(self, place: str, choice: int) -> None:
        if old := self.pick(place, choice, role="user"):
            asked = self.text()
            answer = self.chat.edit(old.id, asked)
            question = self.chat.messages(place)[-2]
            assert (question.text, question.parent, answer.parent) == (asked, old.parent, question.id)
            assert question.siblings == old.siblings + 1 == question.sibling + 1
            self.note(place)

    @rule(place=places, choice=CHOICE)
    def regenerate(self, place: str, choice: int) -> None:
        if old := self.pick(place, choice):
            answer = self.chat.regenerate(old.id)
            assert answer.parent == (old.id if old.role == "user" else old.parent)
            assert self.chat.messages(place)[-1].id == answer.id
            self.note(place)

    @rule(place=places, choice=CHOICE)
    def choose(self, place: str, choice: int) -> None:
        if wanted := self.pick(place, choice):
            self.chat.choose(wanted.id)
            assert wanted.id in {m.id for m in self.chat.messages(place)}
            self.note(place)

    @rule(place=places, choice=CHOICE, pinned=st.booleans())
    def pin(self, place: str, choice: int, pinned: bool) -> None:
        if wanted := self.pick(place, choice):
            assert self.chat.pin_message(wanted.id, pinned).pinned == pinned
            self.note(place)

    @rule(target=places, place=places)
    def duplicate(self, place: str) -> str:
        made = self.made(self.chat.duplicate(place).id)
        for read in (self.store.tree, self.chat.messages):
            assert [_likeness(m) for m in read(made)] == [_likeness(m) for m in read(place)]
        return made

    @rule(target=places, place=places, choice=CHOICE)
    def duplicate_a_line(self, place: str, choice: int) -> str:
        tip = self.pick(place, choice)
        made = self.made(self.chat.duplicate(place, up_to=tip and tip.id).id)
        if tip:
            line = [m.text for m in self.store.line(tip.id)]
            assert [m.text for m in self.chat.messages(made)] == line
            assert [m.text for m in self.store.tree(made)] == line
        return made

    @rule(target=bin, place=consumes(places))
    def delete(self, place: str) -> str:
        self.chat.delete(place)
        self.deleted.add(place)
        return place

    @rule(target=places, place=consumes(bin))
    def restore(self, place: str) -> str:
        self.chat.restore(place)
        self.deleted.remove(place)
        return place

    @rule()
    def purge_what_is_old(self) -> None:
        self.clock.pass_time(1)
        assert self.chat.purge(3600) == 0

    @rule(place=consumes(bin))
    def purge(self, place: str) -> None:
        self.clock.pass_time(10_000)
        for other in self.deleted - {place}:
            self.chat.restore(other)
            self.chat.delete(other)
        assert self.chat.purge(3600) == 1
        self.deleted.remove(place)
        del self.known[place]

    @rule()
    def index_some(self) -> None:
        self.store.index_some()

    @invariant()
    def the_index_holds_what_does_not_wait(self) -> None:
        assert out_of_step(self.database.rows) == []

    @invariant()
    def nothing_is_lost(self) -> None:
        for place in self.known:
            self.note(place)
        assert self.database.value("SELECT count(*) FROM messages") == sum(map(len, self.known.values()))
        assert {c.id for c in self.chat.conversations(limit=10**6)} == set(self.known) - self.deleted
        assert {c.id for c in self.chat.deleted()} == self.deleted

    @invariant()
    def the_branch_on_show_is_a_line_from_a_root_to_a_leaf(self) -> None:
        for place in set(self.known) - self.deleted:
            shown = self.chat.messages(place)
            assert [m.parent for m in shown] == [None, *(m.id for m in shown)][: len(shown)]
            assert bool(shown) == bool(self.known[place])
            parents = {parent for parent, _ in self.known[place].values()}
            assert not shown or shown[-1].id not in parents

    @invariant()
    def places_and_depths_are_right(self) -> None:
        for place in self.known:
            tree = self.store.tree(place)
            rows: Any = self.database.rows("SELECT id, depth FROM messages WHERE conversation = ?", (place,))
            depths = dict(rows)
            for message in tree:
                same = [m.id for m in tree if m.parent == message.parent]
                assert (same.index(message.id), len(same)) == (message.sibling, message.siblings)
                assert depths[message.id] == (depths[message.parent] + 1 if message.parent else 0)
            if place not in self.deleted:
                assert self.chat.conversation(place).message_count == len(tree)


def _likeness(message: Message) -> tuple[Any, ...]:
    return message.role, message.text, message.state, message.pinned, message.sibling, message.siblings


TestConversations = Conversations.TestCase
TestConversations.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
