"""Several processes on one profile: nothing lost, quota exact, each sees the others."""

from __future__ import annotations

from edgechat.chat.chat import Chat
from edgechat.chat.store import Store
from edgechat.core.events import Events
from edgechat.core.paths import Profile
from edgechat.core.profile_database import open_profile_database
from edgechat.core.settings import Settings
from edgechat.core.sqlite import Database
from edgechat.quota.quota import Quota
from tests.fakes import FakeAi
from tests.integration.children import child, finished

PROCESSES = 3
EACH = 15


def test_processes_write_to_one_conversation_at_once(database: Database, profile: Profile) -> None:
    chat = Chat(Store(database), FakeAi(), Settings(profile.settings), Events())
    conversation = chat.create().id
    running = [child("chatting", profile.home.root, conversation, EACH, 0.01) for _ in range(PROCESSES)]
    acknowledged: list[str] = []
    processes = [context.__enter__() for context in running]
    for process, context in zip(processes, running, strict=True):
        acknowledged += [line.split()[0] for line in process.communicate(timeout=60)[0].splitlines()]
        assert process.returncode == 0
        context.__exit__(None, None, None)
    stored = chat.messages(conversation)
    assert len(acknowledged) == PROCESSES * EACH
    assert set(acknowledged) == {message.id for message in stored if message.role == "user"}
    assert len(stored) == chat.conversation(conversation).message_count == 2 * PROCESSES * EACH
    assert {message.state for message in stored} == {"complete"}
    assert chat.refresh() == [conversation]


def test_processes_start_on_a_new_profile_at_once(profile: Profile) -> None:
    running = [child("chatting", profile.home.root, "-", 1, 0.01) for _ in range(PROCESSES)]
    processes = [context.__enter__() for context in running]
    for process, context in zip(processes, running, strict=True):
        process.communicate(timeout=60)
        assert process.returncode == 0
        context.__exit__(None, None, None)
    database = open_profile_database(profile)
    assert len(Store(database).conversations(limit=9)) == PROCESSES
    database.close()


def test_an_answer_of_a_running_process_is_not_interrupted(database: Database, profile: Profile) -> None:
    chat = Chat(Store(database), FakeAi(), Settings(profile.settings), Events())
    conversation = chat.create().id
    with child("chatting", profile.home.root, conversation, 0, 0.002) as process:
        assert process.stdout is not None
        for _ in range(5):
            process.stdout.readline()
            assert chat.refresh() in ([], [conversation])
            assert "interrupted" not in {message.state for message in chat.messages(conversation)}


def test_processes_share_one_limit_exactly(database: Database, profile: Profile) -> None:
    quota = Quota(database)
    quota.set_limit("door", 20)
    running = [child("admitting", profile.home.root, 20) for _ in range(PROCESSES)]
    processes = [context.__enter__() for context in running]
    admitted = 0
    for process, context in zip(processes, running, strict=True):
        admitted += int(process.communicate(timeout=60)[0])
        context.__exit__(None, None, None)
    assert admitted == quota.used("door") == 20
    assert int(finished("admitting", profile.home.root, 1)) == 0


def test_each_process_sees_at_once_what_the_other_has_committed(database: Database, profile: Profile) -> None:
    """A look after the commit sees it: who looks twice a second is within the second that is promised."""
    store = Store(database)
    conversation = store.create(now=0.0).id
    with child("echoing", profile.home.root, conversation) as process:
        assert process.stdin is not None and process.stdout is not None
        for number in range(20):
            store.append(conversation, "user", f"question {number}", state="complete", now=1.0)
            before = store.data_version()
            process.stdin.write("look\n")
            process.stdin.flush()
            assert process.stdout.readline() == f"question {number}\n"
            assert store.data_version() != before
            last = store.messages(conversation, limit=1)[0]
            assert (last.role, last.text) == ("assistant", f"seen: question {number}")
        process.stdin.close()
        assert process.wait(timeout=30) == 0
