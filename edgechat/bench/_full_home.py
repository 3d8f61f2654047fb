"""A home folder as a person has it after years: what the window is started on."""

from __future__ import annotations

from edgechat.chat.store import Store
from edgechat.core.paths import Home
from edgechat.core.profile_database import open_profile_database
from edgechat.core.word_index import index_all

CONVERSATIONS = 1_000
MESSAGES = 10_000
BEGAN = 1_700_000_000.0  # seconds since 1970; each conversation is a minute younger than the last
NEWEST = BEGAN + 60 * CONVERSATIONS
ANSWER = """\
There are **two ways** to see it, number {number}:

1. by *looking* at what it does,
2. by reading `what it says`.

```python
for each in range({number}):
    print(each)
```

| way | worth |
|---|---|
| looking | much |
| reading | more |
"""


def fill(home: Home) -> None:
    """1,000 conversations in the default profile; the newest has 10,000 messages."""
    profile = home.profile("default")
    profile.create()
    database = open_profile_database(profile)
    try:
        store = Store(database)
        with store.transaction():
            for number in range(CONVERSATIONS - 1):
                made = store.create(title=f"Conversation {number}", now=BEGAN + 60 * number)
                _exchange(store, made.id, number, now=BEGAN + 60 * number)
            talk_of(store, "A long conversation", MESSAGES)
        index_all(database)  # as it is after years, not a second after an import
    finally:
        database.close()


def talk_of(store: Store, title: str, messages: int) -> str:
    """The id of a conversation as new as the newest, with so many messages."""
    with store.transaction():
        made = store.create(title=title, now=NEWEST)
        for number in range(messages // 2):
            _exchange(store, made.id, number, now=NEWEST)
    return made.id


def _exchange(store: Store, conversation: str, number: int, *, now: float) -> None:
    store.append(conversation, "user", f"What is number {number}?", state="complete", now=now)
    store.append(conversation, "assistant", ANSWER.format(number=number), state="complete", now=now)
