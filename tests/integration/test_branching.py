"""Several processes branch one conversation at once: nothing lost, and one branch on show for all."""

from __future__ import annotations

from edgechat.chat.chat import Chat
from edgechat.chat.conversation import PathChanged
from edgechat.chat.store import Store
from edgechat.core.events import Events
from edgechat.core.paths import Profile
from edgechat.core.settings import Settings
from edgechat.core.sqlite import Database
from tests.fakes import FakeAi
from tests.integration.children import child

PROCESSES = 3
EACH = 25


def test_processes_branch_one_conversation_at_once(database: Database, profile: Profile) -> None:
    events, told = Events(), list[PathChanged]()
    events.subscribe(PathChanged, told.append)
    store = Store(database)
    chat = Chat(store, FakeAi(), Settings(profile.settings), events)
    place = chat.send("start").conversation
    running = [child("branching", profile.home.root, place, EACH) for _ in range(PROCESSES)]
    acknowledged: dict[str, str] = {}
    processes = [context.__enter__() for context in running]
    for process, context in zip(processes, running, strict=True):
        printed = process.communicate(timeout=90)[0]
        acknowledged |= dict(line.split(" ", 1) for line in printed.splitlines())
        assert process.returncode == 0
        context.__exit__(None, None, None)
    tree = {message.id: message for message in store.tree(place)}
    assert acknowledged.items() <= {key: message.text for key, message in tree.items()}.items()
    assert len(acknowledged) > PROCESSES * EACH / 2
    assert chat.conversation(place).message_count == len(tree)
    assert {message.state for message in tree.values()} == {"complete"}
    _check_shown([message.id for message in chat.messages(place)], {m.id: m.parent for m in tree.values()})
    chat.index()
    assert database.value("SELECT count(*) FROM messages_fts") == len(tree)
    assert database.value("PRAGMA integrity_check") == "ok"
    assert chat.refresh() == [place] and told == [PathChanged(place)]


def _check_shown(shown: list[str], parents: dict[str, str | None]) -> None:
    """From a root to a leaf, each following the one before."""
    assert [parents[each] for each in shown] == [None, *shown[:-1]]
    assert shown[-1] not in parents.values()
